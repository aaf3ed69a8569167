"""Documents in which very many spans overlap: pairs in bounded time and memory.

n gold and m predicted items that all overlap make n x m pairs. Where a document has more than `MOST_PAIRS`, and more
than its items could use, each item is paired with its `NEAREST` items of the other side only. Reports say so: what is
counted there is still a one-to-one matching, but not surely the largest. `@exact`, `@trimmed` and `@overlap` stay
exact, except for who is who among very many mentions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.columns import Columns, Ints, Spans, mix

MOST_PAIRS = 100_000
"""Pairs of overlapping spans that a document may have before its items are paired with the nearest only."""
NEAREST = 8
"""How many items of the other side each item is then paired with."""
Bits = npt.NDArray[np.uint64]
Keys = Sequence[tuple[npt.NDArray[Any], npt.NDArray[Any]]]
"""What tells items with the same spans apart. Each entry has 64 bits a gold item and 64 a predicted item, equal where
both say the same; items that are alike in all keys are alike, so that an order by them is no file's order."""


def ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """For each i every number from `low[i]` to `high[i]` - 1: the i's, and the numbers."""
    many = np.maximum(high - low, 0)
    i = np.repeat(np.arange(len(low)), many)
    return i, np.arange(len(i)) + np.repeat(low - (np.cumsum(many) - many), many)


def line(doc: Ints, spans: Spans, length: int) -> tuple[Ints, Ints]:
    """Starts and ends with each document moved to a stretch of its own on one long line, `length` apart."""
    shift = doc[spans.owner] * length
    return spans.start + shift, spans.end + shift


def length_of(gold: Spans, predicted: Spans) -> int:
    """Length of the stretch that each document gets."""
    return int(max(gold.end.max(initial=0), predicted.end.max(initial=0))) + 1


def crowded_documents(gold: Columns, predicted: Columns) -> Ints:
    """The documents in which some quotes, claims or mentions are paired with the nearest only."""
    found = [
        crowded(g.doc, g.roles["content"], p.doc, p.roles["content"])
        for g, p in ((gold.quotes, predicted.quotes), (gold.claims, predicted.claims))
    ]
    g, p = gold.entities, predicted.entities
    found.append(crowded(g.doc, g.mentions, p.doc, p.mentions))
    return np.unique(np.concatenate(found))


def crowded(gold_doc: Ints, gold: Spans, predicted_doc: Ints, predicted: Spans) -> Ints:
    """The documents with more pairs of overlapping spans than `MOST_PAIRS`, and than `NEAREST` a span."""
    documents = int(max(gold_doc.max(initial=-1), predicted_doc.max(initial=-1))) + 1
    g_spans = np.bincount(gold_doc, gold.count, documents)
    p_spans = np.bincount(predicted_doc, predicted.count, documents)
    if not (g_spans * p_spans > MOST_PAIRS).any():
        return np.zeros(0, np.int64)
    length = length_of(gold, predicted)
    g_start, g_end = line(gold_doc, gold, length)
    p_start, p_end = line(predicted_doc, predicted, length)
    # Those that start before p ends, less those that end before it starts, are those that overlap it.
    pairs = np.searchsorted(np.sort(g_start), p_end, "left") - np.searchsorted(np.sort(g_end), p_start, "right")
    in_all = np.bincount(predicted_doc[predicted.owner], pairs, documents)
    return np.flatnonzero(in_all > np.maximum(MOST_PAIRS, NEAREST * (g_spans + p_spans)))


