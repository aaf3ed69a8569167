"""The tallies of shards join to the tally of the whole: the report is the same, digit for digit."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.corpus import Corpus, load
from sayso.evaluation import gold_of, predicted_of, run
from sayso.measures import DEFAULT, SCORED
from sayso.model import Prediction
from sayso.scoring import Plan, Tally, report, score, tally
from sayso.slices import NAMES

MEASURES = ("quotes.f1@exact", "attribution.f1@iou=0.5", "quotes.document_f1@overlap", "claims.ap@exact")


@pytest.fixture(scope="module")
def system() -> tuple[Corpus, dict[str, Prediction]]:
    """The rules on thirty articles; some quotes have a score, one document fails and one is not predicted."""
    documents = load(splits=["challenge"]).documents[:30]
    outcome = run("rules", [document.article for document in documents])
    said = {answer.prediction.doc: answer.prediction for answer in outcome.answers if answer}
    for number, quote in enumerate(quote for one in list(said.values())[:9] for quote in one.quotes):
        quote.score = number % 7 / 7
    del said[documents[20].article.id]
    return Corpus("corpus", documents), said


@pytest.mark.parametrize("measures", [MEASURES, DEFAULT], ids=["some", "default"])
@settings(max_examples=5, deadline=None)
@given(cuts=st.sets(st.integers(1, 29), max_size=4))
def test_shards_join_to_the_whole(system, measures, cuts) -> None:
    corpus, said = system
    plan = Plan(measures, slices=NAMES if measures is MEASURES else ())
    parts = []
    for low, high in itertools.pairwise([0, *sorted(cuts), 30]):
        part = Corpus("corpus", corpus.documents[low:high])
        mine = {document.article.id: said.get(document.article.id) for document in part}
        outcome = run({doc: one for doc, one in mine.items() if one}, [document.article for document in part])
        parts.append(tally(predicted_of(outcome), gold_of(part), plan))
    whole = predicted_of(run(said, [document.article for document in corpus]))
    wanted = score(whole, gold_of(corpus), measures, 100, slices=plan.slices)
    found = report(Tally.joined(parts), gold_of(corpus), plan, 100)
    assert found == wanted
    assert wanted.notes[0] == "1 of 30 documents have no prediction; they are scored as empty."
    assert set(wanted.measures) == {*measures, *(SCORED if measures is DEFAULT else ())}


def test_a_tally_without_scores_is_reported_without_rankings(system) -> None:
    corpus, _ = system
    nothing = predicted_of(run({}, [document.article for document in corpus]))
    one = tally(dataclasses.replace(nothing, missing=0), gold_of(corpus), Plan())
    assert set(report(one, gold_of(corpus), Plan(), 0).measures) == set(DEFAULT)
