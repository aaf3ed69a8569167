"""Words, marks and sentences. A quoted region is one token of its sentence: its inside is read on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.extractors.rules import words
from sayso.extractors.rules.forms import verb_forms
from sayso.extractors.rules.marks import Region

QUOTE = "“”"
"""The `low` of a token that stands for a quoted region."""

_ABBREVIATION = "|".join(sorted(words.ABBREVIATIONS, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""
      (?:{_ABBREVIATION})\.                                    # Mr.  Sen.
    | (?:[^\W\d_]\.){{2,8}}                                    # U.S.  p.m.
    | [A-Z]\.(?=\s+[A-Z])                                      # the J. of J. Smith
    | ['’](?:s|re|ve|ll|d|m)(?!\w)                             # clitics
    | \$?\d+(?:[.,:/-]\d+)*%?                                  # numbers
    | [^\W_]+(?:(?:['’](?!(?:s|re|ve|ll|d|m)\b)|[-&.@](?=\w))[^\W_]+)*
    | --+ | \.\.+
    | \S
    """,
    re.VERBOSE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL_WORDS = frozenset("the and for from with".split())
_LONGEST_TITLE = 200
_OPENING = "([—•*-“‘„«\"'"
_FINAL = frozenset(".?!…")
_CLOSING = "\"'”’»›」』 "
_MOST_TOKENS = 160
"""A longer sentence is cut: text without full stops costs time in proportion to its length, not to its square."""


@dataclass(slots=True)
class Token:
    """`low` is the word in lower case with straight apostrophes; `capital` says whether it starts with a capital, and
    for a quoted region whether all its longer words do, as in a title."""

    start: int
    end: int
    low: str
    capital: bool


@dataclass(slots=True)
class Sentence:
    """The tokens of one sentence; its full stop, if it has one, is the last."""

    text: str
    tokens: list[Token]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def tokenize(text: str, start: int, end: int, regions: list[Region]) -> list[Token]:
    """The tokens of a stretch of text; `regions` are the outermost quoted regions inside it, in text order."""
    tokens: list[Token] = []
    at = start
    for region in regions:
        _words(text, at, region.start, tokens)
        tokens.append(Token(region.start, region.end, QUOTE, _is_title(text, region)))
        at = region.end
    _words(text, at, end, tokens)
    return tokens


def _is_title(text: str, region: Region) -> bool:
    found = _LONG_WORD.findall(text, region.start, min(region.end, region.start + _LONGEST_TITLE))
    return bool(found) and all(word[0].isupper() or word in _SMALL_WORDS for word in found)


def _words(text: str, start: int, end: int, tokens: list[Token]) -> None:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        tokens.append(Token(match.start(), match.end(), word.lower().replace("’", "'"), word[0].isupper()))


def sentences(text: str, tokens: list[Token]) -> list[Sentence]:
    """The tokens cut after full stops, and after quoted regions that end with one."""
    found: list[Sentence] = []
    first = 0
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if (
            following is None
            or i - first >= _MOST_TOKENS
            or (_ends(text, tokens, i) and not (token.low == QUOTE and _tagged(text, tokens, i)))
        ):
            found.append(Sentence(text, tokens[first : i + 1]))
            first = i + 1
    return found


def _ends(text: str, tokens: list[Token], i: int) -> bool:
    """Whether a sentence ends between token `i` and the one after it."""
    token, following = tokens[i], tokens[i + 1]
    if following.start == token.end and token.low != QUOTE:
        return False
    if not (following.capital or following.low == QUOTE or following.low[0].isdigit() or following.low in _OPENING):
        return False
    if token.low == QUOTE:
        return following.start > token.end and text[token.start : token.end].rstrip(_CLOSING)[-1:] in _FINAL
    if token.low in _CLOSING and i > 0 and tokens[i - 1].end == token.start:
        return tokens[i - 1].low in _FINAL  # a stray closing mark
    if token.low[0] in _FINAL:
        return token.low not in ("…", "..") or following.capital
    # *in the U.S. The court*: an abbreviation ends a sentence only before a word that starts one
    abbreviation = token.low.endswith(".") and len(token.low) > 2
    return abbreviation and following.capital and following.low in words.SENTENCE_STARTERS


def _tagged(text: str, tokens: list[Token], quote: int) -> bool:
    """Whether the sentence goes on with an attribution after a question or a cry: *“Who did it?” Ms. Orr asked.*"""
    if text[tokens[quote].start : tokens[quote].end].rstrip(_CLOSING)[-1:] not in ("?", "!", "—", "-", "…"):
        return False
    for i in range(quote + 1, min(len(tokens) - 1, quote + 14)):
        token = tokens[i]
        if token.low == QUOTE or token.low in (".", "?", "!", ";", ":"):
            return False
        form = verb_forms().get(token.low)
        if form is not None and form.tense in ("s", "past", "both") and form.verb.frames & {"speech", "quoted"}:
            following = tokens[i + 1]
            return i > quote + 1 and (
                not following.low[0].isalnum() or following.low in words.PREPOSITIONS or following.low in words.DAYS
            )
    return False
