"""Slices: the same measures on part of the gold, by what the quotes are like or by what is known of the document.

A slice by **document** restricts both sides to the documents of a value; every measure is defined. Intervals resample
those documents only.

A slice by **quote** restricts the gold side to the gold quotes of a value. *Recall* is the right ones among them / all
of them. *Precision* goes by what a prediction is like itself: the right ones among the predicted quotes of the value /
all of those. So the two sides count what is right for themselves: a direct quote that is found, and called indirect, is
right in the recall of `direct` and in the precision of `indirect`. F1 is the harmonic mean of the two. A prediction
that states no type, or whose content has no place (fabricated) where the slice goes by place, has no value. Where no
prediction has a value, precision and F1 are null. The attributes that say what gold knows of a quote rather
than what its spans are like have recall only. `quotes`, `attribution`, `types`, `cues` and `sources` are sliced by
quote, with `exact`, `trimmed` and `iou=T`.

Where several one-to-one pairings have as many pairs, which quote is right depends on the pairing: the one with the
largest total IoU is taken, so that slices do not depend on the order of a file. Values that every gold quote has one of
add up to the whole: gold, and right.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from sayso.bootstrap import MIN_DOCUMENTS, intervals
from sayso.columns import ATTRIBUTES, Columns, Ints, Items, Spans
from sayso.comparison import Comparison, Kind
from sayso.errors import UsageError
from sayso.matching import Mask, Match, first_mentioned, overlapping
from sayso.measures import Measure
from sayso.measures.base import Floats, Task, ratio
from sayso.metadata import COLUMNS, Metadata
from sayso.pairing import paired
from sayso.ranking import Rows
from sayso.results import Measure as Result
from sayso.results import Slice, SliceValue
from sayso.scoring import result

MIN_GOLD = 30
"""A slice with fewer gold quotes, or fewer than `MIN_DOCUMENTS` documents, is marked as small."""
LENGTHS, DISTANCES = (50, 100, 200), (10, 50)
"""Code points at which the ranges of `length` and `distance` begin, after the first, which begins at 0 or 1."""
_ROLES = {"quotes": "content", "attribution": "content", "types": "content", "cues": "cue", "sources": "source"}
"""The tasks that are sliced by quote, and the role that a quote must have to count."""
_KINDS, _FORMS = ATTRIBUTES["speaker kind"], ATTRIBUTES["form"]
_AT_ONCE = 2000


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
PHENOMENON = "phenomenon"
"""The slice by quote whose values are the phenomena of `sayso.phenomena`; a quote may have several, or none."""
BY_DOCUMENT = ("split", *COLUMNS)
NAMES = (*BY_QUOTE, PHENOMENON, *BY_DOCUMENT)


def expand(names: Sequence[str]) -> list[str]:
    """The slices of these names, each once; `all` stands for all. Raises `UsageError` on an unknown one.

    >>> expand(["nested", "type", "nested"])
    ['nested', 'type']
    """
    for name in names:
        if name not in (*NAMES, "all"):
            raise UsageError(f"“{name}” is no slice; use all, {', '.join(NAMES)}.")
    return list(dict.fromkeys(one for name in names for one in (NAMES if name == "all" else (name,))))


def sliced(
    names: Sequence[str],
    gold: Columns,
    predicted: Columns,
    about: Metadata,
    measures: Sequence[Measure],
    rows: Mapping[str, Rows],
    samples: int,
    seed: int,
) -> dict[str, Slice]:
    """The slices of these names; `rows` are the statistics of `measures` over all documents.

    Memory: 32 bytes a document, value and task with its match, for one slice at a time.
    """
    wanted = expand(names)
    quotes = np.bincount(gold.quotes.doc, minlength=gold.documents)
    taken = _taken(gold, predicted, measures) if {*BY_QUOTE, PHENOMENON} & {*wanted} else {}
    found = {}
    for name in wanted:
        if name in BY_QUOTE:
            found[name] = _by_quote(BY_QUOTE[name], gold, predicted, about, taken, samples, seed)
        elif name == PHENOMENON:
            found[name] = _by_phenomenon(gold, predicted, about, taken, samples, seed)
        else:
            found[name] = _by_document(about.values[name], quotes, measures, rows, samples, seed)
    return found


# --- by document ------------------------------------------------------------------------------------------------------


def _by_document(
    labels: list[list[str]],
    quotes: Ints,
    measures: Sequence[Measure],
    rows: Mapping[str, Rows],
    samples: int,
    seed: int,
) -> Slice:
    members: dict[str, list[int]] = {}
    for doc, mine in enumerate(labels):
        for label in mine:
            members.setdefault(label, []).append(doc)
    values = {}
    for label in sorted(members):
        docs = members[label]
        some = {name: counts[docs] for name, counts in rows.items()}
        bounds = intervals(measures, some, samples, seed)
        n = int(quotes[docs].sum())
        results = {str(measure): result(measure, some[measure.row_name], bounds) for measure in measures}
        values[label] = SliceValue(n, len(docs), _small(n, len(docs)), results)
    return Slice("document", True, values)


def _small(quotes: int, documents: int) -> bool:
    return quotes < MIN_GOLD or documents < MIN_DOCUMENTS


# --- by quote ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class _Taken:
    """The right pairs of one task and match, by index of the gold and of the predicted quote."""

    measure: Measure
    gold: Ints
    predicted: Ints


class _Pairing(Comparison):
    """A comparison whose `items` are the pairs that are right, rather than how many there are."""

    def items(self, kind: Kind, right: Mask, role: str = "content") -> Ints:  # noqa: ARG002
        pairs, taken = self.pairs(kind), paired(self, kind, right)
        return np.stack((pairs.gold[taken], pairs.predicted[taken]), axis=1)


def _taken(gold: Columns, predicted: Columns, measures: Sequence[Measure]) -> dict[str, _Taken]:
    """By `Measure.row_name`."""
    predicted = dataclasses.replace(predicted, entities=predicted.entities.in_words_of(gold.entities))
    tasks = {measure.row_name: measure for measure in measures if _can_slice(measure)}
    parts: dict[str, list[Ints]] = {name: [np.zeros((0, 2), np.int64)] for name in tasks}
    for low in range(0, gold.documents, _AT_ONCE):
        high = min(low + _AT_ONCE, gold.documents)
        before = [np.searchsorted(side.quotes.doc, low) for side in (gold, predicted)]
        pairing = _Pairing(gold.part(low, high), predicted.part(low, high))
        for name, measure in tasks.items():
            parts[name].append(measure.task.rows(pairing, measure.match or Match("exact")).astype(np.int64) + before)
    pairs = {name: np.concatenate(part).T for name, part in parts.items()}
    return {name: _Taken(tasks[name], *pairs[name]) for name in tasks}


def _can_slice(measure: Measure) -> bool:
    paired_up = measure.match is not None and measure.match.kind != "overlap"
    return measure.task.name in _ROLES and paired_up and type(measure) is Measure  # neither macro nor ranked


def _by_quote(
    by: ByQuote,
    gold: Columns,
    predicted: Columns,
    about: Metadata,
    taken: Mapping[str, _Taken],
    samples: int,
    seed: int,
) -> Slice:
    of_predicted = by.codes(predicted, about.lengths) if by.precision else np.full(len(predicted.quotes), -1)
    codes = by.codes(gold, about.lengths), of_predicted
    n = len(by.values)
    quotes = _counted(gold.quotes, codes[0], np.arange(len(gold.quotes)), gold.documents, n)
    rows: dict[str, Ints] = {}
    measures: dict[str, list[Measure]] = {value: [] for value in by.values}
    for pairs in taken.values():
        counts = _counts(pairs, gold, predicted, codes, n)
        for place, value in enumerate(by.values):
            mine = [_measure(pairs.measure, value, metric) for metric in (METRICS if by.precision else ("recall",))]
            rows[mine[0].row_name] = counts[:, place]
            measures[value] += mine
    asked = [measure for mine in measures.values() for measure in mine]
    bounds = intervals(asked, rows, samples, seed)
    values = {}
    for place, value in enumerate(by.values):
        mine = measures[value]
        items, documents = int(quotes[:, place].sum()), int((quotes[:, place] > 0).sum())
        if items or any(rows[measure.row_name].any() for measure in mine):
            results = {_name(measure, value): _result(measure, rows, bounds) for measure in mine}
            values[value] = SliceValue(items, documents, _small(items, documents), results)
    return Slice("quote", by.precision, values)


def _by_phenomenon(
    gold: Columns, predicted: Columns, about: Metadata, taken: Mapping[str, _Taken], samples: int, seed: int
) -> Slice:
    """A slice of one value for each phenomenon, for a quote may show several."""
    values: dict[str, SliceValue] = {}
    for name, quotes in about.phenomena().items():
        codes = np.full(len(gold.quotes), -1)
        codes[quotes] = 0
        one = ByQuote((name,), partial(_given, codes), False, "")
        values |= _by_quote(one, gold, predicted, about, taken, samples, seed).values
    return Slice("quote", False, values)


def _given(codes: Ints, _: Columns, __: Ints) -> Ints:
    return codes


COUNTS = ("gold_right", "predicted_right", "predicted", "gold")


def _counts(pairs: _Taken, gold: Columns, predicted: Columns, codes: tuple[Ints, Ints], n: int) -> Ints:
    """Statistics rows: documents x values x `COUNTS`."""
    role = _ROLES[pairs.measure.task.name]
    g, p = gold.quotes, predicted.quotes
    return np.stack(
        (
            _counted(g, codes[0], pairs.gold, gold.documents, n),
            _counted(p, codes[1], pairs.predicted, gold.documents, n),
            _counted(p, codes[1], np.flatnonzero(p.roles[role].given), gold.documents, n),
            _counted(g, codes[0], np.flatnonzero(g.roles[role].given), gold.documents, n),
        ),
        axis=2,
    )


def _counted(items: Items, codes: Ints, some: Ints, documents: int, n: int) -> Ints:
    """How many of some items there are, documents x values."""
    some = some[codes[some] >= 0]
    return np.bincount(items.doc[some] * n + codes[some], minlength=documents * n).reshape(documents, n)


def recall(rows: Any) -> Floats:
    """Of the gold quotes of the value."""
    return ratio(rows[..., 0], rows[..., 3], rows[..., 2])


def precision(rows: Any) -> Floats:
    """Of the predicted quotes of the value."""
    return ratio(rows[..., 1], rows[..., 2], rows[..., 3])


def f1(rows: Any) -> Floats:
    """Harmonic mean of the two."""
    p, r = precision(rows), recall(rows)
    return ratio(2 * p * r, p + r, np.ones_like(p))


METRICS = {"precision": precision, "recall": recall, "f1": f1}
_UNDER = {"precision": (2,), "recall": (3,), "f1": (2, 3)}
"""The counts that must not be zero for a metric to be defined."""


def _measure(measure: Measure, value: str, metric: str) -> Measure:
    """The measure of one value, under a name that no other value's has."""
    task = Task(f"{measure.task.name} {value}", measure.task.matches, COUNTS, METRICS, measure.task.rows)
    return Measure(task, metric, measure.match)


def _name(measure: Measure, value: str) -> str:
    return str(measure).replace(f" {value}.", ".", 1)


def _result(measure: Measure, rows: Mapping[str, Ints], bounds: Mapping[str, tuple[float, float]]) -> Result:
    """Undefined without gold or predicted quotes; no interval where too few documents have any."""
    mine = rows[measure.row_name]
    under = mine[:, _UNDER[measure.metric]]
    found = result(measure, mine, bounds)
    if not under.sum(axis=0).all():
        found.value = found.low = found.high = None
    if ((under > 0).sum(axis=0) < MIN_DOCUMENTS).any():
        found.low = found.high = None
    return found
