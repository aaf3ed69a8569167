"""Mentions: the names, pronouns and role nouns of an article, in text order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sayso.extractors.rules import people, words
from sayso.extractors.rules.cues import is_adverb
from sayso.extractors.rules.forms import verb_forms
from sayso.extractors.rules.tokens import Sentence, Token
from sayso.model import MentionForm, SpeakerKind

Gender = Literal["male", "female", ""]

PRONOUN_GENDER: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
FIRST_PERSON = frozenset("i me my mine myself".split())
_JOINERS = frozenset("of de la del van von der den bin al el du da di dos".split())
_SUFFIXES = frozenset("jr. sr. ii iii iv".split())


@dataclass(slots=True)
class Mentioned:
    """A mention: its place, its form, and what it says of the entity."""

    start: int
    end: int
    form: MentionForm
    name: tuple[str, ...] = ()
    """The words of the name, without titles."""
    titles: frozenset[str] = frozenset()
    """What it calls the entity: the words before a name (*Russian president*), after it or alone (*the president*)."""
    gender: Gender = ""
    sentence: int = 0
    opens: bool = False
    """Whether it is the first mention of its sentence outside of quotation marks, which mostly is the subject."""
    quoted: bool = False
    first_person: bool = False
    possessive: bool = False
    doubtful: bool = False
    """Whether it may be a common word at the start of a sentence: no name unless it has a capital elsewhere too."""
    kind: SpeakerKind | None = None
    """What a name names, where a recognizer of names has said so."""


def find(sentences: Iterable[Sentence], quoted: list[tuple[int, int]]) -> list[Mentioned]:
    """Names, third-person and first-person pronouns, and *the president* and the like, in text order.

    `quoted` are the outermost quoted regions in text order: a mention inside one is no subject of the article's own.
    """
    found: list[Mentioned] = []
    inner: set[str] = set()
    region = 0
    for number, sentence in enumerate(sentences):
        tokens = sentence.tokens
        inner.update(token.low for token in tokens[1:] if token.capital)
        fresh = True
        i = 0
        while i < len(tokens):
            mention, i = _at(tokens, i)
            if mention is None:
                continue
            while region < len(quoted) and quoted[region][1] <= mention.start:
                region += 1
            mention.quoted = region < len(quoted) and quoted[region][0] <= mention.start
            mention.sentence = number
            mention.opens = fresh and not mention.quoted
            fresh = fresh and (mention.quoted or mention.doubtful)
            found.append(mention)
    return [mention for mention in found if not mention.doubtful or mention.name[0] in inner]


def _at(tokens: list[Token], i: int) -> tuple[Mentioned | None, int]:
    """The mention that starts at token `i`, if any, and where to look on."""
    token = tokens[i]
    low = token.low
    if low in PRONOUN_GENDER or low in FIRST_PERSON:
        return Mentioned(
            token.start, token.end, "pronoun", gender=PRONOUN_GENDER.get(low, ""), first_person=low in FIRST_PERSON
        ), i + 1
    if low == "the":
        head = _role(tokens, i + 1)
        if head is not None:
            titles = frozenset(tokens[k].low for k in range(i + 1, head) if tokens[k].capital) | {tokens[head].low}
            return Mentioned(token.start, tokens[head].end, "nominal", titles=titles), head + 1
    if token.capital or (low in words.TITLES and i + 1 < len(tokens) and tokens[i + 1].capital):
        return _name(tokens, i)
    return None, i + 1


def _role(tokens: list[Token], first: int) -> int | None:
    """The last token of a role such as *Republican presidential nominee*, when no name follows it."""
    for i in range(first, min(first + 4, len(tokens))):
        if tokens[i].low in words.TITLES:
            named = i + 1 < len(tokens) and (tokens[i + 1].capital or tokens[i + 1].low in words.TITLES)
            return None if named else i
        if not (tokens[i].capital or tokens[i].low in ("former", "presidential", "vice", "prime")):
            return None
    return None


def _name(tokens: list[Token], first: int) -> tuple[Mentioned | None, int]:
    """A run of capitalised words: a name with what stands before it (*Russian President*, *Kremlin spokesman*)."""
    i = first
    while i < len(tokens) and (_in_name(tokens, i, first) or _is_title_before_name(tokens, i)):
        i += 1
    while i > first and tokens[i - 1].low in _JOINERS:
        i -= 1
    start = _after_titles(tokens, first, i)
    titles = frozenset(tokens[k].low for k in range(first, start))
    name = tuple(tokens[k].low for k in range(start, i))
    if not name:
        return None, max(i, first + 1)  # a title alone is no name
    if not titles and not _is_name_word(tokens[start]):
        return (None, i) if len(name) == 1 else _name(tokens, start + 1)
    doubtful = len(name) == 1 and start == 0
    possessive = i < len(tokens) and tokens[i].low == "'s"
    if i + 1 < len(tokens) and tokens[i].low == ",":
        head = _role(tokens, i + 1 + (tokens[i + 1].low in ("the", "a", "an")))
        titles |= frozenset(tokens[k].low for k in range(i + 1, head + 1)) if head is not None else frozenset()
    return Mentioned(
        tokens[first].start, tokens[i - 1].end, "name", name, titles, possessive=possessive, doubtful=doubtful
    ), i


def _is_title_before_name(tokens: list[Token], i: int) -> bool:
    return tokens[i].low in words.TITLES and i + 1 < len(tokens) and tokens[i + 1].capital


def _after_titles(tokens: list[Token], first: int, last: int) -> int:
    """Where the name proper starts, behind the last title of the run."""
    for i in range(last - 1, first - 1, -1):
        if tokens[i].low in words.TITLES:
            return i + 3 if i + 2 < last and tokens[i + 1].low == "of" else i + 1  # *Secretary of State*
    return first


def _in_name(tokens: list[Token], i: int, start: int) -> bool:
    token = tokens[i]
    if token.capital:
        return i == start or _is_name_word(token)
    if token.low in _SUFFIXES:
        return i > start
    if token.low == "of" and tokens[i - 1].low not in people.ORGANIZATION_NOUNS:
        return False
    return token.low in _JOINERS and i > start and i + 1 < len(tokens) and tokens[i + 1].capital


def _is_name_word(token: Token) -> bool:
    """Whether a capitalised word can stand in a name, and is not a common word at a sentence's or headline's start."""
    low = token.low
    return not (
        low in words.DETERMINERS
        or low in words.PREPOSITIONS
        or low in words.SUBORDINATORS
        or low in words.CONJUNCTIONS
        or low in words.AUXILIARIES
        or low in words.PRONOUNS
        or low in words.OBJECT_PRONOUNS
        or low in words.DAYS
        or is_adverb(token)
        or low in ("there", "here", "please", "yes", "no", "not")
        or (low in verb_forms() and low.endswith(("ed", "ing", "says", "said")))
    )
