"""Who claims what: the claims in what each speaker says, and in the sentences that are the article's own."""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass

from sayso.extractors.rules import claims
from sayso.extractors.rules.claims import Clause
from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.reading import SAYING, Reading

_DEMAND = re.compile(
    r"\b(?:request|demand|ask|urg|order|recommend|propos|plead|beg|wish|hop|pray)(?:e?s|e?d|ing|e)?\b", re.IGNORECASE
)
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut\w+|disput\w+|rebut\w*)\b", re.IGNORECASE)


@dataclass(slots=True)
class Claimed:
    """A claim; `quote` is the index of the quote that holds it, None for the article's own."""

    clause: Clause
    quote: int | None
    denied: bool


def find(reading: Reading) -> list[Claimed]:
    """The claims of an article in text order, each with the innermost quote that holds it."""
    text = reading.text
    found: dict[Place, Claimed] = {}
    cues = _Places([place for quote in reading.quotes if quote.form in SAYING for place in quote.cue])
    for number, quote in enumerate(reading.quotes):
        denied = any(_DENIAL.search(text, start, end) for start, end in quote.cue)
        wanted = quote.form == "that" and any(_DEMAND.search(text, start, end) for start, end in quote.cue)
        if quote.form not in SAYING or wanted or reading.speakers[number] is None or not (quote.asserted or denied):
            continue
        for clause in _clauses(reading, quote, denied):
            # a clause that holds a cue is an attribution: what that one attributes is the claim
            if len(clause.places) > 1 or not cues.touch(*clause.places[0]):
                found[clause.places[0]] = Claimed(clause, number, denied)
    said = _Places([place for quote in reading.quotes for place in (*quote.content, *quote.cue)])
    for start, end in reading.sentences:
        if not said.touch(start, end):
            for clause in claims.find(text, start, end, quoted=False):
                found[clause.places[0]] = Claimed(clause, None, denied=False)
    return [found[place] for place in sorted(found)]


def _clauses(reading: Reading, quote: Found, denied: bool) -> list[Clause]:
    """The claims in what a quote says."""
    interrupted = quote.form in ("tag", "view") and len(quote.content) > 1
    if interrupted and reading.text[quote.content[-1][0]].islower():
        return claims.whole(reading.text, quote.content)
    return [
        clause
        for place in quote.content
        for start, end in _cut(place, reading.sentences)
        for clause in claims.find(reading.text, start, end, quoted=True, denied=denied)
    ]


def _cut(place: Place, sentences: list[Place]) -> list[Place]:
    """A stretch of the text cut where sentences end."""
    pieces = []
    for i in range(bisect.bisect_right(sentences, place[0], key=lambda sentence: sentence[1]), len(sentences)):
        start, end = sentences[i]
        if start >= place[1]:
            break
        pieces.append((max(place[0], start), min(place[1], end)))
    return pieces


class _Places:
    """Whether a stretch touches any of some places."""

    def __init__(self, places: list[Place]) -> None:
        ordered = sorted(places)
        self._starts = [start for start, _ in ordered]
        self._reach = list(itertools.accumulate((end for _, end in ordered), max))

    def touch(self, start: int, end: int) -> bool:
        i = bisect.bisect_left(self._starts, end) - 1
        return i >= 0 and self._reach[i] > start
