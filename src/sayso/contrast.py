"""Two systems on the same documents: by how much they differ, and on which documents and items."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np

from sayso.bootstrap import SAMPLES, SEED
from sayso.measures import Measure
from sayso.ranking import Rows, by_document
from sayso.results import CorpusInfo, Error, Errors, Place, Report, System
from sayso.significance import Difference, compare

RIGHT, NOT_PREDICTED = "right", "not predicted"


class DocumentGap(msgspec.Struct):
    """A document on which the systems differ: the headline measure of each, and how far apart its counts are."""

    doc: str
    a: float
    b: float
    gap: float


class ItemGap(msgspec.Struct):
    """An item that the systems treat differently.

    A gold item is `right` in a system, or has an error class there. A predicted item is listed where no gold item is
    near; it has a class, or is `not predicted` at all.
    """

    doc: str
    kind: Literal["quotes", "claims"]
    side: Literal["gold", "predicted"]
    spans: list[Place]
    text: str | None
    a: str
    b: str

    @property
    def one_is_right(self) -> bool:
        """Whether one of the two makes no error here."""
        return bool({self.a, self.b} & {RIGHT, NOT_PREDICTED})


class Contrast(msgspec.Struct):
    """System B against system A. `headline` is the measure that documents are ranked by.

    `items` is None where the reports do not list errors, or under different matches.
    """

    a: System
    b: System
    corpus: CorpusInfo
    number: int
    measures: list[Difference]
    headline: str
    documents: list[DocumentGap]
    match: str | None
    items: list[ItemGap] | None


def contrast(
    measures: Sequence[Measure],
    reports: tuple[Report, Report],
    rows: tuple[Mapping[str, Rows], Mapping[str, Rows]],
    ids: Sequence[str],
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Contrast:
    """Two reports on the same documents side by side; documents and items that differ most come first.

    `rows` are the reports' statistics by `Measure.row_name`, `ids` the documents in their order. Items on which one
    system is right come before those on which both err in different ways; then the document decides, then the text.
    """
    a, b = reports
    documents = _documents(measures[0], rows, ids)
    items = None
    if a.errors and b.errors and a.errors.match == b.errors.match:
        items = _items(a.errors, b.errors, [gap.doc for gap in documents] + list(ids))
    return Contrast(
        a.system,
        b.system,
        a.corpus,
        len(ids),
        compare(measures, *rows, samples, seed),
        str(measures[0]),
        documents,
        None if items is None or a.errors is None else a.errors.match,
        items,
    )


def _documents(
    measure: Measure, rows: tuple[Mapping[str, Rows], Mapping[str, Rows]], ids: Sequence[str]
) -> list[DocumentGap]:
    a, b = (by_document(side[measure.row_name]) for side in rows)
    gaps = np.abs(b - a).sum(axis=1)
    values = measure.score(a), measure.score(b)
    order = [i for i in np.argsort(-gaps, kind="stable").tolist() if gaps[i] > 0]
    return [DocumentGap(ids[i], float(values[0][i]), float(values[1][i]), float(gaps[i])) for i in order]


def _items(a: Errors, b: Errors, documents: Sequence[str]) -> list[ItemGap] | None:
    if a.items is None or b.items is None:
        return None
    rank = {doc: i for i, doc in reversed(list(enumerate(documents)))}

    def place(gap: ItemGap) -> tuple[object, ...]:
        return not gap.one_is_right, rank[gap.doc], gap.kind != "quotes", gap.spans, gap.side, gap.a, gap.b

    return sorted(_differing(a.items, b.items), key=place)


_Key = tuple[str, Literal["quotes", "claims"], Literal["gold", "predicted"], tuple[Place, ...]]


def _differing(a: Sequence[Error], b: Sequence[Error]) -> Iterator[ItemGap]:
    """The items with more of one class in one system: items with the same spans are told apart by nothing else."""
    texts = {_key(error): error.text for error in (*a, *b) if error.text is not None}
    sides = _by_item(a), _by_item(b)
    for key in sides[0].keys() | sides[1].keys():
        doc, kind, side, spans = key
        classes = sides[0][key], sides[1][key]
        of_a, of_b = (sorted((mine - other).elements()) for mine, other in (classes, classes[::-1]))
        for in_a, in_b in itertools.zip_longest(of_a, of_b, fillvalue=RIGHT if side == "gold" else NOT_PREDICTED):
            yield ItemGap(doc, kind, side, list(spans), texts.get(key), in_a, in_b)


def _by_item(errors: Iterable[Error]) -> defaultdict[_Key, Counter[str]]:
    found: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    for error in errors:
        if error.side == "gold" or not error.gold:  # a prediction that is near a gold item is told of with that
            found[_key(error)][error.error] += 1
    return found


def _key(error: Error) -> _Key:
    return error.doc, error.kind, error.side, tuple(error.gold if error.side == "gold" else error.predicted)
