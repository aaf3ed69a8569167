"""Scoring: the columns of gold and of a system to statistics rows, and from their sums to a report."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sayso import __version__
from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED, Method, intervals
from sayso.columns import Columns
from sayso.comparison import Comparison
from sayso.crowds import MOST_PAIRS, NEAREST, crowded_documents
from sayso.curves import curve, ranked_items, with_scored
from sayso.curves import notes as ranking_notes
from sayso.diagnosis import DEFAULT_MATCH, diagnose
from sayso.errors import UsageError
from sayso.matching import Match
from sayso.measures import DEFAULT, SCORED, Measure, parse
from sayso.metadata import Metadata
from sayso.model import SCHEMA_VERSION
from sayso.ranking import Ranking, Rows, joined
from sayso.results import CorpusInfo, Fabrications, Failure, Report, Slice, Statistics, System
from sayso.results import Measure as Result

AT_ONCE = 2000
"""Documents compared at a time: their columns stay in the processor's cache, and memory stays flat."""
ITEMS_AT_ONCE = 100_000
"""With more quotes and claims than this fewer documents are compared at a time."""


@dataclasses.dataclass(frozen=True)
class Gold:
    """What scoring needs of a corpus: its identity, and gold columns of the documents `ids`, in that order."""

    name: str
    hash: str
    splits: list[str]
    ids: list[str]
    columns: Columns
    about: Callable[[], Metadata] | None = None
    """What slices need to know of the documents besides; read when asked for."""


@dataclasses.dataclass(frozen=True)
class Predicted:
    """What one system said of the same documents, in the same order."""

    system: System
    columns: Columns
    failures: list[Failure]
    notes: list[str]
    seconds: float | None
    fabrications: Fabrications | None = None


def score(
    predicted: Predicted,
    gold: Gold,
    measures: Sequence[str] = DEFAULT,
    samples: int = SAMPLES,
    seed: int = SEED,
    documents: bool = True,
    errors: Match | None = DEFAULT_MATCH,
    slices: Sequence[str] = (),
    interval: Method = "percentile",
) -> Report:
    """Every measure from the sums of its statistics rows; with `documents` the rows go into the report.

    Where predictions carry scores, the default measures are followed by those of `SCORED`. `errors` is the match of the
    error classes; None leaves them out. `slices` are names as `sayso.slices` has them.
    """
    parsed = [parse(name) for name in with_scored(measures, predicted.columns)]
    rows = statistics(gold.columns, predicted.columns, parsed)
    bounds = intervals(parsed, rows, samples, seed, interval)
    number = len(gold.ids)
    notes = list(predicted.notes)
    if number < MIN_DOCUMENTS:
        notes.append(
            f"{number} {'document' if number == 1 else 'documents'}: too few for intervals, "
            f"which resample documents and need at least {MIN_DOCUMENTS}."
        )
    notes += ranking_notes(parsed, predicted.columns)
    notes += [
        f"Document {gold.ids[doc]!r}: more than {MOST_PAIRS:,} pairs of overlapping items; each item was compared with "
        f"its {NEAREST} nearest only."
        for doc in crowded_documents(gold.columns, predicted.columns)
    ]
    return Report(
        schema_version=SCHEMA_VERSION,
        system=predicted.system,
        corpus=CorpusInfo(gold.name, gold.hash, gold.splits),
        measures={str(measure): result(measure, rows[measure.row_name], bounds) for measure in parsed},
        signature=signature(gold, samples, seed, parsed, interval),
        documents=number,
        failures=predicted.failures,
        notes=notes,
        seconds=None if predicted.seconds is None else round(predicted.seconds, 3),
        statistics=_statistics(gold.ids, parsed, rows) if documents else None,
        curves={name: curve(ranking) for name, ranking in rows.items() if isinstance(ranking, Ranking)},
        errors=diagnose(gold.columns, predicted.columns, errors, gold.ids if documents else None) if errors else None,
        fabrications=predicted.fabrications,
        slices=_sliced(slices, gold, predicted, parsed, rows, samples, seed) if slices else {},
    )


