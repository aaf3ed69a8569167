"""How fast validation is beside jsonschema, the validator of record: python -m benchmarks.validate

Bars, on one core, for 20,000 annotation records of about 20 KB:

(a) structure alone, on parsed records: 100 times jsonschema's speed;
(b) from a JSON Lines file to the verdict, meaning included: 20 times jsonschema's speed at structure alone.

Each figure is the best of several rounds, in which all take their turns; jsonschema is timed on a sample.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

from sayso.model import Annotation
from sayso.schema import load
from sayso.synth import document
from sayso.validate import is_valid
from sayso.validate.articles import Articles
from sayso.validate.paths import Checker
from sayso.validate.structure import validator

_WORDS = 600  # an article, which make a record of 20 KB
_CHUNK = 500  # records held parsed at a time
_BARS = {"(a) structure of parsed records": 100, "(b) file to verdict, articles included": 20}


def main() -> None:
    options = argparse.ArgumentParser(description="How fast validation is beside jsonschema.")
    options.add_argument("--records", type=int, default=20_000, metavar="N")
    options.add_argument("--jsonschema", type=int, default=500, metavar="N", help="records that jsonschema is timed on")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seed", type=int, default=0)
    arguments = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        annotations, articles = Path(folder, "annotations.jsonl"), Path(folder, "articles.jsonl")
        write(annotations, articles, arguments.records, arguments.seed)
        size = annotations.stat().st_size / arguments.records
        print(f"{arguments.records:,} annotations of {size / 1000:.1f} KB, best of {arguments.rounds} rounds, one core")
        best: dict[str, float] = {}
        for _ in range(arguments.rounds):
            for name, rate in measure(annotations, articles, arguments.records, arguments.jsonschema):
                best[name] = max(best.get(name, 0), rate)
    report(best)


def measure(annotations: Path, articles: Path, number: int, sample: int) -> Iterator[tuple[str, float]]:
    """Records a second of each way."""
    record = validator("annotation")
    yield "jsonschema, is_valid", _rate(record.is_valid, _parsed(annotations, sample))
    yield "jsonschema, iter_errors", _rate(lambda one: not any(record.iter_errors(one)), _parsed(annotations, sample))
    rust = jsonschema_rs.Draft202012Validator(load("annotation"))
    yield "jsonschema-rs, is_valid", _rate(rust.is_valid, _parsed(annotations, number))
    decoder = msgspec.json.Decoder(Annotation)
    yield "json.loads", _rate(lambda line: json.loads(line) is not None, _lines(annotations, number))
    yield "msgspec, typed decoding", _rate(lambda line: decoder.decode(line) is not None, _lines(annotations, number))
    yield (
        "(a) structure of parsed records",
        _rate(lambda one: is_valid(one, "annotation"), _parsed(annotations, number)),
    )
    start = time.perf_counter()
    texts = Articles([articles])
    texts.get("")
    read = time.perf_counter()
    checker = Checker(texts)
    if any(checker.check(annotations)) or checker.records["annotation"] != number:
        raise SystemExit("the records should all have been found valid")
    end = time.perf_counter()
    yield "    reading the articles", number / (read - start)
    yield "    file to verdict, articles in memory", number / (end - read)
    yield "(b) file to verdict, articles included", number / (end - start)


def report(best: dict[str, float]) -> None:
    slow = best["jsonschema, is_valid"]
    print(f"\n{'records/s':>49}{'× jsonschema':>15}")
    for name, rate in best.items():
        print(f"{name:<39}{rate:>10,.0f}{rate / slow:>15,.1f}")
    for name, least in _BARS.items():
        verdict = "holds" if best[name] >= least * slow else "is MISSED"
        print(f"The bar of {least} × for {name[:3]} {verdict}.")


def write(annotations: Path, articles: Path, number: int, seed: int) -> None:
    """Annotations and their articles, as JSON Lines."""
    encode = msgspec.json.Encoder().encode
    with annotations.open("wb") as left, articles.open("wb") as right:
        for i in range(number):
            made = document(i, seed, _WORDS)
            left.write(encode(made.gold) + b"\n")
            right.write(encode(made.article) + b"\n")


def _lines(path: Path, number: int) -> Iterator[list[bytes]]:
    with path.open("rb") as file:
        lines = islice(file, number)
        while chunk := list(islice(lines, _CHUNK)):
            yield chunk


def _parsed(path: Path, number: int) -> Iterator[list[Any]]:
    for chunk in _lines(path, number):
        yield [json.loads(line) for line in chunk]


def _rate(check: Callable[[Any], bool], chunks: Iterable[list[Any]]) -> float:
    """Items a second, the time between the chunks not counted."""
    seconds, number = 0.0, 0
    for chunk in chunks:
        start = time.perf_counter()
        verdicts = [check(item) for item in chunk]
        seconds += time.perf_counter() - start
        number += len(chunk)
        if not all(verdicts):
            raise SystemExit("a record is not valid that should be")
    return number / seconds


if __name__ == "__main__":
    main()
