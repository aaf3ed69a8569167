"""Reports against golden files, and with hostile names. `SAYSO_WRITE_GOLDEN=1 pytest` rewrites the golden files."""

from __future__ import annotations

import io
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from sayso.report import junit, layout, markdown, terminal
from sayso.report.outcome import Outcome
from sayso.results import CorpusInfo, Failure, Measure, Report, Samples, Slice, SliceValue, Spread, Statistics, System
from sayso.thresholds import Threshold, judge

GOLDEN = Path(__file__).parent / "golden"
COUNTS = {"right": 7.0, "predicted": 9.0, "gold": 1410.0}
UNSURE = Measure(0.75, None, None, 1410, COUNTS)
HOSTILE = "a<script>alert(1)</script>|`[x](javascript:y)`\x1b[31m\u202ered\x00"


def report(name: str = "rules") -> Report:
    return Report(
        schema_version="1.0",
        system=System(name, "1.2"),
        corpus=CorpusInfo("corpus", "0123456789ab", ["seed", "challenge"]),
        measures={
            "quotes.precision@exact": Measure(0.7777, 0.7, 0.85, 1410, COUNTS),
            "quotes.recall@exact": Measure(0.4966, 0.4, 0.55, 1410, COUNTS),
            "quotes.f1@exact": Measure(0.6061, 0.5512, 0.6549, 1410, COUNTS),
            "quotes.f1@iou=0.5": UNSURE,
            "speakers.f1": Measure(1.0, None, None, 3, COUNTS),
            "verbatim.rate": Measure(None, None, None, 0, {}),
        },
        signature="corpus:corpus|sayso:0.1.0",
        documents=2,
        failures=[Failure("b", "ValueError: no")],
        notes=["2 documents: too few for intervals."],
        seconds=1.5,
        statistics=Statistics(["a", "b"], {}),
    )


def as_text(found: Report) -> str:
    out = io.StringIO()
    terminal.show(found, Console(file=out, width=110))
    return out.getvalue()


def outcome(found: Report) -> Outcome:
    return Outcome(found, judge(found, [Threshold("quotes.f1@exact", 0.7), Threshold("speakers.f1", 0.5)]))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("report.txt", as_text(report())),
        ("report.md", markdown.render(outcome(report()))),
        ("report.xml", junit.render([outcome(report())]).decode()),
    ],
)
def test_golden(file, text):
    path = GOLDEN / file
    if os.environ.get("SAYSO_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("measures", "head"),
    [
        (["quotes.f1@exact", "quotes.recall@exact", "verbatim.rate"], "95 % of F1"),
        (["quotes.f1@exact", "cues.recall@exact"], "95 %"),
        (["quotes.precision@exact"], "95 %"),
        (["verbatim.rate"], "95 %"),
        (["quotes.ap@exact"], "95 %"),
    ],
)
def test_the_head_of_the_intervals_says_f1_where_they_are_of_it(measures, head):
    found = report()
    found.measures = dict.fromkeys(measures, UNSURE)
    assert layout.interval_head(layout.rows(found)) == head


def test_hostile_names_do_nothing():
    found = report(HOSTILE)
    found.slices = {HOSTILE: Slice("quote", True, {HOSTILE: SliceValue(1, 1, True, {"quotes.f1@exact": UNSURE})})}
    found.samples = Samples(2, {"quotes.f1@exact": Spread(0.5, None, [0.5])})
    for text in (as_text(found), markdown.render(Outcome(found)), junit.render([Outcome(found)]).decode()):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\x00" not in text
    assert "<script>" not in markdown.render(Outcome(found))
    assert "](javascript" not in markdown.render(Outcome(found))
    suite = ElementTree.fromstring(junit.render([Outcome(found)])).find("testsuite")
    assert suite is not None
    assert "<script>" in suite.attrib["name"]  # XML carries it as text


@pytest.mark.parametrize(
    ("value", "least", "shown"), [(0.69999, 0.7, "0.699990"), (0.7, 0.7, "0.700"), (0.5, 0.7, "0.500")]
)
def test_a_value_is_shown_on_its_side_of_the_threshold(value, least, shown):
    found = report()
    found.measures["quotes.f1@exact"] = Measure(value, None, None, 1, {})
    (verdict,) = judge(found, [Threshold("quotes.f1@exact", least)])
    assert verdict.shown == shown
    assert verdict.passed == (value >= least)
