"""Sources: the noun phrase that a cue hangs on, found by walking from the cue to where such a phrase must end."""

from __future__ import annotations

from sayso.extractors.rules import lexicon, words
from sayso.extractors.rules.cues import Cue, is_adverb
from sayso.extractors.rules.forms import helper_forms, light_forms, verb_forms
from sayso.extractors.rules.found import Range
from sayso.extractors.rules.tokens import QUOTE, Token

_REACH = 40
"""A source is no longer than this many tokens."""


def of(tokens: list[Token], cue: Cue, earlier: list[Cue]) -> Range | None:
    """The source of a cue that its content follows, or None when it is implicit; `earlier` are the cues before it."""
    if cue.kind == "view":
        return _possessor(tokens, cue.last - 1, cue.first + 1)
    if cue.kind == "noun":
        return _of_noun(tokens, cue, earlier)
    if cue.passive:
        return _by_phrase(tokens, cue.last)
    if cue.finite:
        return subject(tokens, cue) or _shared(tokens, cue, earlier)
    return _shared(tokens, cue, earlier)


def subject(tokens: list[Token], cue: Cue) -> Range | None:
    """The subject before a verb."""
    end = cue.first
    while end > 0 and is_adverb(tokens[end - 1]):
        end -= 1
    return _subject_before(tokens, end, insertions=3)


def _subject_before(tokens: list[Token], end: int, insertions: int) -> Range | None:
    """The noun phrase that ends before token `end`, past as many insertions between commas or brackets."""
    if end == 0:
        return None
    last = tokens[end - 1].low
    if last in words.PRONOUNS or last in words.RELATIVES:
        return (end - 1, end)
    if last in words.CONJUNCTIONS:
        return None
    if last not in (",", ")", "—", "–", "--"):
        return _phrase_before(tokens, end)
    opened = _opening(tokens, end - 1)
    if opened is None or insertions == 0:
        return None
    found = _subject_before(tokens, opened, insertions - 1)
    if found is None:
        return None
    last_token = end if found[1] == opened and _identifies(tokens, opened, end) else found[1]
    named = _named_before(tokens, found[0])
    return (found[0] if named is None else named, last_token)


def _named_before(tokens: list[Token], first: int) -> int | None:
    """Where a name starts that the phrase at `first` is said of: *Hale, 52, a retired engineer*."""
    if first < 2 or tokens[first - 1].low != "," or not (tokens[first].low.isdigit() or _apposed(tokens[first])):
        return None
    named = _phrase_before(tokens, first - 1)
    if named is None or not tokens[first - 2].capital or tokens[first - 2].low in words.DAYS:
        return None
    return None if named[0] > 0 and tokens[named[0] - 1].low in words.PREPOSITIONS else named[0]


def _opening(tokens: list[Token], close: int) -> int | None:
    """The comma, dash or bracket that opens what the one at `close` ends."""
    opener = "(" if tokens[close].low == ")" else tokens[close].low
    for i in range(close - 1, max(-1, close - _REACH), -1):
        if tokens[i].low == opener:
            # *Orr, mayor of Ely, Kent, said*: a longer apposition holds commas of its own
            earlier = i - 1
            while opener == "," and earlier > max(0, close - _REACH) and tokens[earlier].low not in (",", QUOTE, ";"):
                earlier -= 1
            longer = opener == "," and tokens[earlier].low == "," and not _starts_clause(tokens[earlier + 1])
            return earlier if longer and tokens[i + 1].capital and _apposed(tokens[earlier + 1]) else i
    return None


def _starts_clause(token: Token) -> bool:
    return token.low in words.CONJUNCTIONS or token.low in words.PREPOSITIONS or token.low in words.PRONOUNS


def _apposed(token: Token) -> bool:
    return token.low in ("a", "an", "the", "who", "whose", "one") or token.low.endswith(
        ("man", "or", "er", "ent", "ist")
    )


