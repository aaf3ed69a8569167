"""CoNLL columns with IOB2 labels of content, cue and source: a token a line, a blank line at each line break.

    # global.columns = FORM CONTENT CUE SOURCE MISC
    # newdoc id = rain
    It       B-content  O      O         Content=Q1
    held     I-content  O      O         SpaceAfter=No
    ,        O          O      O         _
    said     O          B-cue  O         Cue=Q1
    Orr      O          O      B-source  Source=Q1|SpaceAfter=No

`MISC` says which quotes a span belongs to, and in the words of CoNLL-U and UDPipe what white space follows. A token is
a run of letters, digits and underscores, or one other character; it is cut where a span starts or ends inside it. One
column holds no two contents, so that of nested quotes the outer one is written.

Files of others are read, too: any columns with the token first and labels last, three of them for content, cue and
source, or one whose labels name these. Without `MISC`, tokens are joined by a space, and quotes are put together by
nearness inside a block of lines: each content goes with the nearest cue, contents of one cue are one quote, and its
source is the source nearest to the cue. IOB1 is understood.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sayso.errors import DataError
from sayso.files import read_text, write_bytes
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Imported, Item
from sayso.formats.drawing import Drawn
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.recording import settle
from sayso.formats.tokens import WORDS_AND_SIGNS, Misplaced, Place, Run, align, covered, runs, spans_in, tokenize
from sayso.model import Annotation, Article, Span

ANNOTATOR = "conll"
ROLES = ("content", "cue", "source")
SUFFIXES = (".conll", ".conllu", ".iob", ".iob2", ".bio", ".tsv", ".txt")
_COLUMNS = "# global.columns ="
_NEWDOC = re.compile(r"# newdoc(?: id = (?P<id>.+))?\s*$")
_OLD_START = "-DOCSTART-"
_LABEL = re.compile(r"O|Out|_|[BI](?:-\S+)?")
_NAMES = {"quote": "content", "quotation": "content", "speaker": "source", "verb": "cue"} | {
    role: role for role in ROLES
}
_ESCAPES = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r", "|": "\\p", "\\": "\\\\"}
_UNESCAPES = {written: sign for sign, written in _ESCAPES.items()}


@dataclasses.dataclass
class Part:
    """A document of a file: for each block of lines its rows of fields, without those that are blank."""

    id: str
    blocks: list[list[list[str]]] = dataclasses.field(default_factory=lambda: [[]])


@dataclasses.dataclass(frozen=True)
class Layout:
    """Which columns of a file hold what: labels by number and, where the place alone tells it, role; and MISC."""

    labels: Mapping[int, str | None]
    misc: int | None


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a file, or all of a folder, each of which is then a split. A file that marks no documents is one."""
    paths = sorted(path for path in source.rglob("*") if path.suffix in SUFFIXES) if source.is_dir() else [source]
    gathering = Gathering(articles, annotators or {})
    for path in paths:
        try:
            layout, parts = _parts(path)
        except DataError as error:
            gathering.problems.append(str(error))
            continue
        for part in parts:
            _read_part(part, layout, path, path.stem if source.is_dir() else DEFAULT_SPLIT, gathering)
    return gathering.done(source, f"there are no files of tokens in it, which end in {', '.join(SUFFIXES)}.")


def _parts(path: Path) -> tuple[Layout, list[Part]]:
    """The layout of a file and its documents. Raises `DataError` for a line that lacks a label."""
    parts = [Part(path.stem)]
    names: list[str] | None = None
    rows: list[tuple[int, list[str]]] = []
    tabs = "\t" in (text := read_text(path))
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        fields = line.split("\t") if tabs else re.split(r"[ \t]+", line.strip(" \t"))
        newdoc = _NEWDOC.match(line)
        if newdoc or fields[0] == _OLD_START:
            parts.append(Part(((newdoc and newdoc["id"]) or f"{path.stem}-{len(parts):05}").strip()))
        elif line.startswith(_COLUMNS):
            names = line.removeprefix(_COLUMNS).split()
        elif line.startswith("#") and not (len(fields) > 1 and _LABEL.fullmatch(fields[-1])) and "\t" not in line:
            continue
        elif not line.strip():
            parts[-1].blocks.append([])
        else:
            parts[-1].blocks[-1].append(fields)
            rows.append((number, fields))
    return _layout(path, names, rows), [part for part in parts if any(part.blocks)]


