"""Evaluation: run or read a system, ground what it says, count, score, report."""

from __future__ import annotations

import dataclasses
import itertools
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from sayso import __version__
from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED, Rows, intervals
from sayso.columns import Columns
from sayso.comparison import Comparison
from sayso.corpus import Corpus
from sayso.errors import DataError, SaysoError
from sayso.extractors import Extractor, is_file, resolve, version_of
from sayso.flattening import columns
from sayso.grounding import Grounded, ground
from sayso.measures import DEFAULT, Measure, parse
from sayso.model import SCHEMA_VERSION, Article, Prediction
from sayso.predictions import as_prediction, check_about, read_predictions
from sayso.results import CorpusInfo, DocumentResult, Failure, Report, System
from sayso.results import Measure as Result

AT_ONCE = 2000
"""Documents compared at a time: their columns stay in the processor's cache, and memory stays flat."""


@dataclasses.dataclass(frozen=True)
class Run:
    """What one system said of a corpus: a grounded prediction, or None where it failed, for each document in order."""

    system: System
    answers: list[Grounded | None]
    failures: list[Failure]
    notes: list[str]
    seconds: float | None


def evaluate(
    extractor: Extractor | str | Path | Mapping[str, Prediction],
    corpus: Corpus,
    measures: Sequence[str] = DEFAULT,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Report:
    """Score an extractor, or predictions, on a corpus.

    `extractor` is a callable from `Article` to `Prediction`, `Annotation` or dict; a name or `module:attribute`; a
    predictions file; or predictions by document id. A document on which it fails is scored as empty and listed in
    `Report.failures`. Raises `SaysoError` on wrong names and files, and on predictions for documents that the corpus
    lacks.
    """
    return score(run(extractor, [document.article for document in corpus]), corpus, measures, samples, seed)


def run(
    extractor: Extractor | str | Path | Mapping[str, Prediction],
    articles: Sequence[Article],
    progress: Callable[[Sequence[Article]], Iterable[Article]] = iter,
) -> Run:
    """Run an extractor over articles, or read its predictions. `progress` wraps the articles as they go by."""
    if isinstance(extractor, Mapping):
        return _read_run(System("predictions"), extractor, articles)
    if isinstance(extractor, Path) or (isinstance(extractor, str) and is_file(extractor)):
        return _read_run(System(Path(extractor).name), read_predictions(Path(extractor)), articles)
    if isinstance(extractor, str):
        return _live_run(extractor, resolve(extractor), articles, progress)
    name = getattr(extractor, "name", None) or getattr(extractor, "__name__", type(extractor).__name__)
    return _live_run(str(name), extractor, articles, progress)


def _read_run(system: System, predictions: Mapping[str, Prediction], articles: Sequence[Article]) -> Run:
    strangers = sorted(set(predictions) - {article.id for article in articles})
    if strangers:
        raise DataError(
            f"{system.name}: predicts for {strangers[0]!r}, which is not among the {len(articles)} documents "
            f"({len(strangers)} such in all); name the right --corpus and --split, or remove them."
        )
    answers: list[Grounded | None] = []
    for article in articles:
        if article.id in predictions:
            check_about(predictions[article.id], article)
            answers.append(ground(predictions[article.id], article))
        else:
            answers.append(None)
    missing = answers.count(None)
    notes = [f"{missing} of {len(articles)} documents have no prediction; they are scored as empty."] if missing else []
    return Run(system, answers, [], notes, None)


def _live_run(
    name: str,
    extractor: Extractor,
    articles: Sequence[Article],
    progress: Callable[[Sequence[Article]], Iterable[Article]],
) -> Run:
    answers: list[Grounded | None] = []
    failures = []
    start = time.perf_counter()
    for article in progress(articles):
        try:
            answers.append(ground(as_prediction(extractor(article), article), article))
        except SaysoError as error:
            failures.append(Failure(article.id, str(error)))
            answers.append(None)
        except Exception as error:  # noqa: BLE001 - whatever an extractor raises is that document's failure, and reported
            failures.append(Failure(article.id, f"{type(error).__name__}: {error}"))
            answers.append(None)
    return Run(System(name, version_of(extractor)), answers, failures, [], time.perf_counter() - start)


def score(
    outcome: Run, corpus: Corpus, measures: Sequence[str] = DEFAULT, samples: int = SAMPLES, seed: int = SEED
) -> Report:
    """Score a run: statistics rows for each document, then every measure from their sums."""
    parsed = [parse(name) for name in measures]
    rows = statistics(gold_columns(corpus), predicted_columns(outcome.answers), parsed)
    bounds = intervals(parsed, rows, samples, seed)
    notes = list(outcome.notes)
    if len(corpus) < MIN_DOCUMENTS:
        notes.append(
            f"{len(corpus)} {'document' if len(corpus) == 1 else 'documents'}: too few for intervals, "
            f"which resample documents and need at least {MIN_DOCUMENTS}."
        )
    return Report(
        schema_version=SCHEMA_VERSION,
        system=outcome.system,
        corpus=CorpusInfo(corpus.name, corpus.hash, corpus.splits),
        measures={str(measure): _result(measure, rows[measure.row_name], bounds) for measure in parsed},
        signature=signature(corpus, samples, seed),
        documents=len(corpus),
        failures=outcome.failures,
        notes=notes,
        seconds=None if outcome.seconds is None else round(outcome.seconds, 3),
        rows=_document_results(corpus, parsed, rows),
    )


def gold_columns(corpus: Corpus) -> Columns:
    """The gold side of a corpus."""
    return columns([document.gold for document in corpus], texts=[document.article.text for document in corpus])


def predicted_columns(answers: Sequence[Grounded | None]) -> Columns:
    """The predicted side: one grounded prediction, or None, for each document."""
    verbatim = np.array([answer.verbatim if answer else (0, 0) for answer in answers], np.int64).reshape(-1, 2)
    return columns([answer.prediction if answer else None for answer in answers], verbatim)


def statistics(gold: Columns, predicted: Columns, measures: Sequence[Measure]) -> dict[str, Rows]:
    """Statistics rows by `Measure.row_name`; each is documents x `Task.counts`. Time grows with spans."""
    predicted = dataclasses.replace(predicted, entities=predicted.entities.in_words_of(gold.entities))
    tasks = {measure.row_name: measure for measure in measures}
    edges = [*range(0, gold.documents, AT_ONCE), gold.documents]
    parts = []
    for low, high in itertools.pairwise(edges):
        comparison = Comparison(gold.part(low, high), predicted.part(low, high))
        parts.append({name: measure.rows(comparison) for name, measure in tasks.items()})
    return (
        {name: np.concatenate([part[name] for part in parts]) for name in tasks}
        if parts
        else {name: np.zeros((0, len(measure.task.counts))) for name, measure in tasks.items()}
    )


def signature(corpus: Corpus, samples: int, seed: int) -> str:
    """What pins the numbers, in the manner of sacreBLEU."""
    parts = {
        "corpus": corpus.name,
        "hash": corpus.hash,
        "splits": "+".join(corpus.splits),
        "docs": len(corpus),
        "matching": "optimal",
        "average": "micro",
        "interval": f"bootstrap,n={samples},seed={seed}" if len(corpus) >= MIN_DOCUMENTS else "none",
        "sayso": __version__,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def _result(measure: Measure, rows: Rows, bounds: Mapping[str, tuple[float, float]]) -> Result:
    total = rows.sum(axis=0)
    low, high = map(_defined, bounds.get(str(measure), (None, None)))
    counts = dict(zip(measure.task.counts, map(float, total), strict=True))
    return Result(_defined(float(measure.score(total))), low, high, int(total[-1]), counts)


def _defined(value: float | None) -> float | None:
    """None for what a measure calls undefined (not a number)."""
    return None if value is None or math.isnan(value) else value


def _document_results(corpus: Corpus, measures: Sequence[Measure], rows: Mapping[str, Rows]) -> list[DocumentResult]:
    names = {measure.row_name: measure.task.counts for measure in measures}
    return [
        DocumentResult(
            document.article.id,
            {row: dict(zip(names[row], map(float, counts[i]), strict=True)) for row, counts in rows.items()},
        )
        for i, document in enumerate(corpus)
    ]
