"""Hydration: a text-free release and a user's own copies of its texts, put together to the gold again."""

from __future__ import annotations

import bisect
import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from sayso.corpus import Document
from sayso.folding import Folded, fold
from sayso.model import Annotation, Article, sha256_text
from sayso.release import WINDOW, Quotation, Release, anchor
from sayso.validate import validate_annotation

_SHOWN = 5
_BY_MARKS = "wrong-quote-type"  # judged on the marks of the text that was annotated; a copy may have others

Mover = Callable[[int, int], tuple[int, int]]
"""From a place in the text that was annotated to the place in the user's copy."""


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """A span that stands elsewhere in the user's copy: its JSON pointer, where it stood and where it stands."""

    pointer: str
    old: tuple[int, int]
    new: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.pointer}: {self.old[0]}-{self.old[1]} is at {self.new[0]}-{self.new[1]}"


def hydrate(release: Release, mine: Article, *, tolerant: bool = False) -> tuple[Document, list[Moved]]:
    """The document of `release` on the text of `mine`, and the spans that had to be moved.

    A copy that is the very text gives the very gold. One that differs only in what `sayso.folding` forgives is taken if
    `tolerant`: then offsets, texts and hashes are the copy's. Raises `ValueError` with a sentence for any other, that
    says where it differs, and for a release that is broken.
    """
    move: Mover = _stay
    if text_differs(release, mine):
        folded = fold(mine.text)
        same = sha256_text(folded.text) == release.folded_sha256
        if not (same and tolerant):
            raise ValueError(_difference(release, mine.text, folded, same))
        move = _mover(release, folded)
    filling = _Filling(mine, move)
    try:
        made = filling.document(release)
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise ValueError(f"its release is not as it should be ({error}); export it anew.") from None
    errors = [
        one
        for one in validate_annotation(made.gold, made.article)
        if one.severity == "error" and not (move is not _stay and one.code == _BY_MARKS)
    ]
    if errors:
        raise ValueError(f"{errors[0].pointer}: {errors[0].message} ({len(errors)} such in all).")
    return made, filling.moved


def _stay(start: int, end: int) -> tuple[int, int]:
    return start, end


def _mover(release: Release, folded: Folded) -> Mover:
    edges = dict(release.edges)

    def move(start: int, end: int) -> tuple[int, int]:
        return folded.outward(edges[start], edges[end])

    return move


class _Filling:
    """Puts the words of `mine` back into a release, and keeps the spans that had to be moved."""

    def __init__(self, mine: Article, move: Mover) -> None:
        self.mine, self.move = mine, move
        self.moved: list[Moved] = []

    def document(self, release: Release) -> Document:
        """The document of `release`."""
        mine, known, gold = self.mine, release.article, release.annotation
        article = known | {"text": mine.text, "blocks": self._spans(known, "blocks", "")}
        if known["title"] is not None:  # empty where the text does not hold it: the copy may know it
            article["title"] = self._said([known["title"]]) if known["title"] else mine.title
        if text_differs(release, mine):
            article |= {"raw_sha256": mine.raw_sha256, "text_sha256": mine.text_sha256}
        record = gold | {"text_sha256": mine.text_sha256}
        for items, fields, wording in (
            ("speakers", ("mentions",), "name"),
            ("quotes", ("content", "cue", "source"), None),
            ("claims", ("content",), "normalized"),
        ):
            record[items] = [
                item
                | {field: self._spans(item, field, f"/{items}/{number}") for field in fields}
                | ({wording: self._said(item[wording])} if wording else {})
                for number, item in enumerate(gold[items])
            ]
        return Document(msgspec.convert(article, Article), msgspec.convert(record, Annotation), release.split)

    def _spans(self, item: dict[str, Any], field: str, pointer: str) -> list[dict[str, Any]]:
        """The spans of a field in their new places; all but blocks have their text."""
        made = []
        for number, span in enumerate(item[field]):
            old = span["start"], span["end"]
            start, end = self.move(*old)
            if (start, end) != old:
                self.moved.append(Moved(f"{pointer}/{field}/{number}", old, (start, end)))
            text = {} if field == "blocks" else {"text": self.mine.text[start:end]}
            made.append(span | {"start": start, "end": end} | text)
        return made

    def _said(self, pieces: str | Quotation) -> str:
        if isinstance(pieces, str):
            return pieces
        return "".join(
            piece if isinstance(piece, str) else self.mine.text[slice(*self.move(*piece))] for piece in pieces
        )


def text_differs(release: Release, mine: Article) -> bool:
    """Whether the user's copy is another text than the one that was annotated."""
    return mine.text_sha256 != release.text_sha256


