"""JUnit files against the schema of Jenkins' xUnit plugin, whatever stands in the report."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.report import junit
from sayso.report.baseline import against
from sayso.report.outcome import Outcome
from sayso.results import Failure, System
from sayso.thresholds import Threshold, judge
from tests.report.articles import many
from tests.report.test_baseline import report

etree = pytest.importorskip("lxml.etree", reason="pip install sayso[html]")


@pytest.fixture(scope="session")
def schema():
    path = os.environ.get("SAYSO_JUNIT_XSD")
    if not path:
        assert not os.environ.get("SAYSO_REQUIRE_SERVER"), "run .ci/junit-xsd FILE and set SAYSO_JUNIT_XSD=FILE"
        pytest.skip("needs the schema: run .ci/junit-xsd FILE and set SAYSO_JUNIT_XSD=FILE")
    return etree.XMLSchema(etree.parse(Path(path)))


def outcome(number: int, lost: int) -> Outcome:
    documents = many(number)
    before, after = report(documents, range(number)), report(documents, range(lost, number))
    held = against(before, after, {"quotes.f1@exact": 0.02})
    return Outcome(after, judge(after, [Threshold("quotes.f1@exact", 0.99)]), held)


def cases(root, group):
    return {case.get("name"): case for case in root.iter("testcase") if case.get("classname").endswith(group)}


def test_gates_and_documents_are_cases_that_say_what_is_wrong():
    root = etree.fromstring(junit.render([outcome(30, 10), outcome(30, 2)]))
    first, second = root
    assert (first.get("tests"), first.get("failures"), first.get("skipped")) == ("32", "2", "0")
    assert (second.get("tests"), second.get("failures"), second.get("skipped")) == ("32", "1", "1")
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("64", "3", "0")
    (failure,) = cases(first, ".thresholds")["quotes.f1@exact >= 0.99"]
    assert failure.text.startswith("quotes.f1@exact is 0.800, under 0.99.\nWorst by quotes.f1@exact:\n  doc00: 0.000.")
    assert "doc00: missed “" in failure.text  # GitLab shows the text, and not the message
    assert "no chance" in cases(first, ".baseline")["quotes.f1@exact drop <= 0.02"][0].get("message")
    assert cases(second, ".baseline")["quotes.f1@exact drop <= 0.02"][0].tag == "skipped"  # too few to tell
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(names)) == len(names)
    assert [suite.get("name") for suite in root] == ["sayso.extract", "sayso.extract (2)"]
    assert cases(first, ".documents")["doc00"][0].text.strip() == "quotes.f1@exact 0.000. 1 missed"


@given(text=st.text(max_size=50), error=st.text(max_size=50))
def test_the_schema_holds_and_names_are_unique_whatever_the_text(schema, text, error):
    found = outcome_(text, error)
    root = etree.fromstring(junit.render([found]))
    schema.assertValid(root)
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(names)) == len(names)  # GitLab drops the second of two with one name
    assert root[0].get("errors") == "1"


_MADE: list[Outcome] = []


def outcome_(text: str, error: str) -> Outcome:
    if not _MADE:
        _MADE.append(outcome(12, 8))
    made = _MADE[0]
    changed = msgspec.structs.replace(made.report, system=System(text), failures=[Failure("doc03", error)])
    return Outcome(changed, made.verdicts, made.against)
