"""Scoring: the columns of gold and of a system to statistics rows, and from their sums to a report."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sayso import __version__
from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED, Method, intervals
from sayso.columns import Columns
from sayso.comparison import Comparison
from sayso.crowds import MOST_PAIRS, NEAREST, crowded_documents
from sayso.curves import Unscored, curve, ranked_items, with_scored
from sayso.curves import notes as ranking_notes
from sayso.diagnosis import DEFAULT_MATCH, diagnose, joined_errors
from sayso.errors import UsageError
from sayso.fabrications import joined_fabrications
from sayso.grounding import Grounded
from sayso.matching import Match
from sayso.measures import DEFAULT, SCORED, Measure, parse
from sayso.metadata import Metadata
from sayso.model import SCHEMA_VERSION
from sayso.ranking import Ranking, Rows, joined
from sayso.results import CorpusInfo, Errors, Fabrications, Failure, Report, Samples, Statistics, System
from sayso.running.took import Took
from sayso.samples import spread
from sayso.slices.scores import scored
from sayso.slices.tally import SliceTally
from sayso.slices.tally import tally as tally_slices
from sayso.values import result

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
    text_sha256: Sequence[str | None] = ()
    """The hashes of their texts, where predictions in Parquet are to be checked against them."""


@dataclasses.dataclass(frozen=True)
class Predicted:
    """What one system said of the same documents, in the same order. `missing` counts those it says nothing of."""

    system: System
    columns: Columns
    failures: list[Failure]
    missing: int
    seconds: float | None
    fabrications: Fabrications | None = None
    took: Took | None = None
    answers: Sequence[Grounded | None] | None = None
    """What it said of each document, None where it failed; None for all where that was not kept."""
    samples: Sequence[Columns] = ()
    """What it said each time, where it was asked several times."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """What a report is to hold. With `documents` the rows of each go into it; `errors` is the match of the error
    classes, None leaves them out; `slices` are names as `sayso.slices` has them."""

    measures: Sequence[str] = DEFAULT
    documents: bool = True
    errors: Match | None = DEFAULT_MATCH
    slices: Sequence[str] = ()

    @property
    def counted(self) -> tuple[str, ...]:
        """The measures to count for: where the default is wanted, those that only predictions with scores have too."""
        return DEFAULT + SCORED if tuple(self.measures) == DEFAULT else tuple(self.measures)


@dataclasses.dataclass(frozen=True)
class Tally:
    """What scoring keeps of documents: statistics rows by `Measure.row_name`, and what else the report says of them.

    Tallies of the shards of a corpus join to the tally of the corpus.
    """

    system: System
    ids: list[str]
    rows: dict[str, Rows]
    failures: list[Failure]
    missing: int
    seconds: float | None
    unscored: Unscored
    crowded: list[str]
    errors: Errors | None
    fabrications: Fabrications | None
    slices: SliceTally | None
    took: Took | None = None
    samples: Sequence[dict[str, Rows]] = ()
    """The rows of each sample, where several were drawn."""

    @classmethod
    def joined(cls, parts: Sequence[Tally]) -> Tally:
        """The tally of all documents from those of parts of them, in order."""
        first = parts[0]
        seconds = [part.seconds for part in parts if part.seconds is not None]
        errors = [part.errors for part in parts if part.errors]
        fabrications = [part.fabrications for part in parts if part.fabrications]
        slices = [part.slices for part in parts if part.slices]
        took = [part.took for part in parts if part.took]
        return cls(
            first.system,
            [doc for part in parts for doc in part.ids],
            {name: joined([part.rows[name] for part in parts]) for name in first.rows},
            [failure for part in parts for failure in part.failures],
            sum(part.missing for part in parts),
            sum(seconds) if seconds else None,
            Unscored.joined([part.unscored for part in parts]),
            [doc for part in parts for doc in part.crowded],
            joined_errors(errors) if errors else None,
            joined_fabrications(fabrications) if fabrications else None,
            SliceTally.joined(slices) if slices else None,
            Took.joined(took) if took else None,
            [
                {name: joined([one[name] for one in sample]) for name in first.rows}
                for sample in zip(*(part.samples for part in parts), strict=False)
            ],
        )


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
    """Every measure from the sums of its statistics rows.

    Where predictions carry scores, the default measures are followed by those of `SCORED`. The other arguments are
    those of `Plan` and `report`.
    """
    return score_plan(predicted, gold, Plan(measures, documents, errors, slices), samples, seed, interval)


def score_plan(
    predicted: Predicted,
    gold: Gold,
    plan: Plan,
    samples: int = SAMPLES,
    seed: int = SEED,
    interval: Method = "percentile",
) -> Report:
    """The report of a plan on all documents at once."""
    names = with_scored(plan.measures, Unscored.of(predicted.columns))
    return report(tally(predicted, gold, plan, names), gold, plan, samples, seed, interval)


def tally(predicted: Predicted, gold: Gold, plan: Plan, names: Sequence[str] | None = None) -> Tally:
    """The statistics of a system on some documents; `names` are the measures to count for, by default the plan's."""
    parsed = [parse(name) for name in names or plan.counted]
    listed = gold.ids if plan.documents else None
    if plan.slices and gold.about is None:
        raise UsageError(f"{gold.name}: slices need a corpus; this gold was made without what is known of documents.")
    return Tally(
        predicted.system,
        gold.ids,
        statistics(gold.columns, predicted.columns, parsed),
        predicted.failures,
        predicted.missing,
        predicted.seconds,
        Unscored.of(predicted.columns),
        [gold.ids[doc] for doc in crowded_documents(gold.columns, predicted.columns)],
        diagnose(gold.columns, predicted.columns, plan.errors, listed) if plan.errors else None,
        predicted.fabrications,
        tally_slices(plan.slices, gold.columns, predicted.columns, gold.about(), parsed)
        if plan.slices and gold.about
        else None,
        predicted.took,
        [statistics(gold.columns, one, parsed) for one in predicted.samples],
    )


