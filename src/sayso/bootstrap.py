"""Uncertainty of one system: bootstrap over documents (Efron and Tibshirani 1993), as one matrix product.

A sample of documents, drawn with replacement, is a row of weights; weights times statistics rows are the sums that
the measures are scored from. Intervals are percentile intervals, or BCa (Efron 1987), which corrects them for bias
and skew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from sayso.columns import Ints
from sayso.measures import Measure
from sayso.ranking import Ranking, Rows

Floats = npt.NDArray[np.float64]
Method = Literal["percentile", "bca"]

MIN_DOCUMENTS = 10
"""With fewer documents a bootstrap interval says more than the data do, and none is given."""
SAMPLES = 1000
SEED = 12345
_LEVELS = np.array([0.025, 0.975])
_CHUNK = 4_000_000  # weights held at a time


def intervals(
    measures: Sequence[Measure],
    rows: Mapping[str, Rows],
    samples: int = SAMPLES,
    seed: int = SEED,
    method: Method = "percentile",
) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each measure; empty with fewer than `MIN_DOCUMENTS` documents, and without samples.

    `rows` maps `Measure.row_name` to documents x counts, or to a ranking, whose intervals are percentile intervals
    always. Samples in which a measure is undefined are left out of its interval.

    Memory: one chunk of weights, and samples x counts a task. Time grows with samples x documents.
    """
    if samples == 0 or len(next(iter(rows.values()), ())) < MIN_DOCUMENTS:
        return {}
    drawn = resample(rows, samples, seed)
    found = {}
    for measure in measures:
        values, mine = measure.score(drawn[measure.row_name]), rows[measure.row_name]
        # BCa leaves out each document in turn: that would rank a corpus as often as it has documents.
        levels = _LEVELS if method == "percentile" or isinstance(mine, Ranking) else _bca_levels(measure, mine, values)
        found[str(measure)] = quantiles(values, levels)
    return found


def quantiles(values: Floats, levels: Floats = _LEVELS) -> tuple[float, float]:
    """Quantiles of the values that are defined (a number); not a number where none is."""
    if np.isnan(values).any():
        values = values[~np.isnan(values)]
    low, high = np.quantile(values, levels) if len(values) else (np.nan, np.nan)
    return float(low), float(high)


def resample(rows: Mapping[str, Rows], samples: int, seed: int) -> dict[str, Floats]:
    """The statistics over bootstrap samples: for each name of `rows` samples x counts.

    The same documents are drawn for every name, and for another system's rows under the same seed.
    """
    number = len(next(iter(rows.values())))
    return weighted(rows, _weights(number, samples, seed))


def weighted(rows: Mapping[str, Rows], weights: Iterable[npt.NDArray[np.floating]]) -> dict[str, Floats]:
    """The statistics where documents count so many times; `weights` comes in chunks of samples x documents."""
    matrix, edges = stacked(rows)
    # Many tasks count the same (every @exact task has the same gold side): the product is of different columns only.
    columns, place = np.unique(matrix, axis=1, return_inverse=True)
    small = _adds_up_in_float32(columns)
    parts = columns[:, small].astype(np.float32), columns[:, ~small]
    sums, ranked = [], []
    for chunk in weights:
        sums.append(np.empty((len(chunk), columns.shape[1])))
        sums[-1][:, small] = chunk @ parts[0]
        if not small.all():
            sums[-1][:, ~small] = chunk.astype(np.float64) @ parts[1]
        ranked.append({name: part.weighted(chunk) for name, part in rows.items() if isinstance(part, Ranking)})
    summed = [name for name, part in rows.items() if not isinstance(part, Ranking)]
    found = dict(zip(summed, np.split(np.concatenate(sums)[:, place], edges, axis=1), strict=True)) if summed else {}
    return found | {name: np.concatenate([chunk[name] for chunk in ranked]) for name in ranked[0]}


def _adds_up_in_float32(columns: Floats) -> npt.NDArray[np.bool_]:
    """Which columns hold whole numbers no sample of which can reach 2²⁴: there single precision is exact."""
    whole = (columns == np.floor(columns)).all(axis=0)
    fits: npt.NDArray[np.bool_] = whole & (len(columns) * np.abs(columns).max(axis=0, initial=0) < 2**24)
    return fits


def stacked(rows: Mapping[str, Rows]) -> tuple[Floats, list[int]]:
    """All rows side by side, documents x all counts, and where to split the columns again; rankings are left out."""
    parts = [part for part in rows.values() if not isinstance(part, Ranking)]
    if not parts:
        return np.zeros((len(next(iter(rows.values()))), 0)), []
    matrix = np.concatenate(parts, axis=1).astype(np.float64)
    return matrix, [int(edge) for edge in np.cumsum([part.shape[1] for part in parts])[:-1]]


def _weights(documents: int, samples: int, seed: int) -> Iterator[npt.NDArray[np.float32]]:
    """How often each sample holds each document, in chunks of samples x documents."""
    random = np.random.default_rng(seed)
    size = max(1, min(samples, _CHUNK // documents))
    for done in range(0, samples, size):
        weights = np.empty((min(size, samples - done), documents), np.float32)
        for row in weights:  # one sample at a time stays in the cache; all at once is three times slower
            row[:] = np.bincount(random.integers(0, documents, documents, dtype=np.uint32), minlength=documents)
        yield weights


def _bca_levels(measure: Measure, rows: Ints | Floats, values: Floats) -> Floats:
    """The quantiles that stand for 2.5 % and 97.5 % once bias and acceleration are reckoned with (Efron 1987)."""
    from scipy.stats import norm

    total = rows.sum(axis=0)
    values = values[~np.isnan(values)]
    if not len(values):
        return _LEVELS
    below = np.mean(values < measure.score(total)) + np.mean(values == measure.score(total)) / 2
    if below in (0.0, 1.0):
        return _LEVELS
    without = measure.score(total - rows)
    without = without[~np.isnan(without)]
    spread = without.mean() - without
    scale = 6 * (spread**2).sum() ** 1.5
    acceleration = (spread**3).sum() / scale if scale > 0 else 0.0
    bias = norm.ppf(below)
    shifted = bias + norm.ppf(_LEVELS)
    levels: Floats = norm.cdf(bias + shifted / (1 - acceleration * shifted))
    return levels
