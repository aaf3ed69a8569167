"""What is known of each document of a corpus besides its gold: the columns that slices by document go by."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sayso.columns import Ints

NONE = "(none)"
"""Value of a document whose column is empty."""


def _one(entry: str | None) -> list[str]:
    return [entry or NONE]


def _year(entry: str | None) -> list[str]:
    return [entry[:4] if entry else NONE]


def _each(entry: list[str] | None) -> list[str]:
    return list(dict.fromkeys(entry or [])) or [NONE]


def _truth(entry: bool | None) -> list[str]:
    return ["yes" if entry else "no"]


COLUMNS: Mapping[str, Callable[[Any], list[str]]] = {
    "language": _one,
    "publisher": _one,
    "published": _year,
    "rights": _one,
    "genre": _one,
    "phenomena": _each,
    "synthetic": _truth,
}
"""Columns of the documents, and the values that an entry of each stands for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Metadata:
    """Code points of each document's text, and each document's values by column (`split` and those of `COLUMNS`)."""

    lengths: Ints
    values: dict[str, list[list[str]]]


def metadata(lengths: Ints, splits: Sequence[str], entries: Callable[[str], Iterable[Any]]) -> Metadata:
    """The metadata of documents from the lengths of their texts, their splits, and the entries of a column by name."""
    values = {name: [of(entry) for entry in entries(name)] for name, of in COLUMNS.items()}
    return Metadata(lengths, {"split": [[split] for split in splits], **values})