def _difference(release: Release, text: str, folded: Folded, same: bool) -> str:
    """A sentence on what is other in the user's copy, and where."""
    if same:
        return (
            "the text has the same words, but other white space, quotation marks or Unicode normalisation "
            f"({_first_shift(release, text, folded)}); --tolerant takes it, and moves the spans."
        )
    if not release.anchors:
        return "the text differs, and the release has no anchors that tell where. Get the text that was annotated."
    places = _Windows(release, text, folded).differences() or ["at the end of it"]
    more = f"; and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    length = f"{release.length} characters expected, {len(text)} found"
    return f"the text differs ({length}): {'; '.join(places[:_SHOWN])}{more}. Get the text that was annotated."


def _first_shift(release: Release, text: str, folded: Folded) -> str:
    origin = folded.origin
    for edge, index in release.edges:
        # An edge is the start of the letter after it or the end of the one before; white space may be between.
        after = origin[index] if index < len(origin) else len(text)
        before = origin[index - 1] + 1 if index else 0
        if edge not in (before, after):
            return f"from {_line(text, after)} on, what was at offset {edge} is at {after}"
    return "no span is moved by it"


class _Windows:
    """The anchors of a release looked up in a copy of its text."""

    def __init__(self, release: Release, text: str, folded: Folded) -> None:
        self.release, self.text, self.folded = release, text, folded
        self.at: dict[str, list[int]] = {}
        for start in range(len(folded.text) - WINDOW + 1):
            self.at.setdefault(self._anchor(start), []).append(start)

    def differences(self) -> list[str]:
        """One for each run of windows that are not in the copy, and for each that is not right after the one before."""
        told: list[str] = []
        shift, first = 0, None  # of the copy against the text so far; the first window of a run that is missing
        for number, expected in enumerate(self.release.anchors):
            nearest = self._nearest(expected, number * WINDOW + shift)
            if nearest is None:
                first = number if first is None else first
                continue
            if first is not None:
                told.append(f"{self._missing(first, shift)}; it agrees again at {self._line(nearest)}")
            elif nearest != number * WINDOW + shift:
                more = nearest - number * WINDOW - shift
                told.append(f"{self._line(nearest)}: {abs(more)} letters too {'many' if more > 0 else 'few'} before it")
            shift, first = nearest - number * WINDOW, None
        if first is not None:
            told.append(f"{self._missing(first, shift)}, and nothing after it is in your copy")
        return told

    def _nearest(self, expected: str, start: int) -> int | None:
        places = self.at.get(expected, [])
        after = bisect.bisect_left(places, start)
        return min(places[max(after - 1, 0) : after + 1], key=lambda place: abs(place - start), default=None)

    def _missing(self, first: int, shift: int) -> str:
        start = first * WINDOW + shift
        found = self._anchor(start) if start < len(self.folded.text) else "the end"
        return f"{self._line(start)}: expected {self.release.anchors[first]}, found {found}"

    def _line(self, index: int) -> str:
        origin = self.folded.origin
        return _line(self.text, origin[index] if index < len(origin) else len(self.text))

    def _anchor(self, start: int) -> str:
        return anchor(self.folded.text[start : start + WINDOW], self.release.text_sha256)


def _line(text: str, offset: int) -> str:
    return f"line {text.count(chr(10), 0, offset) + 1} (offset {offset})"


@dataclasses.dataclass(frozen=True)
class Hydrated:
    """Documents put together; a sentence for each that could not be; and by document the spans that were moved."""

    documents: list[Document]
    problems: list[str]
    moved: dict[str, list[Moved]]


def hydrate_all(releases: list[Release], texts: Iterable[Article], *, tolerant: bool = False) -> Hydrated:
    """Each release with the text of its hash, of its id where one is, or else with a text of its id that will do.

    Several of `texts` may have one id.
    """
    by_hash: dict[str, list[Article]] = defaultdict(list)
    by_id: dict[str, list[Article]] = defaultdict(list)
    for article in texts:
        by_hash[article.text_sha256].append(article)
        by_id[article.id].append(article)
    done = Hydrated([], [], {})
    for release in releases:
        same = sorted(by_hash[release.text_sha256], key=lambda article: article.id != release.doc)
        faults = []
        for mine in same[:1] or by_id[release.doc]:
            try:
                document, moved = hydrate(release, mine, tolerant=tolerant)
            except ValueError as error:
                faults.append(f"{release.doc}: {error}")
                continue
            done.documents.append(document)
            if moved:
                done.moved[release.doc] = moved
            break
        else:
            nothing = f"{release.doc}: no text has this id or its hash; add {release.doc}.txt."
            done.problems.append(next(iter(faults), nothing))
    return done


def told(moved: Mapping[str, list[Moved]]) -> Iterator[str]:
    """A line for each span that was moved."""
    for doc, spans in moved.items():
        yield from (f"{doc}: {one}" for one in spans)
