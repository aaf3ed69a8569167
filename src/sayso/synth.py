"""Made-up articles with exact gold, as many as one likes: for load tests, not for judging extractors.

Every article is put together from a few sentence patterns, so that what was said, by whom and with what cue is known as
it is written. Article i of a seed is the same however many there are and however they are cut into shards.
"""

from __future__ import annotations

import concurrent.futures
import functools
import multiprocessing
import os
import random
import re
from pathlib import Path

from sayso.corpus import SPLIT_PATTERN, Document, joined_hash, split_hash
from sayso.errors import UsageError
from sayso.files import writing_folder
from sayso.model import (
    SCHEMA_VERSION,
    Annotation,
    Annotator,
    Article,
    Block,
    Claim,
    ClaimKind,
    Mention,
    Quote,
    QuoteType,
    Span,
    Speaker,
    sha256_text,
)
from sayso.rows import arrow_schema, rows
from sayso.shards import shard_name

WORDS = 350
_WORD = re.compile(r"\w+")
_AT_ONCE = 1000  # documents held while a shard is written, and the rows of a row group
_FIRST = "Ada Ünal Lena Bo Ravi Ines Omar Mei Kofi Ruth Piotr Sara".split()
_LAST = "Orr Bell Weiß Nakamura Okoye Silva Håkon Petrov Dunne Castellanos".split()
_ROLES = ["the mayor", "who runs the water board", "a spokeswoman for the ministry", "an engineer at the plant"]
_CLAUSES: list[tuple[str, ClaimKind]] = [
    ("the dam held through the night and nobody in the valley was hurt", "other"),
    ("the repairs have cost 30 million euros since 2019, more than all the towns of the region spent", "quantity"),
    ("the river will rise by another two metres before Friday — perhaps more, if it goes on raining", "prediction"),
    ("rents went up by a third in ten years because the city stopped building", "causation"),
    ("the board must publish its figures every year", "rule"),
    ("4,500 residents left their homes for two nights", "quantity"),
    ("the bridge 🌉 stays closed to lorries until the spring", "prediction"),
]
_FILLER = [
    "Rain fell on the valley for a third day, and the roads along the river stayed closed.",
    "The council met until late in the evening without taking a vote.",
    "In the old town, shopkeepers carried sandbags to their doors while schoolchildren watched from the bridge.",
]


