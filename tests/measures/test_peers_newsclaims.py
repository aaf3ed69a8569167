"""NewsClaims' scores, worked out by hand from its definitions."""

from __future__ import annotations

import math

import pytest

from sayso.measures.example import claim, value_of
from sayso.measures.peers.newsclaims import span_scores, squad_f1, squad_words

TEXT = """Ada Orr said the dam held for ten years. She said it broke.
It rained in May. Bell denied the mayor lied. Fine."""
SPEAKERS = [
    {"id": "S1", "name": "Ada Orr", "mentions": [{"text": "Ada Orr"}]},
    {"id": "S2", "name": "Bell", "mentions": [{"text": "Bell"}]},
]
GOLD = [
    claim("the dam held for ten years", claimer="S1", stance="affirm"),
    claim("it broke", claimer="S1", stance="affirm"),
    claim("It rained in May", claimer="author", stance="affirm"),
    claim("the mayor lied", claimer="S2", stance="refute"),
]
PREDICTED = [
    claim("dam held", claimer="Orr", stance="affirm"),  # 2 tokens of 6; name F1 2/3
    claim("She said it broke", claimer="author", stance="affirm"),  # 4 tokens for 2; "author" for Ada Orr
    # nothing for the rain
    claim("the mayor lied", claimer="Mayor Bell", stance="affirm"),  # name F1 2/3
    claim("Fine", claimer="author", stance="affirm"),  # no claim in gold
]


def value(measure, predicted=PREDICTED, gold=GOLD):
    sides = {"claims": gold, "speakers": SPEAKERS}, {"claims": predicted}
    return value_of(f"newsclaims.{measure}", TEXT, *sides)


P, R = (1 + 0.5 + 0 + 1) / 4, (1 / 3 + 1 + 0 + 1) / 4


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("claim.precision", 3 / 4),
        ("claim.recall", 3 / 4),
        ("claim_span.precision", P),
        ("claim_span.recall", R),
        ("claim_span.f1", 2 * P * R / (P + R)),
        ("claimer.reported_f1", (2 / 3 + 0 + 2 / 3) / 3),
        ("claimer.in_sentence_f1", 2 / 3),
        ("claimer.out_of_sentence_f1", 0),
        ("claimer.journalist_f1", 0),
        ("claimer.f1", (3 * 4 / 9 + 1 * 0) / 4),
        ("stance.accuracy", 2 / 4),
        ("stance.refute_recall", 0),
    ],
)
def test_measures(measure, expected):
    assert value(measure) == pytest.approx(expected)


def test_the_journalists_own_claims_are_a_class():
    predicted = [*PREDICTED[:2], GOLD[2]]  # two answers without claimer in gold claim sentences, one of them right
    assert value("claimer.journalist_f1", predicted) == pytest.approx(2 * 0.5 * 1 / 1.5)
    assert value("claimer.f1", predicted) == pytest.approx((3 * (2 / 9) + 2 / 3) / 4)


def test_the_first_claim_of_a_sentence_stands_for_it():
    both = [claim("for ten years", claimer="S2"), *GOLD]
    for order in (both, both[::-1]):
        assert value("claim_span.f1", gold=order, predicted=order) == 1
        assert value("claim.recall", gold=order, predicted=GOLD) == 1


def test_without_gold_the_means_are_undefined():
    assert math.isnan(value("claim_span.precision", gold=[]))
    assert math.isnan(value("claimer.f1", gold=[]))
    assert math.isnan(value("stance.accuracy", gold=[]))
    assert math.isnan(value("claimer.journalist_f1", gold=GOLD[:1]))
    assert value("claim.f1", gold=[], predicted=[]) == 0


def test_a_fabricated_claim_is_in_no_sentence():
    assert value("claim.precision", [*GOLD, claim("nothing of the kind was said")]) == pytest.approx(4 / 5)


def test_author_is_a_word_like_any_other():
    """The peer's slip: "no claimer" answered for a claimer called *author* is right."""
    speakers = [{"id": "S1", "name": "The author", "mentions": []}]
    gold = {"claims": [claim("it broke", claimer="S1")], "speakers": speakers}
    said = {"claims": [claim("it broke", claimer="author")]}
    assert value_of("newsclaims.claimer.reported_f1", TEXT, gold, said) == 1


@pytest.mark.parametrize(
    ("predicted", "gold", "scores"),
    [
        ((0, 0), (0, 0), (1, 1)),
        ((0, 1), (1, 2), (1 / 2, 1 / 2)),
        ((2, 3), (0, 9), (1, 1 / 5)),
        ((0, 9), (2, 3), (1 / 5, 1)),
        ((0, 1), (2, 3), (0, 0)),
        ((5, 6), (2, 3), (0, 0)),
    ],
)
def test_span_ends_are_inclusive(predicted, gold, scores):
    assert span_scores(predicted, gold) == pytest.approx(scores)


@pytest.mark.parametrize(
    ("predicted", "gold", "score"),
    [
        ("the Center for Disease Control", "Center for Disease-Control", 2 * (2 / 4) * (2 / 3) / (2 / 4 + 2 / 3)),
        ("Orr Orr", "Orr", 2 / 3),
        ("A.", "the", 0),
        ("", "", 0),
        ("ÜNAL", "ünal", 1),
    ],
)
def test_name_f1_is_squads(predicted, gold, score):
    assert squad_f1(predicted, gold) == pytest.approx(score)
    assert squad_f1(gold, predicted) == pytest.approx(score)


def test_words_inside_words_are_no_articles():
    assert squad_words("The Anthem, a theory") == ["anthem", "theory"]
