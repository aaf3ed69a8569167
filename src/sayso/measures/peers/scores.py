"""Precision, recall and F1 as most peers have them: 0 where there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sayso.measures.base import Floats, Metric


def share(part: Any, whole: Any) -> Floats:
    """part / whole, and 0 where the whole is 0."""
    whole = np.asarray(whole, float)
    return np.asarray(part, float) / np.where(whole == 0, 1, whole) * (whole != 0)


def harmonic(precision: Any, recall: Any) -> Floats:
    """The harmonic mean, and 0 where both are 0."""
    return share(2 * np.asarray(precision) * recall, np.asarray(precision) + recall)


def precision(rows: Any) -> Floats:
    """right / predicted; 0 where nothing is predicted."""
    return share(rows[..., 0], rows[..., 1])


def recall(rows: Any) -> Floats:
    """right / gold; 0 where there is no gold."""
    return share(rows[..., 0], rows[..., 2])


def f1(rows: Any) -> Floats:
    """2 PR / (P + R); 0 where both are 0."""
    return harmonic(precision(rows), recall(rows))


ZERO_PRF: Mapping[str, Metric] = {"precision": precision, "recall": recall, "f1": f1}
"""Metrics of the counts right, predicted and gold; without gold and predictions they are 0, not 1 as sayso's own."""
