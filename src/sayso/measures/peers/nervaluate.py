"""nervaluate (MantisAI, 1.2.1), after SemEval-2013 task 9.1: strict, exact, partial and type match of labelled spans.

Each content span is an entity, its label the quote's type (*direct*, *indirect*, *mixed*); offsets are code points.
Predictions are taken one by one in text order, and each takes the **first** gold entity left that is right for it, or
else the first that it overlaps at all, by at least 1 % of the gold entity:

| | correct | otherwise, with an overlap |
|---|---|---|
| `strict` | same span and label | incorrect |
| `exact` | same span | incorrect |
| `partial` | same span | partial |
| `type` | an overlap and the same label; the nearest edges win | incorrect |

A prediction that takes nothing is spurious, a gold entity that nothing takes is missed.

    precision = (correct + partial / 2) / (correct + incorrect + partial + spurious)
    recall    = (correct + partial / 2) / (correct + incorrect + partial + missed)

F1 is their harmonic mean. Range 0–1. Empty case: 0, even when there is neither gold nor prediction. With a label at the
end (`nervaluate.strict.direct.f1`) all entities of other labels are left out first, as nervaluate does for its results
by type; so one wrong label is one *incorrect* overall, but *missed* in one type and *spurious* in the other, and the
types do not add up to the whole.

It cannot hold a quote of several spans: each span is an entity of its own, and right or wrong alone. Fabricated text is
one spurious entity a quote.

Source: Segura-Bedmar et al. (2013); https://github.com/MantisAI/nervaluate.

**Where it is wrong: the order decides.** A poor prediction can take a gold entity away from a perfect one that comes
after it, so that the order of a file changes the score (issue 40):

>>> gold = [("A", 0, 9)]
>>> counts(gold, [("A", 0, 5), ("A", 0, 9)], "strict"), counts(gold, [("A", 0, 9), ("A", 0, 5)], "strict")
((0, 1, 0, 0, 1), (1, 0, 0, 0, 1))

The case in issue 40 itself, one prediction over two gold entities, no longer changes the totals in 1.2.1: whichever
gold entity comes first, the other is missed.

A prediction of *another* label can take it away too (issue 84), so that the same prediction is correct when only its
own label is scored, and spurious when both are:

>>> gold, predicted = [("x", 0, 1)], [("y", 0, 2), ("x", 0, 2)]
>>> counts(gold, predicted, "type"), counts(gold, predicted[1:], "type")
((0, 1, 0, 0, 1), (1, 0, 0, 0, 0))

And one token of a long gold entity is no overlap, since it is less than 1 % of it:

>>> counts([("A", 0, 199)], [("A", 199, 199)], "type"), counts([("A", 0, 99)], [("A", 99, 99)], "type")
((0, 0, 0, 1, 1), (1, 0, 0, 0, 0))

Text order does not save it; sayso's own `quotes`, which pairs optimally, finds the quote:

>>> from sayso.measures.example import example
>>> sides = ["“It held,”"], ["“It held,” said", "“It held,”"]
>>> example("nervaluate.exact.recall", "“It held,” said Orr.", *sides)
0.0
>>> example("quotes.recall@exact", "“It held,” said Orr.", *sides)
1.0
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import Floats, task
from sayso.measures.peers.scores import harmonic, share
from sayso.measures.peers.spans import LABELS, Span, character_spans, fabricated

Strategy = Literal["strict", "exact", "partial", "type"]
COUNTS = ("correct", "incorrect", "partial", "missed", "spurious", "gold")
MIN_OVERLAP = 1.0
"""nervaluate's default `min_overlap_percentage`, of the gold entity."""


