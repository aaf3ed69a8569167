"""What a measure is: statistics per document, then a score from their sums (after sacreBLEU's `metrics/base.py`).

A *task* counts: for each document a row of numbers that may be added up, most often (right, predicted, gold). A
*metric* scores sums of rows. So micro and macro averages, slices, bootstrap samples, paired tests and merged shards
all come from the same rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.errors import UsageError
from sayso.matching import Match
from sayso.ranking import Rows as Statistics

Floats = npt.NDArray[np.float64]
Rows = Callable[[Comparison, Match], Ints | Floats]
Metric = Callable[[Any], Floats]
ALL_MATCHES = ("exact", "trimmed", "iou", "overlap")
ONE_TO_ONE = ("exact", "trimmed", "iou")


@dataclasses.dataclass(frozen=True)
class Task:
    """What is counted.

    `matches` are the kinds of match it can take; none: it takes no match. `counts` names the columns of its rows, the
    last of them the size of the gold side. A metric takes sums of rows, any shape, with the counts on the last axis.
    """

    name: str
    matches: tuple[str, ...]
    counts: tuple[str, ...]
    metrics: Mapping[str, Metric]
    rows: Rows

    @property
    def definition(self) -> str:
        """The page of this task in docs/measures.md."""
        return self.rows.__doc__ or ""


TASKS: dict[str, Task] = {}


def precision(rows: Any) -> Floats:
    """right / predicted; nothing predicted: 1 where there is no gold either, else 0."""
    return ratio(rows[..., 0], rows[..., 1], rows[..., 2])


def recall(rows: Any) -> Floats:
    """right / gold; no gold: 1 where nothing is predicted either, else 0."""
    return ratio(rows[..., 0], rows[..., 2], rows[..., 1])


def f1(rows: Any) -> Floats:
    """2 right / (predicted + gold), the harmonic mean of precision and recall; 1 where there is neither."""
    return ratio(2 * rows[..., 0], rows[..., 1] + rows[..., 2], 0 * rows[..., 0])


COUNTS = ("right", "predicted", "gold")
PRF: Mapping[str, Metric] = {"precision": precision, "recall": recall, "f1": f1}


def task(
    name: str,
    matches: tuple[str, ...] = ALL_MATCHES,
    counts: tuple[str, ...] = COUNTS,
    metrics: Mapping[str, Metric] = PRF,
) -> Callable[[Rows], Rows]:
    """Register a function from a comparison and a match to statistics rows: documents x counts."""

    def register(rows: Rows) -> Rows:
        TASKS[name] = Task(name, matches, counts, metrics, rows)
        return rows

    return register


def ratio(over: Any, under: Any, other: Any) -> Floats:
    """over / under, and where under is 0: 1 if `other` is 0 too (nothing was to be done, nothing was), else 0."""
    over, under = np.asarray(over, float), np.asarray(under, float)
    return np.where(under > 0, over / np.where(under > 0, under, 1), np.where(np.asarray(other) == 0, 1.0, 0.0))


@dataclasses.dataclass(frozen=True)
class Measure:
    """One number, named `task.metric@match` as in ir_measures, or `task.metric` where the task takes no match.

    >>> str(parse("quotes.f1@iou"))
    'quotes.f1@iou=0.5'
    """

    task: Task
    metric: str
    match: Match | None

    @property
    def row_name(self) -> str:
        """Name of the statistics that this is scored from: the same for precision, recall and F1."""
        return self.task.name if self.match is None else f"{self.task.name}@{self.match}"

    @property
    def average(self) -> str:
        """`micro`: scored from sums over documents; `macro`: the mean of the documents' scores."""
        return "micro"

    def __str__(self) -> str:
        tail = "" if self.match is None else f"@{self.match}"
        return f"{self.task.name}.{self.metric}{tail}"

    def rows(self, comparison: Comparison) -> Statistics:
        """What it is scored from: rows, documents x counts; or, where a sum of rows would not do, a ranking."""
        return self.task.rows(comparison, self.match or Match("exact"))

    def score(self, rows: Any) -> Floats:
        """Score from rows or sums of rows: the last axis holds the counts."""
        return self.task.metrics[self.metric](rows)


