"""Scoring beside nervaluate, on the same spans in the same run; then how time and memory grow.

    python benchmarks/scoring.py [--documents 20000] [--growth 10000 100000 1000000]

One core. sayso counts exact, trimmed, IoU, overlap and attribution, from columns in memory; nervaluate its four
schemes, from lists in memory. The bar is a ratio of 100; 62 to 76 were seen on a quiet machine, 57 to 160 on busy ones.
A profile of the 70 ms: 25 in the interval joins of contents and of mentions (10 of it binary search), 15 in telling
which speakers are the same, 15 in the masks of the five matches, 8 in cutting the columns into parts that fit the
cache. The joins compiled with numba took 2 ms where NumPy takes 25, which would reach the bar; not worth its weight:
208 MB installed and half a second at the start of every process, to save one second in a million documents. Peaks are
those of the process: they hold the made-up columns.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import resource
import time
from typing import Any

import numpy as np
from nervaluate import Evaluator

from benchmarks.synthetic import SPANS, entities_of, sides, worst
from sayso.bootstrap import intervals
from sayso.columns import Columns, Spans
from sayso.measures import parse
from sayso.scoring import statistics

MEASURES = [
    parse(name)
    for name in (
        "quotes.f1@exact",
        "quotes.f1@trimmed",
        "quotes.f1@iou=0.5",
        "quotes.f1@overlap",
        "attribution.f1@iou=0.5",
    )
]
RUNS = 5
CROWD = 100_000
SAMPLES = 10_000


def ours(gold: Columns, predicted: Columns) -> float:
    """Seconds to count all measures, the best of some runs."""
    times = []
    for _ in range(RUNS):
        gold, predicted = fresh(gold), fresh(predicted)
        start = time.perf_counter()
        rows = statistics(gold, predicted, MEASURES)
        for measure in MEASURES:
            measure.score(rows[measure.row_name].sum(axis=0))
        times.append(time.perf_counter() - start)
    return min(times)


def fresh(side: Columns) -> Columns:
    """The same columns without what an earlier run worked out and kept."""

    def bare(spans: Spans) -> Spans:
        return type(spans)(spans.offsets, spans.start, spans.end, spans.lost)

    quotes = dataclasses.replace(side.quotes, roles={role: bare(spans) for role, spans in side.quotes.roles.items()})
    return dataclasses.replace(side, quotes=quotes)


def resampling(gold: Columns, predicted: Columns) -> float:
    """Seconds of the 95 % intervals of all measures, from their statistics rows."""
    rows = statistics(gold, predicted, MEASURES)
    start = time.perf_counter()
    intervals(MEASURES, rows, SAMPLES)
    return time.perf_counter() - start


def nervaluate(gold: list[Any], predicted: list[Any]) -> float:
    """Seconds of `Evaluator.evaluate`."""
    evaluator = Evaluator(gold, predicted, tags=["quote"], loader="dict")
    start = time.perf_counter()
    evaluator.evaluate()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--growth", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    documents = arguments.documents
    gold, predicted = sides(documents)
    mine = ours(gold, predicted)
    theirs = nervaluate(entities_of(gold, documents), entities_of(predicted, documents))
    print(f"{documents:,} documents x {SPANS} spans")
    print(f"sayso       {mine:8.3f} s {documents / mine:12,.0f} documents/s")
    print(f"nervaluate  {theirs:8.3f} s {documents / theirs:12,.0f} documents/s")
    print(f"ratio       {theirs / mine:8.1f}   (bar: 100)")
    print(f"intervals   {resampling(gold, predicted):8.3f} s for {SAMPLES:,} bootstrap samples   (bar: about 1)")
    seconds = ours(*worst(CROWD))
    print(
        f"worst case  {seconds:8.3f} s for one document with {CROWD:,} overlapping spans a side, peak {peak():.2f} GB"
    )
    for documents in arguments.growth:
        seconds = ours(*sides(documents))
        each = f"{seconds / documents * 1e6:6.2f} µs each"
        print(f"{documents:>10,} documents {seconds:8.3f} s {each}, peak {peak():.2f} GB")


def peak() -> float:
    """Most memory that this process has held so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
