"""The slices of a report: a small table each, on a terminal and in Markdown."""

from __future__ import annotations

import dataclasses
import itertools

from rich import box
from rich.table import Table
from rich.text import Text

from sayso.measures.base import PRF
from sayso.printing import printable
from sayso.report import layout
from sayso.results import Report, Slice, SliceValue

LEGEND = "small: fewer than 30 gold quotes or 10 documents, so that little can be said."
_SHOWN = 2  # tasks, each under its first match: the report holds the others


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One slice as a table of text; values come from outside and are not escaped."""

    title: str
    heads: list[str]
    rows: list[list[str]]


def sections(report: Report) -> list[Section]:
    """A table for each slice."""
    return [_section(name, part) for name, part in report.slices.items()]


def tables(report: Report) -> list[Table]:
    """The same for a terminal."""
    found = []
    for section in sections(report):
        title = Text(printable(section.title), "bold")
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        table.add_column(section.heads[0], overflow="fold")
        for before, head in itertools.pairwise(section.heads):
            task, _, metric = head.rpartition(" ")  # each task is named once, or the table gets too wide
            shown = f"{'' if before.startswith(f'{task} ') else task}\n{metric}" if task else head
            table.add_column(Text(shown), justify="right", no_wrap=True)
        for row in section.rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        found.append(table)
    return found


def any_small(report: Report) -> bool:
    """Whether any value is marked as small."""
    return any(scores.small for part in report.slices.values() for scores in part.values.values())


def _section(name: str, part: Slice) -> Section:
    metrics = list(PRF) if part.precision else ["recall"]
    shown = _tasks(part)
    heads = [f"{task} {layout.HEADS[metric]}" for task, _ in shown for metric in metrics]
    names = [f"{task}@{match}" if match else task for task, match in shown]
    rows = [
        [
            value,
            str(scores.quotes),
            str(scores.documents),
            *(_cell(scores, task, metric, match) for task, match in shown for metric in metrics),
            "small" if scores.small else "",
        ]
        for value, scores in part.values.items()
    ]
    return Section(f"{' and '.join(names) or 'Gold'} by {name}", ["value", "quotes", "docs", *heads, ""], rows)


def _tasks(part: Slice) -> list[tuple[str, str]]:
    """Tasks and matches that are shown: the first match of the first tasks that have precision, recall or F1."""
    found: dict[str, str] = {}
    for measure in next((list(scores.measures) for scores in part.values.values()), []):
        head, _, match = measure.partition("@")
        task, _, metric = head.rpartition(".")
        if metric in PRF:
            found.setdefault(task, match)
    return list(found.items())[:_SHOWN]


def _cell(scores: SliceValue, task: str, metric: str, match: str) -> str:
    measure = scores.measures.get(f"{task}.{metric}" + (f"@{match}" if match else ""))
    return "–" if measure is None or measure.value is None else f"{measure.value:.3f}"
