"""Error classes: an example of each, and what holds of all."""

from __future__ import annotations

import json
import random
from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.cli import main
from sayso.columns import Columns
from sayso.comparison import Comparison
from sayso.diagnosis import CLASSES, diagnose
from sayso.flattening import columns
from sayso.grounding import ground
from sayso.matching import Match
from sayso.measures.example import claim, quote
from sayso.model import Article, Prediction, sha256_text
from sayso.report import layout
from sayso.results import CorpusInfo, ErrorCount, Errors, Report, System
from sayso.scare_quotes import is_scare_quote
from tests.strategies import two_sides
from tests.test_matching import renamed

TEXT = (
    "“The dam held. We are safe now,” said Ada Orr. She added that nobody was hurt. "
    "The so-called “smart wall,” said Bell, was late and over budget."
)
WHOLE, FIRST, SECOND = "“The dam held. We are safe now,”", "“The dam held.", "We are safe now,”"
LATE, BUDGET = "was late", "over budget"
INDIRECT = "that nobody was hurt"
ORR = {"speaker": "Ada Orr"}
MATCHES = st.sampled_from(["exact", "trimmed", "iou=0.3", "iou=0.5", "iou=0.9"]).map(Match.parse)


def side(quotes=(), claims=()) -> Columns:
    digest = sha256_text(TEXT)
    article = Article("d", TEXT, [], None, "en", None, None, None, None, None, digest, digest)
    record = msgspec.convert({"doc": "d", "quotes": list(quotes), "claims": list(claims)}, Prediction)
    return columns([ground(record, article).prediction], texts=[TEXT])


def classes(gold: Columns, predicted: Columns) -> set[tuple[str, str, str]]:
    """Class, side and text of each error."""
    return {(e.error, e.side, e.text) for e in diagnose(gold, predicted, Match("iou", 0.5), ["d"]).items}


def direct(content, **more):
    return quote(content, type="direct", **ORR, **more)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([direct(WHOLE)], [direct(WHOLE)], {}),
        ([direct(WHOLE)], [direct(WHOLE[1:-2])], {}),
        ([direct(WHOLE)], [quote(WHOLE, **ORR)], {}),  # what is left out is not wrong
        (
            [direct(WHOLE)],
            [quote(WHOLE, type="indirect", speaker="Bell")],  # the speaker is the graver error
            {("wrong_speaker", "gold", WHOLE), ("wrong_speaker", "predicted", WHOLE)},
        ),
        (
            [direct(WHOLE)],
            [quote(WHOLE, type="mixed", **ORR)],
            {("wrong_type", "gold", WHOLE), ("wrong_type", "predicted", WHOLE)},
        ),
        (
            [direct(WHOLE, source="Ada Orr")],
            [direct(WHOLE, source="She")],
            {("wrong_mention", "gold", WHOLE), ("wrong_mention", "predicted", WHOLE)},
        ),
        ([], [quote("The moon fell on the dam yesterday.")], {("fabricated", "predicted", None)}),
        (
            [direct(WHOLE)],
            [quote(FIRST), quote("We are safe")],
            {("split", "gold", WHOLE), ("split", "predicted", FIRST), ("split", "predicted", "We are safe")},
        ),
        ([direct(WHOLE)], [direct(WHOLE[:22]), direct("now")], {("split", "predicted", "now")}),  # the first matches
        (
            [quote(LATE), quote(BUDGET)],
            [quote("was late and over budget")],
            {("merged", "gold", LATE), ("merged", "gold", BUDGET), ("merged", "predicted", "was late and over budget")},
        ),
        (
            [direct(FIRST)],
            [quote("held. We are safe now")],
            {("boundary", "gold", FIRST), ("boundary", "predicted", "held. We are safe now")},
        ),
        ([], [quote("“smart wall,”")], {("scare_quote", "predicted", "“smart wall,”")}),
        ([], [quote("smart wall")], {("scare_quote", "predicted", "smart wall")}),
        ([quote(INDIRECT, type="indirect")], [], {("missed_indirect", "gold", INDIRECT)}),
        ([direct(WHOLE)], [], {("missed", "gold", WHOLE)}),
        ([direct(WHOLE), direct(FIRST)], [direct(WHOLE)], {("missed", "gold", FIRST)}),  # nested in a found one
        ([], [quote(INDIRECT)], {("spurious", "predicted", INDIRECT)}),
        ([direct(WHOLE)], [direct(WHOLE), direct(WHOLE)], {("spurious", "predicted", WHOLE)}),  # said twice
    ],
)
def test_quotes(gold, predicted, expected):
    assert classes(side(gold), side(predicted)) == set(expected)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        (claim(LATE, claimer="Bell"), claim(LATE, claimer="author"), "wrong_speaker"),
        (claim(LATE, claimer="Bell"), claim(LATE), None),
        (claim(LATE, kind="rule"), claim(LATE, kind="other"), "wrong_type"),
        (claim(LATE), claim("late and over budget"), "boundary"),
    ],
)
def test_claims(gold, predicted, expected):
    assert {error for error, *_ in classes(side(claims=[gold]), side(claims=[predicted]))} == {expected} - {None}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a “hoax” or", True),
        ("a ``hoax'' or", True),
        ('a "hoax." Or', True),
        ("a «petit mur» or", True),
        ("a “hoax or", False),
        ("a “b c d e f” or", False),
        ("the ‘other’s’ or", True),
        ("the workers' hoax' or", False),
        ("a “”", False),
    ],
)
def test_form_of_a_scare_quote(text, marked):
    start, end = text.index(" ") + 1, len(text) - 3 if text.lower().endswith(" or") else len(text)
    assert is_scare_quote(text, start, end) is marked


