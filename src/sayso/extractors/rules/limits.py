"""Limits: where a content that follows its cue ends.

A content runs to its sentence's end unless something of the reporter's own, or the next cue, comes first. What ends
it was counted on the tuning half of PolNeAR dev (docs/built-in.md): *, but* ends 17 of 21, a participle 26 of 34.
"""

from __future__ import annotations

from typing import Literal

from sayso.extractors.rules import lexicon, words
from sayso.extractors.rules.cues import Cue, is_adverb
from sayso.extractors.rules.forms import helper_forms, verb_forms
from sayso.extractors.rules.tokens import Token

Form = Literal[
    "quote", "that", "wh", "to", "bare", "thing", "attitude", "tag", "according", "view", "colon", "passive", "region"
]
"""How a content is introduced: quoted words, *that*, a question word, *to*, a bare clause, a noun phrase (what is said,
or what someone has an attitude toward), or by an attribution of its own kind."""

_STOPS = frozenset(".?!")
_DASHES = frozenset(("—", "–", "--", "―"))
_AFTER_DASH = frozenset("a an the even but as".split())
_SUBJECT_REACH = 6
"""A noun among so many first tokens is in the subject: its content ends before the verb of the sentence."""


def end_of(tokens: list[Token], first: int, form: Form, cue: Cue, heads: dict[int, Cue]) -> int:
    """The token before which the content that starts at token `first` ends. `heads` are the cues by first token."""
    end = len(tokens)
    while end > first and tokens[end - 1].low in _STOPS:
        end -= 1
    phrase = form in ("thing", "attitude") or cue.kind == "noun"
    subordinate = _opens_with_clause(tokens, cue)
    # before the verb of the sentence a noun phrase may hold no finite verb, and a clause one
    verbs_left = 1 if form == "that" else 0
    in_subject = cue.kind == "noun" and cue.first < _SUBJECT_REACH
    brackets = 0
    for i in range(first + 1, end):
        low = tokens[i].low
        if low in ("(", "["):
            brackets += 1
        elif low in (")", "]"):
            if not brackets:
                return i
            brackets -= 1
        elif brackets:
            continue
        elif low == ",":
            if i + 1 < end and (subordinate or _ends_at_comma(tokens, i, heads, phrase)):
                return i
        elif low in _DASHES or (low == "-" and tokens[i - 1].end < tokens[i].start):
            if phrase or (i + 1 < end and tokens[i + 1].low in _AFTER_DASH):
                return i
        elif low in ("and", "but", "or"):
            if _brings_next_cue(tokens, i, cue, heads):
                return i
        elif _ends_at_word(tokens, i, phrase):
            return i
        elif in_subject and _starts_predicate(tokens, i):
            if verbs_left == 0:
                return i
            verbs_left -= 1
    return end


def _starts_predicate(tokens: list[Token], i: int) -> bool:
    """Whether a word is a finite verb that no auxiliary stands before."""
    low = tokens[i].low
    helper = helper_forms().get(low, ("", ""))[1] in ("past", "both")
    finite = is_finite(tokens[i]) or helper or (low.endswith("ed") and not tokens[i].capital)
    return finite and tokens[i - 1].low not in words.AUXILIARIES and not is_adverb(tokens[i - 1])


def _ends_at_word(tokens: list[Token], i: int, phrase: bool) -> bool:
    """Whether a semicolon or a subordinator starts what is no longer the content's."""
    low = tokens[i].low
    if low == "even":
        return i + 1 < len(tokens) and tokens[i + 1].low in ("though", "as")
    return (
        low in (";", "although", "whereas", "despite")
        or (low == "though" and tokens[i - 1].low != "even")
        or (phrase and low in ("since", "during"))
    )


def _opens_with_clause(tokens: list[Token], cue: Cue) -> bool:
    """Whether the cue stands in a clause that a comma ends: *When he said …, she left*; *the dam, which he says …,*."""
    for i in range(cue.first - 1, max(0, cue.first - _SUBJECT_REACH), -1):
        if tokens[i].low in ("who", "which") and tokens[i - 1].low == ",":
            return True
    first = tokens[0].low
    opens = first in words.OPENERS or (first.endswith("ing") and first in verb_forms())
    return opens and cue.kind != "view" and not any(token.low == "," for token in tokens[: cue.first])


def _ends_at_comma(tokens: list[Token], i: int, heads: dict[int, Cue], phrase: bool) -> bool:
    """Whether the words after the comma at `i` are no longer the content's."""
    following = tokens[i + 1]
    low = following.low
    if low.endswith("ing") and low not in lexicon.NOT_PARTICIPLES and not following.capital:
        return True
    if low in ("according", "but", "though", "although", "despite", "whereas", "while"):
        return True
    if low == "even" and i + 2 < len(tokens) and tokens[i + 2].low in ("as", "though"):
        return True
    if low in ("and", "or"):
        closes_list = any(token.low == "," for token in tokens[max(0, i - 6) : i])
        return i + 2 in heads or (phrase and not closes_list)
    return phrase and low in ("which", "who", "whose", "where", "as", "when", "after")


def _brings_next_cue(tokens: list[Token], i: int, cue: Cue, heads: dict[int, Cue]) -> bool:
    """Whether *and* or *but* leads to the next cue of the same source: *said X and warned Y*."""
    j = i + 1
    while j < len(tokens) and j not in heads and is_adverb(tokens[j]):
        j += 1
    other = heads.get(j)
    if other is None or other.kind != "verb" or other.infinitive or cue.kind != "verb":
        return False
    return _PAST.get(other.tense, other.tense) == _PAST.get(cue.tense, cue.tense)


_PAST = {"both": "past", "any": "past"}


def is_finite(token: Token) -> bool:
    """Whether a word is sure to be a finite verb: an auxiliary, or the past of a verb of the lexicon."""
    form = verb_forms().get(token.low)
    return token.low in words.FINITE_AUXILIARIES or (form is not None and form.tense in ("past", "both"))
