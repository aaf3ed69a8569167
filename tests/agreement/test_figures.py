from __future__ import annotations

import itertools

import krippendorff
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from sayso.agreement import Pass, agreement, pairwise
from sayso.agreement.example import agree, record
from sayso.agreement.units import UNITS, labels
from sayso.bootstrap import MIN_DOCUMENTS
from sayso.errors import DataError
from sayso.flattening import columns
from tests.strategies import annotations, articles


def passes_of(*by_annotator):
    """Passes named a, b, …; each annotator is records by document."""
    return [Pass(name, drawn, {}) for name, drawn in zip("abcdefgh", by_annotator, strict=False)]


@st.composite
def drawn(draw, least=2):
    """Articles, and the passes of two to four annotators, each of whom may have drawn each article."""
    made = [draw(articles(f"d{i}")) for i in range(draw(st.integers(1, 3)))]
    number = draw(st.integers(least, 4))
    records = [{one.id: draw(annotations(one)) for one in made if draw(st.integers(0, 3))} for _ in range(number)]
    records[0] |= {made[0].id: draw(annotations(made[0]))}
    records[1] |= {made[0].id: draw(annotations(made[0]))}
    return {one.id: one.text for one in made}, passes_of(*records)


def values(passes, texts):
    return {name: figure.value for name, figure in agreement(passes, texts).figures.items()}


@settings(max_examples=40)
@given(drawn())
def test_no_value_depends_on_the_order_of_annotators_documents_or_items(given_):
    texts, passes = given_
    turned = [
        Pass(
            one.name,
            {
                doc: msgspec.structs.replace(
                    record, quotes=record.quotes[::-1], claims=record.claims[::-1], speakers=record.speakers[::-1]
                )
                for doc, record in reversed(one.records.items())
            },
            {},
        )
        for one in reversed(passes)
    ]
    before, after = values(passes, texts), values(turned, texts)
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert after[name] == pytest.approx(value), name


@settings(max_examples=40)
@given(drawn())
def test_what_has_no_direction_is_the_same_from_either_side(given_):
    texts, passes = given_
    there, back = agreement(passes[:2], texts).figures, agreement(passes[1::-1], texts).figures
    for name, figure in there.items():
        (one, *others), (other, *_) = figure.pairs, back[name].pairs
        if others:
            assert name.endswith(".agr")
            continue
        assert one.value == pytest.approx(other.value), name
        assert one.precision == pytest.approx(other.recall), name


@given(articles(), st.data())
def test_one_is_of_one_mind_with_oneself(article, data):
    mine = data.draw(annotations(article))
    found = values(passes_of({"d": mine}, {"d": mine}, {"d": mine}), {"d": article.text})
    assert set(found.values()) <= {1.0, None}
    assert {name for name, value in found.items() if value is None} <= {
        name for name in found if "kappa" in name or "alpha" in name
    }


@settings(max_examples=40)
@given(drawn())
def test_alpha_is_krippendorffs_own(given_):
    texts, passes = given_
    found = agreement(passes, texts).figures
    docs = sorted({doc for one in passes for doc in one.records if sum(doc in p.records for p in passes) > 1})
    sides = [columns([one.records.get(doc) for doc in docs]) for one in passes]
    for kind, unit in itertools.product(("quotes", "claims"), UNITS):
        table = []
        for one, side in zip(passes, sides, strict=True):
            of_docs = [
                (labels(side, i, texts[doc], kind)[unit].astype(float), doc in one.records)
                for i, doc in enumerate(docs)
            ]
            table.append(np.concatenate([v if there else np.full(len(v), np.nan) for v, there in of_docs]))
        values = np.array(table)
        paired = values[:, (~np.isnan(values)).sum(axis=0) > 1]
        expected = None
        if len(np.unique(paired[~np.isnan(paired)])) > 1:
            expected = krippendorff.alpha(values, level_of_measurement="nominal", value_domain=[0, 1, 2, 3])
        assert found[f"{kind}.alpha@{unit}"].value == pytest.approx(expected)


TEXT = "Orr said it held. Bell said “it” broke. Nix said “snow fell.” He added that it may rain."
KINDS = ("direct", "indirect", "mixed")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(KINDS)), min_size=4, max_size=4))
def test_kappa_is_scikit_learns(pairs):
    contents = ("it held", "“it” broke", "“snow fell.”", "that it may rain")
    sides = [
        [(content, "", "", "", kind) for content, kind in zip(contents, kinds, strict=True)]
        for kinds in zip(*pairs, strict=True)
    ]
    told_apart = len({kind for pair in pairs for kind in pair}) > 1
    expected = cohen_kappa_score(*zip(*pairs, strict=True)) if told_apart else None
    assert agree("quote_types.kappa@iou=0.5", TEXT, *sides) == pytest.approx(expected)


