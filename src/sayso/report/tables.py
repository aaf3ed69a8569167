"""The measures of reports as a table for other tools: Arrow, pandas, CSV, LaTeX; and as HTML for a notebook."""

from __future__ import annotations

import csv as csv_module
import html
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sayso.measures.base import COUNTS
from sayso.printing import printable
from sayso.report import layout
from sayso.results import Report

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = ("system", "corpus", "measure", "task", "metric", "match")
COLUMNS = (*_TEXTS, "value", "low", "high", "n", *COUNTS)
"""A row is a measure of a system. `match` is empty where the measure takes none; numbers are None where undefined."""
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_LATEX = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "–": "--",
}


def records(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """A dict of `COLUMNS` for each measure of each report."""
    found = []
    for report in reports:
        for name, measure in report.measures.items():
            head, _, match = name.partition("@")
            task, _, metric = head.rpartition(".")
            names = (report.system.name, report.corpus.name, name, task, metric, match)
            numbers = (measure.value, measure.low, measure.high, measure.n, *map(measure.counts.get, COUNTS))
            found.append(dict(zip(COLUMNS, (*names, *numbers), strict=True)))
    return found


def arrow(reports: Iterable[Report]) -> pa.Table:
    """As an Arrow table."""
    import pyarrow as pa

    types = {name: pa.string() for name in _TEXTS} | {"n": pa.int64()}
    schema = pa.schema([(name, types.get(name, pa.float64())) for name in COLUMNS])
    return pa.Table.from_pylist(records(reports), schema)


def csv(reports: Iterable[Report]) -> str:
    """As CSV (RFC 4180) with a head.

    A spreadsheet runs a cell that begins like a formula: such text gets an apostrophe in front, as OWASP advises.
    Numbers stay numbers.
    """
    out = io.StringIO()
    writer = csv_module.writer(out)
    writer.writerow(COLUMNS)
    for record in records(reports):
        writer.writerow([_guarded(value) if isinstance(value, str) else value for value in record.values()])
    return out.getvalue()


def latex(reports: Sequence[Report]) -> str:
    """As a LaTeX table with the rules of the package booktabs: a block of rows for each system."""
    blocks = [layout.rows(report) for report in reports]
    metrics = layout.columns([row for block in blocks for row in block])
    heads = ["task", "match", *(layout.HEADS[metric] for metric in metrics), "95 %"]
    lines = [f"\\begin{{tabular}}{{ll{'r' * (len(heads) - 2)}}}", r"\toprule", _latex_row(heads)]
    for report, block in zip(reports, blocks, strict=True):
        lines.append(r"\midrule")
        if len(reports) > 1:
            lines.append(rf"\multicolumn{{{len(heads)}}}{{l}}{{\textit{{{_latex(report.system.name)}}}}} \\")
        for row in block:
            cells = [row.task, row.match or "–", *(layout.cell(row, metric) for metric in metrics)]
            lines.append(_latex_row([*cells, layout.interval(row.headline)]))
    signatures = [f"% {printable(report.signature)}" for report in reports]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", *signatures, ""])


def notebook(report: Report) -> str:
    """As the HTML that Jupyter shows: one small table, no script, no style of its own but alignment."""
    found = layout.rows(report)
    metrics = layout.columns(found)
    heads = ["task", "match", *(layout.HEADS[metric] for metric in metrics), layout.interval_head(found)]
    lines = ["<table>", f"<caption>{_html(f'{report.system.name} on {report.corpus.name}')}</caption>"]
    lines.append(f"<thead><tr>{''.join(f'<th>{_html(head)}</th>' for head in heads)}</tr></thead><tbody>")
    for row in found:
        cells = [row.task, row.match or "–", *(layout.cell(row, metric) for metric in metrics)]
        cells.append(layout.interval(row.headline))
        lines.append(f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in cells)}</tr>")
    notes = [*layout.errors(report), *report.notes]
    if report.failures:
        notes.append(f"Failed on {len(report.failures)} of {report.documents} documents (scored as empty).")
    lines += ["</tbody></table>", *(f"<p>{_html(note)}</p>" for note in notes)]
    return "\n".join([*lines, f"<p><small>{_html(report.signature)}</small></p>"])


def _guarded(text: str) -> str:
    return f"'{printable(text)}" if _FORMULA.match(text) else printable(text)


def _html(text: str) -> str:
    return html.escape(printable(text))


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in printable(text))


def _latex_row(cells: Iterable[str]) -> str:
    return rf"{' & '.join(map(_latex, cells))} \\"
