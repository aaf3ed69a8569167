"""Running one extractor for many requests, so many at a time, each with a time-out."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from sayso.errors import DataError, SaysoError
from sayso.evaluation import run
from sayso.extractors import Extractor, is_file, resolve, shown, version_of
from sayso.extractors.program import Program
from sayso.model import Article, Prediction
from sayso.predictions import read_predictions
from sayso.running.calling import close
from sayso.running.live import Run, as_needed
from sayso.running.options import RunOptions

RETRIES = 2
"""Tries again after a failure that may pass; whoever waits for an answer does not wait for long."""
_LATE = "no answer within"  # how the runner's sentence on a time-out begins
_MARGIN = 2.0  # seconds beyond its time after which a call is given up that the runner could not end


class FailedError(SaysoError):
    """The extractor failed on a document."""


class TimedOutError(SaysoError):
    """The extractor took longer than it may, or too many such calls are still running."""


class Service:
    """An extractor with the name and version by which its predictions go.

    A Python function runs in a process of its own, which is ended when it takes too long; an `async` one is cancelled.
    """

    def __init__(self, name: str, *, timeout: float, jobs: int = 1) -> None:
        """`name` is an EXTRACTOR of the command line. Raises `UsageError` or `DataError` where there is no such one."""
        self._options = RunOptions(timeout=timeout, retries=RETRIES, late_again=False)
        first = _from_file(Path(name)) if is_file(name) else as_needed(name, resolve(name), self._options)
        worker: Callable[[], Extractor] = getattr(first, "worker", lambda: first)
        self._extractors = [first, *(worker() for _ in range(jobs - 1))]
        self._idle: asyncio.Queue[Extractor] = asyncio.Queue()
        for extractor in self._extractors:
            self._idle.put_nowait(extractor)
        self._lost = 0
        self.timeout, self.name = timeout, shown(name, first)
        version = version_of(first)
        self.model_version = self.name if version is None else f"{self.name} {version}"

    def close(self) -> None:
        """End the processes of the extractor."""
        for extractor in self._extractors:
            close(extractor)

    async def extract(self, article: Article) -> Prediction:
        """What the extractor says of `article`, grounded in its text.

        Raises `FailedError` where the extractor fails, and `TimedOutError` where it does not answer in time.
        """
        extractor = await self._free()
        # The call of a program ends in any case.
        patience = None if isinstance(extractor, Program) else self.timeout + _MARGIN
        outcome = await self._call(extractor, article, patience)
        (answer,) = outcome.answers
        if answer is None:
            why = outcome.failures[0].error
            late = why.startswith(_LATE)
            raise (TimedOutError if late else FailedError)(f"{article.id}: {self.name} failed: {why}")
        return msgspec.structs.replace(answer.prediction, text_sha256=article.text_sha256)

    async def _free(self) -> Extractor:
        """An extractor that is not at work; raises `TimedOutError` where none of their calls comes back."""
        while True:
            try:
                return await asyncio.wait_for(self._idle.get(), self.timeout + _MARGIN)
            except TimeoutError:
                if self._lost >= len(self._extractors):
                    raise TimedOutError(f"no call of {self.name} comes back; restart the service.") from None

    async def _call(self, extractor: Extractor, article: Article, patience: float | None) -> Run:
        """Run the extractor in a thread that the end of the process does not wait for.

        Only when the call has ended, though nobody waits for it any more, is the extractor free for the next one.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Run] = loop.create_future()
        given_up = False

        def settle(result: Run | None, error: BaseException | None) -> None:
            self._idle.put_nowait(extractor)
            self._lost -= given_up
            if done.done():
                return
            if error is not None:
                done.set_exception(error)
            elif result is not None:
                done.set_result(result)

        def work() -> None:
            result, failed = None, None
            try:
                result = run(extractor, [article], options=self._options)
            except BaseException as error:  # noqa: BLE001 - passed on to whoever waits
                failed = error
            with contextlib.suppress(RuntimeError):  # the service has ended meanwhile, and nobody waits
                loop.call_soon_threadsafe(settle, result, failed)

        threading.Thread(target=work, name="extractor", daemon=True).start()
        try:
            return await asyncio.wait_for(done, patience)
        except (TimeoutError, asyncio.CancelledError) as error:
            if done.cancelled():  # else it was settled in the same moment
                given_up, self._lost = True, self._lost + 1
            if isinstance(error, asyncio.CancelledError):  # whoever asked is gone
                raise
            raise TimedOutError(f"{article.id}: {self.name} did not answer within {self.timeout:g} s.") from None


def _from_file(path: Path) -> Extractor:
    """An extractor that says what the predictions file `path` says."""
    predictions = read_predictions(path)

    async def look_up(article: Article) -> Prediction:
        if article.id not in predictions:
            raise DataError(f"{path} has no prediction for it.")
        return predictions[article.id]

    return look_up
