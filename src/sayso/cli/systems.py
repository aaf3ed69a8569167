"""The systems that a command line names, each with the gold that it is scored on."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sayso.cli.progress import extracting
from sayso.cli.running import extraction
from sayso.corpus import load
from sayso.evaluation import gold_of, predict
from sayso.extractors import public
from sayso.resources import resource
from sayso.running.options import DEFAULT, RunOptions
from sayso.scoring import Gold, Predicted
from sayso.shards import is_parquet, place


def sides(
    extractors: Sequence[str],
    corpus: str | None,
    splits: list[str] | None,
    options: RunOptions = DEFAULT,
    runs: Path | None = None,
    keep: bool = False,
) -> Iterator[tuple[Predicted, Gold]]:
    """Each system with the gold; with `keep` its answers too, which Parquet has not.

    With `runs` each one has a run file in that folder.

    Parquet against Parquet is read straight into columns, without an object a span.
    """
    if all(is_parquet(name) for name in extractors):
        from sayso.parquet import read_gold, read_predicted

        gold = read_gold(resource("corpus") if corpus is None else place(corpus), splits)
        for name in extractors:
            yield read_predicted(place(name), gold.ids, gold.text_sha256), gold
        return
    loaded = load(corpus, splits)
    gold = gold_of(loaded)
    articles = [document.article for document in loaded]
    for name in extractors:
        file = runs / (re.sub(r"[^\w.-]+", "_", public(name)) + ".run") if runs else None
        with extraction():
            predicted = predict(name, articles, extracting, dataclasses.replace(options, file=file), keep)
        yield predicted, gold
