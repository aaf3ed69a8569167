"""What quotes are sliced by: each attribute gives every quote of a side its place among a few values."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import numpy as np

from sayso.columns import ATTRIBUTES, Columns, Ints, Spans
from sayso.matching import first_mentioned, overlapping

LENGTHS, DISTANCES = (50, 100, 200), (10, 50)
"""Code points at which the ranges of `length` and `distance` begin, after the first, which begins at 0 or 1."""
_KINDS, _FORMS = ATTRIBUTES["speaker kind"], ATTRIBUTES["form"]


@dataclasses.dataclass(frozen=True)
class ByQuote:
    """An attribute of quotes. `codes` gives each quote its place in `values`, -1: in none of them.

    It takes one side and the lengths of its articles in code points.
    """

    values: tuple[str, ...]
    codes: Callable[[Columns, Ints], Ints]
    precision: bool
    definition: str


def _type(side: Columns, _: Ints) -> Ints:
    return side.quotes.attributes["type"]


def _nested(side: Columns, _: Ints) -> Ints:
    return side.quotes.attributes["nested"]


def _discontinuous(side: Columns, _: Ints) -> Ints:
    content = side.quotes.roles["content"]
    return np.where(content.count > 0, (content.count > 1).astype(np.int64), -1)


def _length(side: Columns, _: Ints) -> Ints:
    size = side.quotes.roles["content"].size
    return np.where(size > 0, np.searchsorted(LENGTHS, size, "right"), -1)


def _position(side: Columns, lengths: Ints) -> Ints:
    content, doc = side.quotes.roles["content"], side.quotes.doc
    placed = np.flatnonzero(content.count)
    codes = np.full(len(doc), -1)
    codes[placed] = np.minimum(4 * content.start[content.offsets[placed]] // np.maximum(lengths[doc[placed]], 1), 3)
    return codes


def _distance(side: Columns, _: Ints) -> Ints:
    content, source = side.quotes.roles["content"], side.quotes.roles["source"]
    gap = distances(content, source)
    codes = np.where(gap >= 0, np.searchsorted(DISTANCES, gap, "right"), -1)
    return np.where(source.given | (content.count == 0), codes, len(DISTANCES) + 1)


def distances(content: Spans, source: Spans) -> Ints:
    """Code points between each quote's source and the nearest span of its content; 0: they touch; -1: no place."""
    far = np.iinfo(np.int64).max
    found = np.full(len(content.lost), far)
    if len(content.start) and len(source.start):
        # One line for all quotes. Spans of one quote are sorted and disjoint: the nearest is the one before or after.
        step = int(max(content.end.max(), source.end.max())) + 1
        start, end = content.start + content.owner * step, content.end + content.owner * step
        after = np.searchsorted(start, source.start + source.owner * step, "right")
        for place in (after - 1, after):
            near = np.clip(place, 0, len(start) - 1)
            same = np.flatnonzero((place == near) & (content.owner[near] == source.owner))
            near, shift = near[same], source.owner[same] * step
            gap = np.maximum(start[near] - source.end[same] - shift, source.start[same] + shift - end[near])
            np.minimum.at(found, source.owner[same], np.maximum(gap, 0))
    return np.where(found == far, -1, found)


def _speaker_kind(side: Columns, _: Ints) -> Ints:
    who = side.quotes.entity
    return np.where(who >= 0, np.append(side.entities.kind, -1)[who], len(_KINDS))


def _source_form(side: Columns, _: Ints) -> Ints:
    """Of the mention of the speaker that shares most with the source; of equals the first in `form`'s order."""
    quotes, entities = side.quotes, side.entities
    source, mentions = quotes.roles["source"], entities.mentions
    by = np.arange(len(mentions.start))
    singles = Spans(np.arange(len(by) + 1), mentions.start, mentions.end, np.zeros(len(by), np.int64))
    rank = np.append(first_mentioned(entities), 0)
    who = np.where(quotes.entity >= 0, rank[np.maximum(quotes.entity, 0)], -1)
    pairs = overlapping(
        quotes.doc,
        source,
        entities.doc[mentions.owner],
        singles,
        keys=lambda: [(who, rank[mentions.owner]), (np.full(len(quotes), -1), entities.form)],
    )
    told = entities.form[pairs.predicted] >= 0
    own = pairs.keep(told & (mentions.owner[pairs.predicted] == quotes.entity[pairs.gold]))
    union = source.size[own.gold] + singles.size[own.predicted] - own.shared
    form = entities.form[own.predicted]
    order = np.lexsort((-form, own.shared / union))
    codes = np.where(source.given, len(_FORMS), len(_FORMS) + 1)
    codes[own.gold[order]] = form[order]  # the one that shares most comes last and stays
    return codes


def _ranges(first: int, edges: tuple[int, ...]) -> tuple[str, ...]:
    """
    >>> _ranges(1, (50, 100))
    ('1–49', '50–99', '100+')
    """
    return (*(f"{a}–{b - 1}" for a, b in itertools.pairwise((first, *edges))), f"{edges[-1]}+")


BY_QUOTE: dict[str, ByQuote] = {
    "type": ByQuote(ATTRIBUTES["type"], _type, True, "The quote's type."),
    "speaker_kind": ByQuote(
        (*_KINDS, "nobody"), _speaker_kind, False, "The kind of the speaker; `nobody`: the speaker is `null`."
    ),
    "source_form": ByQuote(
        (*_FORMS, "unlisted", "implicit"),
        _source_form,
        False,
        "The form of the speaker's mention that shares most with the source (IoU); `unlisted`: none does; "
        "`implicit`: there is no source.",
    ),
    "nested": ByQuote(("no", "yes"), _nested, False, "Whether the quote has a parent."),
    "discontinuous": ByQuote(("no", "yes"), _discontinuous, True, "Whether its content has spans that do not touch."),
    "length": ByQuote(_ranges(1, LENGTHS), _length, True, "Code points of the content."),
    "position": ByQuote(
        ("1st quarter", "2nd quarter", "3rd quarter", "4th quarter"),
        _position,
        True,
        "The quarter of the article's code points in which the content starts.",
    ),
    "distance": ByQuote(
        (*_ranges(0, DISTANCES), "implicit"),
        _distance,
        True,
        "Code points between the source and the nearest span of the content; `implicit`: there is no source.",
    ),
}
