"""What a report holds of rankings: precision-recall curves, the ranked items, and how many have no score."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from sayso.columns import Columns
from sayso.measures import DEFAULT, SCORED, Measure
from sayso.measures.average_precision import COUNTS
from sayso.ranking import UNSCORED, Floats, Ranking
from sayso.results import Curve, RankedItems

POINTS = 101
"""Most points of a curve in a report."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unscored:
    """How many predicted items there are, and how many of them state no score, by kind."""

    items: dict[str, int]
    without: dict[str, int]

    @classmethod
    def of(cls, predicted: Columns) -> Unscored:
        kinds = {"quotes": predicted.quotes, "claims": predicted.claims}
        return cls(
            {kind: len(items) for kind, items in kinds.items()},
            {kind: int(np.isnan(items.score).sum()) for kind, items in kinds.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence[Unscored]) -> Unscored:
        """Those of all documents from those of parts of them."""
        return cls(
            {kind: sum(part.items[kind] for part in parts) for kind in parts[0].items},
            {kind: sum(part.without[kind] for part in parts) for kind in parts[0].items},
        )


def with_scored(measures: Sequence[str], unscored: Unscored) -> tuple[str, ...]:
    """The measures; after the default ones, where a prediction carries a score, those of `SCORED`."""
    names = tuple(measures)
    return DEFAULT + SCORED if names == DEFAULT and unscored.items != unscored.without else names


def notes(measures: Sequence[Measure], unscored: Unscored) -> list[str]:
    """A sentence on the quotes, and one on the claims, that are ranked last for want of a score."""
    ranked = {"claims" if m.task.name.startswith("claim") else "quotes" for m in measures if m.task.counts == COUNTS}
    return [
        f"Without a score: {none} of {unscored.items[kind]} predicted {kind}; they rank last, all at once."
        for kind, none in unscored.without.items()
        if kind in ranked and none
    ]


def curve(ranking: Ranking) -> Curve:
    """The precision-recall curve, thinned to `POINTS`."""
    score, precision, recall = ranking.curve(POINTS)
    return Curve(_scores(score), precision.tolist(), recall.tolist())


def ranked_items(ranking: Ranking) -> RankedItems:
    """The items as a report saves them; `ranking_of` reads them back."""
    return RankedItems(
        ranking.doc.tolist(), _scores(ranking.score), ranking.right.tolist(), ranking.gold.astype(int).tolist()
    )


def ranking_of(items: RankedItems) -> Ranking:
    """The ranking of items as a report saves them."""
    score = np.array([UNSCORED if score is None else score for score in items.score], np.float64)
    return Ranking(np.array(items.doc, np.int64), score, np.array(items.right, bool), np.array(items.gold, np.int64))


def _scores(score: Floats) -> list[float | None]:
    return [None if one == UNSCORED else one for one in score.tolist()]
