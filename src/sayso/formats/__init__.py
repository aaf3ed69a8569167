"""Formats of other tools: each is a reader, a writer or both, over the one data model.

Built-in formats stand in a table, those of other packages in the entry-point group `sayso.formats`; both name a
`Format` as `module:attribute`, which is imported when the format is used.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.metadata
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from sayso.errors import UsageError
from sayso.model import Annotation, Article, Prediction

_BUILT_IN = {
    name: f"sayso.formats.{name}:FORMAT"
    for name in (
        *("brat", "cas", "citron", "conll", "directquote", "docbin", "inline", "labelstudio", "newsclaims", "notext"),
        *("parc", "pdnc", "polnear", "webanno"),
    )
}

DEFAULT_SPLIT = "full"
"""The split of the documents of a source that has none."""


@dataclasses.dataclass(frozen=True)
class Item:
    """One article, and what is to be written about it: its gold, an extractor's prediction, both or neither.

    `split` is the one that the corpus has it in, `passes` are the work of several annotators beside the gold.
    """

    article: Article
    gold: Annotation | None = None
    prediction: Prediction | None = None
    split: str | None = None
    passes: Sequence[Annotation] = ()

    @property
    def records(self) -> list[Annotation]:
        """The gold and the passes, that of one annotator once."""
        found = {one.annotator.id: one for one in (*self.passes, *([] if self.gold is None else [self.gold]))}
        return list(found.values())


@dataclasses.dataclass(frozen=True)
class Imported:
    """What a reader found.

    `annotations` may hold several annotators' work on one document. `problems` are faults, one sentence each, with
    document, offset, what was expected and what was found; a record with a fault is not among `annotations`. `notes`
    say what was left out or decided for a good reason, such as a task that was skipped. `articles` are the texts that
    come with the format, none where it expects the user to have them; `splits` gives a document the split that the
    source puts it in. `losses` counts, under words such as `attributions without content`, what the record cannot
    carry.
    """

    annotations: list[Annotation]
    problems: list[str]
    notes: list[str]
    articles: list[Article] = dataclasses.field(default_factory=list)
    splits: Mapping[str, str] = dataclasses.field(default_factory=dict)
    losses: Counter[str] = dataclasses.field(default_factory=Counter)


@dataclasses.dataclass(frozen=True)
class Exported:
    """What a writer says of its work: `notes` on what to do next, and in `losses` what the format cannot carry, under
    words such as `claims`, with how often."""

    notes: list[str] = dataclasses.field(default_factory=list)
    losses: Counter[str] = dataclasses.field(default_factory=Counter)


class Reader(Protocol):
    """Reads `source`. `articles` are the texts to hold it against; `annotators` gives people other names.

    Raises `UsageError` or `DataError` where the source as a whole cannot be read.
    """

    def __call__(
        self, source: Path, *, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]
    ) -> Imported: ...


class Writer(Protocol):
    """Writes `items` to `target`, a file or a folder that is not there yet."""

    def __call__(self, items: Sequence[Item], target: Path) -> Exported: ...


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


_FOLDER_NAME = re.compile(r"[^\W_][\w.@+-]*")


def names_folder(annotator: str) -> bool:
    """Whether a folder can be called as an annotator is."""
    return _FOLDER_NAME.fullmatch(annotator) is not None


def split_name(name: str) -> str:
    """`name` as a split may be called: what is no letter, digit or single dot becomes `_`.

    >>> split_name("annotator-training"), split_name("")
    ('annotator_training', 'full')
    """
    return re.sub(r"[^\w.]+|\.(?=\.|$)|^\.", "_", name) or DEFAULT_SPLIT


def _places() -> dict[str, str]:
    others = {entry.name: entry.value for entry in importlib.metadata.entry_points(group="sayso.formats")}
    return others | _BUILT_IN
