"""PolNeAR (Newell, Margolin and Ruths 2018): brat standoff in compartments, several annotators, a table of facts.

    metadata.tsv  COMPARTMENT/text/DOC.txt  COMPARTMENT/attributions/DOC_ANNOTATOR.ann

A compartment is a split. Everything else that metadata.tsv says of an article than its title, publisher and date is
lost. https://github.com/networkdynamics/PolNeAR
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sayso.errors import UsageError
from sayso.files import write_bytes
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Imported, Item
from sayso.formats.brat import ANNOTATOR, standoff_of, take
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.recording import settle
from sayso.formats.tables import read_table
from sayso.model import Article

METADATA = "metadata.tsv"
_TEXT, _ATTRIBUTIONS = "text", "attributions"
_COLUMNS = "compartment filename level annotators publisher publication_date author title".split()
_COLUMNS += "trump_count clinton_count credit wire".split()
_LOST = ("level", "author", "trump_count", "clinton_count", "credit", "wire")
_NONE = "None"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

Row = Mapping[str, str]


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a clone of the corpus, its folder `data`, or one compartment.

    A compartment that has no folder of texts, as `parc3-replication`, is left out unless `articles` has them.
    """
    compartments = _compartments(source)
    if not compartments:
        raise UsageError(
            f"{source}: no compartment of PolNeAR, which is a folder with {_TEXT}/ and {_ATTRIBUTIONS}/; name the "
            "clone, its data/ or one compartment (for other folders of .ann files: sayso import brat)."
        )
    gathering = Gathering(articles, annotators or {})
    rows = _rows(compartments[0].parent / METADATA)
    if rows is None:
        gathering.tell(
            "folder has no metadata.tsv beside the compartments: titles and dates are not known", str(source)
        )
    for compartment in compartments:
        _read_compartment(compartment, rows, gathering)
    return gathering.done(source, "there are no texts and attributions in it.")


def _compartments(source: Path) -> list[Path]:
    for folder in (source, source / "data"):
        found = sorted(path.parent for path in folder.glob(f"*/{_ATTRIBUTIONS}") if path.is_dir())
        if found:
            return found
    return [source.absolute()] if (source / _ATTRIBUTIONS).is_dir() else []


def _rows(path: Path) -> dict[tuple[str, str], Row] | None:
    """The rows of metadata.tsv by compartment and name of the file."""
    if not path.exists():
        return None
    return {(row["compartment"], row["filename"]): row for row in read_table(path, ("compartment", "filename"), "\t")}


def _read_compartment(folder: Path, rows: Mapping[tuple[str, str], Row] | None, gathering: Gathering) -> None:
    texts = {path.stem: path for path in sorted((folder / _TEXT).glob("*.txt"))}
    passes: dict[str, list[tuple[Path, str]]] = {stem: [] for stem in texts}
    for path in sorted((folder / _ATTRIBUTIONS).glob("*.ann")):
        stem, _, who = path.stem.rpartition("_")
        if path.stem in texts and stem not in texts:
            stem, who = path.stem, ANNOTATOR
        passes.setdefault(stem or path.stem, []).append((path, who))
    without_texts = not texts
    for stem, drawn in passes.items():
        if without_texts and stem not in (gathering.known or {}):
            gathering.losses["documents whose compartment has no texts (give them with --articles)"] += 1
            continue
        row = (rows or {}).get((folder.name, stem))
        if rows is not None and row is None:
            gathering.tell("documents have no row in metadata.tsv", f"{folder.name}/{stem}")
        text = texts.get(stem, folder / _TEXT / f"{stem}.txt")
        take(gathering, stem, text, drawn, folder.name, language="en", **_facts(row or {}, gathering))


def _facts(row: Row, gathering: Gathering) -> dict[str, str | None]:
    """What an article can say of what stands in its row."""
    gathering.losses.update(f"{name} in metadata.tsv" for name in _LOST if _value(row, name))
    published = _value(row, "publication_date")
    if published and not _DATE.fullmatch(published):
        gathering.losses["dates in metadata.tsv that are no dates"] += 1
        published = None
    return {"title": _value(row, "title"), "publisher": _value(row, "publisher"), "published": published}


def _value(row: Row, name: str) -> str | None:
    value = (row.get(name) or "").strip()
    return None if value in ("", _NONE) else value


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target` in the shape of PolNeAR's data/, a split as a compartment."""
    items, losses = settle(items, passes=True)
    table = io.StringIO(newline="")
    rows = csv.DictWriter(table, _COLUMNS, delimiter="\t", lineterminator="\n", restval=_NONE)
    rows.writeheader()
    for item in items:
        article, compartment = item.article, item.split or DEFAULT_SPLIT
        (target / compartment / _ATTRIBUTIONS).mkdir(parents=True, exist_ok=True)
        write_bytes(target / compartment / _TEXT / f"{article.id}.txt", article.text.encode())
        known = {"title": article.title, "publisher": article.publisher, "publication_date": article.published}
        row = {"compartment": compartment, "filename": article.id, **{key: known[key] or _NONE for key in known}}
        for record in item.records:
            name = f"{article.id}_{record.annotator.id}.ann"
            write_bytes(target / compartment / _ATTRIBUTIONS / name, standoff_of(record).encode())
        row["annotators"] = "|".join(record.annotator.id for record in item.records) or _NONE
        rows.writerow(row)
    write_bytes(target / METADATA, table.getvalue().encode())
    return Exported(losses=losses + lost(items, read, target))


FORMAT = Format("polnear", "PolNeAR: brat standoff in compartments, with metadata.tsv", read=read, write=write)
