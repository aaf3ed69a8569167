"""Spans against the article's text: a problem for each that is reversed, out of range, off, overlapping or unsorted."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sayso.model import Article
from sayso.validate.problems import Problem, shown

_WINDOW = 1000
_WINDOWS = 20
"""A text that is off is looked for on either side in _WINDOWS times its length, at most _WINDOW code points."""


class Place(NamedTuple):
    """A span whose offsets are integers, as the structure wants them; its text, where it has one."""

    pointer: str
    start: int
    end: int
    text: str | None


def places(holder: dict[str, Any], key: str, pointer: str) -> list[Place]:
    """The spans in the list `holder[key]` that have offsets. What is malformed is the structure's to report."""
    found = []
    for here, span in objects(holder, key, pointer):
        start, end, text = _offset(span.get("start")), _offset(span.get("end")), span.get("text")
        if start is not None and end is not None:
            found.append(Place(here, start, end, text if isinstance(text, str) else None))
    return found


def objects(holder: dict[str, Any], key: str, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects in the list `holder[key]`, with their pointers."""
    values = holder.get(key)
    if isinstance(values, list):
        for i, value in enumerate(values):
            if isinstance(value, dict):
                yield f"{pointer}/{key}/{i}", value


def _offset(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


class Text:
    """An article's text to check spans against."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self._boilerplate = sorted((b.start, b.end) for b in article.blocks if b.kind == "boilerplate")

    def check(self, places: Sequence[Place]) -> Iterator[Problem]:
        """The problems that each span has with the text."""
        for place in places:
            if place.end > len(self.text):
                yield self._out_of_range(place)
            elif place.start < place.end:
                if place.text and place.text != self.text[place.start : place.end]:
                    yield self._mismatch(place)
                if self._in_boilerplate(place):
                    yield Problem(
                        code="in-boilerplate",
                        pointer=place.pointer,
                        message="the span stands in a block of boilerplate",
                        found=shown(self.text[place.start : place.end]),
                        hint="Remove it, or mend the article's blocks (boilerplate in manifest.toml).",
                    )

    def _out_of_range(self, place: Place) -> Problem:
        return Problem(
            code="span-out-of-range",
            pointer=place.pointer,
            message="the span ends after the end of the text",
            expected=f"an end of {len(self.text)} or less",
            found=f"{shown(place.start)} to {shown(place.end)}",
            hint=self._advice(place),
        )

    def _mismatch(self, place: Place) -> Problem:
        return Problem(
            code="text-mismatch",
            pointer=place.pointer,
            message=f"the article has another text from {place.start} to {place.end}",
            expected=shown(self.text[place.start : place.end]),
            found=shown(place.text),
            hint=self._advice(place),
        )

    def _advice(self, place: Place) -> str:
        """The offsets that would be right, where the span's text stands nearby."""
        if place.text:
            start = self._nearest(place.text, min(place.start, len(self.text)))
            if start is not None:
                return f"The text stands from {start} to {start + len(place.text)}: set start and end so."
        return "Draw the span anew; offsets count code points, not bytes or UTF-16 units."

    def _nearest(self, text: str, start: int) -> int | None:
        window = min(_WINDOW, _WINDOWS * len(text))
        after = self.text.find(text, start, start + window + len(text))
        before = self.text.rfind(text, max(0, start - window), start + len(text) - 1)
        found = [place for place in (before, after) if place >= 0]
        return min(found, key=lambda place: abs(place - start)) if found else None

    def _in_boilerplate(self, place: Place) -> bool:
        """Blocks do not overlap, so that only the last one to start before the span's end can hold any of it."""
        index = bisect.bisect_left(self._boilerplate, (place.end,)) - 1
        return index >= 0 and self._boilerplate[index][1] > place.start


def check_direction(places: Sequence[Place]) -> Iterator[Problem]:
    """Each span starts before it ends."""
    for place in places:
        if place.start >= place.end:
            yield Problem(
                code="reversed-span",
                pointer=place.pointer,
                message="the end is not after the start",
                expected="start < end",
                found=f"{shown(place.start)} to {shown(place.end)}",
                hint="Swap the two, or draw the span anew.",
            )


def check_order(places: Sequence[Place], *, nesting: bool = False) -> Iterator[Problem]:
    """Spans of one list in the order of the text, and without overlap unless `nesting`."""
    for before, place in itertools.pairwise(places):
        if place.start < before.start:
            yield Problem(
                code="unsorted-spans",
                pointer=place.pointer,
                message="the list is not in the order of the text",
                expected=f"a start of {shown(before.start)} or more, after the one before",
                found=shown(place.start),
                hint="Sort the list by start.",
            )
    if not nesting:
        yield from _check_overlap(sorted(places, key=lambda place: place[1:3]))


def _check_overlap(places: Sequence[Place]) -> Iterator[Problem]:
    reach: Place | None = None
    for place in places:
        if reach is not None and place.start < reach.end and place.start < place.end:
            yield Problem(
                code="overlapping-spans",
                pointer=place.pointer,
                message=f"the span shares characters with {reach.pointer}",
                expected=f"a start of {shown(reach.end)} or more",
                found=shown(place.start),
                hint="Cut one of the two, or join them into one span.",
            )
        if reach is None or place.end > reach.end:
            reach = place
