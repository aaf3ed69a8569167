"""Tokens and their IOB labels, for formats that have a line or an element a token."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sayso.model import Annotation, Span
from sayso.validate.problems import shown

WORDS_AND_SIGNS = re.compile(r"\w+|[^\w\s]")
"""A token is a run of letters, digits and underscores, or any one other character that is no white space."""

WORDS = re.compile(r"\S+")
"""A token is what stands between white space."""

Place = tuple[int, int]


class Run(NamedTuple):
    """Tokens from `first` up to, not with, `end` that carry one label."""

    label: str
    first: int
    end: int


def tokenize(text: str, pattern: re.Pattern[str], spans: Iterable[Span] = ()) -> list[Place]:
    """The places of the tokens of `text`, cut where a span starts or ends inside one.

    >>> tokenize("It held, Orr's", WORDS, [Span(9, 12, "Orr")])
    [(0, 2), (3, 8), (9, 12), (12, 14)]
    """
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    tokens = []
    for found in pattern.finditer(text):
        start, end = found.span()
        inside = edges[bisect.bisect_right(edges, start) : bisect.bisect_left(edges, end)]
        tokens += list(zip([start, *inside], [*inside, end], strict=True))
    return tokens


def spans_in(record: Annotation) -> list[Span]:
    """Every span of the quotes of a record."""
    return [span for quote in record.quotes for spans in (quote.content, quote.cue, quote.source) for span in spans]


def covered(tokens: Sequence[Place], span: Span) -> tuple[int, int]:
    """The tokens that a span covers, the last one not with."""
    first = bisect.bisect_left(tokens, (span.start, -1))
    return first, bisect.bisect_left(tokens, (span.end, -1))


def runs(labels: Sequence[str]) -> Iterator[Run]:
    """The stretches that IOB labels mark; both IOB1 and IOB2 are understood.

    `B-X` starts a stretch of X, and so does `I-X` where none of X goes on. Anything else is outside; a bare `B` or `I`
    has the label "".

    >>> [tuple(run) for run in runs(["I-Q", "I-Q", "B-Q", "O", "I-S"])]
    [('Q', 0, 2), ('Q', 2, 3), ('S', 4, 5)]
    """
    open_run: tuple[str, int] | None = None
    for place, label in enumerate([*labels, "O"]):
        sign, _, kind = label.partition("-")
        goes_on = open_run is not None and sign == "I" and kind == open_run[0]
        if open_run is not None and not goes_on:
            yield Run(open_run[0], open_run[1], place)
            open_run = None
        if sign in ("B", "I") and not goes_on:
            open_run = kind, place


class Misplaced(NamedTuple):
    """A word that is not next in the text: which one, where it should start, what it is and what stands there."""

    number: int
    start: int
    expected: str
    found: str

    def told(self, doc: str) -> str:
        """The sentence on it."""
        return (
            f"{doc}: token {self.number}, at {self.start}: expected {shown(self.expected)}, found {shown(self.found)}."
        )


def align(words: Sequence[Sequence[str]], text: str, cursor: int = 0) -> list[Place] | Misplaced:
    """The place of each word in `text` from `cursor` on, where nothing but white space stands between them.

    A word may be written in several ways; the first that is next in the text is taken.
    """
    places: list[Place] = []
    for number, ways in enumerate(words):
        while cursor < len(text) and text[cursor].isspace():
            cursor += 1
        way = next((way for way in ways if text.startswith(way, cursor)), None)
        if way is None:
            return Misplaced(number, cursor, ways[0], text[cursor : cursor + len(ways[0])])
        places.append((cursor, cursor + len(way)))
        cursor += len(way)
    return places
