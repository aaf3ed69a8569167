"""Articles with annotations on them, as dense as the seed's: what the benchmarks of validation run on."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sayso.model import (
    Annotation,
    Annotator,
    Article,
    Block,
    Claim,
    Mention,
    Quote,
    QuoteType,
    Span,
    Speaker,
    sha256_text,
)

_FIRST = "Ada Ünal Lena Bo Ravi Ines Omar Mei Kofi Ruth Piotr Sara".split()
_LAST = "Orr Bell Weiß Nakamura Okoye Silva Håkon Petrov Dunne Castellanos".split()
_ROLES = ["the mayor", "who runs the water board", "a spokeswoman for the ministry", "an engineer at the plant"]
_CLAUSES = [
    "the dam held through the night, the pumps ran at full power until the morning and nobody in the valley was hurt",
    "we spent 30 million euros on the repairs since 2019, which is more than all the towns of the region together",
    "the river will rise by another two metres before Friday — perhaps more, if it goes on raining in the mountains",
    "rents went up by a third in ten years because the city stopped building and sold the last of its own houses",
    "the board must publish its figures every year, and has done so late or not at all in three years out of five",
    "they had asked 4,500 residents to leave their homes for two nights and to take their papers and medicine along",
]
_FILLER = [
    "Rain fell on the valley for a third day, and the roads along the river stayed closed to all but the fire brigade.",
    "The council met until late in the evening without taking a vote; a second session has been called for next week.",
    "In the old town, shopkeepers carried sandbags to their doors while schoolchildren watched from the bridge.",
]
_QUOTES = 27  # give about 20 KB of JSON a record


def documents(number: int, seed: int = 0) -> Iterator[tuple[Article, Annotation]]:
    """`number` articles with an annotation each, and no problem in any."""
    source = random.Random(seed)
    for i in range(number):
        yield _Draft(source, f"doc-{i:06d}").document()


class _Draft:
    """An article that grows from left to right, with the annotation of what was added."""

    def __init__(self, source: random.Random, doc: str) -> None:
        self.random, self.doc = source, doc
        self.parts: list[str] = []
        self.size = 0
        names = source.sample([f"{first} {last}" for first in _FIRST for last in _LAST], 8)
        self.speakers = [Speaker(f"S{i + 1}", name, "person", "Q42", []) for i, name in enumerate(names)]
        self.quotes: list[Quote] = []
        self.claims: list[Claim] = []
        self.blocks: list[Block] = []

    def document(self) -> tuple[Article, Annotation]:
        kinds = [self.direct, self.indirect, self.mixed, self.nested]
        while len(self.quotes) < _QUOTES:
            start = self.size
            if self.random.random() < 0.3:
                self.add(self.random.choice(_FILLER))
            else:
                self.random.choice(kinds)()
            self.blocks.append(Block(start, self.size, "paragraph"))
            self.add("\n")
        also = self.add("SEE ALSO: Snow falls on the hills")
        self.blocks.append(Block(also.start, also.end, "boilerplate"))
        text = "".join(self.parts)
        digest = sha256_text(text)
        article = Article(self.doc, text, self.blocks, None, "en", None, None, None, None, None, digest, digest)
        annotator = Annotator("generator", "program")
        return article, Annotation("1.0", self.doc, digest, annotator, self.speakers, self.quotes, self.claims)

    def add(self, text: str) -> Span:
        start = self.size
        self.parts.append(text)
        self.size += len(text)
        return Span(start, self.size, text)

    def mention(self, speaker: Speaker, text: str) -> Span:
        span = self.add(text)
        speaker.mentions.append(Mention(span.start, span.end, text, "name"))
        self.add(" ")
        return span

    def cue(self, text: str) -> Span:
        span = self.add(text)
        self.add(" ")
        return span

    def quote(self, kind: QuoteType, content: list[Span], cue: Span, source: Span, speaker: Speaker) -> Quote:
        told = [self.random.choice(self.speakers).id] if self.random.random() < 0.3 else []
        quote = Quote(f"Q{len(self.quotes) + 1}", kind, content, [cue], [source], speaker.id, told, None, True)
        self.quotes.append(quote)
        return quote

    def claim(self, clause: Span, quote: Quote) -> None:
        key, sentence = f"C{len(self.claims) + 1}", f"{clause.text[0].upper()}{clause.text[1:]}."
        self.claims.append(Claim(key, [clause], str(quote.speaker), quote.id, "other", "affirm", True, sentence))

    def direct(self) -> None:
        """“…,” Orr, the mayor, said. “…”"""
        first, second = self.random.sample(_CLAUSES, 2)
        speaker = self.random.choice(self.speakers)
        start = self.add("“").start
        clause = self.add(first)
        self.add(",”")
        content = [Span(start, self.size, f"“{first},”")]
        self.add(" ")
        source = self.mention(speaker, f"{speaker.name}, {self.random.choice(_ROLES)},")
        cue = self.add("said")
        self.add(". ")
        content.append(self.add(f"“{second[0].upper()}{second[1:]}.”"))
        self.claim(clause, self.quote("direct", content, cue, source, speaker))

    def indirect(self) -> None:
        """Orr insisted that …"""
        speaker = self.random.choice(self.speakers)
        source = self.mention(speaker, speaker.name.split()[-1])
        cue = self.cue(self.random.choice(["said", "told reporters", "did not deny", "insisted"]))
        start = self.add("that ").start
        clause = self.add(self.random.choice(_CLAUSES))
        content = Span(start, self.size, f"that {clause.text}")
        self.claim(clause, self.quote("indirect", [content], cue, source, speaker))
        self.add(".")

    def mixed(self) -> None:
        """Ada Orr warned that it’s “…” and that …"""
        speaker = self.random.choice(self.speakers)
        source = self.mention(speaker, speaker.name)
        cue = self.cue("warned")
        content = self.add(f"that it’s “a real mess” and that {self.random.choice(_CLAUSES)}")
        self.claim(content, self.quote("mixed", [content], cue, source, speaker))
        self.add(".")

    def nested(self) -> None:
        """Ada Orr said Bo Bell had urged her to …"""
        outer, inner = self.random.sample(self.speakers, 2)
        source = self.mention(outer, outer.name)
        cue = self.cue("said")
        before = len(self.parts)
        inner_source = self.mention(inner, inner.name)
        inner_cue = self.cue("had urged")
        self.mention(outer, "her")
        inner_content = self.add("to publish the figures of every year since 2019")
        content = Span(inner_source.start, self.size, "".join(self.parts[before:]))
        parent = self.quote("indirect", [content], cue, source, outer)
        self.quote("indirect", [inner_content], inner_cue, inner_source, inner).parent = parent.id
        self.add(".")
