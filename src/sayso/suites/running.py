"""Running a suite: extractors x corpora, each to kept answers and a saved report."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from sayso.errors import DataError, UsageError
from sayso.evaluation import gold_of, predicted_of
from sayso.extractors import public
from sayso.files import write_bytes
from sayso.measures import parse
from sayso.model import Article, dumps
from sayso.results import Failure, Report
from sayso.running.live import Run
from sayso.scoring import Gold, score
from sayso.suites import answers
from sayso.suites.corpora import open_corpus, place
from sayso.suites.definition import CorpusEntry, ExtractorEntry, Suite, ThresholdEntry
from sayso.thresholds import Verdict

RESULTS, PREDICTIONS = "results", "predictions"
Runner = Callable[[str, Sequence[Article]], Run]


@dataclasses.dataclass(frozen=True)
class Cell:
    """One extractor on one corpus: where its files are, and its report."""

    extractor: ExtractorEntry
    corpus: CorpusEntry
    report: Report


@dataclasses.dataclass
class Outcome:
    """What a run of a suite gave. `skipped` says in sentences what was not run; of that `lost` should have been."""

    cells: list[Cell] = dataclasses.field(default_factory=list)
    skipped: list[str] = dataclasses.field(default_factory=list)
    lost: list[tuple[ExtractorEntry, CorpusEntry]] = dataclasses.field(default_factory=list)

    def verdicts(self, thresholds: Sequence[ThresholdEntry]) -> list[tuple[Cell, Verdict]]:
        """Each threshold held against each report that it is about."""
        return [
            (cell, _verdict(entry, cell.report))
            for entry in thresholds
            for cell in self.cells
            if _is_about(entry, cell.extractor, cell.corpus)
        ]

    def unjudged(self, thresholds: Sequence[ThresholdEntry]) -> list[str]:
        """The thresholds that nothing could be held against, though the corpus is there: in a sentence each."""
        return [
            f"{entry.extractor or 'each extractor'} on {corpus.name}: {parse(entry.measure)} is not judged, "
            "for nothing was scored."
            for entry in thresholds
            for corpus in {corpus.name: corpus for one, corpus in self.lost if _is_about(entry, one, corpus)}.values()
            if not any(cell.corpus is corpus and _is_about(entry, cell.extractor, corpus) for cell in self.cells)
        ]


def run_suite(
    suite: Suite,
    home: Path,
    out: Path,
    run: Runner,
    extractors: Sequence[str] = (),
    corpus_path: Path | None = None,
    from_predictions: bool = False,
) -> Outcome:
    """Score the suite's extractors, or those named, on its corpora, and write answers and reports below `out`.

    `home` is the folder of the suite's file. `run` runs an extractor; with `from_predictions` its kept answers are
    read instead. A corpus that is not there, an extractor that is not installed, and answers that were not kept are
    skipped, with a sentence. Raises `UsageError` where an extractor of `extractors` cannot be run.
    """
    outcome = Outcome()
    chosen = _chosen(suite, extractors)
    for entry in suite.corpora:
        where = place(entry, home, corpus_path)
        if where is None:
            outcome.skipped.append(
                f"{entry.name}: not there; name its folder in {entry.variable} or with --corpus-path. "
                "Its saved results stay as they are."
            )
            continue
        corpus = open_corpus(entry, suite, where)
        gold = gold_of(corpus)
        for extractor in chosen:
            kept = path_of(out, PREDICTIONS, suite.name, entry.name, extractor.name)
            articles = [document.article for document in corpus]
            try:
                done = _kept(kept, entry, articles) if from_predictions else run(extractor.call, articles)
            except UsageError as error:
                if extractors and not from_predictions:
                    raise  # it was asked for by name
                outcome.skipped.append(f"{extractor.name} on {entry.name}: {error}")
                if entry.share or not from_predictions:
                    outcome.lost.append((extractor, entry))
                continue
            if not from_predictions:
                done = _named(done, extractor, articles)
                if entry.share:
                    answers.write(kept, done, articles)
            report = _report(suite, done, gold, entry.share)
            write_bytes(path_of(out, RESULTS, suite.name, entry.name, extractor.name), dumps(report))
            outcome.cells.append(Cell(extractor, entry, report))
    return outcome


def path_of(out: Path, kind: str, suite: str, corpus: str, extractor: str) -> Path:
    """The file of kept answers or of a report; a corpus called as its suite has no folder of its own."""
    folder = out / kind / suite
    if corpus != suite:
        folder /= corpus
    return folder / (f"{extractor}.json" if kind == RESULTS else f"{extractor}.jsonl.gz")


def _chosen(suite: Suite, names: Sequence[str]) -> list[ExtractorEntry]:
    """The extractors named: the suite's own by its names for them, any other as on the command line."""
    if not names:
        return suite.extractors
    own = {entry.name: entry for entry in suite.extractors}
    return [
        own.get(name)
        or ExtractorEntry(name=re.sub(r"[^\w.@+=-]+", "_", public(name)).lstrip(".@+=-") or "x", extractor=name)
        for name in names
    ]


def _kept(path: Path, entry: CorpusEntry, articles: Sequence[Article]) -> Run:
    if not path.is_file():
        why = "" if entry.share else ", for its texts may not be passed on"
        raise UsageError(f"no answers are kept{why}; its saved results stay as they are.")
    return answers.read(path, articles)


def _named(done: Run, extractor: ExtractorEntry, articles: Sequence[Article]) -> Run:
    """A run as the suite calls it. Raises `DataError` where it failed on every document."""
    if done.failures and len(done.failures) == len(articles):
        raise DataError(f"{extractor.name} failed on all {len(articles)} documents: {done.failures[0].error}")
    return dataclasses.replace(done, system=msgspec.structs.replace(done.system, name=extractor.name), took=None)


def _report(suite: Suite, done: Run, gold: Gold, share: bool) -> Report:
    """The report without a word of the texts, and without the time that it took: the same answers, the same bytes."""
    report = score(predicted_of(done), gold, suite.measure_names, slices=suite.slices)
    errors, fabrications = report.errors, report.fabrications
    failures = report.failures
    if not share:  # what an extractor raises may quote the text
        failures = [Failure(failure.doc, failure.error.partition(":")[0]) for failure in failures]
    return msgspec.structs.replace(
        report,
        failures=failures,
        errors=None if errors is None else msgspec.structs.replace(errors, items=None),
        fabrications=None if fabrications is None else msgspec.structs.replace(fabrications, items=[], names=[]),
    )


def _is_about(entry: ThresholdEntry, extractor: ExtractorEntry, corpus: CorpusEntry) -> bool:
    return entry.extractor in (None, extractor.name) and entry.corpus in (None, corpus.name)


def _verdict(entry: ThresholdEntry, report: Report) -> Verdict:
    measure = str(parse(entry.measure))
    if entry.slice is None:
        return Verdict(measure, entry.least, report.measures[measure].value)
    part = report.slices[entry.slice].values.get(entry.value or "")
    found = None if part is None else part.measures.get(measure)
    return Verdict(f"{measure} of {entry.slice} {entry.value}", entry.least, None if found is None else found.value)
