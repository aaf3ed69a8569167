"""Two systems side by side on a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.bootstrap import MIN_DOCUMENTS
from sayso.printing import printable
from sayso.results import Report
from sayso.significance import Difference

_MOST_DOCUMENTS = 5
_ALPHA = 0.05


def show(
    reports: tuple[Report, Report],
    found: Sequence[Difference],
    documents: Sequence[tuple[str, float]],
    few: bool,
    console: Console,
) -> None:
    """Print differences of B against A; `documents` are those that differ, most first."""
    a, b = (printable(report.system.name) for report in reports)
    console.print(Text(f"{b} (B) against {a} (A), {reports[0].documents} documents", "bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("measure", overflow="fold")  # on a narrow terminal names break, numbers do not
    for head in ("A", "B", "B - A", *([] if few else ["95 %", "p", "p (Holm)"]), "d"):
        table.add_column(head, justify="right", no_wrap=True)
    for d in found:
        style = "bold" if d.p_holm is not None and d.p_holm < _ALPHA else ""
        bounds = "–" if d.low is None or d.high is None else f"{d.low:+.3f} … {d.high:+.3f}"
        cells = (
            d.measure,
            _number(d.a, ".3f"),
            _number(d.b, ".3f"),
            _number(d.difference, "+.3f"),
            *([] if few else [bounds, _p(d.p), _p(d.p_holm)]),
            f"{d.effect:+.2f}",
        )
        table.add_row(*(Text(cell, style) for cell in cells))
    console.print(table)
    if few:
        console.print(
            f"Note: fewer than {MIN_DOCUMENTS} documents: too few for intervals and p-values.", soft_wrap=True
        )
    else:
        console.print(f"Bold: p (Holm, {len(found)} measures) under {_ALPHA:g}; p by paired approximate randomization.")
    if documents:
        names = ", ".join(printable(doc) for doc, _ in documents[:_MOST_DOCUMENTS])
        more = f", and {len(documents) - _MOST_DOCUMENTS} more" if len(documents) > _MOST_DOCUMENTS else ""
        console.print(Text(f"They differ most on {names}{more}."), soft_wrap=True)


def _number(value: float, form: str) -> str:
    return "–" if math.isnan(value) else format(value, form)


def _p(value: float | None) -> str:
    return "–" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
