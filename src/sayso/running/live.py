"""An extractor run over articles: from the cache, from an earlier run, or by asking it."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from sayso.errors import DataError, UsageError
from sayso.extractors import Extractor, is_async, settings_of, shown, version_of
from sayso.extractors.program import Program
from sayso.grounding import Grounded, ground
from sayso.model import Article, Prediction
from sayso.predictions import as_prediction
from sayso.results import Failure, System
from sayso.running.cache import Cache, default_folder
from sayso.running.calling import close
from sayso.running.engine import Outcome, outcomes
from sayso.running.file import RunFile
from sayso.running.options import RunOptions
from sayso.running.took import Took

Tick = Callable[[bool], None]
"""Told of each document, whether it failed."""
Progress = Callable[[int], AbstractContextManager[Tick]]
"""Opened with the number of documents."""


@dataclasses.dataclass(frozen=True)
class Run:
    """What one system said of a corpus: a grounded prediction for each document in order, or None where it failed.

    `missing` counts the documents that a file says nothing of; `took` is None where predictions were read.
    """

    system: System
    answers: list[Grounded | None]
    failures: list[Failure]
    missing: int
    took: Took | None

    @property
    def seconds(self) -> float | None:
        """Wall time of extraction; None where predictions were read."""
        return self.took.seconds if self.took else None


@contextlib.contextmanager
def quiet(_: int) -> Iterator[Tick]:
    """Progress that shows nothing."""
    yield lambda _: None


def run_live(
    name: str, extractor: Extractor, articles: Sequence[Article], progress: Progress, options: RunOptions
) -> Run:
    """What `extractor` says of the articles. A document on which it fails has None, and is among the failures.

    Raises `DataError` at the first failure where the options are strict.
    """
    if prepare := getattr(extractor, "prepare", None):
        prepare(articles)
    system = System(name, version_of(extractor), settings_of(extractor))
    start = time.perf_counter()
    live = _Live(system, articles, options)
    with RunFile(options.file, system, options.resume) as file, progress(len(articles)) as tick:
        by = getattr(extractor, "cached_by", system.settings)
        cache = Cache(_folder(extractor, options), system, by, live.took.notes.append)
        try:
            live.run(extractor, file, cache, tick)
        finally:
            cache.close()
        file.finish()
    failures = [live.failures[place] for place in sorted(live.failures)]
    live.took.seconds = time.perf_counter() - start
    return Run(system, live.answers, failures, 0, live.took)


def as_needed(name: str, extractor: Extractor, options: RunOptions) -> Extractor:
    """The extractor `name` as the options need it: a Python function that must be ended or limited is moved out.

    Raises `UsageError` where memory is to be limited and there is no process to limit, and where a function that is to
    be moved out has to be prepared.
    """
    found = extractor
    if options.needs_process and not isinstance(extractor, Program) and not is_async(extractor):
        if hasattr(extractor, "prepare"):
            raise UsageError(
                f"{name}: has to be prepared, which is done in this process only; leave out --jobs, --timeout and "
                "--memory, or write it async."
            )
        found = Program.of_python(name, extractor)
        close(extractor)
    if options.memory is not None:
        if not isinstance(found, Program):
            who = shown(name, found)
            raise UsageError(f"{who}: runs in this process; --memory limits those of cmd: and of functions not async.")
        found.memory = options.memory
    return found


class _Live:
    def __init__(self, system: System, articles: Sequence[Article], options: RunOptions) -> None:
        self.system, self.articles, self.options = system, articles, options
        self.answers: list[Grounded | None] = [None] * len(articles)
        self.failures: dict[int, Failure] = {}
        self.took = Took()

    def run(self, extractor: Extractor, file: RunFile, cache: Cache, tick: Tick) -> None:
        ask = []
        for place, article in enumerate(self.articles):
            before = self._fitting(place, file.answer(article))
            kept = None if before else self._fitting(place, cache.get(article))
            if before or kept:
                self.took.resumed += before is not None
                self.took.cached += kept is not None
                if kept:
                    file.add(article, kept)
                tick(False)
            else:
                ask.append((place, article))
        with contextlib.closing(outcomes(extractor, ask, self.options)) as found:
            for outcome in found:
                self._note(outcome, file, cache)
                tick(outcome.place in self.failures)

    def _note(self, outcome: Outcome, file: RunFile, cache: Cache) -> None:
        article = self.articles[outcome.place]
        self.took.calls.append(outcome.seconds)
        self.took.retries += outcome.retries
        self.took.use(outcome.usage)
        error = outcome.error
        if error is None:
            try:
                prediction = self._take(outcome.place, outcome.answer)
            except DataError as refused:
                error = str(refused)
            else:
                cache.put(article, prediction)
                file.add(article, prediction)
        if error is not None:
            failure = self.failures[outcome.place] = Failure(article.id, error)
            file.add(article, None, failure.error)
            self.took.failed += 1
            if self.options.strict:
                raise DataError(f"{article.id}: {error.rstrip('.')}. Stopped here, as --strict asks.")

    def _fitting(self, place: int, kept: Prediction | None) -> Prediction | None:
        """An answer that was kept; None where it does not fit the text, and so is asked for again."""
        try:
            return None if kept is None else self._take(place, kept)
        except DataError:
            return None

    def _take(self, place: int, answer: object) -> Prediction:
        prediction = as_prediction(answer, self.articles[place])
        self.answers[place] = ground(prediction, self.articles[place])
        return prediction


def _folder(extractor: Extractor, options: RunOptions) -> Path | None:
    if isinstance(options.cache, Path):
        return options.cache
    wanted = getattr(extractor, "cache", False) if options.cache is None else options.cache
    return default_folder() if wanted else None
