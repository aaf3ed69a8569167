"""Average precision: scikit-learn's where the two coincide, and elsewhere one threshold after another."""

from __future__ import annotations

import dataclasses
import random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from sayso import evaluate
from sayso.bootstrap import intervals
from sayso.columns import Columns, Items
from sayso.comparison import Comparison
from sayso.corpus import Corpus, Document
from sayso.curves import POINTS, curve, ranked_items, ranking_of
from sayso.errors import UsageError
from sayso.flattening import columns
from sayso.measures import DEFAULT, SCORED, average_precision, parse
from sayso.model import Annotation, Prediction
from sayso.ranking import Ranking
from sayso.report import layout
from sayso.report.saved import statistics_of
from sayso.scoring import statistics
from sayso.significance import compare
from tests.strategies import two_sides
from tests.test_matching import renamed
from tests.test_slices import article

NAMES = [f"{task}.ap@{match}" for task in average_precision.TASKS for match in ("exact", "trimmed", "iou=0.3")]
MEASURES = [parse(name) for name in NAMES]
SCORES = st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0, None])


@st.composite
def rankings(draw) -> Ranking:
    documents, n = draw(st.integers(1, 5)), draw(st.integers(0, 25))
    doc = draw(st.lists(st.integers(0, documents - 1), min_size=n, max_size=n))
    score = [np.nan if s is None else s for s in draw(st.lists(SCORES, min_size=n, max_size=n))]
    right = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    spare = draw(st.lists(st.integers(0, 3), min_size=documents, max_size=documents))
    gold = np.bincount(np.array(doc, int)[np.array(right, bool)], minlength=documents) + spare
    return Ranking.of(np.array(doc, int), np.array(score, float), np.array(right, bool), gold)


@given(rankings())
def test_it_is_scikit_learns_where_all_gold_is_predicted(ranking):
    precisions, predicted, gold = ranking.sum(axis=0)
    assert (predicted, gold) == (len(ranking.doc), ranking.gold.sum())
    if ranking.right.any():
        assert precisions / ranking.right.sum() == pytest.approx(average_precision_score(ranking.right, ranking.score))
    else:
        assert precisions == 0


@given(rankings(), st.data())
def test_a_weighted_document_is_one_that_stands_there_so_often(ranking, data):
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(ranking), max_size=len(ranking)))
    copies = np.repeat(np.arange(len(ranking)), times)
    rows = [ranking[[doc]] for doc in copies]
    expected = Ranking.joined(rows).sum(axis=0) if rows else np.zeros(3)
    assert ranking.weighted(np.array([times], np.float32))[0] == pytest.approx(expected)


@given(rankings())
def test_each_document_for_itself_is_a_ranking_of_it_alone(ranking):
    alone = np.array([ranking[[doc]].sum(axis=0) for doc in range(len(ranking))])
    assert ranking.by_document() == pytest.approx(alone)


@given(rankings())
def test_it_is_saved_and_read_back(ranking):
    again = ranking_of(ranked_items(ranking))
    assert all(np.array_equal(a, b) for a, b in zip(vars_of(again), vars_of(ranking), strict=True))


def vars_of(ranking: Ranking):
    return (ranking.doc, ranking.score, ranking.right, ranking.gold)


# --- from quotes and claims -------------------------------------------------------------------------------------------


@st.composite
def scored_sides(draw) -> tuple[Columns, Columns, list, list]:
    """Gold and predictions in which items have scores, as columns and as records."""
    _, gold, other = draw(two_sides())
    answers = [None if one is None else draw(with_scores(one)) for one in other]
    return columns(gold), columns(answers), gold, answers


@st.composite
def with_scores(draw, annotation: Annotation) -> Prediction:
    record = msgspec.to_builtins(annotation)
    for item in (*record["quotes"], *record["claims"]):
        if (score := draw(SCORES)) is not None:
            item["score"] = score
    return msgspec.convert(record, Prediction)


