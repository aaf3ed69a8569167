"""brat standoff (Stenetorp et al. 2012): `T` lines of Source, Cue and Content, joined by `E` lines, beside each text.

    T1	Source 0 5	Pence
    T2	Content 7 20;30 41	it was safe, and it held
    E1	Attribution:T4 Content:T2 Cue:T3 Source:T1

A role may stand several times (`Content2`). The format of the standoff files: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from sayso.errors import DataError, UsageError
from sayso.files import read_raw, write_bytes
from sayso.formats import Exported, Format, Imported, Item
from sayso.formats.drawing import Drawn
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.recording import settle
from sayso.formats.texts import Offsets, Stated
from sayso.model import Annotation, Article, Quote, Span

ANNOTATOR = "brat"
"""Who drew an .ann file whose name has no annotator."""

_ROLES = ("source", "cue", "content")
_SPAN = re.compile(r"(?P<label>\S+) (?P<places>\d+ \d+(?:;\d+ \d+)*)$")
_EVENT = re.compile(r"\S+:[TE]\d+(?: +\S+:[TE]\d+)* *$")
_OTHER = dict(zip("RAMN#*", "relations attributes attributes normalizations notes equivalences".split(), strict=True))


@dataclasses.dataclass
class Standoff:
    """What stands in an .ann file. `spans` are labelled, by their id; `events` have a type, an anchor and arguments."""

    labels: dict[str, str] = dataclasses.field(default_factory=dict)
    spans: dict[str, Stated] = dataclasses.field(default_factory=dict)
    events: dict[str, list[tuple[str, str]]] = dataclasses.field(default_factory=dict)
    others: Counter[str] = dataclasses.field(default_factory=Counter)
    faults: list[str] = dataclasses.field(default_factory=list)


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a folder of `NAME.txt` with `NAME.ann` or, of several annotators, `NAME_WHO.ann`.

    A folder in it is a split.
    """
    if not source.is_dir():
        raise UsageError(f"{source}: the folder with the .txt and .ann files is needed.")
    gathering = Gathering(articles, annotators or {})
    texts = {path.with_suffix("") for path in source.rglob("*.txt")}
    drawn: dict[Path, list[tuple[Path, str]]] = {path: [] for path in sorted(texts)}
    for path in sorted(source.rglob("*.ann")):
        stem = path.with_suffix("")
        name, _, who = stem.name.rpartition("_")
        if stem not in texts and name and stem.with_name(name) in texts:
            drawn[stem.with_name(name)].append((path, who))
        else:
            drawn.setdefault(stem, []).append((path, ANNOTATOR))
    for stem, passes in drawn.items():
        parts = stem.relative_to(source).parts
        split = parts[0] if len(parts) > 1 else None
        take(gathering, stem.name, stem.with_name(f"{stem.name}.txt"), passes, split)
    return gathering.done(source, "there are no .txt and .ann files in it; name the folder that holds them.")


def take(
    gathering: Gathering,
    stem: str,
    text: Path,
    passes: Sequence[tuple[Path, str]],
    split: str | None,
    **facts: str | None,
) -> None:
    """Read one article and what each annotator drew on it."""
    known = gathering.known or {}
    if not text.exists() and stem not in known:
        gathering.problems.append(f"{passes[0][0]}: there is no text {text} to it; add it, or give it with --articles.")
        return
    try:
        raw = read_raw(text) if text.exists() else known[stem].text
    except DataError as error:
        gathering.problems.append(str(error))
        return
    article = gathering.article(stem, raw, str(text), split=split, **facts)
    if article is None:
        return
    offsets = Offsets(raw)
    for path, who in passes:
        try:
            standoff = parse(read_raw(path))
        except DataError as error:
            gathering.fault(article.id, str(error))
            continue
        for fault in standoff.faults:
            gathering.fault(article.id, f"{path}: {fault}")
        before = len(gathering.problems)
        spans = {f"{path.name} {key}": span for key, span in standoff.spans.items()}
        found = gathering.places(article, offsets, spans)
        if not standoff.faults and before == len(gathering.problems):
            places = {key: found[f"{path.name} {key}"] for key in standoff.spans}
            gathering.annotation(article, who, attributions(standoff, places, article.text, gathering))


