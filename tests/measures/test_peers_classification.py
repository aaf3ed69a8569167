"""scikit-learn is the oracle."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from sayso.columns import ATTRIBUTES
from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.matching import Match, iou, one_to_one
from sayso.measures import parse
from sayso.measures.example import claim, example
from sayso.measures.peers import classification
from tests.strategies import two_sides

CLASSES = ["a", "b", "c"]
ANSWERS = st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from([*CLASSES, classification.UNSAID])), max_size=12)


def expected(answers):
    """All metrics from scikit-learn; a label left out is a prediction of no class."""
    gold, said = ([a[i] for a in answers] for i in (0, 1))
    present = sorted({*gold, *said} - {classification.UNSAID})
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found["accuracy"] = sk.accuracy_score(gold, said) if answers else np.nan
        found["kappa"] = sk.cohen_kappa_score(gold, said) if answers else np.nan
        for average in ("macro", "weighted"):
            scores = sk.precision_recall_fscore_support(gold, said, labels=present, average=average, zero_division=0)
            for name, value in zip(("precision", "recall", "f1"), scores, strict=False):
                found[f"{average}_{name}"] = value if answers else np.nan
        by_class = sk.precision_recall_fscore_support(gold, said, labels=CLASSES, average=None, zero_division=0)
        for name, values in zip(("precision", "recall", "f1"), by_class, strict=False):
            found |= {f"{label}_{name}": value for label, value in zip(CLASSES, values, strict=True)}
    return found


@given(ANSWERS.filter(len))
def test_metrics_are_scikit_learns(answers):
    names = classification.counts(CLASSES)
    row = np.array([answers.count(tuple(name.split(" as "))) for name in names[:-1]] + [len(answers)])
    oracle = expected(answers)
    for name, metric in classification.metrics(CLASSES).items():
        assert float(metric(row)) == pytest.approx(oracle[name], nan_ok=True), name
        assert metric(np.stack([row, 2 * row])).tolist() == pytest.approx([float(metric(row))] * 2, nan_ok=True)


def test_nothing_matched_is_undefined():
    row = np.zeros(len(classification.counts(CLASSES)))
    values = {name: float(metric(row)) for name, metric in classification.metrics(CLASSES).items()}
    assert {name for name, value in values.items() if np.isnan(value)} == {
        "accuracy", "kappa", "macro_precision", "macro_recall", "macro_f1", "weighted_f1",
    }  # fmt: skip


@given(two_sides(), st.sampled_from(["exact", "trimmed", "iou=0.1", "iou=0.5"]))
def test_pairs_are_a_largest_matching_of_greatest_iou(sides, name):
    from scipy.optimize import linear_sum_assignment

    _, gold, other = sides
    comparison = Comparison(columns(gold), columns(other))
    true, said = comparison.sides("quotes")
    match = Match.parse(name)
    pairs = classification.matched(comparison, "quotes", match)
    assert len(set(pairs.gold)) == len(set(pairs.predicted)) == len(pairs)
    possible = comparison.pairs("quotes").keep(comparison.matched("quotes", match))
    assert len(pairs) == one_to_one(possible, len(true), len(said)).sum()
    weight = np.zeros((len(true), len(said)))
    weight[possible.gold, possible.predicted] = 100 + iou(possible, true, said)
    best = weight[linear_sum_assignment(weight, maximize=True)].sum()
    assert iou(pairs, true, said).sum() + 100 * len(pairs) == pytest.approx(best)


@given(two_sides())
def test_measures_are_scikit_learns_on_the_matched_pairs(sides):
    _, gold, other = sides
    comparison = Comparison(columns(gold), columns(other))
    pairs = classification.matched(comparison, "quotes", Match.parse("iou=0.5"))
    true, said = (side.attributes["type"] for side in comparison.sides("quotes"))
    labels = ATTRIBUTES["type"]
    gold_labels, predicted_labels = ([labels[i] for i in x] for x in (true[pairs.gold], said[pairs.predicted]))
    for name, oracle in (
        ("accuracy", sk.accuracy_score),
        ("macro_f1", lambda g, p: sk.f1_score(g, p, average="macro")),
    ):
        measure = parse(f"quote_types.{name}@iou=0.5")
        value = float(measure.score(measure.rows(comparison).sum(axis=0)))
        wanted = oracle(gold_labels, predicted_labels) if len(pairs) else np.nan
        assert value == pytest.approx(wanted, nan_ok=True)


def test_a_label_left_out_is_wrong_but_no_class():
    sides = [claim("the dam held", stance="affirm")], [claim("the dam held")]
    assert example("stance.accuracy@exact", "Orr said the dam held.", claims=sides) == 0.0
    assert example("stance.macro_recall@exact", "Orr said the dam held.", claims=sides) == 0.0
