"""The columnar matching against plain sets of characters and exhaustive search."""

from __future__ import annotations

import copy
import itertools
import random
import re

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import matching
from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.matching import Match, Pairs, best_one_to_one, iou, one_to_one
from sayso.measures import DEFAULT, parse
from sayso.measures.example import value_of
from sayso.model import Prediction
from sayso.scoring import statistics
from tests.strategies import NAMES, two_sides

MEASURES = [parse(name) for name in DEFAULT]


def characters(item, role="content"):
    return {c for span in getattr(item, role) for c in range(span.start, span.end)}


@given(two_sides())
def test_pairs_are_the_items_that_share_characters(sides):
    _, gold, other = sides
    comparison = Comparison(columns(gold), columns(other))
    found = comparison.pairs("quotes")
    golds = [(d, q) for d, a in enumerate(gold) for q in a.quotes]
    predicted = [(d, q) for d, a in enumerate(other) if a for q in a.quotes]
    expected = {
        (g, p): len(characters(gq) & characters(pq))
        for (g, (gd, gq)), (p, (pd, pq)) in itertools.product(enumerate(golds), enumerate(predicted))
        if gd == pd and characters(gq) & characters(pq)
    }
    assert dict(zip(zip(found.gold, found.predicted, strict=True), found.shared, strict=True)) == expected
    ratio = iou(found, comparison.gold.quotes, comparison.predicted.quotes)
    for value, (g, p) in zip(ratio, expected, strict=True):
        union = characters(golds[g][1]) | characters(predicted[p][1])
        assert value == pytest.approx(expected[g, p] / len(union))


EDGES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12, unique=True)


@pytest.mark.parametrize("cells", [matching.MOST_CELLS, 0])
@given(edges=EDGES, weights=st.lists(st.sampled_from([0.1, 0.25, 0.5, 0.75, 1.0]), min_size=12, max_size=12))
def test_matching_is_the_best_there_is(cells, edges, weights):
    """In a matrix, and where that would be too large."""
    edges.sort()
    pairs = Pairs(np.array([g for g, _ in edges], int), np.array([p for _, p in edges], int), np.ones(len(edges), int))
    weight = np.array(weights[: len(edges)])

    def legal(chosen):
        return all(a[0] != b[0] and a[1] != b[1] for a, b in itertools.combinations([edges[i] for i in chosen], 2))

    sets = [c for n in range(6) for c in itertools.combinations(range(len(edges)), n) if legal(c)]
    best = max((len(c), round(sum(weight[list(c)]), 6)) for c in sets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "MOST_CELLS", cells)
        chosen = np.flatnonzero(best_one_to_one(pairs, weight, 5, 5))
        heaviest = best_one_to_one(pairs, weight, 5, 5, largest=False)
    assert legal(chosen)
    assert (len(chosen), pytest.approx(sum(weight[chosen]))) == best
    assert legal(np.flatnonzero(heaviest))
    assert sum(weight[heaviest]) == pytest.approx(max(sum(weight[list(c)]) for c in sets))
    largest = np.flatnonzero(one_to_one(pairs, 5, 5))
    assert legal(largest)
    assert len(largest) == best[0]


def scores(gold, predicted):
    rows = statistics(columns(gold), columns(predicted), MEASURES)
    return {str(m): float(m.score(rows[m.row_name].sum(axis=0))) for m in MEASURES}


@settings(max_examples=40)
@given(two_sides())
def test_gold_against_itself_is_perfect_and_against_nothing_is_zero(sides):
    _, gold, _ = sides
    assert set(scores(gold, gold).values()) == {1.0}
    empty = scores(gold, [None] * len(gold))
    against_nothing = Comparison(columns(gold), columns([None] * len(gold)))
    for measure in MEASURES:
        rows = measure.rows(against_nothing)
        assert empty[str(measure)] == (1.0 if rows[:, 2].sum() == 0 else 0.0), str(measure)


@settings(max_examples=40)
@given(two_sides(), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_order_or_ids(sides, random_: random.Random):
    _, gold, other = sides
    shuffled = [answer and renamed(answer, random_) for answer in other]
    assert scores([renamed(g, random_) for g in gold], shuffled) == scores(gold, other)


@settings(max_examples=40)
@given(two_sides(), st.sampled_from(["{}", "{}’s", " {}"]))
def test_a_listed_speaker_is_the_same_by_name_as_by_id(sides, form):
    _, gold, other = sides
    by_name = copy.deepcopy(other)
    for one in filter(None, by_name):
        names = {speaker.id: form.format(speaker.name) for speaker in one.speakers}
        for quote in one.quotes:
            quote.speaker = names.get(quote.speaker)
        for claim in one.claims:
            claim.claimer = names.get(claim.claimer, claim.claimer)
    assert scores(gold, by_name) == scores(gold, other)
    assert len(columns(by_name).entities) == len(columns(other).entities)


def test_of_two_listed_speakers_who_share_a_normal_form_the_name_as_it_stands_tells():
    speakers = [{"id": "S1", "name": "Mr. Orr"}, {"id": "S2", "name": "Mrs. Orr"}]
    quotes = [{"content": [], "speaker": name} for name in ("Mrs. Orr", "Mr. Orr", "Orr", "Dr. Orr")]
    record = msgspec.convert({"doc": "d", "speakers": speakers, "quotes": quotes}, Prediction)
    assert columns([record]).quotes.entity.tolist() == [1, 0, 2, 2]


@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        ["the King of France", "the Queen of Spain", "the Prime Minister of Spain"],
        ["Vice President of Peru", "former President of Peru", "President of Peru", "Mr. To", "The A"],
    ],
)
def test_speakers_are_told_apart_and_known_by_their_own_names(names):
    text = " ".join(f"“{c}”" for c in "bcdefgh")
    quotes = [{"content": [{"text": f"“{c}”"}], "speaker": name} for c, name in zip("bcdefgh", names, strict=False)]
    others = [one | {"speaker": name} for one, name in zip(quotes, names[1:] + names[:1], strict=True)]
    assert value_of("attribution.f1@exact", text, {"quotes": quotes}, {"quotes": quotes}) == 1
    assert value_of("attribution.f1@exact", text, {"quotes": quotes}, {"quotes": others}) == 0


