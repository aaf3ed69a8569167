"""One call of an extractor, within its time.

What can be interrupted: a program (`cmd:`, and a Python function in a process of its own) is killed, an `async`
function is cancelled at its next `await`. A function in this process cannot be: its thread is left behind, and goes on
until the process ends.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import queue
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

from sayso.errors import DataError, LateError
from sayso.extractors import Extractor, batch_size, is_async
from sayso.extractors.wire import one_each
from sayso.model import Article

_ONE = threading.Lock()


def ask(extractor: Extractor, articles: Sequence[Article], timeout: float | None) -> list[Any]:
    """The answers to these articles, one each, within `timeout` seconds a document; an exception is a failed answer.

    Raises what the extractor raises, `DataError` where there is no answer in time or not one for each.
    """
    from sayso.extractors.program import Program

    timeout = None if timeout is None else timeout * len(articles)
    if isinstance(extractor, Program):
        answers = extractor.ask(articles, timeout)
        if all(isinstance(answer, Exception) for answer in answers):
            raise answers[0]  # a worker says so of each where the whole batch failed
        return answers
    batched = batch_size(extractor) > 1
    call = functools.partial(extractor, list(articles) if batched else articles[0])
    if is_async(extractor):
        answer = in_loop(call(), timeout)
    elif timeout is not None:
        answer = _in_thread(call, timeout)
    else:
        answer = call()
    return one_each(answer, articles) if batched else [answer]


def close(extractor: Extractor) -> None:
    """Let go of what the extractor holds."""
    end = getattr(extractor, "close", None)
    if end is not None:
        ending = end()
        if inspect.iscoroutine(ending):
            in_loop(ending, 5)


def in_loop(call: Coroutine[Any, Any, Any], timeout: float | None) -> Any:
    """The result of a coroutine in the one event loop of all extractors."""

    async def timed() -> Any:
        try:
            async with asyncio.timeout(timeout) as scope:
                return await call
        except TimeoutError as error:
            if not scope.expired():
                raise
            late = LateError(f"no answer within {timeout:g} s; the call was cancelled.")
            late.usage = getattr(error.__cause__, "usage", {})  # of the cancelled call
            raise late from None

    with _ONE:  # the first calls of several workers come at the same time, and would each make a loop
        loop = _loop()
    future = asyncio.run_coroutine_threadsafe(timed(), loop)
    try:
        return future.result()
    finally:
        future.cancel()


def _in_thread(call: functools.partial[Any], timeout: float) -> Any:
    found: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            found.put((call(), None))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            found.put((None, error))

    threading.Thread(target=work, daemon=True).start()
    try:
        answer, error = found.get(timeout=timeout)
    except queue.Empty:
        raise DataError(f"no answer within {timeout:g} s; it runs on in its thread, which cannot be ended.") from None
    if error is not None:
        raise error
    return answer


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sayso-async", daemon=True).start()
    return loop
