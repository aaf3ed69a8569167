"""Where two systems differ: by hand, and what holds of all."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.contrast import Contrast, contrast
from sayso.flattening import columns
from sayso.matching import Match
from sayso.measures import parse
from sayso.measures.example import quote
from sayso.report import comparison
from sayso.report.saved import statistics_of
from sayso.results import Errors, System
from sayso.scoring import Gold, Predicted, score
from tests.strategies import two_sides
from tests.test_diagnosis import FIRST, LATE, SECOND, WHOLE, side
from tests.test_matching import renamed

MEASURES = ["quotes.f1@iou=0.5", "attribution.f1@exact"]


def compared(gold, a, b, ids) -> Contrast:
    """The contrast of columns, or of the other way round."""
    corpus = Gold("c", "0", ["seed"], ids, gold)
    reports = [score(Predicted(System(n), p, [], [], None), corpus, MEASURES) for n, p in (("a", a), ("b", b))]
    rows = [statistics_of(report) for report in reports]
    return contrast([parse(name) for name in MEASURES], tuple(reports), tuple(rows), ids)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([WHOLE], [WHOLE], []),
        ([WHOLE], [], [("gold", WHOLE, "right", "missed")]),
        ([], [WHOLE], [("gold", WHOLE, "missed", "right")]),
        ([WHOLE, LATE], [WHOLE], [("predicted", LATE, "spurious", "not predicted")]),
        ([FIRST, SECOND], [], [("gold", WHOLE, "right", "missed")]),  # the one that is too much is near the gold one
        (["held. We"], [], [("gold", WHOLE, "boundary", "missed")]),
        (
            ["held. We", LATE],
            [],
            [("predicted", LATE, "spurious", "not predicted"), ("gold", WHOLE, "boundary", "missed")],
        ),
    ],
)
def test_items(a, b, expected):
    found = compared(*(side(map(quote, texts)) for texts in ([WHOLE], a, b)), ["d"])
    assert [(gap.side, gap.text, gap.a, gap.b) for gap in found.items or ()] == expected


def flipped(found: Contrast):
    return [(g.doc, g.b, g.a, g.gap) for g in found.documents], {
        (g.doc, g.kind, g.side, tuple(g.spans), g.b, g.a) for g in found.items or ()
    }


def plain(found: Contrast):
    return [(g.doc, g.a, g.b, g.gap) for g in found.documents], {
        (g.doc, g.kind, g.side, tuple(g.spans), g.a, g.b) for g in found.items or ()
    }


@settings(max_examples=30)
@given(two_sides(), st.data(), st.randoms(use_true_random=False))
def test_sides_mirror_and_neither_order_nor_ids_matter(sides, data, random_: random.Random):
    articles, gold, a = sides
    b = data.draw(st.permutations(a)) if len({x.text for x in articles}) == 1 else [None, *a[1:]]
    ids, texts = [x.id for x in articles], [x.text for x in articles]
    g = columns(gold, texts=texts)
    found = compared(g, columns(a), columns(b), ids)
    assert plain(compared(g, columns(b), columns(a), ids)) == flipped(found)
    shuffled = [[one and renamed(one, random_) for one in answers] for answers in (gold, a, b)]
    again = compared(columns(shuffled[0], texts=texts), columns(shuffled[1]), columns(shuffled[2]), ids)
    assert (again.documents, again.items) == (found.documents, found.items)
    same = compared(g, columns(a), columns(a), ids)
    assert (same.documents, same.items) == ([], [])
    ranks = [not gap.one_is_right for gap in found.items or ()]
    assert ranks == sorted(ranks)  # where one is right comes first


def test_errors_under_different_matches_are_not_compared():
    gold, ids = side([quote(WHOLE)]), ["d"]
    corpus = Gold("c", "0", ["seed"], ids, gold)
    system = Predicted(System("x|<b>"), side([quote(LATE)]), [], [], None)
    reports = tuple(score(system, corpus, MEASURES, errors=Match.parse(match)) for match in ("exact", "iou=0.5"))
    assert isinstance(reports[0].errors, Errors)
    found = contrast([parse(name) for name in MEASURES], reports, (statistics_of(reports[0]),) * 2, ids)
    assert found.items is None
    text = comparison.markdown(found)
    assert "Items are not compared" in text
    assert "<b>" not in text
