"""The report as JUnit XML: a test case for each threshold, each measure held against a baseline, and each document.

The form is the one that Jenkins' xUnit schema (junit-10.xsd) fixes and GitLab reads. GitLab names a case by its
classname and name, shows the text of `failure` and `error`, and drops their `message`; so the text says it again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sayso.printing import numbered, printable
from sayso.report import worst
from sayso.report.outcome import Outcome

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_ERRORS = 10
_LONGEST = 10_000


def render(outcomes: Sequence[Outcome]) -> bytes:
    """All systems' reports as one JUnit file."""
    root = Element("testsuites", name="sayso")
    names = numbered([_text(outcome.report.system.name) for outcome in outcomes])  # GitLab drops what has a name again
    for outcome, name in zip(outcomes, names, strict=True):
        _suite(root, outcome, name)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _suite(root: Element, outcome: Outcome, called: str) -> None:
    report = outcome.report
    suite = SubElement(root, "testsuite", name=f"sayso.{called}")
    properties = SubElement(suite, "properties")
    for name, value in (("corpus", report.corpus.name), ("signature", report.signature)):
        SubElement(properties, "property", name=name, value=_text(value))
    explained = "\n".join(_explained(outcome))
    for verdict in outcome.verdicts:
        case = _case(suite, f"{called}.thresholds", f"{verdict.measure} >= {verdict.threshold:g}")
        if not verdict.passed:
            _say(case, "failure", f"{verdict.sentence}.", explained, "threshold")
    for change in outcome.changes:
        allowed = "no gate" if change.allowed is None else f"drop <= {change.allowed:g}"
        case = _case(suite, f"{called}.baseline", f"{change.measure} {allowed}")
        if not change.passed:
            _say(case, "failure", f"{change.sentence}.", explained, "drop")
        elif change.verdict == "too few":
            SubElement(case, "skipped", message=_text(f"{change.sentence}."))
        elif change.verdict == "uncertain":
            SubElement(case, "system-out").text = _text(f"{change.sentence}.")
    if outcome.refused is not None:
        _say(_case(suite, f"{called}.baseline", "comparable"), "error", f"{outcome.refused}.", "", "baseline")
    _documents(suite, outcome, called)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for key, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(len(suite.findall(f"testcase/{kind}"))))
    suite.set("time", f"{report.seconds or 0:.3f}")


def _documents(suite: Element, outcome: Outcome, called: str) -> None:
    """A document fails where the extractor failed on it; what it scored there stands in its output."""
    report = outcome.report
    errors = {failure.doc: failure.error for failure in report.failures}
    found = {each.doc: each for each in worst.documents(outcome)}
    for doc in report.statistics.documents if report.statistics else errors:
        case = _case(suite, f"{called}.documents", doc)
        if doc in errors:
            _say(case, "error", errors[doc], "The document is scored as empty.", "extractor")
        elif doc in found:
            each = found[doc]
            SubElement(case, "system-out").text = _text(f"{outcome.headline} {each.value:.3f}. {each.classes}")


def _case(suite: Element, classname: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=classname, name=_text(name) or "(no name)", time="0")


def _say(case: Element, kind: str, message: str, more: str, type_: str) -> None:
    found = SubElement(case, kind, type=type_, message=_text(message))
    found.text = f"{_text(message)}\n{more}".rstrip()


def _explained(outcome: Outcome) -> list[str]:
    """Where to look, as lines of text."""
    lines = []
    if documents := worst.documents(outcome)[:_MOST_ERRORS]:
        lines.append(f"Worst by {outcome.headline}:")
        lines += [_text(f"  {each.doc}: {each.value:.3f}. {each.classes}") for each in documents]
    errors = [error for _, error in zip(range(_MOST_ERRORS), worst.items(outcome), strict=False)]
    return [*lines, *(_text(f"  {error.doc}: {worst.sentence(error)}") for error in errors)]


def _text(text: str) -> str:
    """Text from outside in one line, cut where it is very long, without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", printable(text[:_LONGEST]))
