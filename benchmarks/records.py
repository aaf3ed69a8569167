"""Articles with annotations like the seed's, drawn by a seeded generator: what the benchmarks run on."""

from __future__ import annotations

import hashlib
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
    Span,
    Speaker,
)

_FIRST = "Ada Ünal Lena Bo Ravi Ines Omar Mei Kofi Ruth Piotr Sara".split()
_LAST = "Orr Bell Weiß Nakamura Okoye Silva Håkon Petrov Dunne Castellanos".split()
_ROLES = ["the mayor", "who runs the water board", "a spokeswoman for the ministry", "an engineer at the plant"]
_CLAUSES = [
    "the dam held through the night and nobody was hurt",
    "we spent 30 million euros on the repairs since 2019",
    "the river will rise by another two metres before Friday — perhaps more",
    "rents went up because the city stopped building",
    "the board must publish its figures every year",
    "they had asked 4,500 residents to leave their homes",
]
_FILLER = [
    "Rain fell on the valley for a third day, and the roads along the river stayed closed to all but the fire brigade.",
    "The council met until late in the evening without taking a vote; a second session has been called for next week.",
    "In the old town, shopkeepers carried sandbags to their doors while schoolchildren watched from the bridge.",
]


class _Draft:
    """An article that grows from left to right, and the spans of what was added."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def add(self, text: str) -> Span:
        start = self.size
        self.parts.append(text)
        self.size += len(text)
        return Span(start, self.size, text)


def documents(number: int, seed: int = 0, quotes: int = 33) -> Iterator[tuple[Article, Annotation]]:
    """`number` articles with an annotation each, without a problem in any; about 20 KB of JSON for 33 quotes."""
    random_ = random.Random(seed)
    for i in range(number):
        yield _document(random_, f"doc-{i:06d}", quotes)


def _document(random_: random.Random, doc: str, number: int) -> tuple[Article, Annotation]:
    draft, blocks = _Draft(), []
    names = random_.sample([f"{first} {last}" for first in _FIRST for last in _LAST], 8)
    speakers = [Speaker(f"S{i + 1}", name, "person", None, []) for i, name in enumerate(names)]
    quotes: list[Quote] = []
    claims: list[Claim] = []
    while len(quotes) < number:
        start = draft.size
        if random_.random() < 0.3:
            draft.add(random_.choice(_FILLER))
        else:
            random_.choice([_direct, _indirect, _mixed, _nested])(random_, draft, speakers, quotes, claims)
        blocks.append(Block(start, draft.size, "paragraph"))
        draft.add("\n")
    start = draft.size
    draft.add("SEE ALSO: Snow falls on the hills")
    blocks.append(Block(start, draft.size, "boilerplate"))
    text = "".join(draft.parts)
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article(doc, text, blocks, None, "en", None, None, None, "CC0-1.0", None, digest, digest, synthetic=True)
    gold = Annotator("generator", "program")
    return article, Annotation("1.0", doc, digest, gold, speakers, quotes, claims)


def _mention(draft: _Draft, speaker: Speaker, text: str) -> Span:
    span = draft.add(text)
    speaker.mentions.append(Mention(span.start, span.end, text, "name" if text[0].isupper() else "nominal"))
    return span


def _quote(quotes: list[Quote], kind: str, content: list[Span], cue: Span, source: Span, speaker: Speaker) -> Quote:
    quote = Quote(f"Q{len(quotes) + 1}", kind, content, [cue], [source], speaker.id, [], None, True)  # type: ignore[arg-type]
    quotes.append(quote)
    return quote


def _claim(random_: random.Random, claims: list[Claim], clause: Span, quote: Quote) -> None:
    if random_.random() < 0.6:
        sentence = clause.text[0].upper() + clause.text[1:] + "."
        key = f"C{len(claims) + 1}"
        claims.append(Claim(key, [clause], str(quote.speaker), quote.id, "other", "affirm", True, sentence))


def _direct(
    random_: random.Random, draft: _Draft, speakers: list[Speaker], quotes: list[Quote], claims: list[Claim]
) -> None:
    first, second = random_.sample(_CLAUSES, 2)
    speaker = random_.choice(speakers)
    start = draft.add("“").start
    clause = draft.add(first)
    draft.add(",”")
    content = [Span(start, draft.size, f"“{first},”")]
    draft.add(" ")
    source = _mention(draft, speaker, f"{speaker.name}, {random_.choice(_ROLES)}")
    draft.add(", ")
    cue = draft.add("said")
    draft.add(". ")
    content.append(draft.add(f"“{second[0].upper()}{second[1:]}.”"))
    _claim(random_, claims, clause, _quote(quotes, "direct", content, cue, source, speaker))


def _indirect(
    random_: random.Random, draft: _Draft, speakers: list[Speaker], quotes: list[Quote], claims: list[Claim]
) -> None:
    speaker = random_.choice(speakers)
    source = _mention(draft, speaker, speaker.name.split()[-1])
    draft.add(" ")
    cue = draft.add(random_.choice(["said", "told reporters", "did not deny", "insisted"]))
    draft.add(" ")
    start = draft.add("that ").start
    clause = draft.add(random_.choice(_CLAUSES))
    quote = _quote(quotes, "indirect", [Span(start, draft.size, f"that {clause.text}")], cue, source, speaker)
    _claim(random_, claims, clause, quote)
    draft.add(".")


def _mixed(
    random_: random.Random, draft: _Draft, speakers: list[Speaker], quotes: list[Quote], claims: list[Claim]
) -> None:
    speaker = random_.choice(speakers)
    source = _mention(draft, speaker, speaker.name)
    draft.add(" ")
    cue = draft.add("warned")
    draft.add(" ")
    content = draft.add(f"that it’s “a real mess” and that {random_.choice(_CLAUSES)}")
    quote = _quote(quotes, "mixed", [content], cue, source, speaker)
    _claim(random_, claims, content, quote)
    draft.add(".")


def _nested(
    random_: random.Random, draft: _Draft, speakers: list[Speaker], quotes: list[Quote], claims: list[Claim]
) -> None:
    outer, inner = random_.sample(speakers, 2)
    source = _mention(draft, outer, outer.name)
    draft.add(" ")
    cue = draft.add("said")
    draft.add(" ")
    first = len(draft.parts)
    inner_source = _mention(draft, inner, inner.name)
    draft.add(" ")
    inner_cue = draft.add("had urged")
    draft.add(" ")
    _mention(draft, outer, "the mayor")
    draft.add(" ")
    inner_content = draft.add("to publish the figures of every year since 2019")
    content = Span(inner_source.start, draft.size, "".join(draft.parts[first:]))
    parent = _quote(quotes, "indirect", [content], cue, source, outer)
    _quote(quotes, "indirect", [inner_content], inner_cue, inner_source, inner).parent = parent.id
    draft.add(".")
