"""The statistics rows of slices: documents side by side, so that those of parts of a corpus join to those of all."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sayso.columns import Columns, Ints, Items
from sayso.comparison import Comparison, Kind
from sayso.matching import Mask, Match
from sayso.measures import Measure
from sayso.metadata import Metadata
from sayso.pairing import paired
from sayso.phenomena import PHENOMENA
from sayso.slices import PHENOMENON, expand
from sayso.slices.attributes import BY_QUOTE

COUNTS = ("gold_right", "predicted_right", "predicted", "gold")
ROLES = {"quotes": "content", "attribution": "content", "types": "content", "cues": "cue", "sources": "source"}
"""The tasks that are sliced by quote, and the role that a quote must have to count."""
_AT_ONCE = 2000
Small = npt.NDArray[np.int32]


@dataclasses.dataclass(frozen=True, slots=True)
class ByQuoteTally:
    """One slice by quote. `quotes` counts gold quotes, documents x values; `rows` has by `Measure.row_name` the
    statistics, documents x values x `COUNTS`."""

    values: tuple[str, ...]
    precision: bool
    quotes: Small
    rows: dict[str, Small]


@dataclasses.dataclass(frozen=True, slots=True)
class SliceTally:
    """The slices that were asked for. `quotes` counts the gold quotes of each document; `labels` has by the name of a
    slice by document the values of each.

    Memory: 16 bytes a document, value and task with its match.
    """

    names: tuple[str, ...]
    quotes: Ints
    labels: dict[str, list[list[str]]]
    by_quote: dict[str, ByQuoteTally]

    @classmethod
    def joined(cls, parts: Sequence[SliceTally]) -> SliceTally:
        """The slices of all documents from those of parts of them, in order."""
        first = parts[0]
        return cls(
            first.names,
            np.concatenate([part.quotes for part in parts]),
            {name: [of for part in parts for of in part.labels[name]] for name in first.labels},
            {name: _joined([part.by_quote[name] for part in parts]) for name in first.by_quote},
        )


def _joined(parts: Sequence[ByQuoteTally]) -> ByQuoteTally:
    """One slice; a value that a part does not have occurs there nowhere."""
    seen = {value for part in parts for value in part.values}
    values = parts[0].values if len(seen) == len(parts[0].values) else tuple(v for v in PHENOMENA if v in seen)

    def all_values(of: Small, part: ByQuoteTally) -> Small:
        if part.values == values:
            return of
        wide = np.zeros((len(of), len(values), *of.shape[2:]), np.int32)
        wide[:, [values.index(value) for value in part.values]] = of
        return wide

    return ByQuoteTally(
        values,
        parts[0].precision,
        np.concatenate([all_values(part.quotes, part) for part in parts]),
        {name: np.concatenate([all_values(part.rows[name], part) for part in parts]) for name in parts[0].rows},
    )


def tally(
    names: Sequence[str], gold: Columns, predicted: Columns, about: Metadata, measures: Sequence[Measure]
) -> SliceTally:
    """The statistics of the slices `names`. Raises `UsageError` on an unknown one."""
    wanted = expand(names)
    taken = _taken(gold, predicted, measures) if {*BY_QUOTE, PHENOMENON} & {*wanted} else {}
    by_quote = {}
    for name in wanted:
        if name in BY_QUOTE:
            by = BY_QUOTE[name]
            of_predicted = by.codes(predicted, about.lengths) if by.precision else np.full(len(predicted.quotes), -1)
            codes = by.codes(gold, about.lengths), of_predicted
            by_quote[name] = _by_quote(by.values, by.precision, codes, gold, predicted, taken)
        elif name == PHENOMENON:
            by_quote[name] = _by_phenomenon(gold, predicted, about, taken)
    labels = {name: about.values[name] for name in wanted if name not in by_quote}
    return SliceTally(tuple(wanted), np.bincount(gold.quotes.doc, minlength=gold.documents), labels, by_quote)


def can_slice(measure: Measure) -> bool:
    """Whether a measure is sliced by quote: it pairs quotes one to one, and is neither macro nor ranked."""
    paired_up = measure.match is not None and measure.match.kind != "overlap"
    return measure.task.name in ROLES and paired_up and type(measure) is Measure


@dataclasses.dataclass(frozen=True, slots=True)
class _Taken:
    """The right pairs of one task and match, by index of the gold and of the predicted quote."""

    measure: Measure
    gold: Ints
    predicted: Ints


class _Pairing(Comparison):
    """A comparison whose `items` are the pairs that are right, rather than how many there are."""

    def items(self, kind: Kind, right: Mask, role: str = "content") -> Ints:  # noqa: ARG002
        pairs, taken = self.pairs(kind), paired(self, kind, right)
        return np.stack((pairs.gold[taken], pairs.predicted[taken]), axis=1)


def _taken(gold: Columns, predicted: Columns, measures: Sequence[Measure]) -> dict[str, _Taken]:
    """By `Measure.row_name`."""
    predicted = dataclasses.replace(predicted, entities=predicted.entities.in_words_of(gold.entities))
    tasks = {measure.row_name: measure for measure in measures if can_slice(measure)}
    parts: dict[str, list[Ints]] = {name: [np.zeros((0, 2), np.int64)] for name in tasks}
    for low in range(0, gold.documents, _AT_ONCE):
        high = min(low + _AT_ONCE, gold.documents)
        before = [np.searchsorted(side.quotes.doc, low) for side in (gold, predicted)]
        pairing = _Pairing(gold.part(low, high), predicted.part(low, high))
        for name, measure in tasks.items():
            parts[name].append(measure.task.rows(pairing, measure.match or Match("exact")).astype(np.int64) + before)
    pairs = {name: np.concatenate(part).T for name, part in parts.items()}
    return {name: _Taken(tasks[name], *pairs[name]) for name in tasks}


def _by_quote(
    values: tuple[str, ...],
    precision: bool,
    codes: tuple[Ints, Ints],
    gold: Columns,
    predicted: Columns,
    taken: Mapping[str, _Taken],
) -> ByQuoteTally:
    n = len(values)
    quotes = _counted(gold.quotes, codes[0], np.arange(len(gold.quotes)), gold.documents, n)
    rows = {name: _counts(pairs, gold, predicted, codes, n) for name, pairs in taken.items()}
    return ByQuoteTally(values, precision, quotes, rows)


def _by_phenomenon(gold: Columns, predicted: Columns, about: Metadata, taken: Mapping[str, _Taken]) -> ByQuoteTally:
    """Values of their own, one for each phenomenon: a quote may show several."""
    none = np.full(len(predicted.quotes), -1)
    found = []
    for name, quotes in about.phenomena().items():
        codes = np.full(len(gold.quotes), -1)
        codes[quotes] = 0
        found.append(_by_quote((name,), False, (codes, none), gold, predicted, taken))
    if not found:
        return _by_quote((), False, (np.full(len(gold.quotes), -1), none), gold, predicted, taken)
    return ByQuoteTally(
        tuple(name for one in found for name in one.values),
        False,
        np.concatenate([one.quotes for one in found], axis=1),
        {name: np.concatenate([one.rows[name] for one in found], axis=1) for name in taken},
    )


def _counts(pairs: _Taken, gold: Columns, predicted: Columns, codes: tuple[Ints, Ints], n: int) -> Small:
    """Statistics rows: documents x values x `COUNTS`."""
    role = ROLES[pairs.measure.task.name]
    g, p = gold.quotes, predicted.quotes
    return np.stack(
        (
            _counted(g, codes[0], pairs.gold, gold.documents, n),
            _counted(p, codes[1], pairs.predicted, gold.documents, n),
            _counted(p, codes[1], np.flatnonzero(p.roles[role].given), gold.documents, n),
            _counted(g, codes[0], np.flatnonzero(g.roles[role].given), gold.documents, n),
        ),
        axis=2,
    )


def _counted(items: Items, codes: Ints, some: Ints, documents: int, n: int) -> Small:
    """How many of some items there are, documents x values."""
    some = some[codes[some] >= 0]
    cells = np.bincount(items.doc[some] * n + codes[some], minlength=documents * n)
    return cells.astype(np.int32).reshape(documents, n)
