"""One article read: its quotes with their parents and speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sayso.extractors.rules import joining, layout, marks, quotes
from sayso.extractors.rules.coreference import Entity
from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.marks import Region
from sayso.extractors.rules.speakers import Speakers
from sayso.extractors.rules.syntax import Syntax
from sayso.extractors.rules.tokens import Sentence, sentences, tokenize
from sayso.model import Article

SAYING = frozenset(("that", "bare", "quote", "tag", "according", "view", "colon", "region"))
"""The forms of content that are said or thought, rather than wanted, asked or merely talked about."""


@dataclass(slots=True)
class Reading:
    """What was read. `parents` and `speakers` run parallel to `quotes`, which are in text order, outer before inner."""

    text: str
    sentences: list[Place]
    quotes: list[Found]
    parents: list[int | None]
    speakers: list[Entity | None]


def read(article: Article, attitudes: bool, syntax: Syntax | None = None) -> Reading:
    """Read an article; `attitudes` says whether noun phrases that are merely attacked or praised are quotes.

    `syntax` is its parse, where there is one, which then has the last word on what the rules find in a paragraph.
    """
    text = article.text
    places = layout.paragraphs(article)
    regions = marks.regions(text, places)
    by_paragraph = [
        quotes.in_paragraph(text, start, end, inside, first=number == 0)
        for number, ((start, end), inside) in enumerate(zip(places, _split(regions, places), strict=True))
    ]
    if syntax is not None:
        by_paragraph = [syntax.mend(here) for here in by_paragraph]
    found = joining.join(text, places, by_paragraph, regions)
    found = [quote for quote in found if attitudes or quote.form != "attitude"]
    sentence_places: list[Place] = []
    outermost = [(region.start, region.end) for region in regions if region.depth == 0]
    resolver = Speakers(text, _sentences(text, places, sentence_places), outermost, syntax)
    reading = Reading(text, sentence_places, found, _parents(found), [])
    _resolve(reading, resolver)
    return reading


def _split(regions: list[Region], places: list[Place]) -> list[list[Region]]:
    """The regions of each paragraph."""
    split: list[list[Region]] = []
    i = 0
    for _, end in places:
        first = i
        while i < len(regions) and regions[i].start < end:
            i += 1
        split.append(regions[first:i])
    return split


def _sentences(text: str, places: list[Place], kept: list[Place]) -> Iterator[Sentence]:
    """The sentences inside and outside of quotation marks, one at a time; only their places are kept."""
    for start, end in places:
        for sentence in sentences(text, tokenize(text, start, end, [])):
            kept.append((sentence.start, sentence.end))
            yield sentence


def _parents(found: list[Found]) -> list[int | None]:
    """For each quote the smallest one whose content holds its content, cue and source, or None."""
    parents: list[int | None] = []
    running: list[int] = []
    for number, quote in enumerate(found):
        places = [*quote.content, *quote.cue, *quote.source]
        first, last = min(start for start, _ in places), max(end for _, end in places)
        running = [other for other in running if found[other].content[-1][1] > first]
        holding = [
            other for other in running if any(start <= first and last <= end for start, end in found[other].content)
        ]
        parents.append(min(holding, key=lambda other: _length(found[other])) if holding else None)
        running.append(number)
    return parents


def _length(quote: Found) -> int:
    return quote.content[-1][1] - quote.content[0][0]


def _resolve(reading: Reading, resolver: Speakers) -> None:
    """Find the speaker of each quote in turn, then who says *I* in it."""
    previous: tuple[Found, Entity | None] | None = None
    for quote, parent in zip(reading.quotes, reading.parents, strict=True):
        speaker = resolver.of(quote, previous, None if parent is None else reading.speakers[parent])
        reading.speakers.append(speaker)
        if parent is None and quote.form in SAYING:
            previous = (quote, speaker)
    spoken = [
        (place, speaker)
        for quote, speaker in zip(reading.quotes, reading.speakers, strict=True)
        if speaker is not None and quote.form in ("tag", "quote", "region", "colon")
        for place in quote.content
    ]
    resolver.add_first_person(spoken)