def test_agr_by_hand():
    """Three annotators. Of a's two quotes one overlaps b's only one, and none c's; and so on, over six directions."""
    a, b, c = ["it held", "“it” broke"], ["held"], ["“snow fell.”", "“it”"]
    expected = np.mean([1 / 2, 1 / 2, 1 / 1, 0 / 1, 1 / 2, 0 / 2])  # a‖b a‖c b‖a b‖c c‖a c‖b
    assert agree("quotes.agr", TEXT, a, b, c) == pytest.approx(expected)
    passes = passes_of(*({"d": record("d", TEXT, quotes)} for quotes in (a, b, c)))
    figure = agreement(passes).figures["quotes.agr"]
    assert {(pair.a, pair.b): pair.value for pair in figure.pairs} == {
        ("a", "b"): 0.5, ("a", "c"): 0.5, ("b", "a"): 1.0, ("b", "c"): 0.0, ("c", "a"): 0.5, ("c", "b"): 0.0,
    }  # fmt: skip
    assert figure.pooled == pytest.approx((1 + 1 + 1 + 0 + 1 + 0) / (2 + 2 + 1 + 1 + 2 + 2))


def test_a_pair_without_a_common_document_says_nothing():
    one, other = record("d", TEXT, ["it held"]), record("d", TEXT, ["“it” broke"])
    elsewhere = record("e", TEXT, ["it held"])
    found = agreement(passes_of({"d": one}, {"d": other}, {"e": elsewhere}, {"e": elsewhere}))
    figure = found.figures["quotes.f1@exact"]
    assert found.documents == 2
    assert {(pair.a, pair.b): pair.value for pair in figure.pairs} == {("a", "b"): 0.0, ("c", "d"): 1.0}
    assert (figure.value, figure.pooled, figure.items) == (0.5, 0.5, 4)


def test_the_interval_is_of_resampled_documents_and_none_with_few():
    same, other = ["it held"], ["“it” broke"]

    def figures(number):
        docs = [f"d{i:02}" for i in range(number)]
        mine = {doc: record(doc, TEXT, same) for doc in docs}
        yours = {doc: record(doc, TEXT, other if i % 4 == 0 else same) for i, doc in enumerate(docs)}
        return agreement(passes_of(mine, yours), dict.fromkeys(docs, TEXT)).figures

    few, many = figures(MIN_DOCUMENTS - 1), figures(40)
    assert all(figure.low is None for figure in few.values())
    for name in ("quotes.f1@exact", "quotes.agr", "quotes.alpha@token"):
        figure = many[name]
        assert figure.low < figure.value < figure.high, name
    # Documents agree or do not, 30 of 40: the interval is that of a share.
    low, high = np.quantile(np.random.default_rng(1).binomial(40, 0.75, 100_000) / 40, (0.025, 0.975))
    assert many["quotes.f1@exact"].low == pytest.approx(low, abs=0.03)
    assert many["quotes.f1@exact"].high == pytest.approx(high, abs=0.03)


def test_documents_that_nobody_else_drew_are_no_agreement():
    alone = passes_of({"d": record("d", TEXT, [])}, {"e": record("e", TEXT, [])})
    assert pairwise(alone) == {}
    with pytest.raises(DataError, match="no document was drawn by two of a, b"):
        agreement(alone)


@pytest.mark.parametrize(
    ("text", "quotes", "tokens", "characters"),
    [
        ("Orr said it held.", [("it held", "said", "Orr")], [3, 2, 1, 1], "33302222011111110"),
        (" a b ", ["b"], [0, 1], "00010"),
        ("a", ["a"], [1], "1"),
        (" ", [], [], "0"),
        ("Al said Bell denied it fell", [("Bell denied it fell", "said", "Al"), ("it fell", "denied", "Bell")],
         [3, 2, 3, 2, 1, 1], "330222203333122222211111111"),
    ],
)  # fmt: skip
def test_values_of_units(text, quotes, tokens, characters):
    """Nested in a content, the cue and the source of the inner quote are told apart."""
    found = labels(columns([record("d", text, quotes)]), 0, text, "quotes")
    assert found["token"].tolist() == tokens
    assert "".join(map(str, found["character"])) == characters
