"""What is known of each document of a corpus besides its gold: the columns that slices by document go by."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sayso.columns import Ints
from sayso.corpus import Document
from sayso.phenomena import PHENOMENA, find

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
    """Code points of each document's text, each document's values by column (`split` and those of `COLUMNS`), and the
    documents themselves, read when asked for."""

    lengths: Ints
    values: dict[str, list[list[str]]]
    documents: Callable[[], Iterable[Document]]

    def phenomena(self) -> dict[str, Ints]:
        """For each phenomenon of quotes the gold quotes that show it: their places among those of all documents."""
        found: dict[str, list[int]] = {name: [] for name, one in PHENOMENA.items() if one.layer == "quotes"}
        before = 0
        for document in self.documents():
            place = {quote.id: before + i for i, quote in enumerate(document.gold.quotes)}
            for name, instances in find(document.article, document.gold).items():
                if name in found:
                    found[name] += [place[instance.item] for instance in instances if instance.item is not None]
            before += len(place)
        return {name: np.array(quotes, np.int64) for name, quotes in found.items() if quotes}


def metadata(
    lengths: Ints,
    splits: Sequence[str],
    entries: Callable[[str], Iterable[Any]],
    documents: Callable[[], Iterable[Document]],
) -> Metadata:
    """The metadata of documents from the lengths of their texts, their splits, the entries of a column by name, and
    what reads the documents."""
    values = {name: [of(entry) for entry in entries(name)] for name, of in COLUMNS.items()}
    return Metadata(lengths, {"split": [[split] for split in splits], **values}, documents)
