"""The report on a terminal, or as plain text in a pipe."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from sayso.printing import counted, printable
from sayso.report import changes, fabrications, layout, run, samples, slices
from sayso.report.baseline import Against
from sayso.results import Report

_MOST_FAILURES = 10


def show(report: Report, console: Console, against: Against | None = None) -> None:
    """Print one system's report, and how it compares with the baseline."""
    title = f"{printable(report.system.name)} on {printable(report.corpus.name)}"
    words = f"{counted(report.documents, 'document')}, splits {printable(', '.join(report.corpus.splits))}"
    console.print(Text(title, "bold"), Text(words, "dim"), soft_wrap=True)
    console.print(_fitting(report, console))
    for sentence in layout.errors(report):
        console.print(Text(printable(sentence)), soft_wrap=True)
    for sentence in samples.lines(report):
        console.print(sentence, soft_wrap=True, highlight=False, markup=False)
    for line in fabrications.lines(report):
        console.print(line, soft_wrap=True)
    for table in slices.tables(report):
        console.print(table)
    if slices.any_small(report):
        console.print(Text(slices.LEGEND, "dim"), soft_wrap=True)
    if against is not None:
        console.print(changes.table(against))
        console.print(Text(printable(changes.legend(against)), "dim"), soft_wrap=True)
    for sentence in run.lines(report):
        console.print(Text(printable(sentence), "dim"), soft_wrap=True)
    for note in report.notes:
        console.print(Text(f"Note: {printable(note)}"), soft_wrap=True)
    if report.failures:
        console.print(
            Text(f"Failed on {len(report.failures)} of {report.documents} documents (scored as empty):", "bold")
        )
        for failure in report.failures[:_MOST_FAILURES]:
            console.print(Text(f"  {printable(failure.doc)}: {printable(failure.error)}"), soft_wrap=True)
        if len(report.failures) > _MOST_FAILURES:
            console.print(f"  … and {len(report.failures) - _MOST_FAILURES} more; --json lists them all.")
    console.print(Text(printable(report.signature), "dim"), soft_wrap=True)


def _fitting(report: Report, console: Console) -> Table:
    """The table, without the counts (which --json has) where it would be wider than the terminal."""
    table = _table(report)
    wide = console.options.update(max_width=sys.maxsize)
    return table if Measurement.get(console, wide, table).maximum <= console.width else _table(report, counts=())


def _table(report: Report, counts: tuple[str, ...] = ("right", "predicted", "gold")) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("task", overflow="fold")  # on a narrow terminal names break, numbers do not
    table.add_column("match", no_wrap=True)
    found = layout.rows(report)
    metrics = layout.columns(found)
    for metric in metrics:
        table.add_column(layout.HEADS[metric], justify="right", no_wrap=True)
    known = any(measure.low is not None for measure in report.measures.values())
    if known:  # a column of dashes would only push the table over the edge of the screen
        table.add_column(layout.interval_head(found), justify="right", no_wrap=True)
    for count in counts:
        table.add_column(count, justify="right", no_wrap=True)
    for i, row in enumerate(found):
        first = i == 0 or found[i - 1].task != row.task
        last = i + 1 == len(found) or found[i + 1].task != row.task
        table.add_row(
            Text(printable(row.task) if first else "", "bold"),
            Text(printable(row.match) or "–"),
            *(_value(row, metric) for metric in metrics),
            *([layout.interval(row.headline)] if known else []),
            *layout.counts(row)[: len(counts)],
            end_section=last and len(found) > 1,
        )
    return table


def _value(row: layout.Row, metric: str) -> Text:
    return Text(layout.cell(row, metric), "bold" if metric == "f1" else "")
