"""The report as JUnit XML: a test case for each threshold and for each document that failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from sayso.printing import printable
from sayso.results import Report
from sayso.thresholds import Verdict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reports: Sequence[tuple[Report, Sequence[Verdict]]]) -> bytes:
    """All systems' reports as one JUnit file."""
    root = ElementTree.Element("testsuites", name="sayso")
    for report, verdicts in reports:
        failed = sum(not verdict.passed for verdict in verdicts)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=_text(f"sayso.{report.system.name}"),
            tests=str(len(verdicts) + report.documents),
            failures=str(failed),
            errors=str(len(report.failures)),
            time=f"{report.seconds or 0:.3f}",
        )
        for verdict in verdicts:
            _threshold(suite, report, verdict)
        errors = {failure.doc: failure.error for failure in report.failures}
        for doc in report.statistics.documents if report.statistics else errors:
            case = ElementTree.SubElement(
                suite, "testcase", classname=_text(f"{report.system.name}.documents"), name=_text(doc)
            )
            if doc in errors:
                ElementTree.SubElement(case, "error", message=_text(errors[doc]))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _threshold(suite: ElementTree.Element, report: Report, verdict: Verdict) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_text(f"{report.system.name}.thresholds"),
        name=_text(f"{verdict.measure} >= {verdict.threshold:g}"),
    )
    if not verdict.passed:
        ElementTree.SubElement(case, "failure", message=_text(verdict.sentence)).text = _text(report.signature)


def _text(text: str) -> str:
    """Text from outside without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", printable(text))
