"""What holds for every measure that is reported on request only."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.comparison import Comparison
from sayso.errors import UsageError
from sayso.flattening import columns
from sayso.measures import DEFAULT, TASKS, expand, parse
from sayso.measures.example import claim, example, quote, value_of
from tests.strategies import two_sides
from tests.test_matching import renamed

REPORTED = {parse(name).task.name for name in DEFAULT}
MEASURES = [parse(name) for task in TASKS if task not in REPORTED for name in expand(task)]


def comparison(made, gold, other):
    return Comparison(columns(gold, texts=[article.text for article in made]), columns(other))


def rows(*sides):
    compared = comparison(*sides)
    return {measure.row_name: measure.rows(compared) for measure in MEASURES}


@settings(max_examples=30)
@given(two_sides(), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_order_or_ids(sides, random_: random.Random):
    made, gold, other = sides
    shuffled = [answer and renamed(answer, random_) for answer in other]
    again = rows(made, [renamed(one, random_) for one in gold], shuffled)
    for name, counted in rows(made, gold, other).items():
        assert (again[name] == counted).all(), name


@settings(max_examples=30)
@given(two_sides())
def test_statistics_of_shards_add_up(sides):
    whole = rows(*sides)
    for d, one in enumerate(zip(*sides, strict=True)):
        for name, counted in rows(*([part] for part in one)).items():
            assert (counted[0] == whole[name][d]).all(), name


TEXT = "“It held,” said Ada Orr. She denied the dam broke. Bell called it “a triumph”. It rained in May."
RECORD = {
    "speakers": [
        {"id": "S1", "name": "Ada Orr", "mentions": [{"text": "Ada Orr"}, {"text": "Orr"}]},
        {"id": "S2", "name": "Bell", "mentions": [{"text": "Bell"}]},
    ],
    "quotes": [
        quote("“It held,”", "said", "Ada Orr", speaker="S1", type="direct", asserted=True),
        quote("the dam broke", "denied", "She", speaker="S1", type="indirect", asserted=False),
        quote("it “a triumph”", "called", "Bell", speaker="S2", type="mixed", asserted=True),
    ],
    "claims": [
        claim("It held", claimer="S1", stance="affirm", kind="other", check_worthy=True),
        claim("the dam broke", claimer="S1", stance="refute", kind="causation", check_worthy=True),
        claim("It rained in May", claimer="author", stance="affirm", kind="quantity", check_worthy=False),
    ],
}
ABSENT = ("rule", "prediction", "personal")  # kinds of claims that are not in the record


def test_gold_against_itself_is_perfect_and_against_nothing_is_not():
    for measure in (str(m) for m in MEASURES if not m.metric.startswith(ABSENT)):
        assert value_of(measure, TEXT, RECORD, RECORD) == pytest.approx(1), measure
        nothing = value_of(measure, TEXT, RECORD, {})
        assert nothing == 0 or np.isnan(nothing), measure


def test_a_group_stands_for_all_its_measures():
    assert expand("citron.overlap.content") == [f"citron.overlap.content.{m}" for m in ("precision", "recall", "f1")]
    assert {name.split(".")[0] for name in expand("nervaluate")} == {"nervaluate"}
    assert "speakers.f1" in expand("speakers")
    assert "speakers.muc.f1" in expand("speakers")
    assert expand("stance@iou=0.8")[0] == "stance.accuracy@iou=0.8"


@pytest.mark.parametrize("name", ["nervaluate.f1", "nervaluate@exact", "nothing", "stance.accuracy"])
def test_a_wrong_name_is_refused(name):
    with pytest.raises(UsageError):
        expand(name)


def test_words_cannot_be_counted_without_texts():
    with pytest.raises(UsageError, match="texts"):
        parse("seqeval.default.f1").rows(Comparison(columns([None]), columns([None])))


@pytest.mark.parametrize(
    "measure",
    [
        "nervaluate.strict",
        "nervaluate.exact",
        "nervaluate.partial",
        "nervaluate.type",
        "seqeval.default",
        "spacy.spans",
    ],
)
def test_fabricated_text_is_one_wrong_span_a_quote(measure):
    text, gold = "“It held,” said Orr.", [quote("“It held,”", type="direct")]
    invented = quote("nothing of the kind was said by her", type="mixed")
    assert example(f"{measure}.precision", text, gold, [*gold, invented]) == 0.5
    assert example(f"{measure}.direct.precision", text, gold, [*gold, invented]) == 1.0
