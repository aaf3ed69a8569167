"""The rows of a report's table, shared by every way of showing it."""

from __future__ import annotations

import dataclasses
import math

from sayso.measures.base import COUNTS, PRF
from sayso.results import Measure, Report

OTHER = "value"
"""The column of metrics other than those that have one of their own, and rate."""
OWN = (*PRF, "ap")
"""Metrics that have a column of their own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One task under one match: its metrics, and the counts behind them.

    A metric without a column has a row of its own, and `task` names it too.
    """

    task: str
    match: str
    metrics: dict[str, Measure]

    @property
    def headline(self) -> Measure:
        """The metric whose interval is shown: F1 where there is one."""
        return self.metrics.get("f1") or next(iter(self.metrics.values()))


def rows(report: Report) -> list[Row]:
    """The measures of a report, those of one task and match together, in the report's order."""
    found: dict[tuple[str, str], Row] = {}
    for name, measure in report.measures.items():
        head, _, match = name.partition("@")
        task, _, metric = head.rpartition(".")
        if metric not in (*OWN, "rate"):
            task = head
        found.setdefault((task, match), Row(task, match, {})).metrics[metric] = measure
    return list(found.values())


HEADS = {"precision": "P", "recall": "R", "f1": "F1", "ap": "AP", OTHER: OTHER}
"""Heads of the metric columns."""


def columns(shown: list[Row]) -> list[str]:
    """The metric columns: a rate is shown where precision is, AP and other metrics have columns only if need be."""
    ranked = any("ap" in row.metrics for row in shown)
    return [*PRF, *(["ap"] if ranked else []), *([OTHER] if any(_is_other(row) for row in shown) else [])]


def interval_head(shown: list[Row]) -> str:
    """Head of the column of intervals: of F1 where each task has one or, as it cannot, a rate."""
    of_f1 = any("f1" in row.metrics for row in shown) and all({"f1", "rate"} & row.metrics.keys() for row in shown)
    return "95 % of F1" if of_f1 else "95 %"


def cell(row: Row, metric: str) -> str:
    """A metric's value to three places; – where the task has no such metric, or it is undefined."""
    if metric == OTHER and _is_other(row):
        measure: Measure | None = row.headline
    else:
        measure = row.metrics.get(metric) or (row.metrics.get("rate") if metric == "precision" else None)
    return "–" if measure is None or measure.value is None else f"{measure.value:.3f}"


def _is_other(row: Row) -> bool:
    return not {*row.metrics} & {*OWN, "rate"}


def interval(measure: Measure) -> str:
    """The 95 % interval, or –."""
    return "–" if measure.low is None or measure.high is None else f"{measure.low:.3f}–{measure.high:.3f}"


def number(value: float, form: str = ".3f", none: str = "–") -> str:
    """A number to three places; `none` where it is undefined."""
    return format(value, form) if math.isfinite(value) else none


def p_value(value: float | None) -> str:
    """A p-value to three places, or –."""
    return "–" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"


def counts(row: Row) -> tuple[str, str, str]:
    """Right, predicted and gold as whole numbers with thousands apart."""
    found = row.headline.counts
    right, predicted, gold = (f"{found[k]:,.0f}".replace(",", "\u202f") if k in found else "–" for k in COUNTS)
    return right, predicted, gold


def errors(report: Report) -> list[str]:
    """A sentence on the errors among gold quotes, and one on those among predicted quotes, the most frequent first."""
    if report.errors is None:
        return []
    found = report.errors.counts.get("quotes", {})
    sentences = []
    for side in ("gold", "predicted"):
        numbers = {name: count.gold if side == "gold" else count.predicted for name, count in found.items()}
        classes = sorted((-number, name) for name, number in numbers.items() if number)
        parts = [f"{-number} {name.replace('_', ' ')}" for number, name in classes]
        sentences.append(f"Errors in {side} quotes ({report.errors.match}): {', '.join(parts) or 'none'}.")
    return sentences
