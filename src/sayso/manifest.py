"""seeds/manifest.toml: what is known of each seed, one table a file, or a folder of files."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta

from sayso.corpus import SPLIT_PATTERN
from sayso.errors import DataError
from sayso.files import read_text
from sayso.model import Article, DocId

FILE_NAME = "manifest.toml"
UNKNOWN = "unknown"

METADATA = ("title", "language", "published", "publisher", "url", "rights", "genre", "phenomena", "synthetic")
"""The fields of an article that a manifest entry, or a line of JSON Lines, may state."""

SplitName = Annotated[str, Meta(pattern=SPLIT_PATTERN)]

_HINTS = get_type_hints(Article, include_extras=True)
_FIELDS: dict[str, Any] = {
    **{name: _HINTS[name] for name in METADATA},
    "split": SplitName,
    "encoding": str,
    "boilerplate": list[str],
    "id": DocId,
    "text": str,
}
_ENTRY_KEYS = (*METADATA, "split", "encoding", "boilerplate")
LINE_KEYS = ("id", "text", *METADATA, "split")
"""The keys of one line of JSON Lines."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one file. `metadata` holds only the fields of `METADATA` that it states."""

    metadata: dict[str, Any] = dataclasses.field(default_factory=dict)
    split: str | None = None
    encoding: str | None = None
    boilerplate: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """The tables of a manifest by what they are of: a file, or a folder whose name ends in a slash."""

    tables: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)

    def entry(self, name: str) -> Entry:
        """What is known of the file `name`: what its folders say, the outer ones first, and then what it says itself.

        A key takes the place of the same key further out, `"unknown"` too; only lines of boilerplate add up.
        """
        tables = [self.tables[key] for key in (*folders(name), name) if key in self.tables]
        stated: dict[str, Any] = {}
        for table in tables:
            stated |= table
        fields = check(stated, _ENTRY_KEYS, name)
        return Entry(
            {key: fields[key] for key in METADATA if key in fields},
            fields.get("split"),
            fields.get("encoding"),
            tuple(line for table in tables for line in boilerplate(table)),
        )


def boilerplate(table: Mapping[str, Any]) -> list[str]:
    """The lines that a table lists as boilerplate."""
    lines = table.get("boilerplate", [])
    return [] if lines == UNKNOWN else [line.strip() for line in lines]


def folders(name: str) -> list[str]:
    """`a/`, `a/b/` of `a/b/c.txt`."""
    return [name[: place + 1] for place, char in enumerate(name) if char == "/"]


def read_manifest(seeds: Path) -> Manifest:
    """`seeds`/manifest.toml; empty where there is none.

    Raises `DataError` for what is no TOML, a table without its file or folder, an unknown key or a wrong type.
    """
    path = seeds / FILE_NAME
    if not path.exists():
        return Manifest()
    try:
        tables = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: not TOML: {error}.") from None
    for name, table in tables.items():
        _check_table(path, seeds, name, table)
    return Manifest(tables)


def _check_table(path: Path, seeds: Path, name: str, table: object) -> None:
    if not isinstance(table, dict):
        raise DataError(f'{path}: {name} stands outside of a table; write it under ["file name"].')
    if name.endswith("/"):
        if not (seeds / name).is_dir():
            raise DataError(f'{path}: ["{name}"] has no folder in {seeds}; add the folder or remove the entry.')
    elif (seeds / name).is_dir():
        raise DataError(f'{path}: ["{name}"] is a folder; end its name in a slash, as in ["{name}/"].')
    elif not (seeds / name).is_file():
        if any(isinstance(value, dict) for value in table.values()):
            raise DataError(f'{path}: [{name}.…] is no file name; put the name in quotes, as in ["{name}.txt"].')
        raise DataError(f'{path}: ["{name}"] has no file in {seeds}; add the file or remove the entry.')
    check(table, _ENTRY_KEYS, f'{path}: ["{name}"]')


def check(fields: Mapping[str, Any], keys: tuple[str, ...], place: str) -> dict[str, Any]:
    """`fields` with dates as text; what is "unknown" or null is left out.

    Raises `DataError`, which starts with `place`, for a key that is not in `keys` or a value of a wrong type.
    """
    checked: dict[str, Any] = {}
    for key, value in fields.items():
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"do you mean {near[0]}?" if near else f"known are {', '.join(keys)}."
            raise DataError(f"{place}: unknown key {key}; {hint}")
        if key not in ("id", "text") and value in (UNKNOWN, None):
            continue
        try:
            checked[key] = msgspec.convert(
                value.isoformat() if isinstance(value, datetime.date) else value, _FIELDS[key]
            )
        except msgspec.ValidationError as error:
            raise DataError(f"{place}: {key}: {str(error)[:1].lower()}{str(error)[1:]}.") from None
    return checked
