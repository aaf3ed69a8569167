"""Crowded documents: the shortcuts against the plain way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from sayso import crowds, matching
from sayso.bipartite import maximum_matching
from sayso.columns import merge
from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.matching import overlapping
from sayso.measures import parse
from tests.strategies import two_sides

EDGES = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40)


@given(EDGES)
def test_the_matching_is_as_large_as_scipys(edges):
    left, right = np.array(sorted(edges), int).reshape(-1, 2).T
    chosen = maximum_matching(left, right)
    assert len(set(left[chosen])) == len(set(right[chosen])) == len(chosen)
    graph = csr_array((np.ones(len(left)), (left, right)), shape=(10, 10))
    assert len(chosen) == (maximum_bipartite_matching(graph) >= 0).sum()


SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(1, 9)), max_size=12).map(sorted)


def items(spans):
    doc, start, length = np.array(spans, int).reshape(-1, 3).T
    return doc, merge(np.arange(len(doc)), start, start + length, np.zeros(len(doc), int))


@given(SPANS, SPANS)
def test_the_sweep_finds_the_pairs_of_the_simple_join(gold, predicted):
    sides = (*items(gold), *items(predicted))
    simple = overlapping(*sides)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "MOST_PAIRS", -1)  # the simple join is given up; no document is crowded
        swept = overlapping(*sides)
    for column in ("gold", "predicted", "shared"):
        assert getattr(simple, column).tolist() == getattr(swept, column).tolist()


@given(two_sides(), st.sampled_from(["content", "source"]))
def test_shared_characters_are_those_of_the_join(sides, role):
    _, gold, other = sides
    comparison = Comparison(columns(gold), columns(other))
    found = comparison.pairs("quotes", role)
    g, p = (side.roles[role] for side in comparison.sides("quotes"))
    assert crowds.shared_characters(g, found.gold, p, found.predicted).tolist() == found.shared.tolist()


@given(two_sides(), st.sampled_from(["quotes.f1@exact", "quotes.f1@trimmed", "quotes.f1@overlap"]))
def test_exact_trimmed_and_overlap_stay_exact_where_only_the_nearest_are_compared(sides, name):
    _, gold, other = sides
    measure = parse(name)
    whole = measure.rows(Comparison(columns(gold), columns(other)))
    with pytest.MonkeyPatch.context() as patch:
        for module in (matching, crowds):
            patch.setattr(module, "MOST_PAIRS", 0)
        patch.setattr(crowds, "NEAREST", 1)
        cut = measure.rows(Comparison(columns(gold), columns(other)))
    assert cut.tolist() == whole.tolist()


def test_a_crowded_document_is_found_and_bounded():
    n = 400
    start = np.arange(n)
    one = (np.zeros(n, int), merge(start, start, start + n, np.zeros(n, int)))
    assert crowds.crowded(*one, *one).tolist() == [0]
    assert n <= len(overlapping(*one, *one)) <= 2 * crowds.NEAREST * n
    apart = (np.zeros(n, int), merge(start, start * 2, start * 2 + 1, np.zeros(n, int)))
    assert crowds.crowded(*apart, *apart).tolist() == []
