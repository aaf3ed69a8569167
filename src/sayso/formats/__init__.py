"""Formats of other tools: each is a reader, a writer or both, over the one data model.

Built-in formats stand in a table, those of other packages in the entry-point group `sayso.formats`; both name a
`Format` as `module:attribute`, which is imported when the format is used.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from sayso.errors import UsageError
from sayso.model import Annotation, Article, Prediction

_BUILT_IN = {
    "inline": "sayso.formats.inline:FORMAT",
    "labelstudio": "sayso.formats.labelstudio:FORMAT",
}


@dataclasses.dataclass(frozen=True)
class Item:
    """One article, and what is to be written about it: its gold, an extractor's prediction, both or neither."""

    article: Article
    gold: Annotation | None = None
    prediction: Prediction | None = None


@dataclasses.dataclass(frozen=True)
class Imported:
    """What a reader found.

    `problems` are faults, one sentence each; a record with a fault is not among `annotations`. `notes` say what was
    left out for a good reason, such as a task that was skipped.
    """

    annotations: list[Annotation]
    problems: list[str]
    notes: list[str]


class Reader(Protocol):
    """Reads `source`. `articles` are the texts to hold it against; `annotators` gives people other names.

    Raises `UsageError` or `DataError` where the source as a whole cannot be read.
    """

    def __call__(
        self, source: Path, *, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]
    ) -> Imported: ...


class Writer(Protocol):
    """Writes `items` to `target` and returns notes: what could not be carried, what to do next."""

    def __call__(self, items: Sequence[Item], target: Path) -> list[str]: ...


@dataclasses.dataclass(frozen=True)
class Format:
    """A format by its name on the command line."""

    name: str
    summary: str
    read: Reader | None = None
    write: Writer | None = None


def names() -> list[str]:
    """Names of all formats, sorted."""
    return sorted(_places())


def get(name: str) -> Format:
    """The format `name`. Raises `UsageError` where there is none."""
    places = _places()
    if name not in places:
        raise UsageError(f"there is no format {name!r}; choose from {', '.join(sorted(places))}.")
    module, attribute = places[name].split(":")
    found: Format = getattr(importlib.import_module(module), attribute)
    return found


def _places() -> dict[str, str]:
    others = {entry.name: entry.value for entry in importlib.metadata.entry_points(group="sayso.formats")}
    return others | _BUILT_IN
