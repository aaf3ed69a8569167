"""Scored items ranked over a corpus: what average precision and precision-recall curves are worked out from.

Most measures are scored from sums of rows, documents x counts. Average precision is not: a document that is taken out
moves every rank behind its items. Its statistics are a `Ranking`, which weighs documents by ranking anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from sayso.columns import Ints

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

UNSCORED = -1.0
"""Stands for the score of an item that states none: it ranks after all that do."""


@dataclasses.dataclass(frozen=True)
class Ranking:
    """Predicted items, the best score first, and how many gold items each document has.

    `doc`, `score` and `right` have one entry a predicted item, `gold` one a document. Items of the same score are one
    *step*: none of them ranks before another, so that the order of a file changes nothing. `len`, `sum(axis=0)` and
    `[]` are those of an array of rows.
    """

    doc: Ints
    score: Floats
    right: Bools
    gold: Ints

    @classmethod
    def of(cls, doc: Ints, score: Floats, right: Bools, gold: Ints) -> Ranking:
        """The ranking of items in any order; a score that is not a number is none."""
        known = np.where(np.isnan(score), UNSCORED, score)
        order = np.argsort(-known, kind="stable")
        return cls(doc[order], known[order], right[order], gold)

    @classmethod
    def joined(cls, parts: Sequence[Ranking]) -> Ranking:
        """Rankings of different documents as one: those of the first part come first."""
        before = np.cumsum([0, *map(len, parts)])
        docs = [part.doc + first for part, first in zip(parts, before, strict=False)]
        fields = ([getattr(part, name) for part in parts] for name in ("score", "right", "gold"))
        return cls.of(np.concatenate(docs), *map(np.concatenate, fields))

    def __len__(self) -> int:
        """Number of documents, as of an array of rows."""
        return len(self.gold)

    def __getitem__(self, docs: Sequence[int]) -> Ranking:
        """The ranking of some documents, in their order, as of an array of rows."""
        place = np.full(len(self), -1)
        place[docs] = np.arange(len(docs))
        kept = place[self.doc] >= 0
        return Ranking(place[self.doc[kept]], self.score[kept], self.right[kept], self.gold[docs])

    @cached_property
    def ends(self) -> Ints:
        """Index of the last item of each step."""
        return np.flatnonzero(np.diff(self.score, append=-np.inf))

    def sum(self, axis: Literal[0] = 0) -> Floats:  # noqa: ARG002
        """Sum over the right items of the precision at their step, number of predicted and of gold items."""
        precisions = _precisions(np.zeros(len(self.doc), np.int64), self.score, self.right, 1)
        return np.array([precisions[0], len(self.doc), self.gold.sum()])

    def by_document(self) -> Floats:
        """The same three of each document for itself: documents x 3."""
        order = np.argsort(self.doc, kind="stable")
        n = len(self.gold)
        precisions = _precisions(self.doc[order], self.score[order], self.right[order], n)
        return np.stack((precisions, np.bincount(self.doc, minlength=n), self.gold), axis=1)

    def weighted(self, weights: npt.NDArray[np.floating]) -> Floats:
        """The same three where each document counts so many times: samples x documents to samples x 3.

        A sample is ranked anew, in time that grows with the items.
        """
        hits = np.flatnonzero(self.right)
        last = np.searchsorted(hits, self.ends, "right") - 1  # the last right item up to the end of each step
        new = np.flatnonzero(np.diff(last, prepend=-1))
        last, ends = last[new], self.ends[new]
        found = np.zeros((len(weights), 3))
        for row, sample in zip(found, weights, strict=True):
            mass = sample.astype(np.float64)[self.doc]
            predicted, right = np.cumsum(mass), np.cumsum(mass[hits])
            under = predicted[ends]
            row[0] = (np.diff(right[last], prepend=0) * right[last] / np.where(under > 0, under, 1)).sum()
            row[1] = predicted[-1] if len(predicted) else 0
        found[:, 2] = weights @ self.gold
        return found

    def curve(self, most: int) -> tuple[Floats, Floats, Floats]:
        """Least score, precision and recall of at most so many steps: those nearest to equal gains of recall, the last.

        Recall is 0 throughout where there is no gold.
        """
        right = np.cumsum(self.right)[self.ends]
        if len(right) > most:
            kept = np.searchsorted(right, np.linspace(right[0], right[-1], most - 1))
            kept = np.unique(np.append(kept, len(right) - 1))
        else:
            kept = np.arange(len(right))
        gold = max(int(self.gold.sum()), 1)
        return self.score[self.ends[kept]], right[kept] / (self.ends[kept] + 1), right[kept] / gold


def _precisions(line: Ints, score: Floats, right: Bools, lines: int) -> Floats:
    """Sum over each line's right items of the precision at their step; items are sorted by line, then best first."""
    if not len(line):
        return np.zeros(lines)
    end = np.flatnonzero(np.append((np.diff(line) != 0) | (np.diff(score) != 0), True)) + 1
    begin = np.concatenate(([0], end[:-1]))
    first = np.searchsorted(line, line[begin])
    hits = np.concatenate(([0], np.cumsum(right)))
    gain, precision = hits[end] - hits[begin], (hits[end] - hits[first]) / (end - first)
    found: Floats = np.bincount(line[begin], gain * precision, lines).astype(np.float64)
    return found


# --- what a measure is scored from: rows or a ranking -----------------------------------------------------------------

Rows = Ints | Floats | Ranking


def by_document(rows: Rows) -> Ints | Floats:
    """The counts of each document for itself: documents x counts."""
    return rows.by_document() if isinstance(rows, Ranking) else rows


def joined(parts: Sequence[Rows]) -> Rows:
    """The statistics of all documents from those of parts of them, in order."""
    rankings = [part for part in parts if isinstance(part, Ranking)]
    if rankings:
        return Ranking.joined(rankings)
    return np.concatenate([part for part in parts if not isinstance(part, Ranking)])
