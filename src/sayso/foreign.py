"""Predictions in another tool's format, named `FORMAT:PATH`, such as `labelstudio:export.json` or `brat:folder`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from sayso import formats
from sayso.errors import DataError, UsageError
from sayso.model import Article, Prediction
from sayso.printing import counted


def is_foreign(name: str) -> bool:
    """Whether an EXTRACTOR of the command line names a file in another tool's format."""
    prefix, colon, _ = name.partition(":")
    return bool(colon) and prefix in formats.names()


def read_foreign(name: str, articles: Sequence[Article]) -> dict[str, Prediction]:
    """Predictions by document, held against these articles.

    Raises `UsageError` where the format cannot be read, `DataError` on anything wrong in the file, on documents that
    are not among the articles, and where two annotators have worked on one document.
    """
    form, _, path = name.partition(":")
    read = formats.get(form).read
    if read is None:
        raise UsageError(f"{name}: {form} can be written only; name a format that sayso import reads.")
    found = read(Path(path), articles={article.id: article for article in articles}, annotators={})
    if found.problems:
        more = f" ({counted(len(found.problems), 'problem')} in all)" if len(found.problems) > 1 else ""
        raise DataError(f"{found.problems[0]}{more}")
    predictions: dict[str, Prediction] = {}
    for annotation in found.annotations:
        if annotation.doc in predictions:
            raise DataError(
                f"{path}: more than one annotator has worked on {annotation.doc}; "
                "use sayso import --annotator, and score the files of one."
            )
        predictions[annotation.doc] = msgspec.convert(msgspec.to_builtins(annotation), Prediction)
    if not predictions:
        raise DataError(" ".join([f"{path}: there is no annotation in it.", *found.notes[:1]]))
    return predictions
