"""What the rules find: a quote as places in the text, before it becomes a prediction."""

from __future__ import annotations

from dataclasses import dataclass, field

from sayso.extractors.rules.limits import Form
from sayso.extractors.rules.tokens import Token

Place = tuple[int, int]
"""Code points of the article from the first up to but not including the second."""

Range = tuple[int, int]
"""Tokens of a sentence from the first up to but not including the second."""

_STRAY_MARKS = frozenset(("“", "”", '"', "‘", "«", "»", "''", "``"))
_STRAY = _STRAY_MARKS | frozenset(".,")


@dataclass(slots=True)
class Found:
    """A quote found. Its speaker is resolved later, when all quotes of the article are known."""

    content: list[Place]
    cue: list[Place] = field(default_factory=list)
    source: list[Place] = field(default_factory=list)
    asserted: bool = True
    form: Form = "region"
    follows: bool = False
    """Whether the attribution stands after its content, so that quoted words after it go on with the same quote."""
    kind: str = ""
    """Of what kind the cue is (`cues.Kind`); empty where there is none."""
    end: int = 0
    """Where the sentence of the attribution ends."""


def place_of(tokens: list[Token], tokens_range: Range) -> Place:
    """The place of some tokens, without a stray mark at its edges or a full stop or comma at its end."""
    first, last = tokens_range
    while last - first > 1 and tokens[first].low in _STRAY_MARKS:
        first += 1
    while last - first > 1 and tokens[last - 1].low in _STRAY:
        last -= 1
    return (tokens[first].start, tokens[last - 1].end)


def places_of(tokens: list[Token], tokens_range: Range | None) -> list[Place]:
    """The place of some tokens, or no place for None."""
    return [] if tokens_range is None else [place_of(tokens, tokens_range)]
