"""nervaluate's own Evaluator is the oracle."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nervaluate import Evaluator

from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.measures import parse
from sayso.measures.peers import nervaluate
from sayso.measures.peers.spans import LABELS, character_spans
from tests.strategies import two_sides

STRATEGIES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
FIELDS = ("correct", "incorrect", "partial", "missed", "spurious")
EDGES = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted) | st.sampled_from([[0, 300], [299, 300], [0, 2]])
SPANS = st.lists(st.tuples(st.sampled_from("AB"), EDGES).map(lambda s: (s[0], *s[1])), max_size=7)
DOCUMENTS = st.lists(st.tuples(SPANS, SPANS), min_size=1, max_size=3)


def theirs(documents, tags="AB"):
    gold, predicted = (
        [[{"label": label, "start": a, "end": b} for label, a, b in side] for side in sides]
        for sides in zip(*documents, strict=True)
    )
    return Evaluator(gold, predicted, tags=list(tags), loader="dict").evaluate()


def ours(documents, strategy, label=None):
    kept = [[[span for span in side if label in (None, span[0])] for side in sides] for sides in documents]
    return tuple(map(sum, zip(*(nervaluate.counts(*sides, strategy) for sides in kept), strict=True)))


def counts_of(result):
    return tuple(getattr(result, field) for field in FIELDS)


ISSUE_40 = [("A", 0, 12), ("B", 14, 17)], [("A", 0, 17)]
ISSUE_84 = [("x", 0, 1)], [("y", 0, 2), ("x", 0, 2)]


@given(DOCUMENTS)
@example([ISSUE_40])
@example([(ISSUE_40[0][::-1], ISSUE_40[1])])
def test_counts_are_nervaluates(documents):
    found = theirs(documents)
    for strategy, name in STRATEGIES.items():
        assert ours(documents, strategy) == counts_of(found["overall"][name])
        for label, by_strategy in found["entities"].items():
            assert ours(documents, strategy, label) == counts_of(by_strategy[name])


@pytest.mark.parametrize("predicted", [ISSUE_84[1], ISSUE_84[1][::-1]])
@pytest.mark.parametrize("tags", ["x", "xy"])
def test_another_label_takes_the_gold_entity_away(predicted, tags):
    found = theirs([(ISSUE_84[0], predicted)], tags)["overall"]["ent_type"]
    assert nervaluate.counts(ISSUE_84[0], [s for s in predicted if s[0] in tags], "type") == counts_of(found)
    assert found.correct == (predicted[0][0] == "x" or tags == "x")


@given(two_sides())
def test_measures_of_quotes_are_nervaluates(sides):
    _, gold, other = sides
    comparison = Comparison(columns(gold), columns(other))
    spans = [
        [[(label, a, b - 1) for label, a, b in of_one] for of_one in character_spans(side.quotes, side.documents)]
        for side in (comparison.gold, comparison.predicted)
    ]
    found = theirs(list(zip(*spans, strict=True)), LABELS)
    results = [(f"nervaluate.{s}", found["overall"][name]) for s, name in STRATEGIES.items()]
    results += [
        (f"nervaluate.{s}.{label}", by_strategy[name])
        for label, by_strategy in found["entities"].items()
        for s, name in STRATEGIES.items()
    ]
    for task, result in results:
        for metric in ("precision", "recall", "f1"):
            measure = parse(f"{task}.{metric}")
            total = measure.rows(comparison).sum(axis=0)
            assert measure.score(total) == pytest.approx(getattr(result, metric)), str(measure)
            assert tuple(total) == (*counts_of(result), result.possible)
