"""The text-free release: annotations of texts that may not be passed on, for people who have the texts themselves.

A release is a folder with a file SPLIT/DOC.json an article. It has every offset, every category and every link of the
gold, and of the article's own words none: see docs/text-free.md for what it tells all the same. `sayso.hydration` puts
it together with a text again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from sayso.corpus import Document
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, writing_folder
from sayso.folding import Folded, fold
from sayso.model import DocId, Sha256, SpeakerKind, dumps

WINDOW = 64
"""Characters of the folded text under one anchor. Too many to guess, few enough to say where two texts part."""
_OPEN_NAMES: frozenset[SpeakerKind] = frozenset({"person", "organization"})
"""Speakers whose name is a fact, not the article's wording."""
_WORDS = re.compile(r"\w+|\W+")

Quotation = list[str | tuple[int, int]]
"""A string in pieces: what the article says as a place in it, and what it does not say as it is."""


class Release(msgspec.Struct, forbid_unknown_fields=True):
    """One article's annotation without the article's words."""

    release_version: Literal["1.0"]
    doc: DocId
    split: str
    length: Annotated[int, Meta(ge=1, description="Code points of the text.")]
    text_sha256: Sha256
    folded_sha256: Annotated[Sha256, Meta(description="SHA-256 of the folded text (sayso.folding).")]
    anchors: Annotated[list[str], Meta(description="`anchor` of each whole window of the folded text.")]
    edges: Annotated[
        list[tuple[int, int]],
        Meta(description="Each offset that the annotation uses, and its place in the folded text; sorted."),
    ]
    article: Annotated[
        dict[str, Any], Meta(description="The article's fields; `title` as a place in the text, or empty.")
    ]
    annotation: Annotated[dict[str, Any], Meta(description="The gold without texts; see `withhold`.")]


def withhold(document: Document) -> tuple[Release, Counter[str]]:
    """The release of `document`, and what it cannot bring back.

    A span keeps its offsets only. A normalized claim, and the name of a speaker other than a person or organization, is
    given as places in the text for the words that stand there, and literally for those that do not.
    """
    article, text = document.article, document.article.text
    folded, lost = fold(text), Counter[str]()
    known: dict[str, Any] = msgspec.to_builtins(article)
    del known["text"]
    if known["title"] is not None:
        place = text.find(known["title"])
        lost["titles that are not in the text, left to the user's copy"] += place < 0
        known["title"] = [] if place < 0 else [place, place + len(known["title"])]
    gold: dict[str, Any] = msgspec.to_builtins(document.gold)
    for span in _spans(gold):
        del span["text"]
    for speaker in gold["speakers"]:
        if speaker["kind"] not in _OPEN_NAMES:
            speaker["name"] = quotation(speaker["name"], text)
    for claim in gold["claims"]:
        claim["normalized"] = quotation(claim["normalized"], text, claim["content"][0]["start"])
    edges = {edge for place in places(known, gold) for edge in place}
    return Release(
        release_version="1.0",
        doc=article.id,
        split=document.split,
        length=len(text),
        text_sha256=article.text_sha256,
        folded_sha256=_sha256(folded.text),
        anchors=anchors(folded, article.text_sha256),
        edges=[(edge, folded.inward(edge)) for edge in sorted(edges)],
        article=known,
        annotation=gold,
    ), +lost


def quotation(said: str, text: str, near: int = 0) -> Quotation:
    """`said` in pieces: the longest runs of words that `text` has too as places (from `near` on if there), else as is.

    >>> quotation("The dam held in 2020.", "In 2020 the dam held.")
    ['The ', (12, 20), ' in ', (3, 7), '.']
    """
    tokens: list[str] = _WORDS.findall(said)
    pieces: Quotation = []
    index = 0
    while index < len(tokens):
        end, place = _longest(tokens, index, text, near)
        if place is None:
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] += tokens[index]
            else:
                pieces.append(tokens[index])
        else:
            pieces.append(place)
        index = end
    return pieces


def _longest(tokens: Sequence[str], first: int, text: str, near: int) -> tuple[int, tuple[int, int] | None]:
    """The token after the longest run of words from `first` on that `text` has, and the place of that run."""
    best: tuple[int, int] | None = None
    end = first + 1
    if not tokens[first][0].isalnum():
        return end, None
    for after in range(first + 1, len(tokens) + 1, 2):  # words and what is between them take turns
        run = "".join(tokens[first:after])
        place = text.find(run, near)
        place = text.find(run) if place < 0 else place
        if place < 0:
            break
        best, end = (place, place + len(run)), after
    return end, best


def places(known: dict[str, Any], gold: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Every place in the text that the two parts of a release name."""
    for span in (*known["blocks"], *_spans(gold)):
        yield span["start"], span["end"]
    if known["title"]:
        yield known["title"][0], known["title"][1]
    said = [speaker["name"] for speaker in gold["speakers"]] + [claim["normalized"] for claim in gold["claims"]]
    for pieces in said:
        if not isinstance(pieces, str):
            yield from ((piece[0], piece[1]) for piece in pieces if not isinstance(piece, str))


def _spans(gold: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for speaker in gold["speakers"]:
        yield from speaker["mentions"]
    for quote in gold["quotes"]:
        yield from (*quote["content"], *quote["cue"], *quote["source"])
    for claim in gold["claims"]:
        yield from claim["content"]


def anchors(folded: Folded, salt: str) -> list[str]:
    """The anchor of each whole window of a folded text, one after the other."""
    return [
        anchor(folded.text[start : start + WINDOW], salt) for start in range(0, len(folded.text) - WINDOW + 1, WINDOW)
    ]


def anchor(window: str, salt: str) -> str:
    """32 bits of SHA-256, salted with the hash of the document: enough to find a window again in a copy of the text.

    So short a hash cannot single out a text: of all windows that someone might try, one in 2³² has the same. The salt
    keeps one document's anchors from telling what another has in common with it.
    """
    return _sha256(f"{salt}:{window}")[:8]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Written(NamedTuple):
    """How many documents a release has, and what it cannot bring back."""

    documents: int
    losses: Counter[str]


def write_release(folder: Path, documents: Sequence[Document]) -> Written:
    """Write the release of `documents` as the new folder `folder`. Raises `UsageError` where it cannot be written."""
    losses = Counter[str]()
    with writing_folder(folder) as new:
        for document in documents:
            release, lost = withhold(document)
            losses += lost
            path = new / document.split / f"{release.doc}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(dumps(release))
    return Written(len(documents), losses)


def read_release(source: Path) -> list[Release]:
    """The documents of the release in the folder `source`, or in one file of it.

    Raises `UsageError` where there is none, and `DataError` for a file that is no part of a release.
    """
    paths = sorted(source.glob("*/*.json")) if source.is_dir() else [source]
    if not paths:
        raise UsageError(f"{source}: there is no SPLIT/DOC.json in it; name what sayso export --no-text wrote.")
    return [_read(path) for path in paths]


def _read(path: Path) -> Release:
    try:
        release = msgspec.json.decode(read_bytes(path), type=Release)
        used = {edge for place in places(release.article, release.annotation) for edge in place}
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, IndexError) as error:
        raise DataError(f"{path}: no file of a text-free release ({error}); export it anew.") from None
    known = {edge for edge, _ in release.edges}
    if not used <= known or any(type(edge) is not int or not 0 <= edge <= release.length for edge in used):
        raise DataError(f"{path}: an offset is missing from `edges` or not in the text; export it anew.")
    return release
