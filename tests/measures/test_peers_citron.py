"""Citron's scores, worked out by hand from its definitions. Its package needs models, so it is no oracle here."""

from __future__ import annotations

import pytest

from sayso.measures.example import value_of
from sayso.measures.peers.citron import Quote, exact, overlap

GOLD = [Quote((5, 6), [(6, 8)], [(0, 4)]), Quote((12, 13), [(13, 14)], [(9, 12), (15, 18)])]
PREDICTED = [
    Quote((5, 6), [(6, 8)], [(0, 5)]),  # content one token too long
    Quote((13, 14), [(13, 14)], [(9, 12), (15, 18)]),  # cue begins where the gold cue ends: it "overlaps"
    Quote((5, 6), [], [(0, 4)]),  # the first gold quote once more, without its source
]


@pytest.mark.parametrize(
    ("role", "right", "wrong", "missed"),
    [("cue", 2, 1, 1), ("source", 2, 1, 0), ("content", 2, 1, 0), ("quote", 0, 3, 2)],
)
def test_exact_counts(role, right, wrong, missed):
    assert exact(GOLD, PREDICTED, role) == (right, wrong, missed)


@pytest.mark.parametrize(
    ("role", "shared", "predicted", "gold"),
    [("cue", 2, 3, 2), ("source", 3, 3, 3), ("content", 14, 15, 10), ("quote", 19, 21, 15)],
)
def test_overlap_counts(role, shared, predicted, gold):
    assert overlap(GOLD, PREDICTED, role) == (shared, predicted, gold)


def test_a_cue_overlaps_what_it_begins_after_but_not_what_it_ends_before():
    early, late = Quote((3, 4), [], [(0, 3)]), Quote((4, 5), [], [(0, 3)])
    later = Quote((5, 6), [], [(0, 3)])
    assert [exact([g], [p], "content")[0] for g, p in ((early, late), (late, early), (early, later))] == [1, 0, 0]


@pytest.mark.parametrize("role", ["cue", "source", "content", "quote"])
def test_without_quotes_or_places_nothing_is_right(role):
    nowhere = Quote(None, [None], [None])
    assert exact([], [], role) == overlap([], [], role) == (0, 0, 0)
    assert exact(GOLD[:1], [nowhere], role) == (0, 1, 1)
    assert overlap([nowhere], [nowhere], role) == (0, 0, 0)


# One letter a token: token i is at 2 i.
TEXT = " ".join("abcdefghijklmnopqrstuvwxyz")


def record(quotes, **fabricated):
    def spans(tokens):
        return [{"start": 2 * a, "end": 2 * b - 1} for a, b in tokens]

    found = [{"cue": spans([q.cue]), "source": spans(q.sources), "content": spans(q.contents)} for q in quotes]
    return {"quotes": [*found, *([fabricated] if fabricated else [])]}


def value(measure, gold=None, predicted=None):
    return value_of(f"citron.{measure}", TEXT, gold or record(GOLD), predicted or record(PREDICTED))


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("exact.cue.precision", 2 / 3),
        ("exact.cue.recall", 2 / 3),
        ("exact.source.precision", 2 / 3),
        ("exact.source.recall", 1),
        ("exact.content.f1", 0.8),
        ("exact.quote.f1", 0),
        ("overlap.source.f1", 1),
        ("overlap.content.precision", 14 / 15),
        ("overlap.content.recall", 1.4),  # past 1
        ("overlap.content.f1", 1.12),
        ("overlap.quote.precision", 19 / 15),  # swapped, as published
        ("overlap.quote.recall", 19 / 21),
        ("overlap.quote.f1", 19 / 18),
    ],
)
def test_measures(measure, expected):
    assert value(measure) == pytest.approx(expected)


def test_a_cue_of_several_spans_reaches_from_first_to_last():
    quote = record([Quote((5, 8), [], [(0, 4)])])
    parts = {"cue": [{"start": 10, "end": 11}, {"start": 14, "end": 15}], "content": [{"start": 0, "end": 7}]}
    assert value("exact.quote.f1", quote, {"quotes": [parts]}) == 1


def test_a_quote_without_a_cue_is_left_out_and_a_fabricated_one_is_wrong():
    without = {"quotes": [*record(GOLD)["quotes"], {"content": [{"start": 40, "end": 45}]}]}
    assert value("exact.quote.f1", predicted=without) == 1
    invented = record(GOLD, cue=[{"text": "never"}], content=[{"text": "nothing of the kind"}])
    assert value("exact.cue.precision", predicted=invented) == pytest.approx(2 / 3)
    assert value("overlap.content.precision", predicted=invented) == 1
