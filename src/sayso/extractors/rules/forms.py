"""From the lexicon's lemmas to the words of a text: every form of every verb, with what may follow it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Literal

from sayso.extractors.rules import lexicon

Tense = Literal["base", "s", "past", "participle", "both", "any", "ing"]
"""`both` is past and participle, `any` base, past and participle (*put*)."""

_FRAMES = {
    "speech": lexicon.SPEECH,
    "quoted": lexicon.QUOTED,
    "work": lexicon.WORK,
    "thought": lexicon.THOUGHT,
    "finding": lexicon.FINDING,
    "infinitive": lexicon.INFINITIVE,
    "told": lexicon.OBJECT_INFINITIVE,
    "object": lexicon.CLAUSAL_OBJECT,
    "thing": lexicon.THING,
    "thing-as": lexicon.THING_AS,
    "attitude": lexicon.ATTITUDE,
    "gerund": lexicon.GERUND,
    "addressee": lexicon.ADDRESSEE,
}
_DOUBLING = frozenset(lexicon.DOUBLING)


@dataclass(slots=True)
class Verb:
    """A lemma: the frames it takes by itself, and those it takes with particles (*point out*)."""

    lemma: str
    frames: set[str] = field(default_factory=set)
    particles: dict[tuple[str, ...], set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A word as a form of a verb."""

    verb: Verb
    tense: Tense


def inflect(lemma: str) -> dict[str, Tense]:
    """The forms of a verb, each with its tense.

    >>> inflect("deny")
    {'deny': 'base', 'denies': 's', 'denying': 'ing', 'denied': 'both'}
    >>> inflect("write")
    {'write': 'base', 'writes': 's', 'writing': 'ing', 'wrote': 'past', 'written': 'participle'}
    >>> inflect("admit")
    {'admit': 'base', 'admits': 's', 'admitting': 'ing', 'admitted': 'both'}
    """
    if lemma.endswith("y") and lemma[-2:-1] not in "aeou":
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    elif lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        third, past = lemma + "es", lemma + "ed"
    else:
        third, past = lemma + "s", lemma + ("d" if lemma.endswith("e") else "ed")
    stem = lemma
    if lemma in _DOUBLING:
        stem = lemma + lemma[-1]
        past = stem + "ed"
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        stem = lemma[:-1]
    irregular = lexicon.IRREGULAR.get(lemma, past).split()
    if irregular == [lemma]:
        return {lemma: "any", third: "s", stem + "ing": "ing"}
    forms: dict[str, Tense] = {lemma: "base", third: "s", stem + "ing": "ing"}
    forms[irregular[0]] = "both" if len(irregular) == 1 else "past"
    if len(irregular) > 1:
        forms.setdefault(irregular[1], "participle")
    return forms


@functools.cache
def verb_forms() -> dict[str, Form]:
    """Every form of every attributing verb of the lexicon."""
    verbs: dict[str, Verb] = {}
    for frame, entries in _FRAMES.items():
        for entry in entries:
            lemma, *particles = entry.split("_")
            verb = verbs.setdefault(lemma, Verb(lemma))
            frames = verb.particles.setdefault(tuple(particles), set()) if particles else verb.frames
            frames.add(frame)
    table: dict[str, Form] = {}
    for verb in verbs.values():
        for word, tense in inflect(verb.lemma).items():
            table.setdefault(word, Form(verb, tense))
    return table


@functools.cache
def helper_forms() -> dict[str, tuple[str, Tense]]:
    """Forms of the verbs that an infinitive or a noun hangs on: catenative, denied or light, with the tense."""
    table: dict[str, tuple[str, Tense]] = {}
    for kind, lemmas in (("denied", lexicon.DENIED), ("catenative", lexicon.CATENATIVE), ("light", lexicon.LIGHT)):
        for lemma in lemmas:
            for word, tense in inflect(lemma).items():
                table.setdefault(word, (kind, tense))
    return table


@functools.cache
def light_forms() -> frozenset[str]:
    """Every form of the verbs of which a noun is the content: *made the claim*."""
    return frozenset(word for lemma in lexicon.LIGHT for word in inflect(lemma))


@functools.cache
def noun_links() -> dict[str, frozenset[str]]:
    """Every attributing noun, singular and plural, with the words that may lead to its content."""
    return _links(lexicon.NOUNS, with_plural=True)


@functools.cache
def adjective_links() -> dict[str, frozenset[str]]:
    """Every attributing adjective with the words that may lead to its content."""
    return _links(lexicon.ADJECTIVES, with_plural=False)


def _links(entries: dict[str, list[str]], with_plural: bool) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for link, words in entries.items():
        for word in words:
            found.setdefault(word, set()).add(link)
            if with_plural:
                found.setdefault(plural(word), set()).add(link)
    return {word: frozenset(links) for word, links in found.items()}


def plural(noun: str) -> str:
    """The regular plural.

    >>> plural("worry"), plural("promise"), plural("wish")
    ('worries', 'promises', 'wishes')
    """
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")
