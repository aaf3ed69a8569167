"""seqeval itself is the oracle."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import classification_report, f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.measures import parse
from sayso.measures.peers import seqeval
from tests.strategies import two_sides

WELL_FORMED = ["O", "B-X", "I-X", "B-Y", "I-Y", "B", "I", "B-X-Y", "I-X-Y", "I--X"]
ANY = [*WELL_FORMED, "E-X", "S-X", "E", "S", "O-X", "U-X", ".", "X", "B-", "I-_"]


def sequences(tags):
    lengths = st.lists(st.integers(0, 6), min_size=1, max_size=3)
    two = lengths.map(lambda ns: st.tuples(*[st.tuples(*[st.lists(tags, min_size=n, max_size=n)] * 2) for n in ns]))
    return two.flatmap(lambda s: s).map(lambda pairs: tuple(list(side) for side in zip(*pairs, strict=True)))


def their_report(gold, predicted, **mode):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unknown prefixes, and means over no type
        return classification_report(gold, predicted, output_dict=True, zero_division=0, **mode)


def compare(gold, predicted, strict, **mode):
    found = seqeval.report(gold, predicted, strict)
    expected = their_report(gold, predicted, **mode)
    assert set(found) == set(expected)
    if len(found) > 3:  # without any entity seqeval takes the mean of nothing
        assert found == {label: pytest.approx(line) for label, line in expected.items()}


@given(sequences(st.sampled_from(ANY)))
def test_default_mode_is_seqevals_on_any_tags(sides):
    compare(*sides, strict=False)


@given(sequences(st.sampled_from(WELL_FORMED)))
def test_strict_mode_is_seqevals_on_iob2(sides):
    compare(*sides, strict=True, mode="strict", scheme=IOB2)


@pytest.mark.parametrize("tag", ["E-X", "S-X", "L-X", "X"])
def test_strict_mode_refuses_what_is_not_iob2(tag):
    with pytest.raises(ValueError, match="IOB2"):
        seqeval.strict_entities([["O", tag]])
    with pytest.raises((ValueError, KeyError)):
        f1_score([["O", tag]], [["O", tag]], mode="strict", scheme=IOB2)


def test_sides_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="length"):
        seqeval.report([["O"]], [["O", "O"]])


@given(two_sides())
def test_measures_of_quotes_are_seqevals(sides):
    made, gold, other = sides
    comparison = Comparison(columns(gold, texts=[article.text for article in made]), columns(other))
    tags = [seqeval._tags(comparison, side.quotes) for side in (comparison.gold, comparison.predicted)]
    scores = {"precision": precision_score, "recall": recall_score, "f1": f1_score}
    for mode, settings in (("default", {}), ("strict", {"mode": "strict", "scheme": IOB2})):
        by_type = their_report(*tags, **settings)
        for metric, score in scores.items():
            measure = parse(f"seqeval.{mode}.{metric}")
            value = measure.score(measure.rows(comparison).sum(axis=0))
            assert value == pytest.approx(score(*tags, zero_division=0, **settings)), str(measure)
            for label in {"direct", "indirect", "mixed"} & set(by_type):
                measure = parse(f"seqeval.{mode}.{label}.{metric}")
                value = measure.score(measure.rows(comparison).sum(axis=0))
                assert value == pytest.approx(by_type[label][metric.replace("f1", "f1-score")]), str(measure)