def _layout(path: Path, names: Sequence[str] | None, rows: Sequence[tuple[int, list[str]]]) -> Layout:
    if not rows:
        raise DataError(f"{path}: there is no token in it.")
    width = max(len(fields) for _, fields in rows)
    for number, fields in rows:
        if len(fields) != width:
            raise DataError(f"{path}: line {number}: {len(fields)} columns, and other lines have {width}.")
    if names is not None:
        if len(names) != width:
            raise DataError(f"{path}: {_COLUMNS} names {len(names)} columns, and the lines have {width}.")
        roles = [name.rpartition(":")[2].casefold() for name in names]
        labelled = {place: role for place, role in enumerate(roles) if role in ROLES}
        misc = roles.index("misc") if "misc" in roles else None
        if not labelled or min(labelled) == 0:
            raise DataError(f"{path}: {_COLUMNS} names no column {', '.join(ROLES)} after the token.")
        return Layout(labelled, misc)
    if width == 1:
        raise DataError(f"{path}: line {rows[0][0]}: one column, and a token with at least one label is needed.")
    first = width
    while first > 1 and all(_LABEL.fullmatch(fields[first - 1]) for _, fields in rows):
        first -= 1
    if first == width:
        number, fields = next(row for row in rows if not _LABEL.fullmatch(row[1][-1]))
        raise DataError(f"{path}: line {number}: the last column is no IOB label but {fields[-1]!r}.")
    alone = width - first == len(ROLES)
    return Layout({place: ROLES[place - first] if alone else None for place in range(first, width)}, None)


def _read_part(part: Part, layout: Layout, path: Path, split: str, gathering: Gathering) -> None:
    known = (gathering.known or {}).get(part.id)
    article = gathering.article(part.id, known.text if known else _text(part, layout), str(path), split=split)
    if article is None:
        return
    places = align([(fields[0],) for block in part.blocks for fields in block], article.text)
    if isinstance(places, Misplaced):
        gathering.fault(article.id, places.told(article.id))
        return
    blocks = list(_runs(part, layout, gathering))
    linked = any("=" in link for links in blocks for link in (found[1] for found in links))
    drawn = (_linked if linked else _nearest)(blocks, places, article.text, gathering)
    gathering.annotation(article, ANNOTATOR, drawn)


def _text(part: Part, layout: Layout) -> str:
    """The text of a document: with the white space that MISC states, else a space a token and a line a block."""
    if layout.misc is None:
        return "\n".join(" ".join(fields[0] for fields in block) for block in part.blocks if block)
    pieces = []
    for block in part.blocks:
        for fields in block:
            misc = _misc(fields[layout.misc])
            after = "" if misc.get("SpaceAfter") == "No" else _unescape(misc.get("SpacesAfter", "\\s"))
            pieces += [_unescape(misc.get("SpacesBefore", "")), fields[0], after]
    return "".join(pieces)


def _misc(field: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in field.split("|") if "=" in pair)


def _unescape(written: str) -> str:
    return re.sub(r"\\.", lambda found: _UNESCAPES.get(found[0], found[0]), written)


def _escape(white: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in white)


Labelled = tuple[Run, str]
"""A stretch of tokens with its role as label, and the quotes that MISC says it belongs to, as `Role=Q1,Q2`."""


def _runs(part: Part, layout: Layout, gathering: Gathering) -> Iterator[list[Labelled]]:
    """The stretches of each block, their tokens numbered through the document."""
    before = 0
    for block in part.blocks:
        found: list[Labelled] = []
        for column, role in layout.labels.items():
            for run in runs([fields[column] for fields in block]):
                name = role or _NAMES.get(run.label.casefold())
                if name is None:
                    gathering.losses[f"labels of {run.label}"] += 1
                    continue
                links = {} if layout.misc is None else _misc(block[run.first][layout.misc])
                link = f"{name}={links[name.title()]}" if name.title() in links else ""
                found.append((Run(name, before + run.first, before + run.end), link))
        before += len(block)
        yield found


def _linked(
    blocks: Sequence[Sequence[Labelled]], places: Sequence[Place], text: str, gathering: Gathering
) -> list[Drawn]:
    """Quotes by the ids in MISC."""
    made: dict[str, dict[str, list[Place]]] = defaultdict(lambda: {role: [] for role in ROLES})
    for run, link in (one for block in blocks for one in block):
        for key in link.partition("=")[2].split(","):
            if key:
                made[key][run.label].append((places[run.first][0], places[run.end - 1][1]))
            else:
                gathering.losses[f"{run.label} spans of no quote"] += 1
    drawn = []
    for key, roles in made.items():
        if roles["content"]:
            content, cue, source = (gathering.spans(text, roles[role]) for role in ROLES)
            drawn.append(Drawn(content, cue, source, key))
        else:
            gathering.losses["quotes without content"] += 1
    return drawn


