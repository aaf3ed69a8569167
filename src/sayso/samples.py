"""Several samples of one document: how far a model's scores depend on chance.

An extractor puts all of a document's answers, the first included, under `meta["sayso.samples"]` of its prediction. Each
sample is scored over the whole corpus; a document with fewer answers counts with its first.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from sayso.columns import Columns
from sayso.errors import DataError
from sayso.flattening import columns
from sayso.grounding import Grounded, ground
from sayso.predictions import as_prediction
from sayso.results import Spread, System

SAMPLES = "sayso.samples"
SERVED = "sayso.served"
"""Key of the models that a server says it answered with, a list of strings."""


def sampled(answers: Sequence[Grounded | None]) -> list[Columns]:
    """The predicted side of each sample, none where no document has several."""
    each = [[answer] if answer is None else _all(answer) for answer in answers]
    number = max(map(len, each), default=1)
    return [_columns([of[k] if k < len(of) else of[0] for of in each]) for k in range(number)] if number > 1 else []


def spread(values: Sequence[Mapping[str, float]]) -> dict[str, Spread]:
    """Mean and standard deviation of each measure over the samples."""
    found = {}
    for name in values[0]:
        known = [None if np.isnan(of[name]) else float(of[name]) for of in values]
        defined = [value for value in known if value is not None]
        whole = len(defined) == len(known)
        mean = statistics.fmean(defined) if whole else None
        found[name] = Spread(mean, statistics.stdev(defined) if whole else None, known)
    return found


def with_served(system: System, answers: Sequence[Grounded | None]) -> System:
    """The system with the models that answered, where its answers name them."""
    served = [answer.said.meta.get(SERVED) for answer in answers if answer]
    named = Counter(str(model) for models in served if isinstance(models, list) for model in models)
    return msgspec.structs.replace(system, served=dict(sorted(named.items()))) if named else system


def _all(answer: Grounded) -> list[Grounded]:
    samples = answer.said.meta.get(SAMPLES)
    if samples is None:
        return [answer]
    if not isinstance(samples, list) or not samples:
        raise DataError(f"{answer.article.id}: meta.{SAMPLES} is no list of predictions.")
    return [ground(as_prediction(sample, answer.article), answer.article) for sample in samples]


def _columns(answers: Sequence[Grounded | None]) -> Columns:
    verbatim = np.array([answer.verbatim if answer else (0, 0) for answer in answers], np.int64).reshape(-1, 2)
    return columns([answer.prediction if answer else None for answer in answers], verbatim)
