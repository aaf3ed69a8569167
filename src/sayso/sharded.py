"""A corpus shard by shard: extraction and scoring in the memory that one shard takes, here or on a cluster.

Scoring a shard gives a `Tally`, rows and no text; the tallies of all shards join to the tally of the corpus, and so the
report is the one that scoring all at once gives.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TypeVar

from sayso.corpus import Corpus
from sayso.errors import DataError, UsageError
from sayso.evaluation import gold_of, predicted_of
from sayso.extractors import Extractor, resolve, settings_of, shown, version_of
from sayso.inventory import open_parquet
from sayso.parquet import gold_of_shards, identity, read_predicted, stated_hash
from sayso.prediction_tables import About, about, write
from sayso.results import CorpusInfo, Failure, System
from sayso.running.live import Run, as_needed, quiet, run_live
from sayso.running.options import RunOptions
from sayso.running.took import Took
from sayso.scoring import Plan, Tally, tally
from sayso.shards import Place, Shard, beside, in_folder, is_parquet, place, shards
from sayso.tables import corpus_name, documents_of

T = TypeVar("T")
Task = Callable[["Worker", Shard], T]
"""What is done with each shard; it and what it gives are pickled where workers are elsewhere."""
Each = Callable[["Job", Task[T], Sequence[Shard]], list[T]]
"""Does a task with every shard and gives the outcomes in their order."""


@dataclasses.dataclass(frozen=True)
class Job:
    """Which extractor, or folder of predictions, is run over which corpus, and how."""

    extractor: str
    corpus: Place
    options: RunOptions

    @property
    def predictions(self) -> Place | None:
        """The folder of predictions in Parquet, if it is one rather than something to run."""
        return place(self.extractor) if is_parquet(self.extractor) else None


class Worker:
    """Does one shard after the other; what the extractor loads is loaded once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._extractor: Extractor | None = None

    @property
    def extractor(self) -> Extractor:
        if self._extractor is None:
            name = self.job.extractor
            found = resolve(name)
            if getattr(found, "whole", False):
                raise UsageError(
                    f"{shown(name, found)}: must see all documents at once; use --engine local, without shards."
                )
            self._extractor = as_needed(name, found, self.job.options)
        return self._extractor

    @property
    def system(self) -> System:
        """What the extractor says of itself."""
        name = shown(self.job.extractor, self.extractor)
        return System(name, version_of(self.extractor), settings_of(self.extractor))

    def run(self, part: Corpus) -> Run:
        """The extractor over the documents of a shard."""
        articles = [document.article for document in part]
        options = dataclasses.replace(self.job.options, resume=False)  # whole shards are what a run goes on with
        return run_live(self.system.name, self.extractor, articles, quiet, options)


def evaluate(
    job: Job, plan: Plan, splits: Sequence[str] | None, each: Each[tuple[Tally, str]]
) -> tuple[Tally, CorpusInfo]:
    """The tally of a corpus and its identity, shard by shard."""
    files = shards(job.corpus, splits)
    if (predictions := job.predictions) is not None:
        if str(predictions).endswith(".parquet"):
            raise UsageError(
                f"{predictions}: one file; shards are scored one by one from a folder of such, or use --engine local."
            )
        have, want = [shard.name for shard in in_folder(predictions)], [shard.name for shard in files]
        if lacking := sorted(set(want) - set(have)):
            raise UsageError(
                f"{predictions}: there is no {lacking[0]} in it, and shards are scored one by one; write predictions "
                f"with sayso extract … --corpus {job.corpus} -o {predictions}/, or score with --engine local."
            )
    found = each(job, Scoring(plan), files)
    return Tally.joined([one for one, _ in found]), identity(
        job.corpus, zip(files, (hash_ for _, hash_ in found), strict=True)
    )


@dataclasses.dataclass(frozen=True)
class Scoring:
    """Scores a shard: its tally, and the hash of its documents."""

    plan: Plan

    def __call__(self, worker: Worker, shard: Shard) -> tuple[Tally, str]:
        job = worker.job
        if (predictions := job.predictions) is not None:
            gold = gold_of_shards(job.corpus, [shard])
            predicted = read_predicted(beside(predictions, shard.name), gold.ids, gold.text_sha256)
        else:
            part = Corpus(corpus_name(job.corpus), documents_of([shard]))
            gold, predicted = gold_of(part), predicted_of(worker.run(part))
        return tally(predicted, gold, self.plan), _hash(job.corpus, shard)


@dataclasses.dataclass(frozen=True)
class Extracted:
    """What became of the documents of some shards."""

    documents: int
    failures: list[Failure]
    took: Took
    kept: int
    """Shards that an earlier run had written."""

    @classmethod
    def joined(cls, parts: Sequence[Extracted]) -> Extracted:
        """All of them as one."""
        return cls(
            sum(part.documents for part in parts),
            [failure for part in parts for failure in part.failures],
            Took.joined(part.took for part in parts),
            sum(part.kept for part in parts),
        )


def extract(job: Job, folder: Place, splits: Sequence[str] | None, each: Each[Extracted]) -> Extracted:
    """Write what the extractor says as `folder`/SHARD.parquet, shard by shard.

    A shard that stands there already, by the same extractor on the same documents, is left as it is; with `resume` it
    is done again where documents of it failed. Raises `UsageError` where another's stands there.
    """
    if job.predictions is not None:
        raise UsageError(f"{job.extractor}: these are predictions already.")
    return Extracted.joined(each(job, Extraction(folder), shards(job.corpus, splits)))


@dataclasses.dataclass(frozen=True)
class Extraction:
    """Extracts from a shard."""

    folder: Place

    def __call__(self, worker: Worker, shard: Shard) -> Extracted:
        path, hash_ = beside(self.folder, shard.name), _hash(worker.job.corpus, shard)
        before = _before(self.folder, shard.name)
        if before is not None:
            stated, documents = before
            if stated is None or (stated.system, stated.corpus) != (worker.system, hash_):
                raise UsageError(f"{path}: something else stands there; name a new folder, or remove it.")
            if not (worker.job.options.resume and stated.failures):
                return Extracted(documents + len(stated.failures), stated.failures, Took(), 1)
        part = Corpus("", documents_of([shard]))
        outcome = worker.run(part)
        said = [answer.prediction for answer in outcome.answers if answer]
        write(path, said, About(worker.system, hash_, outcome.failures))
        return Extracted(len(part), outcome.failures, outcome.took or Took(), 0)


def _before(folder: Place, name: str) -> tuple[About | None, int] | None:
    """What a file of predictions that is there says of itself, and its number of rows."""
    try:
        with open_parquet(beside(folder, name)) as file:
            return about(file.schema_arrow.metadata), file.metadata.num_rows
    except DataError as error:
        if isinstance(error.__context__, FileNotFoundError):
            return None
        raise


def _hash(corpus: Place, shard: Shard) -> str:
    with open_parquet(shard.path) as file:
        return stated_hash(file.schema_arrow, corpus)


def here(job: Job, task: Task[T], files: Sequence[Shard]) -> list[T]:
    """One shard after the other, in this process."""
    worker = Worker(job)
    return [task(worker, shard) for shard in files]
