"""The rows of a report's table, shared by every way of showing it."""

from __future__ import annotations

import dataclasses
import unicodedata

from sayso.measures.base import COUNTS, PRF
from sayso.results import Measure, Report


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One task under one match: its metrics, and the counts behind them."""

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
        found.setdefault((task, match), Row(task, match, {})).metrics[metric] = measure
    return list(found.values())


def columns() -> list[str]:
    """Heads of the metric columns: a rate is shown where precision is."""
    return list(PRF)


def cell(row: Row, metric: str) -> str:
    """A metric's value to three places; – where the task has no such metric, or it is undefined."""
    measure = row.metrics.get(metric) or (row.metrics.get("rate") if metric == "precision" else None)
    return "–" if measure is None or measure.value is None else f"{measure.value:.3f}"


def interval(measure: Measure) -> str:
    """The 95 % interval, or –."""
    return "–" if measure.low is None or measure.high is None else f"{measure.low:.3f}–{measure.high:.3f}"


def counts(row: Row) -> tuple[str, str, str]:
    """Right, predicted and gold as whole numbers with thousands apart."""
    found = row.headline.counts
    right, predicted, gold = (f"{found[k]:,.0f}".replace(",", "\u202f") if k in found else "–" for k in COUNTS)
    return right, predicted, gold


def printable(text: str) -> str:
    """Text that comes from outside with its control and direction characters written out, so that none acts."""
    return "".join(
        char if char == "\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs") else _escape(char)
        for char in text
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