def at_least(items: Items, least: float) -> Items:
    """The items without those that score less, or nothing."""
    kept = np.flatnonzero(np.nan_to_num(items.score, nan=-1) >= least)
    roles = {}
    for name, spans in items.roles.items():
        parts = [spans.part(i, i + 1) for i in kept]
        offsets = np.cumsum([0, *(len(part.start) for part in parts)])
        none = np.zeros(0, np.int64)
        start, end = (np.concatenate([none, *(getattr(part, side) for part in parts)]) for side in ("start", "end"))
        roles[name] = type(spans)(offsets, start, end, spans.lost[kept])
    attributes = {name: codes[kept] for name, codes in items.attributes.items()}
    return Items(items.doc[kept], roles, items.entity[kept], attributes, items.score[kept])


@settings(max_examples=60)
@given(scored_sides(), st.sampled_from(NAMES))
def test_each_step_is_the_measure_of_what_is_predicted_down_to_it(sides, name):
    """The definition, from precision and recall at each score by themselves."""
    gold, predicted, *_ = sides
    precision, recall = parse(name.replace(".ap", ".precision")), parse(name.replace(".ap", ".recall"))
    scores = sorted({*np.nan_to_num(predicted.quotes.score, nan=-1), *np.nan_to_num(predicted.claims.score, nan=-1)})
    found, before = 0.0, 0.0
    for least in reversed(scores):
        part = dataclasses.replace(
            predicted, quotes=at_least(predicted.quotes, least), claims=at_least(predicted.claims, least)
        )
        total = recall.rows(Comparison(gold, part)).sum(axis=0)
        if total[1] and total[2]:
            found += (float(recall.score(total)) - before) * float(precision.score(total))
            before = float(recall.score(total))
    measure = parse(name)
    total = measure.rows(Comparison(gold, predicted)).sum(axis=0)
    if total[2]:
        assert float(measure.score(total)) == pytest.approx(found)
    else:
        assert float(measure.score(total)) == (total[1] == 0)


@settings(max_examples=40)
@given(scored_sides(), st.randoms(use_true_random=False))
def test_neither_order_nor_ids_nor_shards_matter(sides, random_: random.Random):
    gold, predicted, records, answers = sides
    whole = statistics(gold, predicted, MEASURES)
    renamed_sides = [[one and renamed(one, random_) for one in side] for side in (records, answers)]
    again = statistics(*map(columns, renamed_sides), MEASURES)
    parts = [statistics(columns([g]), columns([a]), MEASURES) for g, a in zip(records, answers, strict=True)]
    for name, ranking in whole.items():
        assert isinstance(ranking, Ranking)
        for other in (again[name], Ranking.joined([part[name] for part in parts])):
            assert other.sum(axis=0) == pytest.approx(ranking.sum(axis=0))
            assert other.by_document() == pytest.approx(ranking.by_document())


def corpus(documents: int) -> Corpus:
    """Documents of one quote each."""
    found = []
    for i in range(documents):
        of = article(f"d{i:02}")
        quotes = [{"id": "Q1", "content": [{"start": 0, "end": 10, "text": of.text[:10]}]}]
        quotes[0] |= {"type": "direct", "cue": [], "source": [], "speaker": None, "addressees": []}
        quotes[0] |= {"parent": None, "asserted": True}
        record = {"schema_version": "1.0", "doc": of.id, "text_sha256": of.text_sha256, "speakers": [], "claims": []}
        record |= {"annotator": {"id": "g", "kind": "human"}, "quotes": quotes}
        found.append(Document(of, msgspec.convert(record, Annotation), "seed"))
    return Corpus("c", found)


def sure_of(*right: str):
    """An extractor that finds the quote in some documents, and is the surer the later the document."""

    def extract(of) -> dict:
        place = {"start": 0, "end": 10} if of.id in right else {"start": 30, "end": 40}
        return {"quotes": [{"content": [place], "score": int(of.id[1:]) / 100}]}

    return extract


