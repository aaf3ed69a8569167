from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.adjudication import in_text_order, open_case, settle
from sayso.adjudication.decisions import NEITHER
from sayso.adjudication.drawing import dropped, settle_drawn
from sayso.adjudication.tasks import task_in_dispute
from sayso.adjudication.telling import DRAWN
from sayso.formats.labelstudio.reading import read_annotation
from sayso.formats.labelstudio.regions import Report
from sayso.model import Annotator, Span
from tests.adjudication.test_settling import ARTICLE, described, linked, other_ids
from tests.projects import DAM, dam_gold, span
from tests.strategies import articles

GOLD = Annotator("gold", "adjudicated")


@settings(max_examples=40)
@given(articles(), st.data())
def test_what_is_drawn_is_the_gold_but_for_what_is_chosen(article, data):
    records = {name: in_text_order(data.draw(linked(article))) for name in ("a", "b")}
    drawn = in_text_order(data.draw(linked(article)))
    case = open_case(article, records)
    as_drawn = settle_drawn(case, records, drawn, {one.id: DRAWN for one in case.disputes})
    assert described(as_drawn) == described(drawn)
    # Whoever draws one annotator's record and chooses that annotator everywhere has that record.
    for name, record in records.items():
        chosen = settle_drawn(case, records, record, {one.id: name for one in case.disputes})
        assert described(chosen) == described(record)


def passes():
    """One annotator against another who differs in a name, a kind, a content, and lacks a quote."""
    a, b = dam_gold(ARTICLE.text_sha256), other_ids(dam_gold(ARTICLE.text_sha256))
    b.speakers[1].name = "Ada M. Orr"
    b.quotes = [quote for quote in b.quotes if quote.id != "XQ2"]
    b.quotes[0].content = [span(DAM, "they would return")]
    b.claims[1].kind = "rule"
    return {"ann": a, "bob": b}


def test_choices_and_drawing_go_together():
    records = passes()
    case = open_case(ARTICLE, records)
    assert [one.id for one in case.disputes] == ["S1.name", "Q2", "Q3", "C1.kind"]
    drawn = dam_gold(ARTICLE.text_sha256)
    drawn.quotes[2].content = [span(DAM, "return")]  # neither annotator's
    drawn.claims[0].content = [Span(0, 9, DAM[:9])]  # what both have otherwise
    gold = settle_drawn(case, records, drawn, {"S1.name": "bob", "Q2": NEITHER, "Q3": DRAWN, "C1.kind": "bob"})
    assert [one.name for one in gold.speakers] == ["Ada M. Orr", "residents"]
    assert [one.content[0].text for one in gold.quotes] == ["“It held,”", "return"]
    assert (gold.claims[0].content[0].text, gold.claims[0].kind) == ("“It held,", "rule")


def test_what_all_drew_is_not_dropped_in_silence():
    records = passes()
    case = open_case(ARTICLE, records)
    drawn = dam_gold(ARTICLE.text_sha256)
    assert dropped(case, records, drawn) == []
    drawn.quotes, drawn.claims = drawn.quotes[2:], []  # Q2 is decided as a whole
    del drawn.speakers[0].mentions[1]
    we = span(DAM, "We")
    assert dropped(case, records, drawn) == [f"S1@{we.start}-{we.end}", "Q1", "C1", "C2"]
    drawn.speakers = drawn.quotes = []
    assert dropped(case, records, drawn) == ["S1", "S2", "Q1", "C1", "C2"]


def test_the_task_shows_every_version_and_starts_from_all():
    records = passes()
    case = open_case(ARTICLE, records)
    task = task_in_dispute(case, records)
    assert [one["model_version"] for one in task["predictions"]] == ["all together", "bob", "ann"]
    shown = {one["about"]: [option["value"] for option in one["options"]] for one in task["data"]["disputes"]}
    assert shown["S1 · speaker: name · Ada Orr"] == ["ann: Ada Orr", "bob: Ada M. Orr", "as it is drawn here"]
    assert shown["Q2 · quote"][1:] == ["bob: nothing", "leave it out", "as it is drawn here"]
    assert "to leave" in shown["Q2 · quote"][0]
    report = Report("here")
    drawn = read_annotation(task["predictions"][0]["result"], DAM, "dam", GOLD, report)
    assert (report.problems, report.notes) == ([], [])
    first = {one.id: one.versions["ann"] for one in case.disputes}
    assert described(drawn) == described(settle(case, first))
