"""The report as Markdown, for a GitHub step summary or a merge request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.printing import printable
from sayso.report import fabrications, layout, slices
from sayso.results import Report
from sayso.thresholds import Verdict


def render(report: Report, verdicts: Sequence[Verdict] = ()) -> str:
    """One system's report as GitHub-flavoured Markdown."""
    lines = [f"### {escaped(report.system.name)} on {escaped(report.corpus.name)}", ""]
    if verdicts:
        lines += ["| threshold | value | |", "|---|--:|---|"]
        lines += [
            f"| {escaped(v.measure)} ≥ {v.threshold:g} | {v.shown} | {'passed' if v.passed else '**failed**'} |"
            for v in verdicts
        ]
        lines.append("")
    found = layout.rows(report)
    metrics = layout.columns(found)
    heads = [*(layout.HEADS[metric] for metric in metrics), layout.interval_head(found), "right", "predicted", "gold"]
    lines += [f"| task | match | {' | '.join(heads)} |", f"|---|---|{'--:|' * len(heads)}"]
    for row in found:
        cells = [row.task, row.match or "–", *(layout.cell(row, metric) for metric in metrics)]
        lines.append(f"| {' | '.join([*cells, layout.interval(row.headline), *layout.counts(row)])} |")
    lines += [f"\n{escaped(sentence)}" for sentence in layout.errors(report)]
    lines += fabrications.markdown(report, escaped)
    for section in slices.sections(report):
        lines += ["", f"**{escaped(section.title)}**", "", f"| {' | '.join(section.heads)} |"]
        lines.append(f"|---|{'--:|' * (len(section.heads) - 1)}")
        lines += [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in section.rows]
    if slices.any_small(report):
        lines += ["", f"<sub>{slices.LEGEND}</sub>"]
    lines += ["", *(f"> {escaped(note)}" for note in report.notes)]
    if report.failures:
        lines += [
            "",
            f"<details><summary>Failed on {len(report.failures)} of {report.documents} documents</summary>",
            "",
        ]
        lines += [f"- {escaped(failure.doc)}: {escaped(failure.error)}" for failure in report.failures]
        lines += ["", "</details>"]
    lines += ["", f"<sub>{escaped(report.signature)}</sub>", ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Text from outside, with everything that Markdown or HTML would act on written out."""
    plain = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+!|~@:])", lambda m: f"&#{ord(m[1])};", plain)
