"""The options by which `sayso eval` and `sayso extract` run an extractor."""

from __future__ import annotations

import contextlib
import functools
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from sayso.running.options import DEFAULT, RunOptions

_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_PERIODS = {"s": 1, "m": 60, "h": 3600}


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text.lower())
    if match is None or not float(match[1]):
        raise click.BadParameter(f"{text!r} is no size; write 512M or 2G.")
    return int(float(match[1]) * _UNITS[match[2]])


def _rate(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/([smh]))?", text.lower())
    if match is None or not float(match[1]):
        raise click.BadParameter(f"{text!r} is no rate; write 5/s, 60/m or 1000/h.")
    return float(match[1]) / _PERIODS[match[2] or "s"]


_SECONDS = click.FloatRange(min=0, min_open=True)
_OPTIONS = (
    click.option("--jobs", "-j", default=1, show_default=True, type=click.IntRange(1), help="Documents at a time."),
    click.option("--batch", type=click.IntRange(1), help="Documents a call, for an extractor that takes several."),
    click.option("--timeout", type=_SECONDS, metavar="SECONDS", help="Most time for a document; then it has failed."),
    click.option(
        "--retries",
        default=DEFAULT.retries,
        show_default=True,
        type=click.IntRange(0),
        help="Tries again after failures that may pass.",
    ),
    click.option("--rate", type=_rate, metavar="N/s", help="Most calls a second (5/s), minute (60/m) or hour."),
    click.option("--memory", type=_size, metavar="SIZE", help="Most address space of a subprocess: 512M, 2G."),
    click.option("--strict", is_flag=True, help="Stop at the first document that fails."),
    click.option("--cache", type=click.Path(path_type=Path), metavar="DIR", help="Keep answers here, and use them."),
    click.option("--no-cache", is_flag=True, help="Ask again even where answers cost something and are kept."),
    click.option("--resume", is_flag=True, help="Go on with the run that was stopped; what failed is tried again."),
)


def running_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; the command gets them as `options`, a `RunOptions`."""

    @functools.wraps(command)
    def with_options(
        *args: Any,
        jobs: int,
        batch: int | None,
        timeout: float | None,
        retries: int,
        rate: float | None,
        memory: int | None,
        strict: bool,
        cache: Path | None,
        no_cache: bool,
        resume: bool,
        **others: Any,
    ) -> Any:
        if cache and no_cache:
            raise click.UsageError("--cache and --no-cache exclude each other.")
        kept = False if no_cache else cache
        options = RunOptions(jobs, batch, timeout, retries, rate, memory, strict, kept, None, resume)
        return command(*args, options=options, **others)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


@contextlib.contextmanager
def extraction() -> Iterator[None]:
    """Around a run: what an extractor prints goes to stderr, for stdout is the answers' or the report's; and SIGTERM
    ends the run as Ctrl-C does, so that no program that it started is left behind.
    """
    with contextlib.redirect_stdout(sys.stderr):
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)
