"""Markdown through a real parser: what comes from outside stays text."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.printing import printable
from sayso.report.markdown import escaped, render
from sayso.report.outcome import Outcome
from sayso.results import Failure, System
from tests.report.test_junit import outcome

markdown_it = pytest.importorskip("markdown_it", reason="pip install sayso[labelstudio]")
html = pytest.importorskip("lxml.html", reason="pip install sayso[html]")

HOSTILE = (
    "</details><script>alert(1)</script>|`![x](javascript:y)` @all #1 $x^2$ www.a.b https://a.b <!-- \x1b[31m\u202e"
)


def parsed(text: str):
    page = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    return html.fragment_fromstring(page, create_parent="body")


@given(st.text(max_size=80))
@example(HOSTILE)
@example("@someone")
def test_escaped_text_is_shown_as_it_is_and_does_nothing(text):
    body = parsed(f"a {escaped(text)} z")
    assert [node.tag for node in body.iter() if isinstance(node.tag, str)] == ["body", "p"]
    pieces = body.xpath(".//text()")
    assert "".join(pieces).split() == f"a {printable(text)} z".split()
    # GitHub looks for @names and #numbers in the finished page: none stands in one piece of text.
    assert not any(re.search(r"[@#]\w", piece) for piece in pieces)


def test_the_summary_says_what_decides_first_and_folds_the_rest():
    made = outcome(30, 10)
    text = render(made)
    head, _, folded = text.partition("<details>")
    assert head.index("fell from 1.000 to 0.800") < head.index("| task | match |")
    assert "| `quotes.f1@exact` | 1.000 | 0.800 | -0.200 |" in head
    assert "**dropped**" in head
    assert "| doc00 | 1.000 | 0.000 | 0 | 0 | 1 | 1 missed |" in folded
    body = parsed(text)
    assert [node.tag for node in body.iter("script", "a", "img")] == []
    assert len(list(body.iter("table"))) == 4  # thresholds, changes, scores, worst documents


def test_a_hostile_report_stays_text():
    made = outcome(12, 8)
    hostile = msgspec.structs.replace(made.report, system=System(HOSTILE), failures=[Failure("doc03", HOSTILE * 100)])
    text = render(Outcome(hostile, made.verdicts, made.against))
    body = parsed(text)
    assert [node.tag for node in body.iter("script", "a", "img", "em")] == []
    assert len(list(body.iter("details"))) == text.count("<details>") == 2
    assert len(text.encode()) < 2**20  # GitHub takes a summary of 1 MiB
