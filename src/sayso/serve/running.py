"""Running one extractor for many requests: in threads of its own, a few at a time, each with a time-out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sayso.errors import DataError, SaysoError
from sayso.evaluation import run
from sayso.extractors import Extractor, is_file, resolve, version_of
from sayso.model import Article, Prediction
from sayso.predictions import read_predictions

MOST_LOST = 16
"""Calls that may be given up before the service takes no more: a thread cannot be stopped from outside."""

_Result = TypeVar("_Result")


class FailedError(SaysoError):
    """The extractor failed on a document."""


class TimedOutError(SaysoError):
    """The extractor took longer than it may, or too many such calls are still running."""


class Service:
    """An extractor with the name and version by which its predictions go."""

    def __init__(self, name: str, *, timeout: float, jobs: int = 1) -> None:
        """`name` is an EXTRACTOR of the command line. Raises `UsageError` or `DataError` where there is no such one."""
        self.name, self.timeout = name, timeout
        self._extractor = _from_file(Path(name)) if is_file(name) else resolve(name)
        self._turns = asyncio.Semaphore(jobs)
        self._lost = 0
        version = version_of(self._extractor)
        self.model_version = name if version is None else f"{name} {version}"

    async def extract(self, article: Article) -> Prediction:
        """What the extractor says of `article`, grounded in its text.

        Raises `FailedError` where the extractor fails, and `TimedOutError` where it does not answer in time.
        """
        async with self._turns:
            if self._lost >= MOST_LOST:
                raise TimedOutError(f"{self._lost} calls of {self.name} never came back; restart the service.")
            outcome = await self._wait(lambda: run(self._extractor, [article]))
        (answer,) = outcome.answers
        if answer is None:
            raise FailedError(f"{article.id}: {self.name} failed: {outcome.failures[0].error}")
        return msgspec.structs.replace(answer.prediction, text_sha256=article.text_sha256)

    async def _wait(self, call: Callable[[], _Result]) -> _Result:
        """`call()` in a thread that the end of the process does not wait for."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_Result] = loop.create_future()

        def settle(setter: Callable[[Any], None], value: object) -> None:
            if not done.done():
                setter(value)
            else:
                self._lost -= 1  # given up before, and back after all

        def work() -> None:
            try:
                setter, value = done.set_result, call()
            except BaseException as error:  # noqa: BLE001 - passed on to whoever waits
                setter, value = done.set_exception, error  # type: ignore[assignment]
            try:
                loop.call_soon_threadsafe(settle, setter, value)
            except RuntimeError:
                return  # the service has ended meanwhile, and nobody waits

        threading.Thread(target=work, name="extractor", daemon=True).start()
        try:
            return await asyncio.wait_for(done, self.timeout)
        except TimeoutError:
            self._lost += 1
            raise TimedOutError(f"{self.name} did not answer within {self.timeout:g} s.") from None
        except asyncio.CancelledError:
            self._lost += 1
            raise


def _from_file(path: Path) -> Extractor:
    """An extractor that says what the predictions file `path` says."""
    predictions = read_predictions(path)

    def look_up(article: Article) -> Prediction:
        if article.id not in predictions:
            raise DataError(f"{path} has no prediction for it.")
        return predictions[article.id]

    return look_up
