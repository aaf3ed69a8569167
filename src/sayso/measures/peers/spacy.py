"""spaCy (3.8) `Scorer.score_spans`: sets of labelled spans on tokens.

Each content span is (type, first token, last token) on the tokens of `sayso.measures.peers.spans.TOKEN`. The gold
spans of a document are a **set**, and so are the predicted ones; right are those in both. Overlaps are allowed
(`allow_overlap=True`), as spaCy's own SpanCategorizer has them scored.

    p = right / (predicted + 1e-100), r = right / (gold + 1e-100), f = 2 p r / (p + r + 1e-100)

Range 0–1. Empty case: the 1e-100 makes it 0 where only one side is empty; with neither gold nor prediction spaCy gives
no number (`None`), and the measure is undefined. `spacy.spans.direct.f1` and so on are spaCy's scores per type.

It cannot hold a quote of several spans: each span is right or wrong alone. Fabricated text is one wrong span a quote.

Source: https://spacy.io/api/scorer#score_spans.

**Where it misleads.** In a set two quotes of the same words and type are one, whoever said them:

>>> score_spans([([("X", 0, 2), ("X", 0, 2)], [("X", 0, 2)])])["r"]
1.0

Without `allow_overlap` (spaCy's default) a predicted span is thrown away when its first or last token was in an earlier
one, so that the order of predictions decides; one that merely *contains* an earlier one stays:

>>> gold = [("X", 0, 3)]
>>> [score_spans([(gold, said)], allow_overlap=False)["p"] for said in ([gold[0], ("X", 2, 4)], [("X", 2, 4), gold[0]])]
[1.0, 0.0]
>>> score_spans([(gold, [("X", 1, 2), ("X", 0, 3)])], allow_overlap=False)["p"]
0.5

On an article, a wrong type is as wrong as a wrong span:

>>> from sayso.measures.example import example, quote
>>> sides = [quote("“It held,”", type="direct")], [quote("“It held", type="direct"), quote("“It held,”", type="mixed")]
>>> example("spacy.spans.f1", "“It held,” said Orr.", *sides)
0.0
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import COUNTS, Floats, Metric, task
from sayso.measures.peers.scores import ZERO_PRF
from sayso.measures.peers.spans import LABELS, Span, fabricated, token_spans

_TINY = 1e-100


def score_spans(
    documents: Iterable[tuple[Sequence[Span], Sequence[Span]]], allow_overlap: bool = True
) -> dict[str, Any]:
    """`p`, `r`, `f` and `per_type` over pairs of gold and predicted spans (label, start, end exclusive, in tokens).

    All None where neither side has a span. Both sides are on the same tokens, none of them white space.
    """
    total: Counter[str] = Counter()
    per_type: dict[str, Counter[str]] = {}
    for gold, predicted in documents:
        true, said = set(gold), set(predicted if allow_overlap else _without_overlaps(predicted))
        for label in {span[0] for span in (*gold, *predicted)}:
            of_label = per_type.setdefault(label, Counter())
            mine, theirs = ({span for span in side if span[0] == label} for side in (true, said))
            found = Counter(right=len(mine & theirs), wrong=len(theirs - mine), missed=len(mine - theirs))
            of_label.update(found)
            total.update(found)
    if not sum(total.values()):
        return {"p": None, "r": None, "f": None, "per_type": None}
    return {**_prf(total), "per_type": {label: _prf(found) for label, found in per_type.items()}}


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """Spans whose first and last token are in none that was kept before; spaCy compares no others."""
    seen: set[int] = set()
    kept = []
    for span in spans:
        if span[1] not in seen and span[2] - 1 not in seen:
            kept.append(span)
            seen.update(range(span[1], span[2]))
    return kept


def _prf(found: Counter[str]) -> dict[str, float]:
    p = found["right"] / (found["right"] + found["wrong"] + _TINY)
    r = found["right"] / (found["right"] + found["missed"] + _TINY)
    return {"p": p, "r": r, "f": 2 * (p * r / (p + r + _TINY))}


def _or_undefined(metric: Metric) -> Metric:
    def score(rows: Any) -> Floats:
        return np.where((rows[..., 1] == 0) & (rows[..., 2] == 0), math.nan, metric(rows))

    score.__doc__ = f"{metric.__doc__} Undefined without gold and predictions."
    return score


def _spans(comparison: Comparison) -> list[tuple[set[Span], set[Span]]]:
    gold, predicted = (token_spans(side.quotes, comparison) for side in (comparison.gold, comparison.predicted))
    return [(set(true), set(said)) for true, said in zip(gold, predicted, strict=True)]


def _register(label: str | None) -> None:
    def rows(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
        found = np.zeros((comparison.documents, 3), np.int64)
        for row, sides in zip(found, comparison.once(_spans), strict=True):
            true, said = ({span for span in side if label is None or span[0] == label} for side in sides)
            row[:] = len(true & said), len(said), len(true)
        found[:, 1] += fabricated(comparison.predicted.quotes, comparison.documents, label)
        return found

    rows.__doc__ = f"Spans of {'quotes of all types' if label is None else label + ' quotes'}, on tokens, as sets."
    metrics = {name: _or_undefined(metric) for name, metric in ZERO_PRF.items()}
    task("spacy.spans" + (f".{label}" if label else ""), (), COUNTS, metrics)(rows)


for _label in (None, *LABELS):
    _register(_label)
