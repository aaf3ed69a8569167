"""The figures: for every measure a value for each pair of annotators, their mean with its interval, and a pooled value.

F1, kappa and alpha do not depend on which of two annotators comes first. Who is the same speaker is decided from one
side (`sayso.matching.same_entities`), and ties in pairing may be settled otherwise from the other; so each pair is
counted in both directions and the counts are halved.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from sayso import __version__
from sayso.agreement.layers import AGR, MEASURES, MENTION_MEASURES, mentions_of, mirrored
from sayso.agreement.passes import Pass
from sayso.agreement.units import ROLES, UNITS, alpha, rows_of, unit_rows
from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED, quantiles, resample
from sayso.columns import Columns, Ints
from sayso.errors import DataError
from sayso.flattening import columns
from sayso.measures.base import COUNTS, Floats, precision, recall
from sayso.model import Annotation
from sayso.scoring import statistics

Score = Callable[[Any], npt.NDArray[np.float64]]


class Pair(msgspec.Struct, forbid_unknown_fields=True):
    """A figure between two annotators, over the documents that both drew; `a` is held against `b`.

    `value` is null where it is undefined. `precision` and `recall`, of F1 only, take `a` as the reference. `counts`
    are the summed statistics.
    """

    a: str
    b: str
    value: float | None
    documents: int
    counts: dict[str, float]
    precision: float | None = None
    recall: float | None = None


class Figure(msgspec.Struct, forbid_unknown_fields=True):
    """A measure's value among all annotators.

    `value` is the mean over the pairs for which it is defined, or what the measure says of all annotators at once
    (alpha); `low` and `high` its 95 % interval, null with few documents. `pooled` is scored from the counts of all
    pairs together: pairs with more items in common weigh more. `documents` were drawn by two annotators or more.
    """

    value: float | None
    low: float | None
    high: float | None
    pooled: float | None
    documents: int
    items: float
    pairs: list[Pair]


class Annotator(msgspec.Struct, forbid_unknown_fields=True):
    """What one annotator drew, in numbers."""

    name: str
    documents: int
    quotes: int
    claims: int
    speakers: int
    mentions: int


class Agreement(msgspec.Struct, forbid_unknown_fields=True):
    """Everything that `agreement` finds. `documents` were drawn by at least two annotators."""

    annotators: list[Annotator]
    documents: int
    figures: dict[str, Figure]
    notes: list[str]
    signature: str


def agreement(
    passes: Sequence[Pass],
    texts: Mapping[str, str] | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Agreement:
    """Agreement of any number of annotators, over the documents that at least two of them drew.

    `texts` are the articles by document: alpha needs them, and leaves out the documents without. Time and memory grow
    with the square of the number of annotators. Raises `DataError` where no document was drawn twice.
    """
    docs = drawn_twice(passes)
    if not docs:
        raise DataError(
            f"no document was drawn by two of {', '.join(one.name for one in passes)}; agreement needs such documents."
        )
    board = _Board.of(passes, docs)
    figures = {
        name: _figure(board, rows, samples, seed) for name, rows in (*board.compared(), *board.alphas(texts or {}))
    }
    return Agreement(
        [_annotator(one) for one in passes],
        len(docs),
        figures,
        _notes(board, texts or {}),
        _signature(board, samples, seed),
    )


def pairwise(passes: Sequence[Pass]) -> dict[str, Figure]:
    """The figures without alpha and without intervals, for the dataset card; none where no document is drawn twice."""
    docs = drawn_twice(passes)
    board = _Board.of(passes, docs)
    return {name: _figure(board, rows, 0, SEED) for name, rows in board.compared()} if docs else {}


def drawn_twice(passes: Sequence[Pass]) -> list[str]:
    """Ids of the documents that at least two annotators drew, sorted."""
    docs = sorted({doc for one in passes for doc in one.records})
    return [doc for doc in docs if sum(doc in one.records for one in passes) > 1]


@dataclasses.dataclass(frozen=True, slots=True)
class _Rows:
    """Statistics rows of a measure by pair of annotators, and for all annotators at once where it has such a value."""

    score: Score
    counts: tuple[str, ...]
    pairs: dict[tuple[int, int], Floats | Ints]
    of_all: Floats | Ints | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Board:
    """The annotators' columns side by side; `drawn` is annotators x documents."""

    names: list[str]
    docs: list[str]
    drawn: npt.NDArray[np.bool_]
    sides: list[Columns]
    mentions: list[Columns]

    @classmethod
    def of(cls, passes: Sequence[Pass], docs: list[str]) -> _Board:
        records: list[list[Annotation | None]] = [[one.records.get(doc) for doc in docs] for one in passes]
        sides = [columns(of_one) for of_one in records]
        mentions = [mentions_of(side, of_one) for side, of_one in zip(sides, records, strict=True)]
        drawn = np.array([[record is not None for record in of_one] for of_one in records], bool)
        return cls([one.name for one in passes], docs, drawn, sides, mentions)

    def both(self, pair: tuple[int, int]) -> npt.NDArray[np.bool_]:
        """Which documents both annotators drew."""
        return self.drawn[pair[0]] & self.drawn[pair[1]]

    def pairs(self) -> list[tuple[int, int]]:
        """The pairs of annotators that have a document in common."""
        return [pair for pair in itertools.combinations(range(len(self.names)), 2) if self.both(pair).any()]

    def compared(self) -> Iterator[tuple[str, _Rows]]:
        """Rows of everything that is compared item by item."""
        for sides, measures in ((self.sides, MEASURES), (self.mentions, MENTION_MEASURES)):
            found: dict[str, dict[tuple[int, int], Floats | Ints]] = {str(measure): {} for measure in measures}
            for i, j in self.pairs():
                there, back = statistics(sides[i], sides[j], measures), statistics(sides[j], sides[i], measures)
                here = self.both((i, j))[:, np.newaxis]
                for measure in measures:
                    rows = [np.asarray(side[measure.row_name], float) * here for side in (there, back)]
                    if measure.metric == AGR:
                        found[str(measure)] |= {(i, j): rows[0], (j, i): rows[1]}
                    else:
                        found[str(measure)][i, j] = (rows[0] + mirrored(measure, rows[1])) / 2
            for measure in measures:
                yield str(measure), _Rows(measure.score, measure.task.counts, found[str(measure)])

    def alphas(self, texts: Mapping[str, str]) -> Iterator[tuple[str, _Rows]]:
        """Coincidences of the values of tokens and characters."""
        if not any(doc in texts for doc in self.docs):
            return
        everyone = range(len(self.names))
        for kind, roles in ROLES.items():
            k = len(roles) + 1
            values = unit_rows(self.sides, self.drawn, [texts.get(doc) for doc in self.docs], kind)
            names = ("none", *roles)
            counts = tuple(f"{a} and {b}" for a in names for b in names)
            for unit in UNITS:
                pairs = {pair: rows_of(values[unit], pair, k) for pair in self.pairs()}
                yield f"{kind}.alpha@{unit}", _Rows(alpha, counts, pairs, rows_of(values[unit], everyone, k))


