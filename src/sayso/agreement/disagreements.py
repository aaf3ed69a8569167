"""Where annotators differ most: places of the text, and who drew what there."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from sayso.agreement.passes import Pass
from sayso.comparison import Kind
from sayso.model import AUTHOR, Annotation, Claim, Quote, Span

Extent = tuple[tuple[int, int], ...]


class Version(msgspec.Struct, forbid_unknown_fields=True):
    """What some annotators drew at a place: the texts of the items there, each with who says it; none: nothing."""

    annotators: list[str]
    items: list[str]


class Disagreement(msgspec.Struct, forbid_unknown_fields=True):
    """A place where contents differ.

    `distance` is 0 where all drew the same, 1 where no two have a character in common: 1 less the mean over pairs of
    annotators of the IoU of their items, paired so that it is greatest, over the larger number of items.
    """

    doc: str
    kind: str
    start: int
    end: int
    distance: float
    versions: list[Version]


@dataclasses.dataclass(frozen=True, slots=True)
class _Drawn:
    annotator: int
    extent: Extent
    said: str

    @property
    def start(self) -> int:
        return self.extent[0][0]

    @property
    def end(self) -> int:
        return max(end for _, end in self.extent)


def disagreements(passes: Sequence[Pass], most: int | None = None) -> list[Disagreement]:
    """The places where contents of quotes or of claims differ, the worst first; of equally bad ones the longest.

    A place is a stretch of the text in which items overlap, whoever drew them. Only annotators who drew the document
    are held against each other.
    """
    kinds: tuple[Kind, ...] = ("quotes", "claims")
    found: list[Disagreement] = []
    for doc in sorted({doc for one in passes for doc in one.records}):
        records = {i: one.records[doc] for i, one in enumerate(passes) if doc in one.records}
        if len(records) > 1:
            for kind in kinds:
                found += _in_document(doc, kind, records, [one.name for one in passes])
    found.sort(key=lambda one: (-one.distance, one.start - one.end, one.doc, one.start, one.kind))
    return found[:most]


def _in_document(doc: str, kind: Kind, records: dict[int, Annotation], names: Sequence[str]) -> Iterator[Disagreement]:
    drawn = [_drawn(i, item, record) for i, record in records.items() for item in getattr(record, kind)]
    for place in _places(sorted(drawn, key=lambda one: (one.start, one.end))):
        by_annotator = {i: [one for one in place if one.annotator == i] for i in records}
        if len({tuple(sorted(one.extent for one in ones)) for ones in by_annotator.values()}) > 1:
            pairs = itertools.combinations(by_annotator.values(), 2)
            distance = 1 - float(np.mean([_likeness(a, b) for a, b in pairs]))
            start, end = place[0].start, max(one.end for one in place)
            yield Disagreement(doc, kind, start, end, distance, _versions(by_annotator, names))


def _drawn(annotator: int, item: Quote | Claim, record: Annotation) -> _Drawn:
    who = item.speaker if isinstance(item, Quote) else item.claimer
    name = next((speaker.name for speaker in record.speakers if speaker.id == who), AUTHOR if who == AUTHOR else "")
    text = " … ".join(" ".join(span.text.split()) for span in item.content)
    return _Drawn(annotator, extent(item.content), f"{text} — {name}" if name else text)


def extent(spans: Sequence[Span]) -> Extent:
    """The places of spans, in order."""
    return tuple(sorted((span.start, span.end) for span in spans))


def _places(drawn: Sequence[_Drawn]) -> Iterator[list[_Drawn]]:
    """Items in text order, those that stand in one stretch of overlapping items together."""
    place: list[_Drawn] = []
    reach = 0
    for one in drawn:
        if place and one.start >= reach:
            yield place
            place = []
        place.append(one)
        reach = max(reach, one.end)
    if place:
        yield place


def _likeness(a: Sequence[_Drawn], b: Sequence[_Drawn]) -> float:
    """The total IoU of the items of two annotators at a place, paired at best, over the larger number of items."""
    if not a or not b:
        return float(len(a) == len(b))
    from scipy.optimize import linear_sum_assignment

    table = np.array([[iou(one.extent, other.extent) for other in b] for one in a])
    return float(table[linear_sum_assignment(table, maximize=True)].sum() / max(table.shape))


def iou(a: Extent, b: Extent) -> float:
    """Characters in both over characters in either.

    >>> iou(((0, 4),), ((2, 6),)) == 2 / 6
    True
    """
    mine, theirs = (set(itertools.chain.from_iterable(range(*place) for place in one)) for one in (a, b))
    return len(mine & theirs) / len(mine | theirs)


def _versions(by_annotator: dict[int, list[_Drawn]], names: Sequence[str]) -> list[Version]:
    """Annotators who drew the same together, in the order of the first of them."""
    found: dict[tuple[str, ...], list[str]] = {}
    for annotator, ones in by_annotator.items():
        found.setdefault(tuple(one.said for one in ones), []).append(names[annotator])
    return [Version(who, list(items)) for items, who in found.items()]