BY_DOCUMENT = "document_"


@dataclasses.dataclass(frozen=True)
class DocumentMean(Measure):
    """Macro average: the mean of a metric over documents, named `task.document_metric@match`.

    A document without gold and without predictions is perfect, and counts. The statistics rows are the document's own
    value and 1, or twice 0 where it is undefined: so sums of rows, and thus bootstrap samples, have their mean.

    >>> measure = parse("quotes.document_f1@exact")
    >>> str(measure), float(measure.score(np.array([1.5, 2])))
    ('quotes.document_f1@exact', 0.75)
    """

    @property
    def row_name(self) -> str:
        return str(self)

    @property
    def average(self) -> str:
        return "macro"

    def by_document(self, comparison: Comparison) -> Ints | Floats:
        """What each document's own value is scored from."""
        return self.task.rows(comparison, self.match or Match("exact"))

    def rows(self, comparison: Comparison) -> Floats:
        values = super().score(self.by_document(comparison))
        known = ~np.isnan(values)
        return np.stack((np.where(known, values, 0), known), axis=1)

    def score(self, rows: Any) -> Floats:
        with np.errstate(invalid="ignore"):
            mean: Floats = rows[..., 0] / rows[..., 1]
        return mean


@dataclasses.dataclass(frozen=True)
class Ranked:
    """A metric of some tasks that goes by the scores of the predictions, and the measures that it makes."""

    tasks: tuple[str, ...]
    measure: type[Measure]
    mean: type[DocumentMean]
    score: Metric
    counts: tuple[str, ...]


RANKED: dict[str, Ranked] = {}
"""By name."""


def parse(name: str) -> Measure:
    """The measure of this name. Raises `UsageError` that lists what there is."""
    head, _, match_name = name.partition("@")
    task_name, _, metric = head.rpartition(".")
    if task_name not in TASKS:
        group = head.partition(".")[0]
        near = [task for task in TASKS if task.partition(".")[0] == group]
        there = near or dict.fromkeys(task.partition(".")[0] for task in TASKS)
        raise UsageError(
            f"“{name}” is no measure: there is no task “{task_name or head}”; use one of {', '.join(there)}."
        )
    found, kind = _with_metric(TASKS[task_name], metric)
    if metric not in found.metrics:
        more = [ranked for ranked, of in RANKED.items() if task_name in of.tasks]
        raise UsageError(f"“{name}” is no measure: {task_name} has {', '.join([*found.metrics, *more])}.")
    if not found.matches:
        if match_name:
            raise UsageError(f"“{name}” is no measure: {task_name} takes no match; use {task_name}.{metric}.")
        return kind(found, metric, None)
    if not match_name:
        raise UsageError(f"“{name}” names no match; say for example {name}@{found.matches[0]}.")
    match = Match.parse(match_name)
    if match.kind not in found.matches:
        raise UsageError(f"“{name}” is no measure: {task_name} takes @{', @'.join(found.matches)}.")
    return kind(found, metric, match)


def _with_metric(found: Task, metric: str) -> tuple[Task, type[Measure]]:
    """The task with a metric that is not its own: a ranked one, or the mean over documents of one."""
    plain = metric.removeprefix(BY_DOCUMENT)
    kind: type[Measure] = Measure if plain == metric else DocumentMean
    if plain in RANKED and found.name in RANKED[plain].tasks:
        ranked = RANKED[plain]
        kind = ranked.measure if plain == metric else ranked.mean
        found = dataclasses.replace(
            found, matches=ONE_TO_ONE, counts=ranked.counts, metrics={**found.metrics, plain: ranked.score}
        )
    if plain != metric and plain in found.metrics:
        metrics = {**found.metrics, metric: found.metrics[plain]}
        found = dataclasses.replace(found, counts=("sum", "documents"), metrics=metrics)
    return found, kind
