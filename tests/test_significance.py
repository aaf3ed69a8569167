"""Paired tests: they find what is there, and cry wolf as rarely as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.measures import parse
from sayso.significance import compare, holm

F1 = parse("quotes.f1@exact")


def systems(seed: int, rate_a: float, rate_b: float, documents: int = 60):
    """Two systems that are right at these rates on the same gold."""
    random = np.random.default_rng(seed)
    gold = random.integers(5, 20, documents)
    sides = [np.stack((random.binomial(gold, rate), gold, gold), axis=1) for rate in (rate_a, rate_b)]
    return [{F1.row_name: side} for side in sides]


def test_a_system_does_not_differ_from_itself():
    a, _ = systems(1, 0.7, 0.7)
    (found,) = compare([F1], a, a)
    assert (found.difference, found.low, found.high, found.p, found.effect) == (0.0, 0.0, 0.0, 1.0, 0.0)


def test_a_plain_difference_is_found_and_changes_sign_with_the_sides():
    a, b = systems(1, 0.6, 0.75)
    (forth,), (back,) = compare([F1], a, b), compare([F1], b, a)
    assert forth.low > 0
    assert forth.p < 0.01
    assert (back.difference, back.p) == (-forth.difference, forth.p)
    assert (back.low, back.high) == pytest.approx((-forth.high, -forth.low))


def test_false_alarms_are_as_rare_as_said():
    """Of 300 pairs of equal systems about 5 % have p < 0.05."""
    alarms = sum(compare([F1], *systems(seed, 0.7, 0.7), samples=200)[0].p < 0.05 for seed in range(300))
    assert 0.02 <= alarms / 300 <= 0.08


@pytest.mark.parametrize(("documents", "samples"), [(9, 1000), (60, 0)])
def test_too_few_documents_or_samples_give_no_p(documents, samples):
    (found,) = compare([F1], *systems(1, 0.2, 0.9, documents), samples)
    assert (found.p, found.p_holm, found.low, found.high) == (None, None, None, None)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_lowers_a_p_and_keeps_their_order(p_values):
    adjusted = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(np.array(adjusted)[order]) >= 0).all()
    assert adjusted[order[0]] == min(1.0, p_values[order[0]] * len(p_values))


def test_an_undefined_measure_is_not_tested_and_does_not_weigh_on_the_others():
    measures = [parse("stance.accuracy@exact"), parse("quotes.f1@exact")]
    rng = np.random.default_rng(0)
    counts = rng.integers(1, 5, (12, 3))
    rows = {measures[0].row_name: np.zeros((12, 7), int), measures[1].row_name: np.sort(counts, axis=1)}
    better = rows | {measures[1].row_name: rows[measures[1].row_name][:, [2, 2, 2]]}
    undefined, defined = compare(measures, rows, better, 200)
    assert np.isnan(undefined.a)
    assert undefined.low is undefined.p is undefined.p_holm is None
    assert undefined.effect == 0
    assert defined.p == defined.p_holm


def test_the_interval_leaves_out_samples_without_a_value():
    accuracy = parse("stance.accuracy@exact")
    a = np.zeros((12, 7), int)
    a[:2, -1] = a[0, 0] = a[1, 1] = 1
    b = a.copy()
    b[1, :2] = 1, 0
    (found,) = compare([accuracy], {accuracy.row_name: a}, {accuracy.row_name: b})
    assert (found.low, found.high) == (0, 1)
