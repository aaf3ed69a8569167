"""Predictions in JSON Lines straight to columns: a line whose spans have offsets is neither grounded nor kept.

A line is read as a type in which every span has its offsets; where it is no such line, or the article does not have
the text that a span states, it is read as any prediction and grounded. Either way the numbers are the same. What is
told of several samples, or of the models that served them, needs the answers themselves: see `tells_more`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import UNSET, structs

from sayso.fabrications import Collector
from sayso.files import read_bytes
from sayso.flattening import Flattener
from sayso.model import (
    Article,
    End,
    PredictedClaim,
    PredictedMention,
    PredictedQuote,
    PredictedSpan,
    PredictedSpeaker,
    Prediction,
    Start,
)
from sayso.predictions import check_known, decode, ground_read, no_prediction, stands_already
from sayso.results import System
from sayso.samples import SAMPLES, SERVED
from sayso.scoring import Predicted


def _with(struct: type[msgspec.Struct], **types: Any) -> type[msgspec.Struct]:
    """The same record with other types for some fields, and with offsets required."""
    fields: list[Any] = []
    for field in structs.fields(struct):
        kind = types.get(field.name, field.type)
        if field.required or field.name in ("start", "end"):
            fields.insert(0, (field.name, kind))
        elif field.default_factory is not msgspec.NODEFAULT:
            fields.append((field.name, kind, msgspec.field(default_factory=field.default_factory)))
        else:
            fields.append((field.name, kind, msgspec.field(default=field.default)))
    return msgspec.defstruct(f"Placed{struct.__name__}", fields, forbid_unknown_fields=True, gc=False)


_Span = _with(PredictedSpan, start=Start, end=End)
_Mention = _with(PredictedMention, start=Start, end=End)
_Placed = _with(
    Prediction,
    speakers=list[_with(PredictedSpeaker, mentions=list[_Mention])],  # type: ignore[misc,valid-type]
    quotes=list[_with(PredictedQuote, content=list[_Span], cue=list[_Span], source=list[_Span])],  # type: ignore[misc,valid-type]
    claims=list[_with(PredictedClaim, content=list[_Span])],  # type: ignore[misc,valid-type]
)
_PLACED: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_Placed)


class _About(msgspec.Struct):
    doc: str


_ABOUT = msgspec.json.Decoder(_About)


def tells_more(path: Path) -> bool:
    """Whether the answers may hold samples, or the models that served them, which columns have no place for."""
    data = read_bytes(path)
    return any(f'"{key}"'.encode() in data for key in (SAMPLES, SERVED))


def read_predicted(path: Path, articles: Sequence[Article]) -> Predicted:
    """A system's predictions for these articles, from a `.jsonl` file; one that the file lacks counts as empty.

    Raises `DataError` on anything that is no prediction, on a document given twice or not among the articles, and on
    impossible offsets.
    """
    lines = _lines(path)
    check_known(lines, [article.id for article in articles], path.name)
    flat, fabricated, verbatim = Flattener(), Collector(), np.zeros((len(articles), 2), np.int64)
    for doc, article in enumerate(articles):
        if article.id not in lines:
            continue
        number, line = lines[article.id]
        placed = _placed(line, article)
        if placed is not None:
            flat.add(doc, placed)
            verbatim[doc] = spans = sum(1 for _ in _counted(placed))
            fabricated.placed(placed, article, spans)
        else:
            grounded = ground_read(decode(line, f"{path}: line {number}"), article, path.name)
            flat.add(doc, grounded.prediction)
            verbatim[doc] = grounded.verbatim
            fabricated.grounded(grounded)
    found = flat.columns(len(articles), verbatim)
    missing = len(articles) - len(lines)
    return Predicted(System(path.name), found, [], missing, None, fabricated.found)


def _lines(path: Path) -> dict[str, tuple[int, bytes]]:
    """Number and text of the line about each document."""
    found: dict[str, tuple[int, bytes]] = {}
    for number, line in enumerate(read_bytes(path).splitlines(), 1):
        if line.strip():
            place = f"{path}: line {number}"
            try:
                doc = _ABOUT.decode(line).doc
            except (msgspec.MsgspecError, UnicodeDecodeError):
                doc = decode(line, place).doc  # says what is wrong
            if doc in found:
                raise stands_already(doc, place, f"{path}: line {found[doc][0]}")
            found[doc] = number, line
    if not found:
        raise no_prediction(path)
    return found


def _placed(line: bytes, article: Article) -> Any | None:
    """The line's record where all its spans are in the article as stated, else None."""
    try:
        record = _PLACED.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if record.text_sha256 not in (UNSET, article.text_sha256):
        return None
    text = article.text
    for span in _spans(record):
        there = text[span.start : span.end]
        if span.start >= span.end or span.end > len(text) or span.text not in (UNSET, there):
            return None
        span.text = there
    return record


def _counted(record: Any) -> Iterator[Any]:
    """The spans of quotes and claims."""
    for quote in record.quotes:
        yield from quote.content
        yield from quote.cue
        yield from quote.source
    for claim in record.claims:
        yield from claim.content


def _spans(record: Any) -> Iterator[Any]:
    yield from _counted(record)
    for speaker in record.speakers:
        yield from speaker.mentions
