"""What goes over a pipe or the network: an article as JSON, and as its answer a prediction as JSON.

Beside a prediction's fields an answer may have `usage`, numbers that the run sums. In place of the fields it may have
`error`, a sentence; with `"temporary": true` the document is tried again, after `after` seconds where that is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sayso.errors import DataError, SaysoError, TemporaryError
from sayso.extractors import Answered
from sayso.model import Article, Prediction

READY = b'{"ready":true}\n'
"""What a Python worker says once its extractor is loaded: time-outs count from there."""


class _About(msgspec.Struct):
    error: str | None = None
    temporary: bool = False
    after: float | None = None
    usage: dict[str, float] = {}


def answer_of(record: Any) -> Any:
    """The answer that came as `record`. Raises the error that it states, `DataError` where it is no JSON object."""
    if not isinstance(record, Mapping):
        raise DataError(f"the answer is a JSON {_kind(record)}; send an object: a prediction.")
    rest = {key: value for key, value in record.items() if key not in _About.__struct_fields__}
    if len(rest) == len(record):
        return record
    try:
        about = msgspec.convert(record, _About)
    except msgspec.ValidationError as error:
        raise DataError(f"the answer is no prediction: {error}") from None
    if about.error is not None:
        stated = TemporaryError(about.error, about.after) if about.temporary else DataError(about.error)
        stated.usage = about.usage
        raise stated
    return Answered(rest, about.usage)


def answer_json(prediction: Prediction, usage: Mapping[str, float]) -> bytes:
    """An answer as one line of JSON, without the line's end."""
    line = msgspec.json.encode(prediction)
    return line[:-1] + b',"usage":' + msgspec.json.encode(usage) + b"}" if usage else line


def error_json(doc: str, error: BaseException, usage: Mapping[str, float]) -> bytes:
    """A failure, and what it used, as one line of JSON, without the line's end."""
    record: dict[str, Any] = {"doc": doc, "error": sentence(error)}
    if usage:
        record["usage"] = dict(usage)
    if isinstance(error, TemporaryError):
        record |= {"temporary": True, "after": error.after}
    return msgspec.json.encode(record)


def one_each(answers: Any, articles: Sequence[Article]) -> list[Any]:
    """The list that an extractor of several documents returned. Raises `DataError` where it is none, or too short."""
    if not isinstance(answers, list | tuple):
        raise DataError(f"the answer is a {type(answers).__name__}; an extractor with a batch_size returns a list.")
    if len(answers) != len(articles):
        raise DataError(f"there are {len(answers)} answers to {len(articles)} articles; return one for each, in order.")
    return list(answers)


def sentence(error: BaseException) -> str:
    """What a report says of an exception."""
    if isinstance(error, SaysoError):
        return str(error)
    name = type(error).__name__
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - it is code of others that makes the words
        return f"{name}, which cannot be shown"
    return f"{name}: {words}".removesuffix(": ")


def _kind(value: Any) -> str:
    return {list: "array", str: "string", bool: "boolean", type(None): "null"}.get(type(value), "number")
