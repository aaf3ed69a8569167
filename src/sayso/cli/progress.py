"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console

from sayso.running.live import Tick, quiet


@contextlib.contextmanager
def extracting(total: int, unit: str = "documents") -> Iterator[Tick]:
    """A bar on stderr with documents (or shards) a second, failures and the time left."""
    console = Console(stderr=True)
    if not console.is_terminal:
        with quiet(total) as tick:
            yield tick
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Extracting"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[failed]} failed"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, rate="", failed=0)
        failures = 0

        def tick(failed: bool) -> None:
            nonlocal failures
            failures += failed
            speed = progress.tasks[0].speed
            rate = f"{speed:.3g} {unit}/s" if speed else ""
            progress.update(task, advance=1, failed=failures, rate=rate)

        yield tick
