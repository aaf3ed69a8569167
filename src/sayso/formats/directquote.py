"""DirectQuote (Zhang and Liu 2022): a token and its IOB label a line, a paragraph up to each blank line.

    "    B-RightSpeaker
    Yes  I-RightSpeaker
    "    I-RightSpeaker
    said Out
    Orr  B-Speaker

`LeftSpeaker` and `RightSpeaker` are quotations whose speaker is the nearest `Speaker` to their left or right, `Unknown`
those without one. Each paragraph is a document, unless `-DOCSTART-` lines say where documents start. The white space of
the text is not in the format: its tokens are joined by a space. https://github.com/THUNLP-MT/DirectQuote
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sayso.errors import DataError
from sayso.files import read_text, write_bytes
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Imported, Item
from sayso.formats.drawing import Drawn
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.recording import settle
from sayso.formats.tokens import WORDS, Misplaced, Place, Run, align, covered, runs, spans_in, tokenize
from sayso.model import Annotation, Article, Quote, Span

ANNOTATOR = "directquote"
LEFT, RIGHT, UNKNOWN, SPEAKER = "LeftSpeaker", "RightSpeaker", "Unknown", "Speaker"
OUT = "Out"
_START = "-DOCSTART-"
_QUOTATIONS = (LEFT, RIGHT, UNKNOWN)
_LABELS = frozenset({"O", OUT, *(f"{sign}-{kind}" for sign in "BI" for kind in (*_QUOTATIONS, SPEAKER))})

Paragraph = list[tuple[str, str]]
"""Tokens and their labels."""


class Part(NamedTuple):
    """A document of a file: its id, and its paragraphs."""

    id: str
    paragraphs: list[Paragraph]


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a file, or every .txt file of a folder, each of which is then a split."""
    paths = sorted(source.rglob("*.txt")) if source.is_dir() else [source]
    gathering = Gathering(articles, annotators or {})
    for path in paths:
        try:
            parts = list(_parts(path))
        except DataError as error:
            gathering.problems.append(str(error))
            continue
        for part in parts:
            _read_part(part, str(path), path.stem if source.is_dir() else DEFAULT_SPLIT, gathering)
    return gathering.done(source, "there is no .txt file with tokens in it; name the file.")


def _parts(path: Path) -> Iterator[Part]:
    """The documents of a file. Raises `DataError` for a line that is no token with a label."""
    documents: list[Part] = []
    paragraphs: list[Paragraph] = [[]]
    named = False
    for number, line in enumerate(read_text(path).split("\n"), 1):
        fields = re.split(r"[ \t]+", line.strip(" \t\r"))
        if fields == [""]:
            paragraphs.append([])
        elif fields[0] == _START:
            if not named and any(paragraphs):
                raise DataError(f"{path}: line {number}: tokens before the first {_START}; write one above them.")
            named = True
            paragraphs = [[]]
            documents.append(Part(" ".join(fields[1:-1]) or f"{path.stem}-{len(documents) + 1:05}", paragraphs))
        elif len(fields) < 2 or fields[-1] not in _LABELS:
            raise DataError(
                f"{path}: line {number}: a token and one of DirectQuote's labels are needed, such as B-{SPEAKER}; "
                f"found {line[:60]!r}."
            )
        else:
            paragraphs[-1].append((fields[0], fields[-1]))
    if not named:
        full = [paragraph for paragraph in paragraphs if paragraph]
        documents = [Part(f"{path.stem}-{number:05}", [one]) for number, one in enumerate(full, 1)]
    for part in documents:
        yield Part(part.id, [paragraph for paragraph in part.paragraphs if paragraph])


def _read_part(part: Part, path: str, split: str, gathering: Gathering) -> None:
    words = [(token,) for paragraph in part.paragraphs for token, _ in paragraph]
    known = (gathering.known or {}).get(part.id)
    text = known.text if known else "\n".join(" ".join(token for token, _ in one) for one in part.paragraphs)
    article = gathering.article(part.id, text, path, split=split, language="en")
    if article is None:
        return
    places = align(words, article.text)
    if isinstance(places, Misplaced):
        gathering.fault(article.id, places.told(article.id))
        return
    found_runs: list[Run] = []
    before = 0
    for paragraph in part.paragraphs:
        found_runs += [Run(one.label, before + one.first, before + one.end) for one in runs([x for _, x in paragraph])]
        before += len(paragraph)
    gathering.annotation(article, ANNOTATOR, _quotes(found_runs, places, article.text, gathering))


def _quotes(found: Sequence[Run], places: Sequence[Place], text: str, gathering: Gathering) -> list[Drawn]:
    """The quotations with their speakers as sources."""

    def span(run: Run) -> Span:
        start, end = places[run.first][0], places[run.end - 1][1]
        return Span(start, end, text[start:end])

    speakers = [run for run in found if run.label == SPEAKER]
    used: set[Run] = set()
    drawn = []
    for run in found:
        if run.label == SPEAKER:
            continue
        near: Run | None = None
        if run.label == LEFT:
            near = max((one for one in speakers if one.end <= run.first), default=None, key=lambda one: one.end)
        elif run.label == RIGHT:
            near = min((one for one in speakers if one.first >= run.end), default=None, key=lambda one: one.first)
        if near is None and run.label != UNKNOWN:
            gathering.losses[f"{run.label} quotations without a Speaker on that side"] += 1
        if near is not None:
            used.add(near)
        drawn.append(Drawn([span(run)], [], [span(near)] if near else [], type="direct"))
    gathering.losses["Speaker spans of no quotation"] += len(set(speakers) - used)
    return drawn


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target`/SPLIT.txt: the quotes that are direct or have no cue, as all of DirectQuote's, in IOB2.

    Tokens are cut at the edges of spans.
    """
    items, losses = settle(items)
    files: dict[str, list[str]] = {}
    for item in items:
        lines = files.setdefault(item.split or DEFAULT_SPLIT, [])
        text = item.article.text
        places = tokenize(text, WORDS, [] if item.gold is None else spans_in(item.gold))
        labels = [OUT] * len(places) if item.gold is None else _labels(item.gold, places)
        lines.append(f"{_START} {item.article.id} {OUT}\n\n")
        before = 0
        for (start, end), label in zip(places, labels, strict=True):
            if before and "\n" in text[before:start]:
                lines.append("\n")
            lines.append(f"{text[start:end]} {label}\n")
            before = end
        lines.append("\n")
    for split, lines in files.items():
        write_bytes(target / f"{split}.txt", "".join(lines).encode())
    return Exported(losses=losses + lost(items, read, target))


def _labels(record: Annotation, places: Sequence[Place]) -> list[str]:
    """A label a token: quotes that are direct or have no cue, each part of a content on its own, and their sources."""
    labels = [OUT] * len(places)

    def mark(span: Span, kind: str) -> None:
        first, end = covered(places, span)
        if first < end and all(label == OUT for label in labels[first:end]):
            labels[first:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - first - 1)]

    direct = [quote for quote in record.quotes if quote.type == "direct" or not quote.cue]
    for quote in direct:
        for part in quote.content:
            mark(part, _side(quote, part))
    for quote in direct:
        for part in quote.source[:1]:
            mark(part, SPEAKER)
    return labels


def _side(quote: Quote, part: Span) -> str:
    if not quote.source:
        return UNKNOWN
    return LEFT if quote.source[0].start < part.start else RIGHT


FORMAT = Format("directquote", "DirectQuote: a token and its IOB label a line", read=read, write=write)