def test_trimmed_forgives_more_than_exact_and_never_less():
    text = "“It held,” that Orr said."
    whole = {"quotes": [{"content": [{"start": 0, "end": 19}]}]}
    touching = {"quotes": [{"content": [{"start": 0, "end": 11}, {"start": 11, "end": 19}]}]}
    for sides in ((whole, touching), (touching, whole)):
        assert [value_of(f"quotes.f1@{name}", text, *sides) for name in ("exact", "trimmed")] == [1, 1]


@given(st.floats(0, 1, exclude_min=True, allow_subnormal=False))
def test_a_threshold_is_the_same_by_its_name(threshold):
    match = Match("iou", threshold)
    assert Match.parse(str(match)) == match


def renamed(annotation, random_):
    """The same annotation with its items in another order under other ids."""
    ids = {s.id: f"x{i}" for i, s in enumerate(annotation.speakers)}
    copy = msgspec.convert(msgspec.to_builtins(annotation), type(annotation))
    for speaker in copy.speakers:
        speaker.id = ids[speaker.id]
    for i, quote in enumerate(copy.quotes):
        quote.id, quote.speaker = f"y{i}", ids.get(quote.speaker)
        quote.addressees = [ids[a] for a in quote.addressees]
    for i, claim in enumerate(copy.claims):
        claim.id, claim.claimer = f"z{i}", ids.get(claim.claimer, claim.claimer)
    for items in (copy.speakers, copy.quotes, copy.claims):
        random_.shuffle(items)
    return copy


@settings(max_examples=40)
@given(two_sides())
def test_statistics_of_shards_add_up(sides):
    _, gold, other = sides
    whole = statistics(columns(gold), columns(other), MEASURES)
    for d, (one, answer) in enumerate(zip(gold, other, strict=True)):
        for name, rows in statistics(columns([one]), columns([answer]), MEASURES).items():
            assert (rows[0] == whole[name][d]).all(), name


@given(two_sides())
def test_overlap_is_intersection_of_character_sets(sides):
    _, gold, other = sides
    rows = parse("quotes.f1@overlap").rows(Comparison(columns(gold), columns(other)))
    for row, one, answer in zip(rows, gold, other, strict=True):
        g = set().union(*(characters(q) for q in one.quotes))
        p = set().union(*(characters(q) for q in answer.quotes)) if answer else set()
        assert row.tolist() == [len(g & p), len(p), len(g)]


@given(two_sides(), st.sampled_from(["exact", "trimmed", "iou=0.3", "iou=0.5", "iou=0.9"]))
def test_right_quotes_are_a_maximum_matching(sides, name):
    _, gold, other = sides
    rows = parse(f"quotes.f1@{name}").rows(Comparison(columns(gold), columns(other)))
    for row, one, answer in zip(rows, gold, other, strict=True):
        predicted = answer.quotes if answer else []
        alike = np.array([[int(match(g, p, name)) for p in predicted] or [0] for g in one.quotes] or [[0]])
        from scipy.optimize import linear_sum_assignment

        assert row[0] == alike[linear_sum_assignment(alike, maximize=True)].sum()
        assert row.tolist()[1:] == [len(predicted), len(one.quotes)]


def match(gold, predicted, name):
    g, p = characters(gold), characters(predicted)
    if name == "trimmed":
        return g == p or trimmed(gold) == trimmed(predicted)
    return g == p if name == "exact" else len(g & p) >= Match.parse(name).threshold * len(g | p)


def trimmed(quote):
    """Characters left when each span loses its edges, one by one and plainly."""
    left = set()
    for span in quote.content:
        inside = list(range(span.start, span.end))
        letters = dict(zip(inside, span.text, strict=True))

        def edge(char):
            import unicodedata

            return char in "`´\n\t" or unicodedata.category(char)[0] in "PZ"

        kept = inside
        while kept and edge(letters[kept[0]]):
            kept = kept[1:]
        if "".join(letters[c] for c in kept[:4]).lower() == "that" and not re.match(
            "['’]?[^\\W\\d_]|[0-9]", "".join(letters[c] for c in kept[4:6])
        ):
            kept = kept[4:]
        while kept and edge(letters[kept[0]]):
            kept = kept[1:]
        while kept and edge(letters[kept[-1]]):
            kept = kept[:-1]
        left |= set(kept or inside)
    return left
