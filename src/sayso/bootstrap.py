"""Uncertainty: percentile bootstrap over documents (Efron and Tibshirani 1993), as one matrix product.

A sample of documents, drawn with replacement, is a row of weights; weights times statistics rows are the sums that the
measures are scored from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sayso.columns import Ints
from sayso.measures import Measure

Rows = Ints | npt.NDArray[np.float64]

MIN_DOCUMENTS = 10
"""With fewer documents a bootstrap interval says more than the data do, and none is given."""
SAMPLES = 1000
SEED = 12345
_CHUNK = 4_000_000  # weights held at a time


def intervals(
    measures: Sequence[Measure], rows: Mapping[str, Rows], samples: int = SAMPLES, seed: int = SEED
) -> dict[str, tuple[float, float]]:
    """The 2.5th and 97.5th percentile of each measure over bootstrap samples; empty with too few documents.

    `rows` maps `Measure.row_name` to documents x counts. Memory: one chunk of weights, and samples x counts a task;
    time grows with samples x documents.
    """
    documents = len(next(iter(rows.values()), ()))
    if documents < MIN_DOCUMENTS:
        return {}
    names = list(rows)
    sums = _sums(np.concatenate([rows[name] for name in names], axis=1), samples, seed)
    edges = np.cumsum([rows[name].shape[1] for name in names])[:-1]
    by_name = dict(zip(names, np.split(sums, edges, axis=1), strict=True))
    found = {}
    for measure in measures:
        low, high = np.percentile(measure.score(by_name[measure.row_name]), (2.5, 97.5))
        found[str(measure)] = (float(low), float(high))
    return found


def _sums(statistics: Rows, samples: int, seed: int) -> npt.NDArray[np.float64]:
    """Sums of the statistics (documents x k) over each bootstrap sample: samples x k."""
    documents = len(statistics)
    matrix = statistics.astype(np.float64)
    random = np.random.default_rng(seed)
    size = max(1, min(samples, _CHUNK // documents))
    chunks = []
    for done in range(0, samples, size):
        many = min(size, samples - done)
        drawn = random.integers(0, documents, (many, documents), dtype=np.int32)
        drawn += np.arange(many, dtype=np.int32)[:, None] * documents
        weights = np.bincount(drawn.ravel(), minlength=many * documents).reshape(many, documents)
        chunks.append(weights @ matrix)
    return np.concatenate(chunks)