def statistics(gold: Columns, predicted: Columns, measures: Sequence[Measure]) -> dict[str, Rows]:
    """Statistics rows by `Measure.row_name`; each is documents x `Task.counts`. Time grows with spans."""
    predicted = dataclasses.replace(predicted, entities=predicted.entities.in_words_of(gold.entities))
    tasks = {measure.row_name: measure for measure in measures}
    parts = []
    for low, high in itertools.pairwise(_edges(gold, predicted)):
        comparison = Comparison(gold.part(low, high), predicted.part(low, high))
        parts.append({name: measure.rows(comparison) for name, measure in tasks.items()})
    return (
        {name: joined([part[name] for part in parts]) for name in tasks}
        if parts
        else {name: measure.rows(Comparison(gold, predicted)) for name, measure in tasks.items()}
    )


def _edges(*sides: Columns) -> list[int]:
    """Where to cut the documents into parts that are compared at a time."""
    items = [np.bincount(i.doc, minlength=side.documents) for side in sides for i in (side.quotes, side.claims)]
    total = np.cumsum(np.sum(items, axis=0))
    number = np.arange(sides[0].documents)
    part = np.stack((number // AT_ONCE, total // ITEMS_AT_ONCE))
    return [0, *(np.flatnonzero(np.diff(part).any(axis=0)) + 1).tolist(), len(number)] if len(number) else []


def signature(
    gold: Gold, samples: int, seed: int, measures: Sequence[Measure] = (), interval: Method = "percentile"
) -> str:
    """What pins the numbers, in the manner of sacreBLEU."""
    names = tuple(str(measure) for measure in measures)
    method = "bca" if interval == "bca" else "bootstrap"
    parts = {
        "corpus": gold.name,
        "hash": gold.hash,
        "splits": "+".join(gold.splits),
        "docs": len(gold.ids),
        "measures": "default" if names in (DEFAULT, DEFAULT + SCORED) else "+".join(names),
        "matching": "optimal",
        "average": "+".join(dict.fromkeys(measure.average for measure in measures)) or "micro",
        "interval": f"{method},n={samples},seed={seed}" if len(gold.ids) >= MIN_DOCUMENTS else "none",
        "sayso": __version__,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def result(measure: Measure, rows: Rows, bounds: Mapping[str, tuple[float, float]]) -> Result:
    """A measure from its statistics rows, with its interval among `bounds`."""
    total = rows.sum(axis=0)
    low, high = map(_defined, bounds.get(str(measure), (None, None)))
    counts = dict(zip(measure.task.counts, map(float, total), strict=True))
    return Result(_defined(float(measure.score(total))), low, high, int(total[-1]), counts)


def _sliced(
    names: Sequence[str],
    gold: Gold,
    predicted: Predicted,
    measures: Sequence[Measure],
    rows: Mapping[str, Rows],
    samples: int,
    seed: int,
) -> dict[str, Slice]:
    from sayso.slices import sliced  # it scores its slices with this module

    if gold.about is None:
        raise UsageError(f"{gold.name}: slices need a corpus; this gold was made without what is known of documents.")
    return sliced(names, gold.columns, predicted.columns, gold.about(), measures, rows, samples, seed)


def _defined(value: float | None) -> float | None:
    """None for what a measure calls undefined (not a number)."""
    return None if value is None or math.isnan(value) else value


def _statistics(ids: list[str], measures: Sequence[Measure], rows: Mapping[str, Rows]) -> Statistics:
    names = {measure.row_name: measure.task.counts for measure in measures}
    counts, rankings = {}, {}
    for name, mine in rows.items():
        if isinstance(mine, Ranking):
            rankings[name] = ranked_items(mine)
        else:
            counts[name] = dict(zip(names[name], mine.T.tolist(), strict=True))
    return Statistics(ids, counts, rankings)
