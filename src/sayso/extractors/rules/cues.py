"""Cues: the verbs, nouns, adjectives and phrases of a sentence that attribute something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.extractors.rules import lexicon, words
from sayso.extractors.rules.forms import (
    Form,
    Tense,
    adjective_links,
    helper_forms,
    noun_links,
    verb_forms,
)
from sayso.extractors.rules.tokens import QUOTE, Sentence, Token

Kind = Literal["verb", "noun", "adjective", "according", "view"]

_MOST_CUES = 25
"""No real sentence has more; in a text that is nothing but cues each would have the rest of the sentence as content."""


@dataclass(slots=True)
class Cue:
    """Tokens `first` up to `last` of a sentence that attribute, and how."""

    first: int
    last: int
    kind: Kind
    frames: frozenset[str] = frozenset()
    tense: Tense = "base"
    finite: bool = True
    passive: bool = False
    infinitive: bool = False
    asserted: bool = True


def find(sentence: Sentence) -> list[Cue]:
    """The cues of a sentence in text order."""
    tokens = sentence.tokens
    verbs, nouns, adjectives = verb_forms(), noun_links(), adjective_links()
    headline = _is_headline(tokens)
    found: list[Cue] = []
    for i, token in enumerate(tokens):
        low = token.low
        cue: Cue | None = None
        following = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if low == "according" and following == "to":
            cue = Cue(i, i + 2, "according")
        elif low == "in" and following:
            cue = _view(tokens, i)
        elif token.capital and i > 0 and not headline:
            continue  # a name
        else:
            if low in verbs:
                cue = _verb(tokens, i, verbs[low])
            if cue is None and following in adjectives.get(low, ()):
                cue = _adjective(tokens, i)
            if cue is None and following in nouns.get(low, ()):
                cue = _noun(tokens, i)
        if cue is not None and not (found and cue.first < found[-1].last and cue.kind != "verb"):
            while found and found[-1].first >= cue.first:
                found.pop()  # *declined to say* is one cue
            found.append(cue)
            if len(found) == _MOST_CUES:
                break
    return found


def is_adverb(token: Token) -> bool:
    """Whether a word is likely an adverb."""
    low = token.low
    return low in words.ADVERBS or (
        low.endswith("ly") and len(low) > 4 and not token.capital and low not in words.NOT_ADVERBS
    )


def _is_headline(tokens: list[Token]) -> bool:
    """Whether most of the longer words have capitals."""
    long = [token.capital for token in tokens if len(token.low) > 3]
    return len(long) > 2 and sum(long) > 0.6 * len(long)


def _view(tokens: list[Token], i: int) -> Cue | None:
    """*In her view*, *in the board's opinion*: the cue runs from *in* to the noun."""
    for j in range(i + 2, min(i + 8, len(tokens))):
        if tokens[j].low in lexicon.VIEWS and tokens[j - 1].low in words.POSSESSIVES:
            return Cue(i, j + 1, "view")
        if not tokens[j].low[0].isalpha() and tokens[j].low != "'s":
            return None
    return None


def _verb(tokens: list[Token], head: int, form: Form) -> Cue | None:
    last, frames = head + 1, form.verb.frames
    for particles, with_particles in form.verb.particles.items():
        end = head + 1 + len(particles)
        if end > last and all(
            tokens[k].low == p for k, p in zip(range(head + 1, len(tokens)), particles, strict=False)
        ):
            last, frames = min(end, len(tokens)), with_particles
    if frames <= {"work"}:
        return None
    group = _Group(tokens, head, form.tense)
    if not group.is_verb(form.verb.lemma, last):
        return None
    return Cue(
        group.first,
        last,
        "verb",
        frozenset(frames),
        group.tense,
        group.finite,
        group.passive,
        group.infinitive,
        group.asserted,
    )


