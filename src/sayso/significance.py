"""Two systems on the same documents: is the difference more than chance?

Paired approximate randomization (Noreen 1989; Riezler and Maxwell 2005) gives the p-value: under the null hypothesis
each document's two rows may as well change places. Paired bootstrap (Koehn 2004) gives the interval of the
difference. Many measures tested at once are corrected after Holm (1979).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED, Floats, quantiles, resample, stacked
from sayso.measures import Measure
from sayso.ranking import Ranking, Rows, by_document

ALPHA = 0.05
"""A difference is significant where its p-value, corrected after Holm, is below this."""
_CHUNK = 4_000_000  # coin tosses held at a time
SHUFFLES = 10_000
"""Enough that the least p-value can stay under 5 % after a correction for some hundred comparisons."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One measure of system B against system A.

    `low` and `high` bound the difference B - A at 95 %, `p` is two-sided, `p_holm` the same corrected for all measures
    compared. `effect` is Cohen's d_z: the mean of the documents' differences over their standard deviation (0 where no
    document differs). The interval leaves out samples in which the measure is undefined (not a number). Interval and
    p-values are None with fewer than `bootstrap.MIN_DOCUMENTS` documents, without samples, and where it is undefined.
    """

    measure: str
    a: float
    b: float
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None
    effect: float

    @property
    def difference(self) -> float:
        return self.b - self.a


def compare(
    measures: Sequence[Measure],
    a: Mapping[str, Rows],
    b: Mapping[str, Rows],
    samples: int = SAMPLES,
    seed: int = SEED,
) -> list[Difference]:
    """Compare two systems' statistics rows of the same documents in the same order, measure by measure."""
    needed = {measure.row_name for measure in measures}
    a, b = ({name: rows for name, rows in side.items() if name in needed} for side in (a, b))
    enough = samples > 0 and len(next(iter(a.values()), ())) >= MIN_DOCUMENTS
    drawn = (resample(a, samples, seed), resample(b, samples, seed)) if enough else None
    swapped = _swapped(a, b, samples, seed) if enough else None
    found = []
    for measure in measures:
        name = measure.row_name
        value_a, value_b = (float(measure.score(rows[name].sum(axis=0))) for rows in (a, b))
        low = high = p = None
        if drawn and swapped and not math.isnan(value_b - value_a):
            gap = measure.score(drawn[1][name]) - measure.score(drawn[0][name])
            low, high = (None if math.isnan(bound) else float(bound) for bound in quantiles(gap))
            chance = np.abs(measure.score(swapped[1][name]) - measure.score(swapped[0][name]))
            # A shuffle counts as at least as extreme up to rounding: sums in another order differ in the last digit.
            # So does one that leaves the measure undefined (not a number), to be on the safe side.
            p = float((1 + (~(chance < abs(value_b - value_a) - 1e-12)).sum()) / (1 + samples))
        effect = _effect(measure.score(by_document(b[name])) - measure.score(by_document(a[name])))
        found.append(Difference(str(measure), value_a, value_b, low, high, p, None, effect))
    return _with_holm(found)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's (1979) step-down adjustment.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    scaled = np.array(p_values)[order] * np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return [float(p) for p in adjusted]


def _with_holm(found: list[Difference]) -> list[Difference]:
    tested = [difference.p for difference in found if difference.p is not None]
    adjusted = iter(holm(tested))
    return [d if d.p is None else dataclasses.replace(d, p_holm=next(adjusted)) for d in found]


def _swapped(
    a: Mapping[str, Rows], b: Mapping[str, Rows], samples: int, seed: int
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Statistics of both sides when a coin decides for each document whether its two rows change places."""
    (matrix_a, edges), (matrix_b, _) = stacked(a), stacked(b)
    rankings = {
        name: Ranking.joined([mine, theirs])
        for (name, mine), theirs in zip(a.items(), b.values(), strict=True)
        if isinstance(mine, Ranking) and isinstance(theirs, Ranking)
    }
    moved = []
    ranked: tuple[dict[str, list[Floats]], ...] = ({name: [] for name in rankings}, {name: [] for name in rankings})
    for tosses in _tosses(len(matrix_a), samples, seed):
        moved.append(tosses @ (matrix_b - matrix_a))
        for side, kept in zip(ranked, (1 - tosses, tosses), strict=True):
            for name, both in rankings.items():
                side[name].append(both.weighted(np.concatenate((kept, 1 - kept), axis=1)))
    change = np.concatenate(moved)
    summed = [name for name in a if name not in rankings]
    first, second = (
        dict(zip(summed, np.split(matrix, edges, axis=1), strict=False))
        | {name: np.concatenate(parts) for name, parts in side.items()}
        for matrix, side in zip((matrix_a.sum(axis=0) + change, matrix_b.sum(axis=0) - change), ranked, strict=True)
    )
    return first, second


def _tosses(documents: int, samples: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    size = max(1, min(samples, _CHUNK // documents))
    for done in range(0, samples, size):
        yield random.integers(0, 2, (min(size, samples - done), documents), dtype=np.uint8).astype(np.float64)


def _effect(gaps: Floats) -> float:
    """Cohen's d_z of paired differences, where they are defined; infinite where all differ by the same amount."""
    gaps = gaps[~np.isnan(gaps)]
    if not gaps.any():
        return 0.0
    spread = gaps.std(ddof=1) if len(gaps) > 1 else 0.0
    return float(gaps.mean() / spread) if spread > 0 else float(np.copysign(np.inf, gaps.mean()))
