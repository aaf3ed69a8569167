"""Citron's JSON (BBC 2021): a file a document, with quotes and coreference groups.

    {"text": …,
     "quotes": [{"cue": SPAN, "sources": [SPAN …], "contents": [SPAN …]} …],
     "coreference_groups": [[SPAN …] …]}

A coreference group is a speaker with its mentions; who speaks is the group that holds a source. Where none does, the
source itself is the speaker (`sayso.formats.drawing`). https://github.com/bbc/citron/blob/main/docs/data_format.md
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import DataError
from sayso.files import read_text, write_bytes
from sayso.formats import Exported, Format, Imported, Item
from sayso.formats.drawing import Drawn, in_order, kind_of, mention, name_of, speakers_of_sources
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.recording import settle
from sayso.formats.texts import Offsets, Stated
from sayso.model import Annotation, Article, Span, Speaker, dumps

ANNOTATOR = "citron"
Place = tuple[int, int]


class CitronSpan(msgspec.Struct, frozen=True):
    """A span in characters; its text may be missing."""

    start: int
    end: int
    text: str | None = None


class CitronQuote(msgspec.Struct):
    """A quote. `coreferences` are spans that its sources refer to, `confidence` is a prediction's."""

    cue: CitronSpan | None = None
    sources: list[CitronSpan] = []
    contents: list[CitronSpan] = []
    coreferences: list[CitronSpan] = []
    confidence: float | None = None
    id: str | int | None = None


