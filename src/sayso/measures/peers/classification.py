"""Labels of matched items: type, asserted, claim kind, stance, check-worthiness, scored as scikit-learn scores them.

Content decides which items match, then every label is judged on the pairs: of the largest one-to-one sets of pairs that
`@match`, the one with the greatest total IoU. Where two such sets are equally good, as with two quotes on the same
words, place and labels of the items settle it, never their order in a file. The counts are a confusion matrix: how
often gold's *a* was predicted as *b*. A label that the prediction leaves out is `unsaid`, which is right for nothing.

With n pairs, tp(c) the pairs of class c on both sides, and a class present when gold or prediction has it:

- `accuracy` = Σ tp(c) / n
- `macro_precision`, `macro_recall`, `macro_f1`: the mean over the classes present
- `weighted_f1`: the mean of F1 weighted by how often gold has the class
- `kappa` = (p − e) / (1 − e), p being accuracy and e what chance agreement would give (Cohen 1960)
- `CLASS_precision`, `CLASS_recall`, `CLASS_f1` of one class, such as `direct_f1` or `true_f1`; 0 where it is absent

Range 0–1, of kappa −1–1. Empty case: with no matched pair nothing was judged, and all but the scores of a class are
undefined (null in the JSON); so is kappa where both sides have only one and the same class. Unlike `types` and
`check_worthiness`, these do not fall when items are missed: read them beside `quotes` or `claims`.

Source: scikit-learn's `accuracy_score`, `precision_recall_fscore_support` (`zero_division=0`) and `cohen_kappa_score`.

>>> from sayso.measures.example import claim, example
>>> text = "Orr denied that the dam broke. Bell said it held."
>>> gold = [claim("the dam broke", stance="refute"), claim("it held", stance="affirm")]
>>> predicted = [claim("dam broke", stance="affirm"), claim("it held", stance="affirm")]
>>> example("stance.accuracy@iou=0.5", text, claims=(gold, predicted))
0.5
>>> round(example("stance.macro_f1@iou=0.5", text, claims=(gold, predicted)), 3)
0.333
>>> example("stance.accuracy@exact", text, claims=(gold, predicted))
1.0
>>> example("stance.accuracy@exact", text, claims=(gold, []))
nan
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from sayso.columns import ATTRIBUTES, Ints, Items
from sayso.comparison import Comparison, Kind
from sayso.matching import Match, Pairs, best_one_to_one, iou
from sayso.measures.base import ONE_TO_ONE, Floats, Metric, task
from sayso.measures.peers.scores import harmonic, share

UNSAID = "unsaid"


def counts(classes: Sequence[str]) -> tuple[str, ...]:
    """Names of the counts: the confusion matrix row by row, `gold as predicted`, and the number of pairs.

    >>> counts(["affirm", "refute"])[:4]
    ('affirm as affirm', 'affirm as refute', 'affirm as unsaid', 'refute as affirm')
    """
    return (*(f"{gold} as {said}" for gold in classes for said in (*classes, UNSAID)), "matched")


def metrics(classes: Sequence[str]) -> Mapping[str, Metric]:
    """Metrics by name; each scores counts on the last axis."""
    k = len(classes)
    found: dict[str, Metric] = {"accuracy": partial(accuracy, k=k), "kappa": partial(kappa, k=k)}
    for i, name in enumerate(("precision", "recall", "f1")):
        found[f"macro_{name}"] = partial(_macro, k=k, score=i)
        for c, label in enumerate(classes):
            found[f"{label}_{name}"] = partial(_of_class, k=k, score=i, label=c)
    found["weighted_f1"] = partial(_weighted_f1, k=k)
    return found


def accuracy(rows: Any, k: int) -> Floats:
    """Share of the pairs whose labels are the same; undefined without pairs."""
    matrix = _matrix(rows, k)
    return _defined(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum(axis=(-2, -1)))


def kappa(rows: Any, k: int) -> Floats:
    """Cohen's kappa; undefined without pairs, and where chance agreement is complete."""
    matrix = _matrix(rows, k)
    n = matrix.sum(axis=(-2, -1))
    chance = (matrix[..., :k].sum(axis=-2) * matrix.sum(axis=-1)).sum(axis=-1)
    return _defined(n * np.trace(matrix, axis1=-2, axis2=-1) - chance, n * n - chance)