def counts(gold: Sequence[Span], predicted: Sequence[Span], strategy: Strategy) -> tuple[int, int, int, int, int]:
    """Correct, incorrect, partial, missed and spurious entities of one document, each list in the order given.

    A span is (label, first, last) with `last` **inclusive**. Cost: gold x predicted, as in nervaluate.
    """
    left = dict(enumerate(gold))
    correct = overlapped = spurious = 0
    for span in predicted:
        right, other = _choose_by_type(span, left) if strategy == "type" else _choose(span, left, strategy == "strict")
        if right is not None:
            correct += 1
            del left[right]
        elif other is not None:
            overlapped += 1
            del left[other]
        else:
            spurious += 1
    incorrect, partial = (0, overlapped) if strategy == "partial" else (overlapped, 0)
    return correct, incorrect, partial, len(left), spurious


def _choose(span: Span, left: dict[int, Span], with_label: bool) -> tuple[int | None, int | None]:
    """The first gold entity of the same span (and label), and the first that overlaps."""
    other = None
    for index, true in left.items():
        if span[1:] == true[1:] and (span[0] == true[0] or not with_label):
            return index, None
        if other is None and _overlap(span, true):
            other = index
    return None, other


def _choose_by_type(span: Span, left: dict[int, Span]) -> tuple[int | None, int | None]:
    """Of the overlapping gold entities the nearest of the same label, and the first of another label."""
    right = other = None
    nearest = 0
    for index, true in left.items():
        if not _overlap(span, true):
            continue
        distance = abs(span[1] - true[1]) + abs(span[2] - true[2])
        if span[0] == true[0]:
            if right is None or distance < nearest:
                right, nearest = index, distance
        elif other is None:
            other = index
    return right, other


def _overlap(span: Span, true: Span) -> bool:
    shared = min(span[2], true[2]) - max(span[1], true[1]) + 1
    return shared > 0 and shared / (true[2] - true[1] + 1) * 100.0 >= MIN_OVERLAP


def precision(rows: Any) -> Floats:
    """(correct + partial / 2) / (correct + incorrect + partial + spurious); 0 where nothing is predicted."""
    return share(rows[..., 0] + rows[..., 2] / 2, rows[..., [0, 1, 2, 4]].sum(axis=-1))


def recall(rows: Any) -> Floats:
    """(correct + partial / 2) / (correct + incorrect + partial + missed); 0 where there is no gold."""
    return share(rows[..., 0] + rows[..., 2] / 2, rows[..., :4].sum(axis=-1))


def f1(rows: Any) -> Floats:
    """2 PR / (P + R); 0 where both are 0."""
    return harmonic(precision(rows), recall(rows))


METRICS = {"precision": precision, "recall": recall, "f1": f1}


def _entities(comparison: Comparison) -> tuple[list[list[Span]], list[list[Span]]]:
    """Gold and predicted entities of each document, ends inclusive."""
    gold, predicted = (
        [[(label, start, end - 1) for label, start, end in spans] for spans in character_spans(items, documents)]
        for items, documents in ((side.quotes, side.documents) for side in (comparison.gold, comparison.predicted))
    )
    return gold, predicted


def _register(strategy: Strategy, right: str, label: str | None = None) -> None:
    def rows(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
        found = np.zeros((comparison.documents, len(COUNTS)), np.int64)
        for row, gold, predicted in zip(found, *comparison.once(_entities), strict=True):
            if label is not None:
                gold, predicted = ([span for span in side if span[0] == label] for side in (gold, predicted))
            row[:5] = counts(gold, predicted, strategy)
            row[5] = len(gold)
        found[:, 4] += fabricated(comparison.predicted.quotes, comparison.documents, label)
        return found

    rows.__doc__ = f"An entity is correct when it has {right}" + (f", of {label} quotes alone." if label else ".")
    task(f"nervaluate.{strategy}" + (f".{label}" if label else ""), (), COUNTS, METRICS)(rows)


_RIGHT: dict[Strategy, str] = {
    "strict": "the same span and label",
    "exact": "the same span",
    "partial": "the same span, and half when it overlaps",
    "type": "an overlap and the same label",
}
for _strategy, _words in _RIGHT.items():
    for _label in (None, *LABELS):
        _register(_strategy, _words, _label)