def write(folder: Path, documents: int, shards: int, seed: int = 0, words: int = WORDS, split: str = "synth") -> None:
    """Write a corpus of `documents` articles, of at least so many words each, in `shards` Parquet files.

    One process a core, which holds a shard. Raises `UsageError` where `folder` holds
    anything, or there are fewer documents than shards.
    """
    if not re.fullmatch(SPLIT_PATTERN, split):
        raise UsageError(f"{split!r} is no name of a split; use letters, digits, _ and dots.")
    if shards > documents:
        raise UsageError(f"{shards} shards for {documents} documents: ask for at most one shard a document.")
    if folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise UsageError(f"{folder}: there is something in it already; name a new folder.")
    edges = [documents * number // shards for number in range(shards + 1)]
    made = functools.partial(_write_shard, seed=seed, words=words, split=split)
    with writing_folder(folder) as new:
        (new / "documents").mkdir()
        paths = [new / "documents" / shard_name(split, number, shards) for number in range(shards)]
        if shards == 1:
            made(paths[0], 0, documents)
        else:
            spawn = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
            workers = min(shards, len(os.sched_getaffinity(0)))
            with concurrent.futures.ProcessPoolExecutor(workers, spawn) as pool:
                list(pool.map(made, paths, edges, edges[1:]))
        (new / "README.md").write_text(_CARD.format(documents=documents, seed=seed, split=split), encoding="utf-8")


_CARD = """---
license: cc0-1.0
language: en
configs:
- config_name: documents
  default: true
  data_files:
  - split: {split}
    path: documents/{split}-*.parquet
---
{documents} made-up articles with exact gold, by `sayso synth --seed {seed}`: for load tests, not to judge by.
"""


def _write_shard(path: Path, first: int, last: int, seed: int, words: int, split: str) -> None:
    """Write documents `first` to `last` - 1, which are held as Arrow until their hash is known."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sayso.tables import HASH_KEY

    schema = arrow_schema("documents")
    tables, hashes = [], []
    for low in range(first, last, _AT_ONCE):
        some = [document(i, seed, words, split) for i in range(low, min(low + _AT_ONCE, last))]
        tables.append(pa.Table.from_pylist(list(rows("documents", some)), schema=schema))
        hashes.append(split_hash(some))
    table = pa.concat_tables(tables).replace_schema_metadata({HASH_KEY: joined_hash(hashes)})
    pq.write_table(table, path, compression="zstd", row_group_size=_AT_ONCE)


def document(number: int, seed: int = 0, words: int = WORDS, split: str = "synth") -> Document:
    """Article `number` of a seed with its gold.

    >>> first = document(0)
    >>> first == document(0), first.gold == document(0, seed=1).gold
    (True, False)
    """
    return _Draft(random.Random(f"{seed} {number}"), f"synth-{number:09}").document(words, split)


class _Draft:
    """An article that grows from left to right, with the annotation of what was added."""

    def __init__(self, source: random.Random, doc: str) -> None:
        self.random, self.doc = source, doc
        self.parts: list[str] = []
        self.size = self.words = 0
        names = source.sample([f"{first} {last}" for first in _FIRST for last in _LAST], 6)
        self.speakers = [Speaker(f"S{i + 1}", name, "person", None, []) for i, name in enumerate(names)]
        self.quotes: list[Quote] = []
        self.claims: list[Claim] = []
        self.blocks: list[Block] = []

    def document(self, words: int, split: str) -> Document:
        kinds = [self.direct, self.indirect, self.mixed, self.nested, self.according, self.reported, self.filler]
        while self.words < words or not self.quotes:
            start = self.size
            self.random.choice(kinds)()
            self.blocks.append(Block(start, self.size, "paragraph"))
            self.add("\n")
        text = "".join(self.parts)
        digest = sha256_text(text)
        article = Article(
            id=self.doc,
            text=text,
            blocks=self.blocks,
            language="en",
            rights="CC0-1.0",
            raw_sha256=digest,
            text_sha256=digest,
            genre="synthetic",
            synthetic=True,
            title=None,
            published=None,
            publisher=None,
            url=None,
            source_file=None,
        )
        speaking = [speaker for speaker in self.speakers if speaker.mentions]
        speaking.sort(key=lambda speaker: speaker.mentions[0].start)
        annotator = Annotator("synth", "program")
        gold = Annotation(SCHEMA_VERSION, self.doc, digest, annotator, speaking, self.quotes, self.claims)
        return Document(article, gold, split)

    def add(self, text: str) -> Span:
        start = self.size
        self.parts.append(text)
        self.size += len(text)
        self.words += len(_WORD.findall(text))
        return Span(start, self.size, text)

    def anyone(self) -> Speaker:
        return self.random.choice(self.speakers)

    def clause(self) -> tuple[str, ClaimKind]:
        return self.random.choice(_CLAUSES)

    def mention(self, speaker: Speaker, text: str) -> Span:
        span = self.add(text)
        speaker.mentions.append(Mention(span.start, span.end, text, "name" if text[0].isupper() else "pronoun"))
        return span

    def quote(
        self, kind: QuoteType, content: list[Span], cue: Span, source: Span, speaker: Speaker, asserted: bool = True
    ) -> Quote:
        key = f"Q{len(self.quotes) + 1}"
        quote = Quote(key, kind, content, [cue], [source], speaker.id, [], None, asserted)
        self.quotes.append(quote)
        return quote

    def claim(self, clause: Span, kind: ClaimKind, quote: Quote | None) -> None:
        sentence = f"{clause.text[0].upper()}{clause.text[1:]}."
        claimer = "author" if quote is None else str(quote.speaker)
        key = f"C{len(self.claims) + 1}"
        held_by = None if quote is None else quote.id
        self.claims.append(Claim(key, [clause], claimer, held_by, kind, "affirm", kind != "other", sentence))

    # --- the sentences: each docstring shows one ----------------------------------------------------------------------

    def filler(self) -> None:
        """Rain fell on the valley."""
        self.add(self.random.choice(_FILLER))

    def reported(self) -> None:
        """The dam held through the night: a claim of the article's own."""
        text, kind = self.clause()
        self.claim(self.add(text[0].upper() + text[1:]), kind, None)
        self.add(".")

    def direct(self) -> None:
        """“…,” Ada Orr, the mayor, said. “…”"""
        (first, kind), (second, other) = self.random.sample(_CLAUSES, 2)
        speaker = self.anyone()
        start = self.add("“").start
        clause = self.add(first[0].upper() + first[1:])
        self.add(",”")
        content = [Span(start, self.size, f"“{clause.text},”")]
        self.add(" ")
        name = self.mention(speaker, speaker.name)
        self.add(f", {self.random.choice(_ROLES)}")
        source = Span(name.start, self.size, "".join(self.parts[-2:]))
        self.add(", ")
        cue = self.add("said")
        self.add(". ")
        start = self.add("“").start
        after = self.add(second[0].upper() + second[1:])
        self.add(".”")
        content.append(Span(start, self.size, f"“{after.text}.”"))
        quote = self.quote("direct", content, cue, source, speaker)
        self.claim(clause, kind, quote)
        self.claim(after, other, quote)

    def indirect(self) -> None:
        """Orr did not deny that …"""
        text, kind = self.clause()
        speaker = self.anyone()
        source = self.mention(speaker, speaker.name.split()[-1])
        self.add(" ")
        cue = self.add(self.random.choice(["said", "told reporters", "did not deny", "insisted"]))
        self.add(" ")
        start = self.add("that ").start
        clause = self.add(text)
        content = Span(start, self.size, f"that {text}")
        asserted = cue.text != "did not deny"
        self.claim(clause, kind, self.quote("indirect", [content], cue, source, speaker, asserted))
        self.add(".")

    def mixed(self) -> None:
        """Ada Orr warned that it was “a real mess”."""
        speaker = self.anyone()
        source = self.mention(speaker, speaker.name)
        self.add(" ")
        cue = self.add("warned")
        self.add(" ")
        content = self.add("that it was “a real mess” which nobody had seen coming")
        self.quote("mixed", [content], cue, source, speaker)
        self.add(".")

    def according(self) -> None:
        """According to Ada Orr, …"""
        text, kind = self.clause()
        speaker = self.anyone()
        cue = self.add("According to")
        self.add(" ")
        source = self.mention(speaker, speaker.name)
        self.add(", ")
        content = self.add(text)
        self.claim(content, kind, self.quote("indirect", [content], cue, source, speaker))
        self.add(".")

    def nested(self) -> None:
        """Ada Orr said Bo Bell had urged them to …"""
        outer, inner = self.random.sample(self.speakers, 2)
        source = self.mention(outer, outer.name)
        self.add(" ")
        cue = self.add("said")
        self.add(" ")
        before = len(self.parts)
        inner_source = self.mention(inner, inner.name)
        self.add(" ")
        inner_cue = self.add("had urged them")
        self.add(" ")
        inner_content = self.add("to publish the figures of every year since 2019")
        content = Span(inner_source.start, self.size, "".join(self.parts[before:]))
        parent = self.quote("indirect", [content], cue, source, outer)
        self.quote("indirect", [inner_content], inner_cue, inner_source, inner).parent = parent.id
        self.add(".")
