"""Evaluation: run or read a system, ground what it says, and score it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sayso import jsonlines
from sayso.bootstrap import SAMPLES, SEED
from sayso.corpus import Corpus
from sayso.extractors import Extractor, is_file, is_form, resolve, shown
from sayso.fabrications import fabrications
from sayso.flattening import columns
from sayso.foreign import is_foreign, read_foreign
from sayso.grounding import Grounded
from sayso.measures import DEFAULT
from sayso.metadata import Metadata, metadata
from sayso.model import Article, Prediction
from sayso.predictions import check_known, ground_read, read_predictions
from sayso.results import Report, System
from sayso.running.calling import close
from sayso.running.live import Progress, Run, as_needed, quiet, run_live
from sayso.running.options import DEFAULT as RUN
from sayso.running.options import RunOptions
from sayso.samples import sampled, with_served
from sayso.scoring import Gold, Predicted, score


def evaluate(
    extractor: Extractor | str | Path | Mapping[str, Prediction],
    corpus: Corpus,
    measures: Sequence[str] = DEFAULT,
    samples: int = SAMPLES,
    seed: int = SEED,
    slices: Sequence[str] = (),
    options: RunOptions = RUN,
) -> Report:
    """Score an extractor, or predictions, on a corpus.

    `extractor` is a callable as `sayso.extractors` describes; a name as on the command line; a predictions file; or
    predictions by document id. A document on which it fails is scored as empty and listed in `Report.failures`.

    Raises `SaysoError` on wrong names and files, and on predictions for documents that the corpus lacks. `slices` are
    names of `sayso.slices.NAMES`, or `all`; `options` say how it is run.
    """
    predicted = predict(extractor, [document.article for document in corpus], options=options)
    return score(predicted, gold_of(corpus), measures, samples, seed, slices=slices)


def predict(
    extractor: Extractor | str | Path | Mapping[str, Prediction],
    articles: Sequence[Article],
    progress: Progress = quiet,
    options: RunOptions = RUN,
    keep: bool = False,
) -> Predicted:
    """What an extractor says of articles, as columns; JSON Lines and Parquet are read straight into them.

    With `keep` the answers stay beside the columns, for reports that show documents; those in Parquet are not read.
    """
    named = isinstance(extractor, str | Path) and not is_form(str(extractor))
    form = Path(str(extractor)).suffix if named else ""
    if form == ".jsonl" and not keep and (path := Path(str(extractor))).is_file() and not jsonlines.tells_more(path):
        return jsonlines.read_predicted(path, articles)
    if form == ".parquet":
        from sayso.parquet import read_predicted

        ids, hashes = [article.id for article in articles], [article.text_sha256 for article in articles]
        return read_predicted(Path(str(extractor)), ids, hashes)
    outcome = run(extractor, articles, progress, options)
    predicted = predicted_of(outcome)
    return dataclasses.replace(predicted, answers=outcome.answers) if keep else predicted


def run(
    extractor: Extractor | str | Path | Mapping[str, Prediction],
    articles: Sequence[Article],
    progress: Progress = quiet,
    options: RunOptions = RUN,
) -> Run:
    """Run an extractor over articles, or read its predictions. `progress` is told of each document."""
    if isinstance(extractor, Mapping):
        return _read_run(System("predictions"), extractor, articles)
    if isinstance(extractor, str) and is_foreign(extractor):
        return _read_run(System(extractor), read_foreign(extractor, articles), articles)
    if isinstance(extractor, Path) or (isinstance(extractor, str) and is_file(extractor)):
        return _read_run(System(Path(extractor).name), read_predictions(Path(extractor)), articles)
    if not isinstance(extractor, str):
        name = getattr(extractor, "name", None) or getattr(extractor, "__name__", type(extractor).__name__)
        return run_live(str(name), extractor, articles, progress, options)
    found = as_needed(extractor, resolve(extractor), options)
    try:
        return run_live(shown(extractor, found), found, articles, progress, options)
    finally:
        close(found)


def _read_run(system: System, predictions: Mapping[str, Prediction], articles: Sequence[Article]) -> Run:
    check_known(predictions, [article.id for article in articles], system.name)
    answers: list[Grounded | None] = []
    for article in articles:
        if article.id in predictions:
            answers.append(ground_read(predictions[article.id], article, system.name))
        else:
            answers.append(None)
    return Run(system, answers, [], answers.count(None), None)


def gold_of(corpus: Corpus) -> Gold:
    """The gold side of a corpus in memory."""
    articles = [document.article for document in corpus]
    splits = [document.split for document in corpus]
    texts = [article.text for article in articles]

    def about() -> Metadata:
        lengths = np.array([len(text) for text in texts], np.int64)
        return metadata(lengths, splits, lambda name: (getattr(article, name) for article in articles), lambda: corpus)

    found = columns([document.gold for document in corpus], texts=texts)
    return Gold(corpus.name, corpus.hash, corpus.splits, corpus.ids, found, about)


def predicted_of(outcome: Run) -> Predicted:
    """The predicted side of a run."""
    answers = outcome.answers
    verbatim = np.array([answer.verbatim if answer else (0, 0) for answer in answers], np.int64).reshape(-1, 2)
    found = columns([answer.prediction if answer else None for answer in answers], verbatim)
    told, took = fabrications(answers), outcome.took
    system, more = with_served(outcome.system, answers), sampled(answers)
    return Predicted(system, found, outcome.failures, outcome.missing, outcome.seconds, told, took, samples=more)
