"""Calls an extractor for many articles: several at a time, again where a failure may pass, and never more than asked.

Each worker goes through the same steps: take a batch, wait for its turn, call, and hand the outcomes over. One worker
works in the caller's thread, several have a thread each.
"""

from __future__ import annotations

import dataclasses
import queue
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any

import msgspec
import tenacity

from sayso.errors import LateError, TemporaryError
from sayso.extractors import Answered, Extractor, batch_size
from sayso.extractors.wire import sentence
from sayso.model import Article
from sayso.running import calling
from sayso.running.options import RunOptions

LONGEST_WAIT = 60.0
"""Seconds between two tries at most; a service that asks for more is asked again after this time."""

_LONGER = tenacity.wait_random_exponential(max=LONGEST_WAIT)

Batch = Sequence[tuple[int, Article]]


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one article, by its place among those given: an answer, or why there is none.

    `seconds` is the time of the last call, a batch's shared by its documents; `retries` how often it was called again.
    """

    place: int
    answer: Any
    error: str | None
    seconds: float
    retries: int = 0
    usage: Mapping[str, float] = dataclasses.field(default_factory=dict)


def outcomes(extractor: Extractor, articles: Sequence[tuple[int, Article]], options: RunOptions) -> Generator[Outcome]:
    """The outcome of each article, in the order in which they come. Closing the iterator ends all workers."""
    size = (options.batch or batch_size(extractor)) if batch_size(extractor) > 1 else 1
    batches = _Batches(articles, size)
    run = _Shared(options)
    number = max(min(options.jobs, -(-len(articles) // size)), 1)
    copy = getattr(extractor, "worker", None) if number > 1 else None
    workers = [_Worker(copy() if copy else extractor, run) for _ in range(number)]
    try:
        yield from _one(workers[0], batches) if number == 1 else _several(workers, batches)
    finally:
        run.stop.set()
        if copy:  # at the same time: each may wait for a program that does not end by itself
            with ThreadPoolExecutor(number) as pool:
                list(pool.map(calling.close, [worker.extractor for worker in workers]))


def _one(worker: _Worker, batches: Iterable[Batch]) -> Iterator[Outcome]:
    for batch in batches:
        yield from worker.outcomes(batch)


def _several(workers: Sequence[_Worker], batches: _Batches) -> Iterator[Outcome]:
    done: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()

    def work(worker: _Worker) -> None:
        try:
            for outcome in _one(worker, batches):
                done.put(outcome)
            done.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where the outcomes are read
            done.put(error)

    for worker in workers:
        threading.Thread(target=work, args=(worker,), daemon=True).start()
    left = len(workers)
    while left:
        found = done.get()
        if isinstance(found, BaseException):
            raise found
        if found is None:
            left -= 1
        else:
            yield found


class _Batches:
    """Hands out the next batch, to one worker at a time."""

    def __init__(self, articles: Sequence[tuple[int, Article]], size: int) -> None:
        self._batches = (articles[i : i + size] for i in range(0, len(articles), size))
        self._turn = threading.Lock()

    def __iter__(self) -> _Batches:
        return self

    def __next__(self) -> Batch:
        with self._turn:
            return next(self._batches)


class _Shared:
    """What all workers of a run have in common."""

    def __init__(self, options: RunOptions) -> None:
        self.options, self.stop = options, threading.Event()
        self.down = False  # the last document that was tried again and again failed nevertheless
        self._turn, self._next = threading.Lock(), 0.0

    def wait_for_turn(self) -> None:
        """Keep the calls of all workers at least 1/rate seconds apart."""
        if self.options.rate is None:
            return
        with self._turn:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + 1 / self.options.rate
        self.stop.wait(at - now)


class _Worker:
    def __init__(self, extractor: Extractor, run: _Shared) -> None:
        self.extractor, self.run = extractor, run
        self.seconds, self.retries = 0.0, 0
        self.used: Counter[str] = Counter()  # by tries that failed: they cost money too
        self._again = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._is_worth_it),
            stop=tenacity.stop_after_attempt(run.options.retries + 1),
            wait=_wait,
            sleep=tenacity.sleep_using_event(run.stop),
            before_sleep=self._count,
            reraise=True,
        )

    def outcomes(self, batch: Batch, used: Mapping[str, float] = MappingProxyType({})) -> Iterator[Outcome]:
        """The outcome of each article of a batch; where the batch fails they are asked one by one.

        `used` is what was used on them before.
        """
        if self.run.stop.is_set():
            return
        self.retries, self.used = 0, Counter(used)
        try:
            answers = self._answers([article for _, article in batch])
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an extractor raises is reported as a failure
            used = self._with_tries(getattr(error, "usage", {}))
            if len(batch) == 1:
                yield Outcome(batch[0][0], None, sentence(error), self.seconds, self.retries, used)
                return
            for one in batch:
                yield from self.outcomes((one,), used)
                used = {}
            return
        seconds, again = self.seconds / len(batch), []
        for one, answer in zip(batch, answers, strict=True):
            if isinstance(answer, TemporaryError):  # one of a batch, of which the others are well
                again.append((one, answer.usage))
                continue
            yield self._outcome(one[0], answer, seconds)
            self.retries, self.used = 0, Counter()
        for one, used in again:
            yield from self.outcomes((one,), used)

    def _outcome(self, place: int, answer: Any, seconds: float) -> Outcome:
        if isinstance(answer, Exception):
            used = self._with_tries(getattr(answer, "usage", {}))
            return Outcome(place, None, sentence(answer), seconds, self.retries, used)
        said = answer if isinstance(answer, Answered) else Answered(answer)
        try:
            usage = msgspec.json.decode(msgspec.json.encode(dict(said.usage)), type=dict[str, float])
        except (msgspec.MsgspecError, TypeError, ValueError) as error:
            why = f"the usage of the answer holds more than numbers: {error}"
            return Outcome(place, None, why, seconds, self.retries, self._with_tries({}))
        return Outcome(place, said.prediction, None, seconds, self.retries, self._with_tries(usage))

    def _answers(self, articles: Sequence[Article]) -> list[Any]:
        try:
            answers = self._again(self._call, articles)
        except TemporaryError:
            self.run.down = True
            raise
        self.run.down = False
        return answers

    def _call(self, articles: Sequence[Article]) -> list[Any]:
        self.run.wait_for_turn()
        start = time.perf_counter()
        try:
            answers = calling.ask(self.extractor, articles, self.run.options.timeout)
        finally:
            self.seconds = time.perf_counter() - start
        if len(answers) == 1 and isinstance(answers[0], Exception):
            raise answers[0]
        return answers

    def _is_worth_it(self, error: BaseException) -> bool:
        """Whether to try again. Where that was in vain the service is down: until it answers, once is all."""
        if isinstance(error, LateError) and not self.run.options.late_again:
            return False
        return isinstance(error, TemporaryError) and not self.run.down and not self.run.stop.is_set()

    def _count(self, state: tenacity.RetryCallState) -> None:
        self.retries += 1
        self.used = self._with_tries(getattr(state.outcome and state.outcome.exception(), "usage", {}))

    def _with_tries(self, usage: Mapping[str, float]) -> Counter[str]:
        """What was used by this try and by those before it."""
        found: Counter[str] = Counter(self.used)
        found.update(usage)
        return found


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds to wait: as long as the service asks for, else longer each time."""
    error = state.outcome.exception() if state.outcome else None
    after = error.after if isinstance(error, TemporaryError) else None
    return _LONGER(state) if after is None else min(after, LONGEST_WAIT)