def _figure(board: _Board, rows: _Rows, samples: int, seed: int) -> Figure:
    pairs = {pair: np.asarray(of_pair, float) for pair, of_pair in rows.pairs.items()}
    if rows.of_all is None:
        known = [np.column_stack((of_pair, board.both(pair))) for pair, of_pair in pairs.items()]
        stacked, score = np.concatenate(known, axis=1), _mean_over_pairs(rows.score, len(rows.counts) + 1)
    else:
        stacked, score = np.asarray(rows.of_all, float), rows.score
    total = sum(of_pair.sum(axis=0) for of_pair in pairs.values())
    low, high = _interval(stacked, score, samples, seed)
    return Figure(
        _defined(score(stacked.sum(axis=0))),
        low,
        high,
        _defined(rows.score(total)),
        _documents(stacked) if rows.of_all is not None else len(board.docs),
        float(_items(rows.counts, total)),
        [_pair(board, pair, of_pair, rows) for pair, of_pair in pairs.items()],
    )


def _documents(rows: npt.NDArray[np.float64]) -> int:
    return int(rows.any(axis=1).sum())


def _items(counts: tuple[str, ...], total: Any) -> Any:
    """How much was compared: items, or characters, of both sides together; items held against others (agr); labels, or
    units, once a pair."""
    if counts == COUNTS:
        return total[1] + total[2]
    return total[-1] if counts[-1] in ("matched", "drawn") else total.sum()


