"""What an extractor said, kept: JSON Lines of predictions as it gave them, before grounding, in gzip.

Each line is a prediction that `sayso eval` reads as well. Its `meta` is the extractor's own, but for two keys: under
`sayso.run` it says which system gave it, and a failed document has `sayso.failure` and nothing else.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import DataError
from sayso.files import read_bytes, write_bytes
from sayso.grounding import Grounded
from sayso.model import Article, Prediction
from sayso.predictions import check_known, decode, ground_read, no_prediction
from sayso.results import Failure, System
from sayso.running.live import Run

_RUN, _FAILURE = "sayso.run", "sayso.failure"


def write(path: Path, run: Run, articles: Sequence[Article]) -> None:
    """Write a run's answers. The same answers give the same bytes."""
    failed = {failure.doc: failure.error for failure in run.failures}
    about = {"system": msgspec.to_builtins(run.system)}
    lines = []
    for article, answer in zip(articles, run.answers, strict=True):
        if answer is None and article.id not in failed:
            continue  # a file that was scored says nothing of it
        said = Prediction(article.id) if answer is None else answer.said
        meta: dict[str, Any] = {**said.meta, _RUN: about}
        if article.id in failed:
            meta[_FAILURE] = failed[article.id]
        said = msgspec.structs.replace(said, text_sha256=article.text_sha256, meta=meta)
        lines.append(msgspec.json.encode(said) + b"\n")
    write_bytes(path, gzip.compress(b"".join(lines), 9, mtime=0))


def read(path: Path, articles: Sequence[Article]) -> Run:
    """The run that `write` kept. Raises `DataError` where the file is broken, or about other texts."""
    try:
        data = gzip.decompress(read_bytes(path))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: is no gzip file ({error}); run the suite again.") from None
    lines = [decode(line, f"{path}: line {i}") for i, line in enumerate(data.splitlines(), 1) if line.strip()]
    if not lines:
        raise no_prediction(path)
    said = {prediction.doc: prediction for prediction in lines}
    check_known(said, [article.id for article in articles], str(path))
    answers: list[Grounded | None] = []
    failures = []
    for article in articles:
        if article.id not in said:
            answers.append(None)
            continue
        prediction = said[article.id]
        failure = prediction.meta.get(_FAILURE)
        if failure is not None:
            failures.append(Failure(article.id, str(failure)))
        answers.append(None if failure is not None else ground_read(prediction, article, str(path)))
    about = lines[0].meta.get(_RUN, {})
    try:
        system = msgspec.convert(about.get("system", {"name": path.name.split(".")[0]}), System)
    except (msgspec.ValidationError, AttributeError):
        raise DataError(
            f"{path}: line 1: meta[{_RUN!r}] does not say what system this is; run the suite again."
        ) from None
    return Run(system, answers, failures, len(articles) - len(said), None)