def test_the_report_holds_it_where_there_are_scores():
    some = corpus(12)
    last = [f"d{i:02}" for i in range(6, 12)]
    report = evaluate(sure_of(*last), some)
    assert tuple(report.measures) == DEFAULT + SCORED
    assert "|measures:default|" in report.signature
    found = report["quotes.ap@iou=0.5"]
    assert found.value == 0.5  # the six right ones come first
    assert found.low is not None
    assert found.low < 0.5 < found.high
    assert found.counts == {"precisions": 6, "predicted": 12, "gold": 12}
    points = report.curves["quotes.ap@iou=0.5"]
    assert (points.score[0], points.precision[5], points.recall[5], points.precision[-1]) == (0.11, 1.0, 0.5, 0.5)
    assert "AP" in [layout.HEADS[column] for column in layout.columns(layout.rows(report))]
    assert "| AP |" in report.to_markdown()
    assert evaluate(lambda _: {}, some).curves == {}
    saved = statistics_of(msgspec.json.decode(msgspec.json.encode(report), type=type(report)))
    assert saved["quotes.ap@iou=0.5"].sum(axis=0).tolist() == [6, 12, 12]


def test_what_has_no_score_ranks_last_and_is_noted():
    right, wrong = {"content": [{"start": 0, "end": 10}]}, {"content": [{"start": 30, "end": 40}], "score": 0.0}
    report = evaluate(lambda _: {"quotes": [right, wrong]}, corpus(2), ["quotes.ap@exact", "quotes.document_ap@exact"])
    assert report["quotes.ap@exact"].value == report["quotes.document_ap@exact"].value == 0.5
    assert report.notes[-1].startswith("Without a score: 2 of 4 predicted quotes; they rank last")
    assert report.curves["quotes.ap@exact"].score == [0.0, None]


def test_two_systems_are_compared_by_ranking_anew():
    some = corpus(30)
    ids = [f"d{i:02}" for i in range(30)]
    good, bad = (evaluate(sure_of(*ids[part]), some, ["quotes.ap@exact"]) for part in (slice(10, 30), slice(0, 8)))
    rows = [statistics_of(report) for report in (bad, good)]
    measures = [parse("quotes.ap@exact")]
    (found,) = compare(measures, *rows, samples=200)
    assert found.low > 0
    assert found.p < 0.05
    (same,) = compare(measures, rows[0], rows[0], samples=200)
    assert (same.difference, same.p, same.effect) == (0, 1, 0)


def test_nominal_95_per_cent_intervals_cover_the_truth_that_often():
    """Scores that tell right from wrong as in a known population, whose average precision a large sample gives."""
    random_ = np.random.default_rng(11)

    def sample(documents: int) -> Ranking:
        doc = np.repeat(np.arange(documents), 8)
        right = random_.random(len(doc)) < 0.6
        score = random_.beta(np.where(right, 3, 2), 2)
        return Ranking.of(doc, score, right, np.bincount(doc[right], minlength=documents) + 1)

    measure = parse("quotes.ap@exact")
    truth = float(measure.score(sample(20000).sum(axis=0)))
    bounds = [intervals([measure], {str(measure): sample(60)}, 400, seed)[str(measure)] for seed in range(200)]
    assert 0.90 <= np.mean([low <= truth <= high for low, high in bounds]) <= 0.99


@given(st.integers(1, 400))
def test_a_curve_is_thinned_and_keeps_its_ends(n):
    right = np.random.default_rng(n).random(n) < 0.5
    ranking = Ranking.of(np.zeros(n, int), np.linspace(0, 1, n), right, np.array([n]))
    found = curve(ranking)
    assert len(found.score) <= POINTS
    assert found.score[-1] == 0
    assert found.recall[-1] == right.sum() / n
    assert (np.diff(found.recall) >= 0).all()


@pytest.mark.parametrize("name", ["quotes.ap@overlap", "cues.ap@exact", "quotes.ap", "speakers.ap"])
def test_where_it_is_not_defined(name):
    with pytest.raises(UsageError, match=r"is no measure|names no match"):
        parse(name)


def test_names_read_as_they_are_written():
    assert [str(parse(name)) for name in (*NAMES, "quotes.document_ap@exact")] == [*NAMES, "quotes.document_ap@exact"]
    assert parse("quotes.document_ap@exact").average == "macro"