def _identifies(tokens: list[Token], opened: int, end: int) -> bool:
    """Whether what stands between commas after a name says who it is, and not when or how it was said."""
    first = tokens[opened + 1]
    if tokens[opened].low == "(":
        return True
    return end - opened > 2 and not (
        first.low in words.PREPOSITIONS
        or (first.low in words.SUBORDINATORS and first.low not in ("who", "whose"))
        or first.low.endswith("ing")
        or is_adverb(first)
        or first.low in ("and", "but", "meanwhile")
    )


def _phrase_before(tokens: list[Token], end: int) -> Range | None:
    """The noun phrase that ends before token `end`."""
    first = end
    floor = max(0, end - _REACH)
    while first > floor and _is_nominal(tokens, first - 1):
        first -= 1
    while first < end and (
        tokens[first].low in words.CONJUNCTIONS
        or (tokens[first].low in words.SUBORDINATORS and tokens[first].low not in words.PREPOSITIONS)
        or (is_adverb(tokens[first]) and tokens[first].low not in ("both", "all", "more", "almost", "first"))
    ):
        first += 1
    if first < end and tokens[first].low in words.PREPOSITIONS:
        # *In an interview Clinton said*: the phrase in front is no part of the subject
        inner = [i for i in range(first, end) if tokens[i].low in words.PREPOSITIONS]
        first = inner[-1] + 1
        names = [i for i in range(first + 1, end) if tokens[i].capital and not tokens[i - 1].capital]
        if tokens[first].low in words.DETERMINERS and names and tokens[names[-1] - 1].low not in words.DETERMINERS:
            first = names[-1]
    return (first, end) if first < end else None


def _is_nominal(tokens: list[Token], i: int) -> bool:
    """Whether a token can belong to a noun phrase that is walked to the left."""
    token = tokens[i]
    low = token.low
    if low in ("'s", "'", "-", "$", "&", "no."):
        return True
    if low in ("and", "or"):
        following = tokens[i + 1] if i + 1 < len(tokens) else token
        return i > 0 and tokens[i - 1].capital == following.capital and tokens[i - 1].low != ","
    if (
        low == QUOTE
        or not low[0].isalnum()
        or low in words.AUXILIARIES
        or low in words.CONJUNCTIONS
        or (low in words.PRONOUNS and low != "one")
        or (low in words.SUBORDINATORS and low not in words.PREPOSITIONS)
    ):
        return False
    form = verb_forms().get(low)
    if form is not None and not token.capital:
        if form.tense in ("past", "both"):
            return i > 0 and (tokens[i - 1].low in words.DETERMINERS or tokens[i - 1].low in words.POSSESSIVES)
        return form.tense != "s" or form.verb.lemma in lexicon.NOUN_LIKE
    return True


def inverted(tokens: list[Token], cue: Cue) -> Range | None:
    """The subject after the verb: *“…,” said Lena Orr, who leads the board.*"""
    first = cue.last
    if first >= len(tokens):
        return None
    token = tokens[first]
    if token.low in words.PRONOUNS:
        return (first, first + 1)
    if (
        not token.low[0].isalnum()
        or token.low in words.PREPOSITIONS
        or token.low in words.SUBORDINATORS
        or token.low in words.AUXILIARIES
        or token.low in words.DAYS
        or token.low in words.CONJUNCTIONS
        or token.low in words.OBJECT_PRONOUNS
        or (is_adverb(token) and token.low not in ("both", "all", "more", "almost", "first"))
    ):
        return None
    return (first, phrase_end(tokens, first, apposition=True))


def phrase_end(tokens: list[Token], first: int, apposition: bool) -> int:
    """Where the noun phrase that starts at token `first` ends; with `apposition`, with what identifies it."""
    i = first
    limit = min(len(tokens), first + _REACH)
    while i < limit:
        low = tokens[i].low
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if low in (".", "?", "!", ";", ":", "—", "–", "--", "―") or low == QUOTE:
            break
        if low == ",":
            if not apposition or following is None or not (following.capital or _apposed(following)):
                break
        elif (i > first and (low in words.DAYS or low in _PHRASE_ENDS)) or (
            i > first and following is not None and _opens_adjunct(low, following)
        ):
            break
        i += 1
    return i