class CitronDocument(msgspec.Struct):
    """A file."""

    text: str
    quotes: list[CitronQuote]
    coreference_groups: list[list[CitronSpan]] | None = None


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a file, or all of a folder, where a folder in it is a split."""
    paths = sorted(source.rglob("*.json")) if source.is_dir() else [source]
    gathering = Gathering(articles, annotators or {})
    for path in paths:
        parts = path.relative_to(source).parts
        try:
            document = _decode(path, gathering)
        except DataError as error:
            gathering.problems.append(str(error))
            continue
        article = gathering.article(path.stem, document.text, str(path), split=parts[0] if len(parts) > 1 else None)
        if article is not None:
            _read_quotes(document, article, gathering)
    return gathering.done(source, "there are no .json files in it.")


def _decode(path: Path, gathering: Gathering) -> CitronDocument:
    text = read_text(path)
    try:
        raw = msgspec.json.decode(text)
        document = msgspec.convert(raw, CitronDocument)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: no document of Citron: {error}.") from None
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise DataError(f"{path}: not JSON ({error}).") from None
    for holder, struct in [(raw, CitronDocument), *((quote, CitronQuote) for quote in raw["quotes"])]:
        gathering.losses.update(f"the field {name}" for name in holder.keys() - set(struct.__struct_fields__))
    return document


def _read_quotes(document: CitronDocument, article: Article, gathering: Gathering) -> None:
    before = len(gathering.problems)
    stated: dict[str, Stated] = {}
    for number, quote in enumerate(document.quotes):
        for role, spans in _roles(quote).items():
            stated.update(_stated(f"quote {number} {role}", spans, document.text))
    groups = document.coreference_groups or []
    for number, group in enumerate(groups):
        stated.update(_stated(f"coreference group {number}", group, document.text))
    found = gathering.places(article, Offsets(document.text), stated)
    if len(gathering.problems) > before:
        gathering.fault(article.id, gathering.problems.pop())  # so that the document counts as seen
        return
    places = {what: parts[0] for what, parts in found.items()}
    cast = _Cast(article.text)
    for number, group in enumerate(groups):
        shared = cast.add([places[f"coreference group {number} {i}"] for i in range(len(group))])
        gathering.losses["mentions that another group has"] += shared
    drawn = []
    for number, quote in enumerate(document.quotes):
        roles = {
            role: [places[f"quote {number} {role} {i}"] for i in range(len(spans))]
            for role, spans in _roles(quote).items()
        }
        gathering.losses["confidences"] += quote.confidence is not None
        if not roles["content"]:
            gathering.losses["quotes without contents"] += 1
            continue
        content, cue, named = (gathering.spans(article.text, roles[role]) for role in ("content", "cue", "source"))
        key = None if quote.id is None else str(quote.id)
        drawn.append(Drawn(content, cue, named, key, cast.who(roles["source"], roles["coreference"])))
    speakers_of_sources(drawn, cast.speakers())
    cast.take(drawn)
    gathering.annotation(article, ANNOTATOR, drawn, cast.speakers(), number=True)


def _roles(quote: CitronQuote) -> dict[str, list[CitronSpan]]:
    cue = [] if quote.cue is None else [quote.cue]
    return {"content": quote.contents, "cue": cue, "source": quote.sources, "coreference": quote.coreferences}


def _stated(name: str, spans: Sequence[CitronSpan], text: str) -> dict[str, Stated]:
    """Stated spans by a name for each; a span that states no text has what stands there."""
    return {
        f"{name} {i}": Stated(
            ((span.start, span.end),), text[span.start : span.end] if span.text is None else span.text
        )
        for i, span in enumerate(spans)
    }


class _Cast:
    """Coreference groups as speakers. A place is in one group, so that who speaks is one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.groups: dict[str, list[Place]] = {}
        self._of: dict[Place, str] = {}

    def add(self, places: Sequence[Place], key: str | None = None) -> int:
        """Put places into a group, a new one without a `key`; returns how many another group has and keeps."""
        own = [place for place in places if place not in self._of]
        if own:
            key = key or f"S{len(self.groups) + 1}"
            self._of.update(dict.fromkeys(own, key))
            self.groups.setdefault(key, []).extend(own)
        return len(places) - len(own)

    def who(self, sources: Sequence[Place], coreferences: Sequence[Place] = ()) -> str | None:
        """The id of the group that holds a source or a coreference of it; they make a group where none does."""
        everyone = [*sources, *coreferences]
        if coreferences and not any(place in self._of for place in everyone):
            self.add(everyone)
        return next((self._of[place] for place in everyone if place in self._of), None)

    def take(self, drawn: Sequence[Drawn]) -> None:
        """Put sources that are in no group into that of the speaker they were given by their words or a coreference;
        then each quote's speaker is who has its source, as it will be when what `write` makes of this is read."""
        sources = [[(span.start, span.end) for span in one.source] for one in drawn]
        for one, places in zip(drawn, sources, strict=True):
            if one.speaker is not None and self.who(places) is None:
                self.add(places[:1], one.speaker)
        for one, places in zip(drawn, sources, strict=True):
            one.speaker = self.who(places) or one.speaker

    def speakers(self) -> list[Speaker]:
        """A speaker a group."""
        made = []
        for key, places in self.groups.items():
            mentions = in_order(mention(Span(start, end, self.text[start:end])) for start, end in places)
            name = name_of(mentions)
            made.append(Speaker(key, name, kind_of(name), None, mentions))
        return made


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target`/SPLIT/DOC.json. A quote without a cue is left out: Citron's tools cannot read one."""
    items, losses = settle(items)
    for item in items:
        folder = target if item.split is None else target / item.split
        document: dict[str, Any] = {"text": item.article.text, "quotes": []}
        if item.gold is not None:
            document |= _document(item.gold)
        write_bytes(folder / f"{item.article.id}.json", dumps(document))
    return Exported(losses=losses + lost(items, read, target))


def _document(record: Annotation) -> dict[str, Any]:
    groups: dict[str, list[Any]] = {speaker.id: list(speaker.mentions) for speaker in record.speakers}
    for quote in record.quotes:
        if quote.speaker is not None and quote.source:
            known = {(one.start, one.end) for one in groups[quote.speaker]}
            if not any((one.start, one.end) in known for one in quote.source):
                groups[quote.speaker].append(quote.source[0])
    made = [{(one.start, one.end): _span(one) for one in spans}.values() for spans in groups.values() if spans]
    return {
        "quotes": [
            {
                "cue": _span(quote.cue[0]),
                "sources": list(map(_span, quote.source)),
                "contents": list(map(_span, quote.content)),
                "id": quote.id,
            }
            for quote in record.quotes
            if quote.cue
        ],
        "coreference_groups": [sorted(spans, key=lambda span: (span["start"], span["end"])) for spans in made],
    }


def _span(span: Any) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


FORMAT = Format("citron", "Citron's JSON: a file a document, with coreference groups", read=read, write=write)
