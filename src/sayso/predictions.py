"""Predictions: from whatever an extractor returns, or from a file, to one shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import DataError, UsageError
from sayso.files import read_bytes
from sayso.grounding import Grounded, ground
from sayso.model import Annotation, Article, Prediction

_DECODER = msgspec.json.Decoder(Prediction)


def as_prediction(answer: Any, article: Article) -> Prediction:
    """What an extractor returned for `article` as a prediction.

    Takes a `Prediction`, an `Annotation`, or a mapping in the shape of either, `doc` optional. Raises `DataError` on
    anything else, on an answer about another document or another text.
    """
    if isinstance(answer, Mapping):
        answer = {"doc": article.id, **answer}
    elif not isinstance(answer, Annotation | Prediction):
        raise DataError(f"the answer is a {type(answer).__name__}; return a Prediction, an Annotation or a dict.")
    try:  # through JSON, as it would come from elsewhere: objects may hold anything, and half characters
        prediction = _DECODER.decode(msgspec.json.encode(answer))
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise DataError(f"the answer is no prediction: {error}") from None
    check_about(prediction, article)
    return prediction


def check_about(prediction: Prediction, article: Article) -> None:
    """Raise `DataError` where a prediction is about another document or another text than `article`."""
    if prediction.doc != article.id:
        raise DataError(f"the answer is about document {prediction.doc!r}; expected {article.id!r}.")
    if isinstance(prediction.text_sha256, str) and prediction.text_sha256 != article.text_sha256:
        raise another_text(article.id)


def another_text(doc: str) -> DataError:
    """The error of a prediction that was made on another text than the article's."""
    return DataError(f"{doc}: the answer was made on another text: its text_sha256 is not the article's.")


def read_predictions(path: Path) -> dict[str, Prediction]:
    """Predictions by document, from a `.jsonl` file, a `.json` file (one or a list), or a folder of such files.

    Raises `DataError` with file and line on anything that is no prediction and on a document given twice,
    `UsageError` where there is no such path.
    """
    found: dict[str, Prediction] = {}
    places: dict[str, str] = {}
    for place, prediction in _read(path):
        if prediction.doc in found:
            raise stands_already(prediction.doc, place, places[prediction.doc])
        found[prediction.doc], places[prediction.doc] = prediction, place
    if not found:
        raise no_prediction(path)
    return found


def stands_already(doc: str, place: str, before: str) -> DataError:
    """The error of a document that is given twice."""
    return DataError(f"{place}: document {doc!r} stands already in {before}; keep one.")


def no_prediction(path: Path) -> DataError:
    """The error of a file without predictions."""
    return DataError(
        f"{path}: there is no prediction in it; an extractor that finds nothing still writes one a document."
    )


def check_known(docs: Iterable[str], ids: Sequence[str], name: str) -> None:
    """Raise `DataError` where the predictions called `name` are about a document that is not among `ids`."""
    strangers = sorted(set(docs).difference(ids))
    if strangers:
        raise DataError(
            f"{name}: predicts for {strangers[0]!r}, which is not among the {len(ids)} documents "
            f"({len(strangers)} such in all); name the right --corpus and --split, or remove them."
        )


def ground_read(prediction: Prediction, article: Article, name: str) -> Grounded:
    """Ground one prediction of the file `name`, which an error then names."""
    try:
        check_about(prediction, article)
        return ground(prediction, article)
    except DataError as error:
        raise DataError(f"{name}: {error}") from None


def _read(path: Path) -> Iterator[tuple[str, Prediction]]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json*")):
            yield from _read(file)
    elif path.suffix == ".jsonl":
        for number, line in enumerate(read_bytes(path).splitlines(), 1):
            if line.strip():
                yield f"{path}: line {number}", decode(line, f"{path}: line {number}")
    elif path.suffix == ".json":
        data = read_bytes(path)
        if data.lstrip()[:1] == b"[":
            for i, item in enumerate(_items(data, path)):
                yield f"{path}: item {i}", decode(item, f"{path}: item {i}")
        else:
            yield str(path), decode(data, str(path))
    else:
        read_bytes(path)
        raise UsageError(f"{path}: predictions are read from .jsonl and .json files; this is neither.")


def _items(data: bytes, path: Path) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.MsgspecError as error:
        raise DataError(f"{path}: {error}; run `sayso validate {path}`.") from None


def decode(data: bytes | msgspec.Raw, place: str) -> Prediction:
    """One prediction. Raises `DataError` that names the place."""
    try:
        return _DECODER.decode(data)
    except UnicodeDecodeError as error:
        raise DataError(f"{place}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    except msgspec.MsgspecError as error:
        raise DataError(f"{place}: {error}; `sayso validate` lists every problem.") from None