def report(
    of: Tally,
    corpus: Gold | CorpusInfo,
    plan: Plan,
    samples: int = SAMPLES,
    seed: int = SEED,
    interval: Method = "percentile",
) -> Report:
    """The report from statistics rows: every number of it, and nothing else of the documents is needed."""
    parsed = [parse(name) for name in with_scored(plan.measures, of.unscored)]
    rows = {measure.row_name: of.rows[measure.row_name] for measure in parsed}
    bounds = intervals(parsed, rows, samples, seed, interval)
    number = len(of.ids)
    notes = [f"{of.missing} of {number} documents have no prediction; they are scored as empty."] if of.missing else []
    notes += of.took.notes if of.took else []
    if number < MIN_DOCUMENTS:
        notes.append(
            f"{number} {'document' if number == 1 else 'documents'}: too few for intervals, "
            f"which resample documents and need at least {MIN_DOCUMENTS}."
        )
    notes += ranking_notes(parsed, of.unscored)
    notes += [
        f"Document {doc!r}: more than {MOST_PAIRS:,} pairs of overlapping items; each item was compared with "
        f"its {NEAREST} nearest only."
        for doc in of.crowded
    ]
    return Report(
        schema_version=SCHEMA_VERSION,
        system=of.system,
        corpus=CorpusInfo(corpus.name, corpus.hash, corpus.splits),
        measures={str(measure): result(measure, rows[measure.row_name], bounds) for measure in parsed},
        signature=signature(corpus, number, samples, seed, parsed, interval),
        documents=number,
        failures=of.failures,
        notes=notes,
        seconds=None if of.seconds is None else round(of.seconds, 3),
        run=of.took.info() if of.took else None,
        statistics=_statistics(of.ids, parsed, rows) if plan.documents else None,
        curves={name: curve(ranking) for name, ranking in rows.items() if isinstance(ranking, Ranking)},
        errors=of.errors,
        fabrications=of.fabrications,
        slices=scored(of.slices, parsed, rows, samples, seed, interval) if of.slices else {},
        samples=_spread(of.samples, parsed) if of.samples else None,
    )


def _spread(several: Sequence[Mapping[str, Rows]], measures: Sequence[Measure]) -> Samples:
    """Each sample scored by itself."""
    values = [{str(m): float(m.score(rows[m.row_name].sum(axis=0))) for m in measures} for rows in several]
    return Samples(len(several), spread(values))


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
    corpus: Gold | CorpusInfo, documents: int, samples: int, seed: int, measures: Sequence[Measure], interval: Method
) -> str:
    """What pins the numbers, in the manner of sacreBLEU."""
    names = tuple(str(measure) for measure in measures)
    method = "bca" if interval == "bca" else "bootstrap"
    parts = {
        "corpus": corpus.name,
        "hash": corpus.hash,
        "splits": "+".join(corpus.splits),
        "docs": documents,
        "measures": "default" if names in (DEFAULT, DEFAULT + SCORED) else "+".join(names),
        "matching": "optimal",
        "average": "+".join(dict.fromkeys(measure.average for measure in measures)) or "micro",
        "interval": f"{method},n={samples},seed={seed}" if documents >= MIN_DOCUMENTS else "none",
        "sayso": __version__,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def _statistics(ids: list[str], measures: Sequence[Measure], rows: Mapping[str, Rows]) -> Statistics:
    names = {measure.row_name: measure.task.counts for measure in measures}
    counts, rankings = {}, {}
    for name, mine in rows.items():
        if isinstance(mine, Ranking):
            rankings[name] = ranked_items(mine)
        else:
            counts[name] = dict(zip(names[name], mine.T.tolist(), strict=True))
    return Statistics(ids, counts, rankings)
