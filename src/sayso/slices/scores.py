"""The scores of slices from their statistics rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sayso.bootstrap import MIN_DOCUMENTS, Method, intervals
from sayso.columns import Ints
from sayso.measures import Measure
from sayso.measures.base import Floats, Task, ratio
from sayso.ranking import Rows
from sayso.results import Measure as Result
from sayso.results import Slice, SliceValue
from sayso.slices.tally import COUNTS, ByQuoteTally, SliceTally, can_slice
from sayso.values import result

MIN_GOLD = 30
"""A slice with fewer gold quotes, or fewer than `MIN_DOCUMENTS` documents, is marked as small."""


def scored(
    tally: SliceTally, measures: Sequence[Measure], rows: Mapping[str, Rows], samples: int, seed: int, interval: Method
) -> dict[str, Slice]:
    """The slices; `rows` are the statistics of `measures` over all documents."""
    found = {
        name: _by_document(labels, tally.quotes, measures, rows, samples, seed, interval)
        for name, labels in tally.labels.items()
    }
    found |= {name: _by_quote(one, measures, samples, seed, interval) for name, one in tally.by_quote.items()}
    return {name: found[name] for name in tally.names}


def _by_document(
    labels: list[list[str]],
    quotes: Ints,
    measures: Sequence[Measure],
    rows: Mapping[str, Rows],
    samples: int,
    seed: int,
    interval: Method,
) -> Slice:
    members: dict[str, list[int]] = {}
    for doc, mine in enumerate(labels):
        for label in mine:
            members.setdefault(label, []).append(doc)
    values = {}
    for label in sorted(members):
        docs = members[label]
        some = {name: counts[docs] for name, counts in rows.items()}
        bounds = intervals(measures, some, samples, seed, interval)
        n = int(quotes[docs].sum())
        results = {str(measure): result(measure, some[measure.row_name], bounds) for measure in measures}
        values[label] = SliceValue(n, len(docs), _small(n, len(docs)), results)
    return Slice("document", True, values)


def _small(quotes: int, documents: int) -> bool:
    return quotes < MIN_GOLD or documents < MIN_DOCUMENTS


def _by_quote(tally: ByQuoteTally, measures: Sequence[Measure], samples: int, seed: int, interval: Method) -> Slice:
    metrics = METRICS if tally.precision else ("recall",)
    sliced = {measure.row_name: measure for measure in measures if can_slice(measure)}
    asked = {
        value: [_measure(measure, value, metric) for measure in sliced.values() for metric in metrics]
        for value in tally.values
    }
    rows: dict[str, Ints] = {
        _measure(measure, value, "recall").row_name: tally.rows[name][:, place].astype(np.int64)
        for place, value in enumerate(tally.values)
        for name, measure in sliced.items()
    }
    bounds = intervals([measure for mine in asked.values() for measure in mine], rows, samples, seed, interval)
    values = {}
    for place, value in enumerate(tally.values):
        items, documents = int(tally.quotes[:, place].sum()), int((tally.quotes[:, place] > 0).sum())
        if items or any(rows[measure.row_name].any() for measure in asked[value]):
            results = {_name(measure, value): _result(measure, rows, bounds) for measure in asked[value]}
            values[value] = SliceValue(items, documents, _small(items, documents), results)
    return Slice("quote", tally.precision, values)


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