def _nearest(
    blocks: Sequence[Sequence[Labelled]], places: Sequence[Place], text: str, gathering: Gathering
) -> list[Drawn]:
    """Quotes by nearness inside each block."""
    drawn = []
    for block in blocks:
        kinds = {role: [run for run, _ in block if run.label == role] for role in ROLES}
        of_cue: dict[Run, list[Run]] = defaultdict(list)
        for run in kinds["content"]:
            nearest = min(kinds["cue"], key=lambda one: _gap(one, run), default=run)
            of_cue[nearest].append(run)
        used: set[Run] = set()
        for center, contents in of_cue.items():
            cues = [center] if center.label == "cue" else []
            sources = sorted(kinds["source"], key=lambda one: _gap(one, center))[:1]
            used.update(cues, sources)
            content, cue, source = (
                gathering.spans(text, [(places[run.first][0], places[run.end - 1][1]) for run in found])
                for found in (contents, cues, sources)
            )
            drawn.append(Drawn(content, cue, source))
        for role in ("cue", "source"):
            gathering.losses[f"{role} spans of no quote"] += len(set(kinds[role]) - used)
    if drawn:
        gathering.tell("documents do not say which spans make a quote, and nearness told", f"{len(drawn)} quotes")
    return drawn


def _gap(a: Run, b: Run) -> int:
    """The number of tokens between two runs."""
    return max(a.first - b.end, b.first - a.end, 0)


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target`/SPLIT.conll."""
    items, losses = settle(items)
    files: dict[str, list[str]] = {}
    for item in items:
        lines = files.setdefault(item.split or DEFAULT_SPLIT, [f"{_COLUMNS} FORM CONTENT CUE SOURCE MISC"])
        lines += _lines(item)
    for split, lines in files.items():
        write_bytes(target / f"{split}.conll", "\n".join([*lines, ""]).encode())
    return Exported(losses=losses + lost(items, read, target))


def _lines(item: Item) -> Iterator[str]:
    text = item.article.text
    places = tokenize(text, WORDS_AND_SIGNS, [] if item.gold is None else spans_in(item.gold))
    labels, links = _labels(item.gold, places)
    yield f"# newdoc id = {item.article.id}"
    before = text[: places[0][0]]
    ends = [start for start, _ in places[1:]] + [len(text)]
    for number, ((start, end), following) in enumerate(zip(places, ends, strict=True)):
        white = text[end:following]
        misc = [f"{role.title()}={','.join(links[role, number])}" for role in ROLES if (role, number) in links]
        misc += [f"SpacesBefore={_escape(before)}"] if before else []
        misc += ["SpaceAfter=No"] if not white else [f"SpacesAfter={_escape(white)}"] if white != " " else []
        yield "\t".join([text[start:end], *(labels[role][number] for role in ROLES), "|".join(misc) or "_"])
        before = ""
        if "\n" in white:
            yield ""
    yield ""


def _labels(
    record: Annotation | None, places: Sequence[Place]
) -> tuple[dict[str, list[str]], dict[tuple[str, int], list[str]]]:
    """The labels of each role's column, and for the first token of each span the quotes that it belongs to.

    A quote whose content has no room is left out; of a cue or source that has none, that span.
    """
    labels = {role: ["O"] * len(places) for role in ROLES}
    links: dict[tuple[str, int], list[str]] = {}
    quotes = [] if record is None else sorted(record.quotes, key=lambda q: (q.content[0].start, -q.content[-1].end))
    keys = [quote.id for quote in quotes]
    plain = len(set(keys)) == len(keys) and all(re.fullmatch(r"[^\s,|=]+", key) for key in keys)

    def room(role: str, span: Span) -> tuple[int, int] | None:
        first, end = covered(places, span)
        column = labels[role][first:end]
        shared = column == _iob(role, end - first) and (end == len(places) or labels[role][end] != f"I-{role}")
        return (first, end) if first < end and (shared or set(column) == {"O"}) else None

    for number, quote in enumerate(quotes, 1):
        key = quote.id if plain else f"Q{number}"
        if any(room("content", part) is None for part in quote.content):
            continue
        for role, spans in zip(ROLES, (quote.content, quote.cue, quote.source), strict=True):
            for span in spans:
                if (free := room(role, span)) is not None:
                    first, end = free
                    labels[role][first:end] = _iob(role, end - first)
                    links.setdefault((role, first), []).append(key)
    return labels, links


def _iob(role: str, length: int) -> list[str]:
    return [f"B-{role}", *[f"I-{role}"] * (length - 1)]


FORMAT = Format("conll", "CoNLL columns: IOB2 labels of content, cue and source", read=read, write=write)