def _opens_adjunct(low: str, following: Token) -> bool:
    """Whether a preposition after a name tells when, where or to whom it was said."""
    return low == "to" or (
        low in ("in", "at", "on")
        and (following.low in words.DAYS or following.low in ("a", "an") or following.low.isdigit())
    )


_PHRASE_ENDS = frozenset("during after before when while as because but last this earlier later".split())


def _by_phrase(tokens: list[Token], start: int) -> Range | None:
    """The agent of a passive: *was criticized by residents*."""
    for i in range(start, min(len(tokens), start + 4)):
        if tokens[i].low == "by" and i + 1 < len(tokens):
            end = i + 1
            while end < min(len(tokens), i + 12) and _is_nominal(tokens, end):
                lying = tokens[end].low == "of" and end + 1 < len(tokens) and tokens[end + 1].low.endswith("ing")
                if lying or tokens[end].low in ("for", "as", "to"):
                    break
                end += 1
            return (i + 1, end) if end > i + 1 else None
    return None


def _of_noun(tokens: list[Token], cue: Cue, earlier: list[Cue]) -> Range | None:
    """The one whose claim, plan or view it is: a possessor, or the subject of a verb such as *made*."""
    owner = _possessor(tokens, cue.first, max(0, cue.first - 15))
    if owner is not None:
        return owner
    for i in range(cue.first - 1, max(-1, cue.first - 4), -1):
        if tokens[i].low in light_forms():
            first = i
            while first > 0 and (tokens[first - 1].low in words.AUXILIARIES or is_adverb(tokens[first - 1])):
                first -= 1
            light = Cue(first, i + 1, "verb", tense="past", finite=not tokens[i].low.endswith("ing"))
            return subject(tokens, light) if light.finite else _shared(tokens, light, earlier)
    return None


def _possessor(tokens: list[Token], noun: int, floor: int) -> Range | None:
    """The possessive that ends right before token `noun`: *her* whole, a name without its *'s*."""
    i = noun - 1
    while i > max(floor, noun - 5) and tokens[i].low not in words.POSSESSIVES and _is_nominal(tokens, i):
        i -= 1
    if i < floor or i < 0 or tokens[i].low not in words.POSSESSIVES:
        return None
    if tokens[i].low != "'s":
        return (i, i + 1)
    first = i
    while first > floor and _is_nominal(tokens, first - 1) and tokens[first - 1].low not in words.PREPOSITIONS - {"of"}:
        first -= 1
    return (first, i) if first < i else None


def _shared(tokens: list[Token], cue: Cue, earlier: list[Cue]) -> Range | None:
    """The subject of an earlier verb of the sentence: *he said …, adding …*; *she beamed and asked …*."""
    for other in reversed(earlier):
        if other.kind == "verb" and other.finite and not other.passive:
            found = subject(tokens, other) or inverted(tokens, other)
            if found is not None and found[0] < cue.first:
                return found
    for i in range(1, min(cue.first, _REACH)):
        low = tokens[i].low
        form = verb_forms().get(low)
        if (
            low in words.FINITE_AUXILIARIES
            or (form is not None and form.tense in ("past", "both", "s"))
            or low in helper_forms()
            or (low.endswith("ed") and not tokens[i].capital)
        ):
            return subject(tokens, Cue(i, i + 1, "verb"))
    return _leading_name(tokens, cue.first)


def _leading_name(tokens: list[Token], end: int) -> Range | None:
    """The pronoun or name that the sentence starts with."""
    if tokens[0].low in words.PRONOUNS:
        return (0, 1)
    last = 0
    while last < end and tokens[last].capital and tokens[last].low not in words.PREPOSITIONS | words.SUBORDINATORS:
        last += 1
    return (0, last) if last > 1 else None