def parse(text: str) -> Standoff:
    """The lines of an .ann file."""
    found = Standoff()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        key, _, rest = line.partition("\t")
        if not line.strip():
            continue
        if key in found.spans or key in found.events:
            found.faults.append(f"line {number}: {key} is given twice; give one of the two another id.")
        elif key[:1] == "T":
            head, tab, stated = rest.partition("\t")
            match = _SPAN.match(head)
            if match is None or not tab:
                found.faults.append(
                    f"line {number}: a span is ID, tab, LABEL START END, tab, text; found {line[:60]!r}."
                )
                continue
            places = tuple(tuple(map(int, part.split())) for part in match["places"].split(";"))
            found.labels[key] = match["label"]
            found.spans[key] = Stated(places, stated)  # type: ignore[arg-type] # two numbers each, by the pattern
        elif key[:1] == "E":
            if not _EVENT.match(rest):
                found.faults.append(f"line {number}: an event is ID, tab, TYPE:ID and ROLE:ID …; found {line[:60]!r}.")
                continue
            found.events[key] = [(role, target) for role, _, target in (pair.rpartition(":") for pair in rest.split())]
        elif key[:1] in _OTHER:
            found.others[f"brat's {_OTHER[key[:1]]}"] += 1
        else:
            found.faults.append(f"line {number}: no line of brat standoff; found {line[:60]!r}.")
    targets = {target for arguments in found.events.values() for _, target in arguments}
    for target in sorted(targets - found.spans.keys() - found.events.keys()):
        found.faults.append(f"an event refers to {target}, which is not there.")
    return found


def attributions(
    standoff: Standoff, places: Mapping[str, Sequence[tuple[int, int]]], text: str, gathering: Gathering
) -> list[Drawn]:
    """The events with content. What is no part of one is a loss: events without, and spans on their own."""
    losses = gathering.losses
    losses.update(standoff.others)
    used: set[str] = set()
    made = []
    for key, ((_, anchor), *arguments) in standoff.events.items():
        roles: dict[str, list[tuple[int, int]]] = {role: [] for role in _ROLES}
        used.add(anchor)
        for name, target in arguments:
            role = name.rstrip("0123456789").casefold()
            if role in roles and target in places:
                roles[role] += places[target]
                used.add(target)
            else:
                losses[f"arguments of events other than source, cue and content: {name}"] += 1
        if not roles["content"]:
            losses["attributions without content"] += 1
            continue
        if roles["cue"] and anchor in places and sorted(places[anchor]) != sorted(roles["cue"]):
            losses["anchors of attributions that are not the cue"] += 1
        content, cue, named = (gathering.spans(text, roles[role]) for role in ("content", "cue", "source"))
        made.append(Drawn(content, cue, named, id=key))
    losses.update(f"{standoff.labels[key]} spans of no attribution" for key in standoff.spans.keys() - used)
    return made


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target`/SPLIT/DOC.txt and DOC.ann, or where several annotators drew it DOC_ANNOTATOR.ann of each."""
    items, losses = settle(items, passes=True)
    for item in items:
        folder = target if item.split is None else target / item.split
        write_bytes(folder / f"{item.article.id}.txt", item.article.text.encode())
        records = item.records
        for record in records:
            who = f"_{record.annotator.id}" if len(records) > 1 else ""
            write_bytes(folder / f"{item.article.id}{who}.ann", standoff_of(record).encode())
    return Exported(losses=losses + lost(items, read, target))


def standoff_of(record: Annotation) -> str:
    """The quotes of a record as the lines of an .ann file, in the order that PolNeAR has."""
    keep = all(re.fullmatch(r"E[1-9]\d*", quote.id) for quote in record.quotes)
    lines: list[str] = []
    spans = 0
    for number, quote in enumerate(record.quotes, 1):
        arguments: list[str] = []
        for label, parts in _labelled(quote):
            spans += 1
            stretch = ";".join(f"{part.start} {part.end}" for part in parts)
            text = " ".join(part.text.replace("\n", " ") for part in parts)
            lines.append(f"T{spans}\t{label} {stretch}\t{text}")
            arguments.insert(0, f"{label}:T{spans}")
        lines.append(f"{quote.id if keep else f'E{number}'}\t{' '.join(arguments)}")
    return "".join(f"{line}\n" for line in lines)


def _labelled(quote: Quote) -> list[tuple[str, list[Span]]]:
    """The spans of an attribution under their labels; the anchor, which brat wants and is the cue's, comes last."""
    anchor = "Attribution" if quote.source else "Attribution-no-source"
    roles = [("Source", quote.source), ("Cue", quote.cue), ("Content", quote.content)]
    return [(label, spans) for label, spans in [*roles, (anchor, quote.cue or quote.content[:1])] if spans]


FORMAT = Format("brat", "brat standoff: .txt with .ann", read=read, write=write)
