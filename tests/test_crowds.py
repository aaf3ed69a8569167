"""Crowded documents: the shortcuts against the plain way."""

from __future__ import annotations

import contextlib

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
from sayso.measures import DEFAULT, parse
from sayso.model import Mention
from sayso.scoring import statistics
from tests.strategies import spans, two_sides
from tests.test_matching import renamed

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


@st.composite
def piled(draw):
    """Gold and predictions in which many quotes, claims and mentions have the very same spans."""
    articles, gold, other = draw(two_sides(documents=1))
    places = draw(st.lists(spans(articles[0].text, 1), min_size=1, max_size=2))
    for answer in filter(None, (*gold, *other)):
        for item in (*answer.quotes, *answer.claims):
            item.content = draw(st.sampled_from(places))
        for speaker in answer.speakers:
            speaker.mentions = [Mention(s.start, s.end, s.text, "name") for s in draw(st.sampled_from(places))]
    return gold, other


@contextlib.contextmanager
def only_the_nearest():
    """Every document with more pairs than items counts as crowded, and one item of the other side is near."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (matching, crowds):
            patch.setattr(module, "MOST_PAIRS", 0)
        patch.setattr(crowds, "NEAREST", 1)
        yield


MEASURES = [parse(name) for name in DEFAULT]
WHO = {"attribution", "claimers"}  # they rest on who is who among mentions, which are near or not themselves
EXACT = [m for m in MEASURES if m.match and m.match.kind != "iou" and m.task.name not in WHO]


def rows_of(gold, other, measures=MEASURES):
    return {name: rows.tolist() for name, rows in statistics(columns(gold), columns(other), measures).items()}


@given(st.one_of(piled(), two_sides().map(lambda sides: sides[1:])))
def test_exact_trimmed_and_overlap_stay_exact_where_only_the_nearest_are_compared(sides):
    whole = rows_of(*sides, EXACT)
    with only_the_nearest():
        assert rows_of(*sides, EXACT) == whole


@given(piled(), st.randoms(use_true_random=False))
def test_no_order_changes_what_is_counted_where_only_the_nearest_are_compared(sides, random_):
    gold, other = sides
    with only_the_nearest():
        found = rows_of(gold, other)
        assert rows_of([renamed(g, random_) for g in gold], [o and renamed(o, random_) for o in other]) == found


def test_a_crowded_document_is_found_and_bounded():
    n = 400
    start = np.arange(n)
    one = (np.zeros(n, int), merge(start, start, start + n, np.zeros(n, int)))
    assert crowds.crowded(*one, *one).tolist() == [0]
    assert n <= len(overlapping(*one, *one)) <= 2 * crowds.NEAREST * n
    apart = (np.zeros(n, int), merge(start, start * 2, start * 2 + 1, np.zeros(n, int)))
    assert crowds.crowded(*apart, *apart).tolist() == []
