"""What a parser may know better than the rules: they ask it where they are given one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sayso.extractors.rules.found import Found, Place
from sayso.model import SpeakerKind


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that is a source: what it is headed by."""

    place: Place
    """The phrase with what stands before and inside it, without an apposition or a relative clause."""
    head: Place
    """Its last noun, or the name that it ends with."""
    named: Place | None = None
    """The name in apposition: *his deputy, Lena Orr*."""
    full_name: Place | None = None
    """The name with what follows its head in it: *Centre for Dams*."""
    several: bool = False
    """Whether it is a coordination: *Orr and Hale*."""


class Syntax(Protocol):
    """The syntax of one article."""

    def mend(self, quotes: list[Found]) -> list[Found]:
        """The quotes of a paragraph, mended by the parse."""
        ...

    def phrase(self, source: Place) -> Phrase | None:
        """The noun phrase at a source, or None where the parse makes none of it."""
        ...

    def antecedent(self, pronoun: Place) -> Phrase | None:
        """The noun phrase that a relative pronoun stands for."""
        ...

    def kind(self, name: Place) -> SpeakerKind | None:
        """What the name at a place names, or None where it is not known."""
        ...
