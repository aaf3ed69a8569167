"""What a phenomenon is, and how a rule becomes one."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator
from typing import Literal

from sayso.model import Annotation, Article, Block, Claim, Quote, Span, Speaker

Layer = Literal["quotes", "claims", "speakers", "text"]


@dataclasses.dataclass(frozen=True, slots=True)
class Instance:
    """One instance: the id of the quote, claim or speaker, None for a place in the text, and where it starts."""

    item: str | None
    start: int


@dataclasses.dataclass(frozen=True, slots=True)
class Phenomenon:
    """What it is, in a sentence, and on which layer its instances are counted."""

    name: str
    layer: Layer
    definition: str
    instances: Callable[[Document], Iterator[Instance]] = dataclasses.field(repr=False)


PHENOMENA: dict[str, Phenomenon] = {}
"""All phenomena by name, in the order of this module."""


class Document:
    """An annotated article, with what the rules ask for."""

    def __init__(self, article: Article, annotation: Annotation) -> None:
        self.text, self.blocks, self.annotation = article.text, article.blocks, annotation
        self.quotes = {quote.id: quote for quote in annotation.quotes}
        self.speakers = {speaker.id: speaker for speaker in annotation.speakers}

    def speaker(self, quote: Quote) -> Speaker | None:
        return self.speakers.get(quote.speaker or "")

    def block(self, place: int) -> int:
        """Index of the block that holds a code point; -1: none does."""
        return next((i for i, block in enumerate(self.blocks) if block.start <= place < block.end), -1)

    @functools.cached_property
    def surnames(self) -> dict[str, set[str]]:
        """Ids of the people who speak, by the last word of their names."""
        found: dict[str, set[str]] = {}
        for quote in self.annotation.quotes:
            if (who := self.speaker(quote)) and who.kind == "person":
                found.setdefault(surname(who), set()).add(who.id)
        return found

    @property
    def story(self) -> list[Block]:
        """The blocks that are not boilerplate."""
        return [block for block in self.blocks if block.kind != "boilerplate"]


OfQuote = Callable[[Document, Quote], bool]
OfClaim = Callable[[Claim], bool]


def quotes(definition: str) -> Callable[[OfQuote], OfQuote]:
    """Register a rule for quotes under the function's name."""

    def register(rule: OfQuote) -> OfQuote:
        def instances(document: Document) -> Iterator[Instance]:
            quotes = document.annotation.quotes
            yield from (Instance(quote.id, quote.content[0].start) for quote in quotes if rule(document, quote))

        name = rule.__name__.strip("_")
        PHENOMENA[name] = Phenomenon(name, "quotes", definition, instances)
        return rule

    return register


def claims(definition: str) -> Callable[[OfClaim], OfClaim]:
    """Register a rule for claims under the function's name."""

    def register(rule: OfClaim) -> OfClaim:
        def instances(document: Document) -> Iterator[Instance]:
            yield from (
                Instance(claim.id, claim.content[0].start) for claim in document.annotation.claims if rule(claim)
            )

        name = rule.__name__.strip("_")
        PHENOMENA[name] = Phenomenon(name, "claims", definition, instances)
        return rule

    return register


def surname(who: Speaker) -> str:
    """The last word of a name; empty where it is blank."""
    return (who.name.split() or [""])[-1]


def text_of(spans: list[Span]) -> str:
    return " ".join(span.text for span in spans)
