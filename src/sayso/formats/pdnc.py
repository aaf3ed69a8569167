"""The Project Dialogism Novel Corpus (Vishnubhotla, Hammond and Hirst 2022): a folder a novel, with CSV tables.

    PDNC-Novel-Index.csv  data/NOVEL/novel_text.txt  data/NOVEL/quotation_info.csv  data/NOVEL/character_info.csv

Cells hold Python lists and sets. Spans are called byte spans; whether they are is told by their texts.

- Content is each sub-quotation with the quotation marks beside it, which PDNC leaves out and the guidelines want.
- The referring expression (*said the King*) is looked for beside the quotation. The speaker's name or a pronoun in it,
  or what follows its verb, is the source, and the rest the cue; where there is no such thing, all of it is the cue.
- Characters are speakers, all of them; a mention of several characters at once, gender, category and aliases are lost.

https://github.com/Priya22/project-dialogism-novel-corpus
"""

from __future__ import annotations

import ast
import csv
import dataclasses
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.errors import DataError, UsageError
from sayso.files import read_raw, write_bytes
from sayso.formats import Exported, Format, Imported, Item
from sayso.formats.drawing import Drawn, form_of, in_order, mention
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.marks import with_marks, without_marks
from sayso.formats.recording import settle
from sayso.formats.tables import read_table
from sayso.formats.texts import Offsets, Stated, Unit
from sayso.model import Annotation, Article, Mention, Quote, Span, Speaker

ANNOTATOR = "pdnc"
INDEX = "PDNC-Novel-Index.csv"
TEXT, QUOTATIONS, CHARACTERS = "novel_text.txt", "quotation_info.csv", "character_info.csv"

_UNITS: tuple[Unit, ...] = ("bytes of the file", "code points", "bytes", "code points of the file")
_QUOTE_COLUMNS = (
    "quoteID quoteText subQuotationList quoteByteSpans speaker addressees quoteType referringExpression "
    "mentionTextsList mentionSpansList mentionEntitiesList"
).split()
_CHARACTER_COLUMNS = ["Character ID", "Main Name", "Aliases", "Gender", "Category"]
_INDEX_COLUMNS = {
    "title": "Novel Title",
    "published": "Year of First Publication",
    "publisher": "Original Book Publisher (first English publisher for translations)",
    "genre": "Genre",
    "url": "Source",
}
_NOBODY = frozenset({"", "nan", "none", "unknown", "unknowable"})
_UNKNOWABLE = "_unknowable"
_NEAR = 400  # how far from its quotation a referring expression is looked for, in code points
_PRONOUN = re.compile(r"\b(?:I|he|she|they|we|it|you|himself|herself|who)\b", re.IGNORECASE)
_VERB_FIRST = re.compile(
    r"\w+\s+(?P<source>(?:the|a|an|his|her|my|their|our|one|another)\s.*)", re.IGNORECASE | re.DOTALL
)
_SPEAKER_ID = re.compile(r"S(\d+)")
_YEAR = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")

