"""Braces to spans and back: the text of an inline file. It knows tags, and nothing of quotes or speakers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sayso.errors import DataError

TAG = re.compile(r"[SQC][1-9][0-9]*(?:\.[a-z]+)?")
_OPEN = re.compile(rf"\{{({TAG.pattern}(?: {TAG.pattern})*)\|")
_CLOSE = re.compile(rf"\{{/({TAG.pattern})\}}")
_SPECIAL = re.compile(r"[{}\\]")


class Tagged(NamedTuple):
    """A span of the bare text: code points `start` to `end`, and what it is."""

    start: int
    end: int
    tag: str


def parse(markup: str, path: str, first_line: int = 1) -> tuple[str, list[Tagged]]:
    """The bare text and its spans, in the order in which they open.

    Raises `DataError` with `path`, line and column where a brace does not fit; lines count from `first_line`.

    >>> parse("{S1|Orr} {Q1.cue|said} {Q1|that {C1|it rains}}", "dam")[0]
    'Orr said that it rains'
    """
    reading = _Reading(markup, path, first_line)
    reading.run()
    return "".join(reading.text), sorted(reading.spans, key=lambda span: (span.start, -span.end))


class _Reading:
    def __init__(self, markup: str, path: str, first_line: int) -> None:
        self.markup, self.path, self.first_line = markup, path, first_line
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[list[str], int, int]] = []  # tags, start in the text, place in the markup
        self.spans: list[Tagged] = []

    def run(self) -> None:
        place = 0
        while found := _SPECIAL.search(self.markup, place):
            self._add(self.markup[place : found.start()])
            place = self._special(found.start())
        self._add(self.markup[place:])
        if self.open:
            tags, _, place = self.open[-1]
            raise self._error(place, f"{{{' '.join(tags)}| is never closed; add its }}")

    def _special(self, place: int) -> int:
        """Read what begins with a brace or backslash; the place after it."""
        character = self.markup[place]
        if character == "\\":
            escaped = self.markup[place + 1 : place + 2]
            if not _SPECIAL.match(escaped):
                raise self._error(place, r"a backslash stands before {, } or \ only; write \\ for one of the text's")
            self._add(escaped)
            return place + 2
        if character == "}":
            if not self.open:
                raise self._error(place, r"a } closes nothing; remove it, or write \} for one of the text's")
            self._close(len(self.open) - 1, place)
            return place + 1
        if found := _OPEN.match(self.markup, place):
            self.open.append((found[1].split(" "), self.length, place))
            return found.end()
        if found := _CLOSE.match(self.markup, place):
            which = [i for i, (tags, _, _) in enumerate(self.open) if tags == [found[1]]]
            if not which:
                raise self._error(place, f"{found[0]} closes what was not opened by itself as {{{found[1]}|")
            self._close(which[-1], place)
            return found.end()
        raise self._error(
            place, r"a { opens a span as {Q1|, {Q1.cue S2| or closes one as {/Q1}; write \{ for one of the text's"
        )

    def _close(self, index: int, place: int) -> None:
        tags, start, _ = self.open.pop(index)
        if start == self.length:
            raise self._error(place, f"{{{' '.join(tags)}| holds no text")
        self.spans += [Tagged(start, self.length, tag) for tag in tags]

    def _add(self, piece: str) -> None:
        self.text.append(piece)
        self.length += len(piece)

    def _error(self, place: int, what: str) -> DataError:
        line = self.markup.count("\n", 0, place)
        column = place - (self.markup.rfind("\n", 0, place) + 1) + 1
        return DataError(f"{self.path}:{self.first_line + line}:{column}: {what}.")


class _Group(NamedTuple):
    """Spans of one extent."""

    start: int
    end: int
    tags: tuple[str, ...]


def write(text: str, spans: Iterable[Tagged]) -> str:
    """The markup of `spans` on `text`; `parse` reads it back. Tags of one extent stand in the order given.

    Raises `DataError` where two spans of one tag cross each other, which the markup cannot tell from nesting.
    """
    groups = _groups(spans)
    crossing = _crossing(groups)
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for i, group in enumerate(groups):
        named = i in crossing
        before = "".join(f"{{{tag}|" for tag in group.tags) if named else f"{{{' '.join(group.tags)}|"
        after = "".join(f"{{/{tag}}}" for tag in reversed(group.tags)) if named else "}"
        opening.setdefault(group.start, []).append(before)
        closing.setdefault(group.end, []).insert(0, after)  # what opened last closes first
    places = sorted({0, len(text), *opening, *closing})
    pieces = ["".join(closing.get(place, []) + opening.get(place, [])) for place in places]
    texts = [_SPECIAL.sub(r"\\\g<0>", text[a:b]) for a, b in itertools.pairwise(places)]
    return "".join(itertools.chain.from_iterable(itertools.zip_longest(pieces, texts, fillvalue="")))


def _groups(spans: Iterable[Tagged]) -> list[_Group]:
    by_extent: dict[tuple[int, int], list[str]] = {}
    for span in spans:
        by_extent.setdefault((span.start, span.end), []).append(span.tag)
    return [_Group(*key, tuple(by_extent[key])) for key in sorted(by_extent, key=lambda key: (key[0], -key[1]))]


def _crossing(groups: Sequence[_Group]) -> set[int]:
    """Which groups share a part of the text with another, and neither holds the other."""
    found: set[int] = set()
    for i, j in _overlapping(groups):
        if groups[i].end < groups[j].end:
            if both := set(groups[i].tags) & set(groups[j].tags):
                place = groups[j].start
                raise DataError(f"two spans {both.pop()} cross at code point {place}; inline markup cannot show that.")
            found |= {i, j}
    return found


def _overlapping(groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """Pairs, by index, in which the second begins inside the first; groups come sorted by start, the longer first."""
    still_open: list[int] = []
    for j, group in enumerate(groups):
        still_open = [i for i in still_open if groups[i].end > group.start]
        yield from ((i, j) for i in still_open if groups[i].start < group.start)
        still_open.append(j)