@settings(max_examples=40)
@given(two_sides(), MATCHES)
def test_each_item_is_right_or_has_one_class(sides, match):
    articles, gold, other = sides
    g, p = columns(gold, texts=[a.text for a in articles]), columns(other)
    found = diagnose(g, p, match, [a.id for a in articles])
    assert {error.error for error in found.items} <= set(CLASSES)
    for kind in ("quotes", "claims"):
        listed = Counter((error.error, error.side) for error in found.items if error.kind == kind)
        counts = found.counts[kind]
        both = [(name, s, getattr(count, s)) for name, count in counts.items() for s in ("gold", "predicted")]
        assert listed == Counter({(name, s): times for name, s, times in both})
        comparison = Comparison(g, p)
        matched = int(comparison.items(kind, comparison.matched(kind, match))[:, 0].sum())
        paired = ("wrong_speaker", "wrong_type", "wrong_mention")
        for s, items in zip(("gold", "predicted"), comparison.sides(kind), strict=True):
            assert sum(getattr(c, s) for name, c in counts.items() if name not in paired) == len(items) - matched
        assert all(counts[name].gold == counts[name].predicted for name in paired if name in counts)
        assert all(counts[name].gold == 0 for name in ("spurious", "scare_quote", "fabricated") if name in counts)
        assert all(counts[name].predicted == 0 for name in ("missed", "missed_indirect") if name in counts)


@settings(max_examples=40)
@given(two_sides(), MATCHES)
def test_gold_against_itself_has_no_error(sides, match):
    articles, gold, _ = sides
    found = diagnose(columns(gold), columns(gold), match, [a.id for a in articles])
    assert found.items == []
    assert found.counts == {"quotes": {}, "claims": {}}


@settings(max_examples=40)
@given(two_sides(), MATCHES, st.randoms(use_true_random=False))
def test_neither_order_nor_ids_matter(sides, match, random_: random.Random):
    articles, gold, other = sides
    texts, ids = [a.text for a in articles], [a.id for a in articles]
    shuffled = [answer and renamed(answer, random_) for answer in other]
    found = diagnose(columns([renamed(g, random_) for g in gold], texts=texts), columns(shuffled), match, ids)
    assert found == diagnose(columns(gold, texts=texts), columns(other), match, ids)


@settings(max_examples=40)
@given(two_sides(), MATCHES)
def test_errors_of_shards_add_up(sides, match):
    articles, gold, other = sides
    ids = [a.id for a in articles]
    whole = diagnose(columns(gold), columns(other), match, ids).items
    parts = [diagnose(columns([g]), columns([o]), match, [i]).items for g, o, i in zip(gold, other, ids, strict=True)]
    assert whole == [error for part in parts for error in part]


def test_eval_counts_the_errors_and_lists_them(capsys):
    def run(*options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main(["eval", "rules", "-m", "quotes.f1@exact", *options])
        return end.value.code, capsys.readouterr().out

    loose, strict = (json.loads(run("--json", "-", "--errors", match)[1])["errors"] for match in ("iou=0.5", "exact"))
    assert strict["match"] == "exact"
    assert 0 < len(loose["items"]) < len(strict["items"])
    assert "\nErrors in gold quotes (exact): " in run("--errors", "exact")[1]
    assert "Errors" not in run("--errors", "none")[1]
    assert run("--errors", "overlap")[0] == 2


def test_sentences_name_the_most_frequent_first():
    counts = {"missed": ErrorCount(1, 0), "boundary": ErrorCount(1, 3), "missed_indirect": ErrorCount(2, 0)}
    found = Errors("exact", {"quotes": counts})
    report = Report("1.0", System("x"), CorpusInfo("c", "0", []), {}, "", 1, [], errors=found)
    assert layout.errors(report) == [
        "Errors in gold quotes (exact): 2 missed indirect, 1 boundary, 1 missed.",
        "Errors in predicted quotes (exact): 3 boundary.",
    ]