def scores(rows: Any, k: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Precision, recall and F1 of each class, and how often gold and prediction have it; classes on the last axis."""
    matrix = _matrix(rows, k)
    right = np.diagonal(matrix[..., :k], axis1=-2, axis2=-1)
    said, gold = matrix[..., :k].sum(axis=-2), matrix.sum(axis=-1)
    precision, recall = share(right, said), share(right, gold)
    return precision, recall, harmonic(precision, recall), gold, said


def _macro(rows: Any, k: int, score: int) -> Floats:
    found = scores(rows, k)
    present = (found[3] + found[4]) > 0
    return _defined((found[score] * present).sum(axis=-1), present.sum(axis=-1))


def _weighted_f1(rows: Any, k: int) -> Floats:
    _, _, f1, gold, _ = scores(rows, k)
    return _defined((f1 * gold).sum(axis=-1), gold.sum(axis=-1))


def _of_class(rows: Any, k: int, score: int, label: int) -> Floats:
    return scores(rows, k)[score][..., label]


def _matrix(rows: Any, k: int) -> Floats:
    """Gold classes x predicted classes and unsaid, on the last two axes."""
    flat = np.asarray(rows, float)[..., : k * (k + 1)]
    return flat.reshape(*flat.shape[:-1], k, k + 1)


def _defined(part: Any, whole: Any) -> Floats:
    return np.where(np.asarray(whole) == 0, math.nan, share(part, whole))


def matched(comparison: Comparison, kind: Kind, match: Match) -> Pairs:
    """The pairs whose labels are judged."""
    gold, predicted = comparison.sides(kind)
    pairs = comparison.pairs(kind).keep(comparison.matched(kind, match))
    g, p = _rank(gold)[pairs.gold], _rank(predicted)[pairs.predicted]
    order = np.lexsort((p, g))
    ranked = Pairs(g[order], p[order], pairs.shared[order])
    weight = iou(pairs, gold, predicted)[order]
    return pairs.keep(order[best_one_to_one(ranked, weight, len(gold), len(predicted))])


def _rank(items: Items) -> Ints:
    """Place of each item in an order that depends on its content and labels only."""
    content = items.roles["content"]
    keys = (*items.attributes.values(), content.fingerprint, items.doc)
    rank = np.empty(len(items), np.int64)
    rank[np.lexsort(keys)] = np.arange(len(items))
    return rank


def _register(name: str, kind: Kind, attribute: str) -> None:
    classes = [str(value).lower() for value in ATTRIBUTES[attribute]]
    k = len(classes)

    def rows(comparison: Comparison, match: Match) -> Ints:
        pairs = comparison.once(matched, kind, match)
        gold, predicted = (side.attributes[attribute] for side in comparison.sides(kind))
        true, said = gold[pairs.gold], predicted[pairs.predicted]
        cell = true * (k + 1) + np.where(said < 0, k, said)
        doc = comparison.sides(kind)[0].doc[pairs.gold]
        found = np.zeros((comparison.documents, k * (k + 1) + 1), np.int64)
        np.add.at(found, (doc[true >= 0], cell[true >= 0]), 1)
        found[:, -1] = found.sum(axis=1)
        return found

    rows.__doc__ = f"`{attribute}` of matched {kind}: {', '.join(classes)}."
    task(name, ONE_TO_ONE, counts(classes), metrics(classes))(rows)


_register("quote_types", "quotes", "type")
_register("asserted", "quotes", "asserted")
_register("claim_kinds", "claims", "kind")
_register("stance", "claims", "stance")
_register("check_worthy", "claims", "check_worthy")
