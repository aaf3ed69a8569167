"""The value of a measure as a report holds it: with its interval and its counts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sayso.measures import Measure
from sayso.ranking import Rows
from sayso.results import Measure as Result


def result(measure: Measure, rows: Rows, bounds: Mapping[str, tuple[float, float]]) -> Result:
    """A measure from its statistics rows, with its interval among `bounds`."""
    total = rows.sum(axis=0)
    low, high = map(_defined, bounds.get(str(measure), (None, None)))
    counts = dict(zip(measure.task.counts, map(float, total), strict=True))
    return Result(_defined(float(measure.score(total))), low, high, int(total[-1]), counts)


def _defined(value: float | None) -> float | None:
    """None for what a measure calls undefined (not a number)."""
    return None if value is None or math.isnan(value) else value
