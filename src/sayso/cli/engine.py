"""Scoring and extraction shard by shard: here, or on a Ray cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from sayso.bootstrap import Method
from sayso.cli.progress import extracting
from sayso.cli.running import extraction
from sayso.resources import resource
from sayso.results import Report
from sayso.running.options import RunOptions
from sayso.scoring import Plan, report
from sayso.shards import place

RAY = "ray"

engine_option = click.option(
    "--engine",
    type=click.Choice(["local", RAY]),
    default="local",
    show_default=True,
    help="Where: in this process, or shard by shard on a Ray cluster (RAY_ADDRESS, or one started here).",
)


def each_shard(engine: str) -> Callable[..., Any]:
    """What does a task with every shard."""
    from sayso import sharded

    if engine != RAY:
        return sharded.here
    from sayso.cluster import on_ray

    return lambda job, task, files: on_ray(job, task, files, functools.partial(extracting, unit="shards"))


def reports_by_shard(
    extractors: Sequence[str],
    corpus: str | None,
    splits: Sequence[str] | None,
    options: RunOptions,
    plan: Plan,
    samples: int,
    seed: int,
    interval: Method,
) -> Iterator[Report]:
    """The report of each system, from the tallies of shards that a Ray cluster makes."""
    from sayso.sharded import Job, evaluate

    for name in extractors:
        job = Job(name, resource("corpus") if corpus is None else place(corpus), options)
        with extraction():
            tallied, info = evaluate(job, plan, splits, each_shard(RAY))
        yield report(tallied, info, plan, samples, seed, interval)