class _Group:
    """A verb with the auxiliaries, negation and adverbs before it, and the verb that it hangs on as an infinitive."""

    def __init__(self, tokens: list[Token], head: int, tense: Tense) -> None:
        self.tokens = tokens
        self.head = head
        self.tense = tense
        self.infinitive = False
        self.asserted = True
        self.first = head
        self.helped = False
        """Whether an auxiliary or *to* says that this is a verb."""
        auxiliaries = self._extend()
        be = any(low in words.BE for low in auxiliaries)
        self.passive = be and tense in ("participle", "both", "any") and not self.infinitive
        self.finite = be if tense == "ing" else self.tense != "participle" or bool(auxiliaries)
        if self.infinitive and self.tense == "base":
            self.finite = False
        if any(low in words.NEGATIONS or low in words.POSSIBLE for low in auxiliaries):
            self.asserted = False

    def _extend(self) -> list[str]:
        """Walk to the left; `before` is where the group with its adverbs starts, `first` where it starts without."""
        tokens, found = self.tokens, []
        i = self.head
        while i > 0:
            low = tokens[i - 1].low
            if low in words.AUXILIARIES and not self._is_possessive(i - 1):
                found.append(low)
                self.helped = True
                self.first = i - 1
            elif low == "to" and tokens[self.first].low not in ("to",) and self.tense in ("base", "any"):
                self.infinitive = self.helped = True
                self.first = i = self._hang(i - 1)
                continue
            elif low in ("not", "never"):
                found.append(low)
                self.first = i - 1
            elif not is_adverb(tokens[i - 1]):
                break
            i -= 1
        self.before = i
        return found

    def _is_possessive(self, i: int) -> bool:
        """*'s* is an auxiliary only after a pronoun and before a participle."""
        if self.tokens[i].low != "'s":
            return False
        return self.tense == "base" or i == 0 or self.tokens[i - 1].low not in _CONTRACTING

    def _hang(self, to: int) -> int:
        """Take in the verb that the infinitive hangs on when that one attributes nothing (*appeared to suggest*)."""
        kind, tense = helper_forms().get(self.tokens[to - 1].low, ("", "ing")) if to > 0 else ("", "ing")
        if kind not in ("catenative", "denied") or tense == "ing":
            return to
        self.asserted = self.asserted and kind != "denied"
        self.tense = tense
        self.infinitive = tense == "base"
        return to - 1

    def is_verb(self, lemma: str, last: int) -> bool:
        """Whether the word is a verb here, and not a noun or an adjective."""
        tokens, tense = self.tokens, self.tense
        following = tokens[last] if last < len(tokens) else Token(0, 0, ".", False)
        previous = tokens[self.before - 1] if self.before > 0 else None
        determined = previous is not None and (
            previous.low in words.POSSESSIVES
            or (previous.low in words.DETERMINERS and previous.low not in words.PRONOMINAL)
        )
        if self.helped:
            return not (tense == "ing" and determined)
        if previous is None:
            return tense == "ing" and following.low not in (".", ",")
        if determined or tense == "participle":
            return False
        if tense == "ing":
            quotes = last + 1 < len(tokens) and following.low == "," and tokens[last + 1].low == QUOTE
            return quotes or following.low not in ("of", ".", ",", "and")
        if (
            previous.low in words.PREPOSITIONS
            or previous.low in ("(", "$")
            or (tense == "both" and following.low == "by")
        ):
            return False
        if tense == "base" and not _is_plural(previous) and lemma in lexicon.NOUN_LIKE:
            return False
        if lemma in lexicon.NOUN_LIKE and tense in ("base", "s", "any"):
            if following.low == "that" and _is_finite(tokens, last + 1):
                return False  # *rules that could change*: a noun with a relative clause
            return previous.low in _SUBJECTS or (
                lemma not in lexicon.SELDOM_VERBS
                and (following.low in _OBJECT_STARTS or following.capital or is_adverb(following))
            )
        return True


def _is_finite(tokens: list[Token], i: int) -> bool:
    """Whether a token is sure to be a finite verb."""
    if i >= len(tokens):
        return False
    form = verb_forms().get(tokens[i].low)
    return tokens[i].low in words.FINITE_AUXILIARIES or (form is not None and form.tense in ("s", "past", "both"))


_CONTRACTING = words.PRONOUNS | {"that", "there", "what", "here"}
_SUBJECTS = words.PRONOUNS | words.RELATIVES | frozenset("others many some most both all".split())
_OBJECT_STARTS = (
    words.DETERMINERS
    | words.PRONOUNS
    | words.OBJECT_PRONOUNS
    | words.QUESTION_WORDS
    | frozenset(("that", "to", ":", QUOTE))
)


def _is_plural(token: Token) -> bool:
    """Whether a word can be, or can end, the subject of a verb without *-s*."""
    low = token.low
    return low in _PLURALS or (low.endswith("s") and len(low) > 3 and not low.endswith(("ss", "us", "is")))


_PLURALS = words.PRONOMINAL | frozenset(
    "i you we they who that which people men women police and or but media children percent , )".split()
)


def _adjective(tokens: list[Token], i: int) -> Cue | None:
    """*Is confident*, *were not willing*: the cue starts at the verb."""
    first = i
    while first > 0 and is_adverb(tokens[first - 1]):
        first -= 1
    if first == 0 or (tokens[first - 1].low not in words.BE and tokens[first - 1].low not in lexicon.COPULAS):
        return None
    group = _Group(tokens, first - 1, "past") if tokens[first - 1].low in words.BE else _Group(tokens, first - 1, "s")
    negated = any(token.low in words.NEGATIONS for token in tokens[group.first : i])
    return Cue(group.first, i + 1, "adjective", frozenset(), "past", asserted=group.asserted and not negated)


def _noun(tokens: list[Token], i: int) -> Cue | None:
    """The noun with the words that describe it: *repeated emphasis on*; not *a charge that stung*."""
    if tokens[i + 1].low == "that" and _is_finite(tokens, i + 2):
        return None
    first = i
    while first > 0 and i - first < 2 and _describes(tokens[first - 1]) and tokens[first - 2].low != "-":
        first -= 1
    return Cue(first, i + 1, "noun")


def _describes(token: Token) -> bool:
    low = token.low
    return (
        low[0].isalpha()
        and not token.capital
        and low not in words.POSSESSIVES
        and low not in words.DETERMINERS
        and low not in words.PREPOSITIONS
        and low not in words.AUXILIARIES
        and low not in words.CONJUNCTIONS
        and low not in words.SUBORDINATORS
        and low not in words.PRONOUNS
        and low not in verb_forms()
        and low not in helper_forms()
    )
