"""Meaning: does a record say what the article says?

The checks read plain JSON values and pass over what is malformed, which is the structure's to report: a record with
faults of both kinds has all of them listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.model import Article, sha256_text
from sayso.quotation import MARKS, types_of
from sayso.validate.problems import Problem, shown
from sayso.validate.references import check_references
from sayso.validate.spans import Place, Text, check_direction, check_order, objects, places

_ROLES = ("content", "cue", "source")


def annotation_problems(record: dict[str, Any], article: Article | None) -> Iterator[Problem]:
    """Everything that is wrong with the meaning of an annotation; less without the article it is drawn on."""
    yield from _about(record, article)
    yield from check_references(record, names_allowed=False)
    for mentions in _mentions(record):
        yield from check_order(mentions, nesting=True)
        yield from _twice(mentions)
    for held in _held(record):
        yield from check_order(held)
    yield from _types(record)


def prediction_problems(record: dict[str, Any], article: Article | None) -> Iterator[Problem]:
    """Everything that is wrong with the meaning of a prediction. What is merely mistaken, as a type that the marks rule
    out, is for the scores to tell."""
    yield from _about(record, article)
    yield from check_references(record, names_allowed=True)


def article_problems(record: dict[str, Any]) -> Iterator[Problem]:
    """Everything that is wrong with the meaning of an article."""
    text, digest = record.get("text"), record.get("text_sha256")
    blocks = places(record, "blocks", "")
    yield from check_direction(blocks)
    yield from check_order(blocks)
    if not isinstance(text, str):
        return
    try:
        right = sha256_text(text)
    except UnicodeEncodeError:
        return  # a lone surrogate, which is reported as such
    yield from _hash("the text", right, digest)
    yield from Text(_bare(text)).check(blocks)
    for char, name in (("\ufeff", "a byte order mark at the start"), ("\r", "a carriage return"), ("\0", "NUL")):
        place = text.find(char, 0, 1 if char == "\ufeff" else None)
        if place >= 0:
            yield Problem(
                code="text-not-normalized",
                pointer="/text",
                message=f"the text has {name} at code point {place}",
                hint="Ingest the raw file anew (`sayso build`), or remove it and mend all offsets.",
            )


def _bare(text: str) -> Article:
    return Article("-", text, [], None, None, None, None, None, None, None, "", "")


def _about(record: dict[str, Any], article: Article | None) -> Iterator[Problem]:
    """Hash and spans; what an annotation and a prediction have in common."""
    text = Text(article) if article is not None else None
    if article is not None:
        yield from _hash(f"the text of {shown(article.id)}", article.text_sha256, record.get("text_sha256"))
    for held in (*_mentions(record), *_held(record)):
        yield from check_direction(held)
        if text is not None:
            yield from text.check(held)


def _hash(what: str, right: str, found: Any) -> Iterator[Problem]:
    if isinstance(found, str) and found != right:
        yield Problem(
            code="wrong-text-hash",
            pointer="/text_sha256",
            message=f"not the SHA-256 of {what}",
            expected=shown(right),
            found=shown(found),
            hint="It was made on another version of the text: restore that, or mend the offsets and then the hash.",
        )


def _mentions(record: dict[str, Any]) -> Iterator[list[Place]]:
    for pointer, speaker in objects(record, "speakers", ""):
        yield places(speaker, "mentions", pointer)


def _held(record: dict[str, Any]) -> Iterator[list[Place]]:
    """Every list of spans in quotes and claims."""
    for pointer, quote in objects(record, "quotes", ""):
        for role in _ROLES:
            yield places(quote, role, pointer)
    for pointer, claim in objects(record, "claims", ""):
        yield places(claim, "content", pointer)


def _twice(mentions: list[Place]) -> Iterator[Problem]:
    first: dict[tuple[int, int], str] = {}
    for place in mentions:
        before = first.setdefault((place.start, place.end), place.pointer)
        if before != place.pointer:
            yield Problem(
                code="duplicate-mention",
                pointer=place.pointer,
                message=f"the same mention as {before}",
                found=shown(place.text),
                hint="Remove one of the two.",
            )


def _types(record: dict[str, Any]) -> Iterator[Problem]:
    quotes = dict(objects(record, "quotes", ""))
    contents = {pointer: places(quote, "content", pointer) for pointer, quote in quotes.items()}
    by_id = {quote["id"]: pointer for pointer, quote in quotes.items() if isinstance(quote.get("id"), str)}
    for pointer, quote in quotes.items():
        texts = [place.text for place in contents[pointer] if place.text]
        if not texts or len(texts) != len(quote["content"]) or not isinstance(quote.get("type"), str):
            continue
        allowed = types_of(texts)
        parent = by_id.get(quote["parent"]) if isinstance(quote.get("parent"), str) else None
        if quote["type"] not in allowed and parent is not None:
            allowed |= types_of(_without_marks_of(contents[parent], contents[pointer]))
        if quote["type"] in ("direct", "indirect", "mixed") and quote["type"] not in allowed:
            yield Problem(
                code="wrong-quote-type",
                pointer=f"{pointer}/type",
                message="the quotation marks of the content say otherwise",
                expected=" or ".join(sorted(allowed)),
                found=f"{quote['type']} for {shown(' … '.join(texts))}",
                hint="Mend the type, or the edges of the content.",
            )


def _without_marks_of(parent: list[Place], nested: list[Place]) -> list[str]:
    """The texts of a nested content without the marks at its edges that may be its parent's.

    A nested quote is judged by the marks of its own level.
    """
    starts, ends = {place.start for place in parent}, {place.end for place in parent}
    texts = []
    for place in nested:
        text = place.text or ""
        if place.start in starts and text[:1] in MARKS:
            text = text[1:]
        if place.end in ends and text[-1:] in MARKS:
            text = text[:-1]
        texts.append(text)
    return texts
