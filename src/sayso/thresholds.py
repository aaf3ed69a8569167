"""Thresholds: `--fail-under MEASURE=VALUE`, and `--max-drop MEASURE=X`."""

from __future__ import annotations

import dataclasses
import math

from sayso.errors import UsageError
from sayso.measures import parse
from sayso.results import Report


@dataclasses.dataclass(frozen=True, slots=True)
class Threshold:
    """The least value that a measure may have."""

    measure: str
    least: float


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """A threshold held against a report."""

    measure: str
    threshold: float
    value: float | None

    @property
    def passed(self) -> bool:
        return self.value is not None and self.value >= self.threshold

    @property
    def shown(self) -> str:
        """The value with as many places as it takes to see on which side of the threshold it is."""
        if self.value is None:
            return "undefined"
        for places in (3, 6, 9):
            text = f"{self.value:.{places}f}"
            if (float(text) >= self.threshold) == self.passed:
                return text
        return repr(self.value)

    @property
    def sentence(self) -> str:
        return f"{self.measure} is {self.shown}, under {self.threshold:g}"


def parse_threshold(text: str) -> Threshold:
    """Read `quotes.f1@iou=0.5=0.7`: the value stands after the last `=`. Raises `UsageError`."""
    name, sign, number = text.rpartition("=")
    try:
        least = float(number)
    except ValueError:
        least = math.nan
    if not sign or not math.isfinite(least):
        raise UsageError(f"“{text}” is no threshold; write MEASURE=VALUE, for example quotes.f1@exact=0.7.")
    return Threshold(str(parse(name)), least)


def parse_drop(text: str) -> tuple[str | None, float]:
    """Read `0.02`, which holds for every gated measure, or `quotes.f1@iou=0.5=0.02`. Raises `UsageError`.

    >>> parse_drop("0.02"), parse_drop("quotes.f1@iou=0.5=0.02")
    ((None, 0.02), ('quotes.f1@iou=0.5', 0.02))
    """
    name, sign, number = text.rpartition("=")
    try:
        drop = float(number)
    except ValueError:
        drop = math.nan
    if not 0 <= drop < 1:
        raise UsageError(f"“{text}” is no drop; write MEASURE=X or X with 0 ≤ X < 1, for example 0.02.")
    return (str(parse(name)) if sign else None), drop


def judge(report: Report, thresholds: list[Threshold]) -> list[Verdict]:
    """Hold a report against thresholds."""
    return [Verdict(t.measure, t.least, report.measures[t.measure].value) for t in thresholds]
