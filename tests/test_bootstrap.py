"""Intervals: they repeat, they collapse on certainty, and they cover."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.bootstrap import MIN_DOCUMENTS, intervals, resample
from sayso.measures import parse

F1 = parse("quotes.f1@exact")


def bounds(rows, **options):
    return intervals([F1], {F1.row_name: np.asarray(rows)}, **options).get(str(F1))


def test_the_same_seed_gives_the_same_interval_and_another_another():
    rows = np.random.default_rng(0).integers(1, 9, (50, 3))
    assert bounds(rows, seed=1) == bounds(rows, seed=1) != bounds(rows, seed=2)


def test_identical_documents_leave_no_doubt():
    low, high = bounds([[1, 2, 2]] * 20)
    assert low == high == 0.5


def test_too_few_documents_give_none():
    assert bounds([[1, 2, 2]] * (MIN_DOCUMENTS - 1)) is None


def test_sums_of_samples_are_exact_whatever_the_precision_they_are_added_in():
    """Small counts go through single precision, and large or fractional ones do not."""
    random = np.random.default_rng(3)
    rows = np.stack((random.integers(0, 9, 40), random.integers(0, 2**40, 40), random.random(40)), axis=1)
    whole = resample({"a": rows, "b": rows[:, :1]}, 100, 1)
    drawn = resample({"documents": np.eye(40)}, 100, 1)["documents"]  # how often each sample holds each document
    assert (whole["a"][:, :2] == drawn @ rows[:, :2]).all()
    assert whole["a"][:, 2] == pytest.approx(drawn @ rows[:, 2])
    assert (whole["b"][:, 0] == whole["a"][:, 0]).all()


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_samples_without_a_value_are_left_out(method):
    """Of 12 documents two have a pair to judge: one sample in nine has neither."""
    accuracy = parse("stance.accuracy@exact")
    rows = np.zeros((12, len(accuracy.task.counts)), np.int64)
    rows[:2, -1], rows[0, 0], rows[1, 1] = 1, 1, 1
    assert intervals([accuracy], {accuracy.row_name: rows}, method=method)[str(accuracy)] == (0, 1)
    assert all(np.isnan(intervals([accuracy], {accuracy.row_name: rows[2:]}, method=method)[str(accuracy)]))


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_nominal_95_per_cent_intervals_cover_the_truth_that_often(method):
    """300 corpora of 60 documents from a known population: recall is 0.7, and about 95 % of the intervals hold it."""
    random = np.random.default_rng(7)
    recall = parse("quotes.recall@exact")
    held = 0
    for sample in range(300):
        gold = random.integers(5, 30, 60)
        right = random.binomial(gold, 0.7)
        rows = np.stack((right, gold, gold), axis=1)
        low, high = intervals([recall], {recall.row_name: rows}, seed=sample, method=method)[str(recall)]
        held += low <= 0.7 <= high
    assert 0.91 <= held / 300 <= 0.98


def test_bca_corrects_for_skew():
    """Near the edge of the range the sampling distribution is skewed, and BCa moves away from the edge."""
    random = np.random.default_rng(5)
    gold = random.integers(1, 5, 40)
    rows = np.stack((random.binomial(gold, 0.97), gold, gold), axis=1)
    assert bounds(rows, method="bca")[0] < bounds(rows)[0]