Row = Mapping[str, str]
Place = tuple[int, int]


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a clone of the corpus, its folder `data`, or the folder of one novel; each novel is a document."""
    novels = _novels(source)
    if not novels:
        raise UsageError(
            f"{source}: no novel of PDNC, which is a folder with {QUOTATIONS}; name the clone or its data/."
        )
    gathering = Gathering(articles, annotators or {})
    index = _index(novels[0].parent)
    for folder in novels:
        try:
            _read_novel(folder, index.get(folder.name, {}), gathering)
        except DataError as error:
            gathering.fault(folder.name, str(error))
    return gathering.done(source, "there are no novels in it.")


def _novels(source: Path) -> list[Path]:
    for pattern in ("*", "data/*"):
        if found := sorted(path for path in source.glob(pattern) if _file(path, QUOTATIONS, "quotations.csv").exists()):
            return found
    return [source.absolute()] if _file(source, QUOTATIONS, "quotations.csv").exists() else []


def _file(folder: Path, *names: str) -> Path:
    """The first of `names` that is there: the README and the data call the files differently."""
    return next((folder / name for name in names if (folder / name).exists()), folder / names[0])


def _index(folder: Path) -> dict[str, dict[str, str]]:
    """What PDNC-Novel-Index.csv, beside data/ or in it, says of each novel, by its folder."""
    path = next((place / INDEX for place in (folder, folder.parent) if (place / INDEX).exists()), None)
    if path is None:
        return {}
    return {
        row.get("Folder Name", ""): {
            fact: value.removesuffix(".0") if fact == "published" else value
            for fact, column in _INDEX_COLUMNS.items()
            if (value := (row.get(column) or "").strip())
        }
        for row in read_table(path, ["Folder Name"])
    }


def _cell(row: Row, column: str, place: str) -> list[Any]:
    """The Python list of a cell, sorted where it is a set; empty for an empty cell. Raises `DataError` where it is
    neither."""
    text = row[column].strip()
    if text in ("", "nan"):
        return []
    try:
        value = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, list | tuple | set):
        raise DataError(f"{place}: {column} is no Python list: {text[:60]!r}.")
    return sorted(value, key=str) if isinstance(value, set) else list(value)


def _read_novel(folder: Path, facts: dict[str, str], gathering: Gathering) -> None:
    """Read one novel. Raises `DataError` where its files cannot be read."""
    path = _file(folder, TEXT, "text.txt")
    raw = read_raw(path)
    if not _YEAR.fullmatch(facts.get("published", "0000")):
        gathering.losses["years of publication that are no year"] += 1
        facts = {fact: value for fact, value in facts.items() if fact != "published"}
    article = gathering.article(folder.name, raw, str(path), language="en", **facts)
    if article is None:
        return
    before = len(gathering.problems)
    table = _file(folder, QUOTATIONS, "quotations.csv")
    rows = [_row(row, table) for row in read_table(table, _QUOTE_COLUMNS)]
    cast = _Cast(read_table(folder / CHARACTERS, _CHARACTER_COLUMNS[:3]), folder / CHARACTERS, gathering)
    novel = _Novel(rows, article, raw, cast, gathering)
    drawn = list(novel.quotes())
    novel.mention()
    if len(gathering.problems) == before:
        gathering.annotation(article, ANNOTATOR, drawn, list(cast.speakers.values()), kind="adjudicated")


class _Cast:
    """The characters of a novel as speakers, found by any of their names."""

    def __init__(self, rows: Sequence[Row], path: Path, gathering: Gathering) -> None:
        self.speakers: dict[str, Speaker] = {}
        self.aliases: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}
        self._gathering = gathering
        others: list[tuple[str, str]] = []
        for number, row in enumerate(rows):
            name = row["Main Name"].strip()
            if _plain(name) in _NOBODY:
                continue
            key = f"S{row['Character ID'].strip() or number}"
            aliases = set(map(str, _cell(row, "Aliases", f"{path}: {name}")))
            self._add(f"{key}'" if key in self.speakers else key, name, aliases | {name})
            others += [(alias, self._ids[_plain(name)]) for alias in sorted(aliases)]
            gathering.losses["aliases of characters"] += len(aliases - {name})
            gathering.losses["genders and categories of characters"] += bool(row.get("Gender") or row.get("Category"))
        for alias, key in others:
            self._ids.setdefault(_plain(alias), key)

    def id(self, name: str) -> str | None:
        """The id of the character of that name, who is added where no character has it; None: nobody can know."""
        plain = _plain(name)
        if plain in _NOBODY:
            return None
        if plain not in self._ids:
            self._gathering.tell("names are not those of a character, and became speakers of their own", name)
            self._add(f"S{len(self.speakers) + 1000}", name, {name})
        return self._ids[plain]

    def _add(self, key: str, name: str, aliases: set[str]) -> None:
        self._ids.setdefault(_plain(name), key)
        kind = "group" if _plain(name) == "group" else "person"
        self.speakers[key] = Speaker(key, name, kind, None, [])  # type: ignore[arg-type] # one of two literals
        self.aliases[key] = aliases


def _plain(name: str) -> str:
    """A name without case, and with white space and punctuation as one space."""
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


@dataclasses.dataclass(frozen=True)
class _Row:
    """A row of quotation_info.csv with its cells read. `mentions` have text, span and the names of who is meant."""

    id: str
    parts: list[tuple[str, Place]]
    mentions: list[tuple[str, Place, list[str]]]
    speakers: list[str]
    addressees: list[str]
    type: str
    reference: str

    def stated(self) -> Iterator[tuple[str, Stated]]:
        """Every span with its name."""
        for number, (text, place) in enumerate(self.parts):
            yield f"{self.id} part {number}", Stated((place,), text)
        for number, (text, place, _) in enumerate(self.mentions):
            yield f"{self.id} mention {number}", Stated((place,), text)


def _row(row: Row, table: Path) -> _Row:
    """Read the cells of a row. Raises `DataError` where one is not what it should be."""
    key = row["quoteID"]
    place = f"{table}: {key}"
    parts = _pairs(_cell(row, "subQuotationList", place), _cell(row, "quoteByteSpans", place), place)
    lists = [_cell(row, f"mention{name}List", place) for name in ("Texts", "Spans", "Entities")]
    if len({len(one) for one in lists}) > 1:
        raise DataError(f"{place}: the three lists of mentions are of lengths {', '.join(str(len(x)) for x in lists)}.")
    mentions = []
    for texts, spans, entities in zip(*lists, strict=True):
        found = _pairs(texts, spans, place)
        if len(found) != len(entities):
            raise DataError(f"{place}: {len(found)} mentions, and entities of {len(entities)}.")
        names = [[str(name) for name in one] if isinstance(one, list) else [str(one)] for one in entities]
        mentions += [(text, span, who) for (text, span), who in zip(found, names, strict=True)]
    addressees = [str(name) for name in _cell(row, "addressees", place)]
    speaker = row["speaker"].strip()
    speakers = [str(name) for name in _cell(row, "speaker", place)] if speaker[:1] in ("[", "{") else [speaker]
    return _Row(key, parts, mentions, speakers, addressees, row["quoteType"].strip(), row["referringExpression"])


def _pairs(texts: Any, spans: Any, place: str) -> list[tuple[str, Place]]:
    if not isinstance(texts, list) or not isinstance(spans, list) or len(texts) != len(spans):
        raise DataError(f"{place}: a list of texts and one of as many spans are needed; found {texts!r} and {spans!r}.")
    for text, span in zip(texts, spans, strict=True):
        if not isinstance(text, str) or not isinstance(span, list | tuple) or [*map(type, span)] != [int, int]:
            raise DataError(f"{place}: a text and its span [start, end] are needed; found {text!r} and {span!r}.")
    return [(text, (span[0], span[1])) for text, span in zip(texts, spans, strict=True)]


class _Novel:
    """One novel, with its spans already checked against its text."""

    def __init__(self, rows: Sequence[_Row], article: Article, raw: str, cast: _Cast, gathering: Gathering) -> None:
        self.rows, self.article, self.cast, self.gathering = rows, article, cast, gathering
        stated = {what: span for row in rows for what, span in row.stated()}
        self.found = gathering.places(article, Offsets(raw), stated, _UNITS, cut=True)

    def quotes(self) -> Iterator[Drawn]:
        """The quotes, but for those with a span at fault."""
        losses = self.gathering.losses
        self._learn_names()
        for row in self.rows:
            places = [at for number in range(len(row.parts)) for at in self.found.get(f"{row.id} part {number}", ())]
            losses["quotations without a span"] += not row.parts
            losses["second speakers of a quotation"] += len(row.speakers) > 1
            losses["quote types (explicit, anaphoric, implicit)"] += bool(row.type)
            if places and len(places) == len(row.parts):
                marked = [with_marks(self.article.text, *at) for at in places]
                content = self.gathering.spans(
                    self.article.text, [(start, end) for start, end in marked if start < end]
                )
                losses["sub-quotations of white space"] += sum(start == end for start, end in marked)
                if not content:
                    continue
                who = self.cast.id(row.speakers[0]) if row.speakers else None
                told = [other for name in row.addressees if (other := self.cast.id(name))]
                cue, source = self._reference(row.reference, content, self.cast.aliases.get(who or "", set()))
                yield Drawn(content, cue, source, row.id, who, list(dict.fromkeys(told)), True, "direct")

    def _learn_names(self) -> None:
        """Take what follows the verb in a referring expression (*said the young man*) for an alias of the speaker.

        It is the source in others, too (*the young man replied*).
        """
        for row in self.rows:
            who = self.cast.id(row.speakers[0]) if row.speakers else None
            found = _VERB_FIRST.fullmatch(row.reference.strip())
            names = self.cast.aliases.get(who or "")
            if found and names is not None and _source_in(row.reference.strip(), names) == found.span("source"):
                names.add(found["source"])

    def _reference(self, expression: str, content: list[Span], names: set[str]) -> tuple[list[Span], list[Span]]:
        """Cue and source in the referring expression, where it stands beside the quotation."""
        words = re.findall(r"[^\W_]+", expression)
        if not words or _plain(expression) in _NOBODY:
            return [], []
        pattern = re.compile(r"[\W_]+".join(map(re.escape, words)), re.IGNORECASE)
        text, first, last = self.article.text, content[0].start, content[-1].end
        near = [
            found.span()
            for found in pattern.finditer(text, max(0, first - _NEAR), last + _NEAR)
            if not any(found.start() < span.end and span.start < found.end() for span in content)
        ]
        if not near:
            self.gathering.losses["referring expressions that do not stand beside their quotation"] += 1
            return [], []
        start, end = min(near, key=lambda place: min(abs(place[0] - s.end) + abs(place[1] - s.start) for s in content))
        source = _source_in(text[start:end], names)
        if source is None:
            return [Span(start, end, text[start:end])], []
        a, b = start + source[0], start + source[1]
        rest = [_stripped(text, *place) for place in ((start, a), (b, end))]
        return [Span(x, y, text[x:y]) for x, y in rest if x < y], [Span(a, b, text[a:b])]

    def mention(self) -> None:
        """Give each character its mentions."""
        text = self.article.text
        found: dict[str, list[Mention]] = defaultdict(list)
        for row in self.rows:
            for number, (_, _, names) in enumerate(row.mentions):
                places = self.found.get(f"{row.id} mention {number}")
                who = {key for name in names if (key := self.cast.id(name))}
                if len(who) != 1 or places is None:
                    self.gathering.losses["mentions of several characters, or of none that is known"] += 1
                    continue
                start, end = _stripped(text, *places[0])
                if start == end:
                    self.gathering.losses["mentions without a letter"] += 1
                    continue
                found[who.pop()].append(mention(Span(start, end, text[start:end])))
        for key, speaker in self.cast.speakers.items():
            speaker.mentions = in_order(found[key])


def _source_in(expression: str, names: set[str]) -> tuple[int, int] | None:
    """Where in a referring expression the source stands: a name of the speaker, a pronoun, or what follows the verb."""
    for name in sorted(names, key=len, reverse=True):
        words = re.findall(r"[^\W_]+", name)
        if words and form_of(" ".join(words)) != "pronoun":
            pattern = r"\b(?:(?:the|a|an)\s+)?" + r"[\W_]+".join(map(re.escape, words)) + r"\b"
            if found := re.search(pattern, expression, re.IGNORECASE):
                return found.span()
    if found := _PRONOUN.search(expression):
        return found.span()
    if found := _VERB_FIRST.fullmatch(expression):
        return found.span("source")
    return None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A place without white space and commas at its edges."""
    while start < end and (text[start].isspace() or text[start] == ","):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target` in the shape of the corpus: data/DOC/ with text and tables, and the index of novels."""
    items, losses = settle(items)
    index = []
    for item in items:
        folder = target / "data" / item.article.id
        write_bytes(folder / TEXT, item.article.text.encode())
        if item.gold is not None:
            characters, quotations = _Writing(item.gold, item.article).rows()
            _write_table(folder / CHARACTERS, _CHARACTER_COLUMNS, characters)
            _write_table(folder / QUOTATIONS, _QUOTE_COLUMNS, quotations)
        facts = {column: getattr(item.article, fact) or "" for fact, column in _INDEX_COLUMNS.items()}
        index.append({**facts, "Folder Name": item.article.id})
    _write_table(target / INDEX, [*_INDEX_COLUMNS.values(), "Folder Name"], index)
    return Exported(losses=losses + lost(items, read, target))


def _write_table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode())


class _Writing:
    """One record as rows of the two tables."""

    def __init__(self, record: Annotation, article: Article) -> None:
        self.record, self.article = record, article
        self.offsets = Offsets(article.text)
        self.names = {speaker.id: speaker.name for speaker in record.speakers}
        self.said = [(one.start, one.end, one, speaker.name) for speaker in record.speakers for one in speaker.mentions]

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of characters, and of quotations."""
        numbers = [_SPEAKER_ID.fullmatch(speaker.id) for speaker in self.record.speakers]
        characters = []
        for number, speaker in enumerate(self.record.speakers):
            key = numbers[number][1] if all(numbers) else str(number)  # type: ignore[index] # all of them match
            aliases = {speaker.name} | {one.text for one in speaker.mentions if one.form == "name"}
            aliases |= {one.source[0].text for one in self.record.quotes if one.speaker == speaker.id and one.source}
            aliases = {alias for alias in aliases if form_of(alias) != "pronoun"}
            row = (key, speaker.name, sorted(aliases), "U", "")
            characters.append(dict(zip(_CHARACTER_COLUMNS, row, strict=True)))
        return characters, list(map(self._quotation, self.record.quotes))

    def _quotation(self, quote: Quote) -> dict[str, Any]:
        parts = [without_marks(span) for span in quote.content]
        named = self._mentions(parts)
        reference = [*quote.cue, *quote.source]
        texts = [self.article.text[start:end] for start, end in parts]
        row: list[Any] = [
            quote.id,
            " ".join(texts),
            texts,
            [self._place(*part) for part in parts],
            self.names.get(quote.speaker or "", _UNKNOWABLE),
            [self.names[key] for key in quote.addressees],
            _reference_type(quote),
            self.article.text[min(s.start for s in reference) : max(s.end for s in reference)] if reference else "nan",
            [[one.text for one, _ in inside] for inside in named],
            [[self._place(one.start, one.end) for one, _ in inside] for inside in named],
            [[[name] for _, name in inside] for inside in named],
        ]
        return dict(zip(_QUOTE_COLUMNS, row, strict=True))

    def _mentions(self, parts: Sequence[tuple[int, int]]) -> list[list[tuple[Mention, str]]]:
        return [[(one, name) for a, b, one, name in self.said if start <= a and b <= end] for start, end in parts]

    def _place(self, start: int, end: int) -> list[int]:
        return self.offsets.state(start, end, _UNITS[0])


def _reference_type(quote: Quote) -> str:
    """Explicit, anaphoric or implicit, by the form of the source."""
    if not quote.source:
        return "Implicit"
    return "Explicit" if mention(quote.source[0]).form == "name" else "Anaphoric"


FORMAT = Format("pdnc", "Project Dialogism Novel Corpus: text and CSV tables a novel", read=read, write=write)
