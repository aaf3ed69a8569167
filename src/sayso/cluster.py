"""Shards on a Ray cluster: Ray Data hands them to actors, which do again what a lost node had."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import pickle
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sayso.errors import DataError, SaysoError, UsageError
from sayso.printing import printable
from sayso.running.live import Progress, quiet
from sayso.sharded import Job, T, Task, Worker
from sayso.shards import Shard


def on_ray(job: Job, task: Task[T], files: Sequence[Shard], progress: Progress = quiet) -> list[T]:
    """A task with every shard, on the cluster that RAY_ADDRESS names, or else on one that is started here.

    An actor takes one core and holds one extractor. The driver holds what the task gives and nothing of the documents.
    Raises what the task raises, and `UsageError` where Ray is not installed or the cluster cannot be reached.
    """
    folder = Path.cwd()
    with _connected() as ray:
        found: dict[int, T] = {}
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        numbered = ray.data.from_items([{"number": n} for n in range(len(files))], override_num_blocks=len(files))
        most = max(1, min(len(files), int(ray.cluster_resources().get("CPU", 1))))
        actors = ray.data.ActorPoolStrategy(min_size=1, max_size=most)
        made = (pickle.dumps((shared(job, most), task, list(files))), folder)
        done = numbered.map(_Actor, fn_constructor_args=made, compute=actors)
        with progress(len(files)) as tick:
            try:
                for row in done.iter_rows():
                    outcome = pickle.loads(row["outcome"])
                    if isinstance(outcome, SaysoError):
                        raise outcome
                    found[row["number"]] = outcome
                    tick(False)
            except ray.exceptions.RayError as error:
                raise DataError(
                    f"Ray gave up: {_last_line(error)}. What is written stays, and the same command goes on; "
                    "an extractor that ends its process is to have one of its own, by --timeout or --jobs 2."
                ) from None
        return [found[number] for number in range(len(files))]


def shared(job: Job, actors: int) -> Job:
    """The job of one of so many actors, which keep the rate together."""
    rate = job.options.rate
    if rate is None:
        return job
    return dataclasses.replace(job, options=dataclasses.replace(job.options, rate=rate / actors))


class _Actor:
    def __init__(self, pickled: bytes, folder: Path) -> None:
        if folder.is_dir():
            os.chdir(folder)  # relative paths are meant from where the command was given
        job, self.task, self.files = pickle.loads(pickled)
        self.worker = Worker(job)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        try:
            outcome: Any = self.task(self.worker, self.files[row["number"]])
        except SaysoError as error:  # said by the driver; anything else is Ray's to report
            outcome = error
        return {"number": row["number"], "outcome": pickle.dumps(outcome)}


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return printable(lines[-1].rstrip(".")[:300] if lines else type(error).__name__)


@contextlib.contextmanager
def _connected() -> Iterator[Any]:
    """Ray, connected; a cluster that was started here ends with it."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what it logs is for those who mend Ray
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageError("--engine ray needs Ray: pip install 'sayso[ray]'.") from None
    if ray.is_initialized():
        yield ray
        return
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # errors are told below, in a sentence
    main = threading.current_thread() is threading.main_thread()
    ending = signal.getsignal(signal.SIGTERM)
    path = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    try:
        ray.init(
            log_to_driver=False,
            logging_level=logging.ERROR,
            include_dashboard=False if "RAY_ADDRESS" not in os.environ else None,
            runtime_env={"env_vars": {"PYTHONPATH": path}},  # module:attribute means the module in this folder
        )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UsageError(f"Ray cannot be reached or started: {str(error).splitlines()[0]}") from None
    if main:
        signal.signal(signal.SIGTERM, ending)  # Ray's own aborts, and leaves the cluster behind
    try:
        yield ray
    finally:
        ray.shutdown()
