"""`ap`: average precision, for systems that say how sure they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from sayso.columns import Ints
from sayso.comparison import Comparison, Kind
from sayso.matching import Mask, Match
from sayso.measures.base import RANKED, DocumentMean, Floats, Measure, Ranked, ratio
from sayso.pairing import right_by_score
from sayso.ranking import Ranking

COUNTS = ("precisions", "predicted", "gold")


def average_precision(rows: Any) -> Floats:
    """Sum of precisions / gold; no gold: 1 where nothing is predicted either, else 0."""
    return ratio(rows[..., 0], rows[..., 2], rows[..., 1])


class AveragePrecision(Measure):
    """The area under precision over recall as the least score that is taken falls.

    The predicted items of all documents are ranked by `score`. Items of one score are one *step*: none ranks before
    another. The precision and the recall of a step are what `precision` and `recall` of the task would be, optimal
    matching included, were nothing predicted but the items down to that step. Average precision is the sum over the
    steps of (recall - recall of the step before) x precision, without interpolation.

    So a prediction is right when the largest matching of what is predicted down to its step grows by it: the greedy
    choice by score of VOC and COCO, but with pairs that may be changed to make room for one more, so that neither the
    order of a file nor that of equal scores counts. Of several predictions of one gold item the best scored is right.

    A prediction without a score ranks after all that have one; all of these are one step, and the report says how many
    there are. Where none has a score, average precision is precision x recall. Range 0–1, never above recall. Nothing
    predicted: 1 where there is no gold either, else 0. It is no function of sums over documents: each bootstrap sample
    is ranked anew, and intervals are percentile intervals. `document_ap` is the mean of the documents' own (MAP). In a
    document of more than 4,000,000 gold times predicted items any largest matching is taken, which may not be the best
    by score.

    Source: the sum is that of scikit-learn's `average_precision_score`, which is the same where every gold item is
    predicted; the ranking over a corpus that of Everingham et al. (2010, VOC) and Lin et al. (2014, COCO).

    >>> from sayso.measures.example import example, quote
    >>> text = "“It held,” said Orr. “It broke,” said Bell. “No,” said Ray."
    >>> sure, unsure = quote("“It held,”", score=0.9), quote("“No,”", score=0.2)
    >>> gold = ["“It held,”", "“No,”"]
    >>> example("quotes.ap@exact", text, gold, [unsure, quote("said Bell", score=0.5), sure])
    0.8333333333333333
    >>> example("quotes.ap@exact", text, gold, [sure])
    0.5
    """

    @property
    def row_name(self) -> str:
        return str(self)

    def rows(self, comparison: Comparison) -> Ranking:
        return ranking(self, comparison)


class MeanAveragePrecision(DocumentMean):
    """The mean over documents of each one's average precision (MAP)."""

    def by_document(self, comparison: Comparison) -> Floats:
        return ranking(self, comparison).by_document()


def ranking(measure: Measure, comparison: Comparison) -> Ranking:
    """The predicted items of the measure's task, ranked."""
    found = measure.task.rows(_Ranked(comparison), measure.match or Match("exact"))
    assert isinstance(found, Ranking)  # every task in RANKED is made by `items`
    return found


class _Ranked(Comparison):
    """A comparison whose `items` are ranked, rather than counted."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(comparison.gold, comparison.predicted)
        self._kept = comparison._kept

    def items(self, kind: Kind, right: Mask, role: str = "content") -> Ints:
        gold, predicted = self.sides(kind)
        given = predicted.roles[role].given
        hits = right_by_score(self, kind, right)
        number = np.bincount(gold.doc[gold.roles[role].given], minlength=self.documents)
        return Ranking.of(predicted.doc[given], predicted.score[given], hits[given], number)  # type: ignore[return-value]


TASKS = ("quotes", "attribution", "claims", "claimers")
"""The tasks that have it."""
RANKED["ap"] = Ranked(TASKS, AveragePrecision, MeanAveragePrecision, average_precision, COUNTS)
