"""Repeating a run by the signature of its report."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import cast

from sayso.bootstrap import Method
from sayso.errors import DataError, UsageError
from sayso.measures import DEFAULT, parse

_INTERVAL = re.compile(r"(bootstrap|bca),n=(\d+),seed=(\d+)")


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What a signature says of a run. None: it does not say, and the options of the command stand."""

    parts: Mapping[str, str]
    measures: list[str] | None
    splits: list[str] | None
    samples: int | None
    seed: int | None
    interval: Method | None

    def check(self, signature: str) -> None:
        """Raise `DataError`, naming every part in which a run's signature is another."""
        found = parts_of(signature)
        others = [
            f"{key} is {found.get(key, 'missing')}, not {value}"
            for key, value in self.parts.items()
            if found.get(key) != value
        ]
        if others:
            raise DataError(f"this is not the run of the signature: {'; '.join(others)}.")


def read_signature(text: str) -> Wanted:
    """Raises `UsageError` where the text is no signature, or asks for what this sayso does not have.

    >>> wanted = read_signature("corpus:c|hash:0123456789ab|splits:dev+test|interval:bca,n=500,seed=7|sayso:1.0")
    >>> wanted.splits, wanted.samples, wanted.seed, wanted.interval, wanted.measures
    (['dev', 'test'], 500, 7, 'bca', None)
    """
    parts = parts_of(text)
    if not {"corpus", "hash", "sayso"} <= parts.keys():
        raise UsageError("--signature: give the last line of a report, corpus:…|hash:…|…|sayso:…, in quotation marks.")
    measures = splits = samples = seed = interval = None
    if "measures" in parts:
        measures = list(DEFAULT) if parts["measures"] == "default" else parts["measures"].split("+")
        for name in measures:
            parse(name)
    if "splits" in parts:
        splits = parts["splits"].split("+")
    if parts.get("interval", "none") != "none":
        found = _INTERVAL.fullmatch(parts["interval"])
        if not found:
            raise UsageError(f"--signature: “{parts['interval']}” is no interval; it is method,n=samples,seed=number.")
        method = "percentile" if found[1] == "bootstrap" else found[1]
        interval, samples, seed = cast("Method", method), int(found[2]), int(found[3])
    return Wanted(parts, measures, splits, samples, seed, interval)


def parts_of(signature: str) -> dict[str, str]:
    """Keys and values. A bar inside a corpus's name is no end, unless a key follows it."""
    pairs = [part.partition(":") for part in re.split(r"\|(?=[a-z]+:)", signature.strip())]
    return {key: value for key, _, value in pairs}