def sweep(gold: tuple[Ints, Ints], predicted: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Indices of all spans that overlap, from starts and ends on one line, in time that grows with their number.

    Of two spans that overlap one starts inside the other, so that each side is looked up in the other's sorted starts.
    """
    (g_start, g_end), (p_start, p_end) = gold, predicted
    g_order, p_order = (np.argsort(start, kind="stable") for start in (g_start, p_start))
    g_sorted, p_sorted = g_start[g_order], p_start[p_order]
    p, g = ranges(np.searchsorted(g_sorted, p_start, "left"), np.searchsorted(g_sorted, p_end, "left"))
    g2, p2 = ranges(np.searchsorted(p_sorted, g_start, "right"), np.searchsorted(p_sorted, g_end, "left"))
    return np.concatenate((g_order[g], g2)), np.concatenate((p, p_order[p2]))


def nearest(
    documents: Ints,
    gold_doc: Ints,
    predicted_doc: Ints,
    sides: Sequence[tuple[Spans, Spans]],
    keys: Callable[[], Keys],
) -> tuple[Ints, Ints]:
    """Pairs of items of these documents, each with the nearest of the other side, and with its twin.

    Near are items whose first starts and last ends differ least; for two spans that overlap that is the number of
    characters that only one of them covers. `sides` are gold and predicted spans, and further spans of the same items
    (trimmed). Of the items of both sides that are the same in the spans of a side, and of those that agree in a key
    besides, the first are twins, the second are, and so on: so as many as can be are paired under an exact match.
    """
    of_all = keys()
    found_g, found_p = [], []
    for document in documents:
        g_first, g_last = np.searchsorted(gold_doc, (document, document + 1))
        p_first, p_last = np.searchsorted(predicted_doc, (document, document + 1))
        g_keys = [key[g_first:g_last].view(np.uint64) for key, _ in of_all]
        p_keys = [key[p_first:p_last].view(np.uint64) for _, key in of_all]
        g_order, p_order = _order(g_keys, g_last - g_first), _order(p_keys, p_last - p_first)
        for i, (gold, predicted) in enumerate(sides):
            g_side = _Side(gold.part(g_first, g_last), g_keys, g_order)
            p_side = _Side(predicted.part(p_first, p_last), p_keys, p_order)
            for g, p in (*([] if i else [_nearest(g_side, p_side)]), *_twins(g_side, p_side)):
                found_g.append(g + g_first)
                found_p.append(p + p_first)
    width = int(predicted_doc.size) or 1
    key = np.unique(np.concatenate(found_g) * width + np.concatenate(found_p))
    return key // width, key % width


@dataclasses.dataclass(frozen=True, slots=True)
class _Side:
    """The items of one side of a document, their keys, and their order by these."""

    spans: Spans
    keys: Sequence[Bits]
    order: Ints

    def items(self, mask: npt.NDArray[np.bool_]) -> Ints:
        """The items in the mask, in their order."""
        return self.order[mask[self.order]]


def _order(keys: Sequence[Bits], number: int) -> Ints:
    return np.lexsort(keys) if keys else np.arange(number)


def _twins(gold: _Side, predicted: _Side) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of items with the same spans, and those that agree in each of the keys besides; each item in one at most.

    Items of which some is not in the article have no twin.
    """
    g, p = (side.items((side.spans.count > 0) & (side.spans.lost == 0)) for side in (gold, predicted))
    g_print, p_print = gold.spans.fingerprint[g], predicted.spans.fingerprint[p]
    i, j = _in_turn(g_print, p_print)
    yield g[i], p[j]
    several = np.union1d(_repeated(g_print), _repeated(p_print))
    g_some, p_some = np.isin(g_print, several), np.isin(p_print, several)
    g, p, g_print, p_print = g[g_some], p[p_some], g_print[g_some], p_print[p_some]
    for g_key, p_key in zip(gold.keys, predicted.keys, strict=True):
        i, j = _in_turn(mix(g_print + mix(g_key[g])), mix(p_print + mix(p_key[p])))
        yield g[i], p[j]


def _repeated(x: Bits) -> Bits:
    values, times = np.unique(x, return_counts=True)
    return values[times > 1]


def _in_turn(a: Bits, b: Bits) -> tuple[Ints, Ints]:
    """Indices of equal entries of both: of each value the first of `a` with the first of `b`, and so on."""
    a_order, b_order = np.argsort(a, kind="stable"), np.argsort(b, kind="stable")
    a, b = a[a_order], b[b_order]
    place = np.searchsorted(b, a, "left") + np.arange(len(a)) - np.searchsorted(a, a, "left")
    there = place < np.searchsorted(b, a, "right")
    return a_order[there], b_order[place[there]]


def _nearest(gold: _Side, predicted: _Side) -> tuple[Ints, Ints]:
    g_items, p_items = (side.items(side.spans.count > 0) for side in (gold, predicted))
    if not len(g_items) or not len(p_items):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    from scipy.spatial import cKDTree

    scale = max(len(g_items), len(p_items)) + 1
    g_items, g_points = _points(gold.spans, g_items, scale)
    p_items, p_points = _points(predicted.spans, p_items, scale)
    found = []
    for points, others in ((g_points, p_points), (p_points, g_points)):
        k = min(NEAREST, len(others))
        _, place = cKDTree(others).query(points, k=range(1, k + 1), p=1)
        found.append((np.repeat(np.arange(len(points)), k), place.ravel()))
    (g, p), (p2, g2) = found
    return np.concatenate((g_items[g], g_items[g2])), np.concatenate((p_items[p], p_items[p2]))


def _points(spans: Spans, items: Ints, scale: int) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The items by place and then in their order, and a point for each; all points differ.

    The last two coordinates together differ by less than one code point: they only settle which of equally near items
    is nearest: one with the same spans first, and of several with the same spans the first for the first and so on.
    """
    start, end = spans.start[spans.offsets[items]], spans.end[spans.offsets[items + 1] - 1]
    content = spans.fingerprint[items]
    order = np.lexsort((content, end, start))
    items, start, end, content = items[order], start[order], end[order], content[order]
    new = (np.diff(start) != 0) | (np.diff(end) != 0) | (content[1:] != content[:-1])
    first = np.concatenate(([0], np.where(new, np.arange(1, len(items)), 0)))
    rank = np.arange(len(items)) - np.maximum.accumulate(first)
    return items, np.stack((start, end, content / 2.0**65, rank / (2 * scale)), axis=1)


def shared_characters(gold: Spans, g: Ints, predicted: Spans, p: Ints) -> Ints:
    """How many characters the items `g[i]` and `p[i]` share, for each i.

    The spans of the item that has fewer are looked up among those of the other: time grows with the fewer.
    """
    g_fewer = gold.count[g] <= predicted.count[p]
    found = np.zeros(len(g), np.int64)
    for which, few, few_at, many, many_at in ((g_fewer, gold, g, predicted, p), (~g_fewer, predicted, p, gold, g)):
        rows = np.flatnonzero(which)
        at = few_at[rows]
        row, span = ranges(few.offsets[at], few.offsets[at + 1])
        length = length_of(gold, predicted)
        start, end = many.start + many.owner * length, many.end + many.owner * length
        before = np.concatenate(([0], np.cumsum(end - start)))
        shift = many_at[rows][row] * length
        inside = _covered(few.end[span] + shift, start, end, before) - _covered(
            few.start[span] + shift, start, end, before
        )
        found[rows] = np.bincount(row, inside, len(rows))
    return found


def _covered(x: Ints, start: Ints, end: Ints, before: Ints) -> Ints:
    """How many characters before x on the line lie in one of the disjoint sorted spans."""
    if len(start) == 0:
        return np.zeros(len(x), np.int64)
    last = np.searchsorted(start, x, "left") - 1
    covered: Ints = before[last] + np.minimum(x, end[last]) - start[last]
    return np.where(last < 0, 0, covered)
