"""The pairs that stand for a comparison: one to one, the best there are, whatever the order of the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.columns import Ints, Items
from sayso.comparison import Comparison, Kind
from sayso.matching import MOST_CELLS, Mask, Pairs, best_one_to_one, iou, one_to_one
from sayso.ranking import UNSCORED


def paired(comparison: Comparison, kind: Kind, right: Mask, agreements: tuple[Mask, ...] = ()) -> Ints:
    """Indices of the pairs (of `comparison.pairs(kind)`) that are taken: no item stands in two of them.

    As many of the pairs in the mask `right` as possible; of such sets the one with the largest total IoU; among equals
    the one with the most of the first of the `agreements`, masks over the pairs, then of the second, and so on. Of a
    document with more than `MOST_CELLS` possibilities any largest set is taken.
    """
    gold, predicted = comparison.sides(kind)
    pairs = comparison.pairs(kind)
    found = np.flatnonzero(right)
    g, p = pairs.gold[found], pairs.predicted[found]
    alone = (np.bincount(g, minlength=1)[g] == 1) & (np.bincount(p, minlength=1)[p] == 1)
    rest = found[~alone]
    if len(rest) == 0:
        return found
    # The solvers settle ties by order, so the items that have a choice get an order that comes from what they are.
    g_order, p_order = _orders(comparison, kind, np.unique(pairs.gold[rest]), np.unique(pairs.predicted[rest]))
    row, column = _places(g_order, pairs.gold[rest]), _places(p_order, pairs.predicted[rest])
    order = np.lexsort((column, row))
    row, column, rest = row[order], column[order], rest[order]
    ambiguous = pairs.keep(rest)
    weight = iou(ambiguous, gold, predicted)
    for place, agreement in enumerate(agreements):
        weight = weight + 1e-6 * 0.01**place * agreement[rest]
    cells = _by_document(comparison, gold, g_order) * _by_document(comparison, predicted, p_order)
    many = cells[gold.doc[ambiguous.gold]] > MOST_CELLS
    taken = [found[alone]]
    for mine, largest in ((~many, False), (many, True)):
        some, sizes = Pairs(row[mine], column[mine], ambiguous.shared[mine]), (len(g_order), len(p_order))
        if len(some):
            best = one_to_one(some, *sizes) if largest else best_one_to_one(some, weight[mine] / 1.00001, *sizes)
            taken.append(rest[mine][best])
    return np.sort(np.concatenate(taken))


def right_by_score(comparison: Comparison, kind: Kind, right: Mask) -> Mask:
    """Which predicted items are right when they come in the order of their scores, the best first.

    An item is right when the largest matching among the pairs in the mask `right` grows by it. The sets of items that
    can be matched are a matroid (Edmonds and Fulkerson 1965), so the heaviest largest matching has just these, whatever
    weights fall with the score, and of several items with one score it is always the same number. Of a document with
    more than `MOST_CELLS` possibilities any largest set is taken.
    """
    gold, predicted = comparison.sides(kind)
    pairs = comparison.pairs(kind).keep(right)
    scores, rank = np.unique(np.nan_to_num(predicted.score, nan=UNSCORED), return_inverse=True)
    weight = (rank[pairs.predicted] + 1) / max(len(scores), 1)
    cells = np.bincount(gold.doc, minlength=comparison.documents) * np.bincount(
        predicted.doc, minlength=comparison.documents
    )
    many = cells[gold.doc[pairs.gold]] > MOST_CELLS
    hits = np.zeros(len(predicted), bool)
    few, rest = pairs.keep(~many), pairs.keep(many)
    hits[few.predicted[best_one_to_one(few, weight[~many], len(gold), len(predicted))]] = True
    hits[rest.predicted[one_to_one(rest, len(gold), len(predicted))]] = True
    return hits


def _orders(comparison: Comparison, kind: Kind, g: Ints, p: Ints) -> tuple[Ints, Ints]:
    """Some gold and some predicted items, sorted by what they are."""
    gold, predicted = comparison.sides(kind)
    keys = comparison.keys(kind)
    return _sorted(gold, g, [key for key, _ in keys]), _sorted(predicted, p, [key for _, key in keys])


def _sorted(items: Items, some: Ints, keys: Sequence[npt.NDArray[Any]]) -> Ints:
    """Some items by document, place and keys: ties are alike in all of them."""
    content = items.roles["content"]
    return some[np.lexsort((*(key[some] for key in keys), content.start[content.offsets[some]], items.doc[some]))]


def _places(order: Ints, items: Ints) -> Ints:
    """Where each item stands in an order of some items."""
    place = np.empty(int(order.max()) + 1, np.int64)
    place[order] = np.arange(len(order))
    found: Ints = place[items]
    return found


def _by_document(comparison: Comparison, items: Items, some: Ints) -> Ints:
    return np.bincount(items.doc[some], minlength=comparison.documents)