def _mean_over_pairs(metric: Score, width: int) -> Score:
    """The mean over the pairs of annotators of sums of rows that stand side by side, each `width` numbers.

    The last of them counts the documents that both drew; a pair without any is left out, as is one for which the
    metric is undefined.
    """

    def score(rows: Any) -> npt.NDArray[np.float64]:
        by_pair = rows.reshape(*rows.shape[:-1], -1, width)
        values = np.where(by_pair[..., -1] > 0, metric(by_pair[..., :-1]), np.nan)
        known = ~np.isnan(values)
        number = known.sum(axis=-1)
        with np.errstate(invalid="ignore"):
            mean: npt.NDArray[np.float64] = np.where(known, values, 0).sum(axis=-1) / np.where(number, number, np.nan)
        return mean

    return score


def _interval(
    rows: npt.NDArray[np.float64], score: Score, samples: int, seed: int
) -> tuple[float | None, float | None]:
    """95 % percentile interval by bootstrap over documents; none with fewer than `MIN_DOCUMENTS`, or no samples.

    Samples in which the figure is undefined are left out.
    """
    if samples == 0 or len(rows) < MIN_DOCUMENTS or np.isnan(score(rows.sum(axis=0))):
        return None, None
    return quantiles(score(resample({"": rows}, samples, seed)[""]))


def _pair(board: _Board, pair: tuple[int, int], of_pair: npt.NDArray[np.float64], rows: _Rows) -> Pair:
    total = of_pair.sum(axis=0)
    counts = dict(zip(rows.counts, total.tolist(), strict=True))
    a, b = (board.names[one] for one in pair)
    documents = _documents(of_pair) if rows.of_all is not None else int(board.both(pair).sum())
    found = Pair(a, b, _defined(rows.score(total)), documents, counts)
    if rows.counts == COUNTS:
        found.precision, found.recall = _defined(precision(total)), _defined(recall(total))
    return found


def _defined(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)


def _annotator(one: Pass) -> Annotator:
    records = list(one.records.values())
    speakers = [speaker for record in records for speaker in record.speakers]
    return Annotator(
        one.name,
        len(records),
        sum(len(record.quotes) for record in records),
        sum(len(record.claims) for record in records),
        len(speakers),
        sum(len(speaker.mentions) for speaker in speakers),
    )


def _notes(board: _Board, texts: Mapping[str, str]) -> list[str]:
    notes = []
    if len(board.docs) < MIN_DOCUMENTS:
        notes.append(
            f"With fewer than {MIN_DOCUMENTS} documents drawn twice no intervals are given: "
            "resampling so few says more than the data do."
        )
    if missing := [doc for doc in board.docs if doc not in texts]:
        notes.append(
            f"Alpha leaves out {len(missing)} of {len(board.docs)} documents, whose articles are not known "
            f"({missing[0]}{', …' * (len(missing) > 1)}); name them with --articles."
        )
    return notes


def _signature(board: _Board, samples: int, seed: int) -> str:
    interval = f"bootstrap,n={samples},seed={seed}" if len(board.docs) >= MIN_DOCUMENTS else "none"
    return (
        f"agreement:{'+'.join(board.names)}|docs:{len(board.docs)}|matching:optimal|average:pairs"
        f"|interval:{interval}|sayso:{__version__}"
    )
