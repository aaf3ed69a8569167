"""Two systems side by side, on a terminal and as Markdown."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.bootstrap import MIN_DOCUMENTS
from sayso.contrast import Contrast, DocumentGap, ItemGap
from sayso.printing import printable
from sayso.report.layout import number, p_value
from sayso.report.markdown import escaped
from sayso.significance import ALPHA, Difference

_MOST_DOCUMENTS = 5
_MOST_ITEMS = 10
_TEXT = 60


def show(found: Contrast, console: Console) -> None:
    """Print the differences of B against A."""
    console.print(Text(printable(_title(found)), "bold"), soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("measure", overflow="fold")  # on a narrow terminal names break, numbers do not
    for head in _heads(found)[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    for difference in found.measures:
        table.add_row(*(Text(cell, "bold" if _is_sure(difference) else "") for cell in _cells(found, difference)))
    console.print(table)
    console.print(_legend(found, "Bold"), soft_wrap=True)
    for sentence, rows in _places(found):
        console.print(Text(printable(sentence)), soft_wrap=True)
        for row in rows:
            console.print(Text("  " + printable(row)), soft_wrap=True)


def markdown(found: Contrast) -> str:
    """The same as GitHub-flavoured Markdown."""
    heads = _heads(found)
    lines = [f"### {escaped(_title(found))}", "", f"| {' | '.join(heads)} |", f"|---|{'--:|' * (len(heads) - 1)}"]
    for difference in found.measures:
        cells = [escaped(cell) for cell in _cells(found, difference)]
        bold = "**" if _is_sure(difference) else ""
        lines.append(f"| {' | '.join(f'{bold}{cell}{bold}' for cell in cells)} |")
    lines += ["", escaped(_legend(found, "Bold"))]
    for sentence, rows in _places(found):
        lines += ["", escaped(sentence), "", *(f"- {escaped(row)}" for row in rows)]
    return "\n".join([*lines, ""])


def _title(found: Contrast) -> str:
    return f"{found.b.name} (B) against {found.a.name} (A), {found.number} document{'s' * (found.number != 1)}"


def _few(found: Contrast) -> bool:
    return found.number < MIN_DOCUMENTS


def _heads(found: Contrast) -> list[str]:
    return ["measure", "A", "B", "B - A", *([] if _few(found) else ["95 %", "p", "p (Holm)"]), "d"]


def _cells(found: Contrast, d: Difference) -> list[str]:
    bounds = "–" if d.low is None or d.high is None else f"{d.low:+.3f} … {d.high:+.3f}"
    tested = [] if _few(found) else [bounds, p_value(d.p), p_value(d.p_holm)]
    values = number(d.a), number(d.b), number(d.difference, "+.3f")
    return [d.measure, *values, *tested, number(d.effect, "+.2f")]


def _is_sure(d: Difference) -> bool:
    return d.p_holm is not None and d.p_holm < ALPHA


def _legend(found: Contrast, how: str) -> str:
    if _few(found):
        return f"Note: fewer than {MIN_DOCUMENTS} documents: too few for intervals and p-values."
    return f"{how}: p (Holm, {len(found.measures)} measures) under {ALPHA:g}; p by paired approximate randomization."


def _places(found: Contrast) -> list[tuple[str, list[str]]]:
    """Where they differ most: sentences, and a row for each document or item."""
    places = []
    if found.documents:
        shown = [_document(gap) for gap in found.documents[:_MOST_DOCUMENTS]]
        many = _many(len(found.documents), "document", len(shown))
        places.append((f"By {found.headline} they differ on {many}:", shown))
    if found.items is None:
        places.append(("Items are not compared: the reports list no errors, or under different matches.", []))
    elif found.items:
        items = [_item(gap) for gap in found.items[:_MOST_ITEMS]]
        many = _many(len(found.items), "item", len(items))
        places.append((f"With contents matched by {found.match} they differ on {many}:", items))
    return places


def _many(number: int, noun: str, shown: int) -> str:
    return f"{number} {noun}{'s' * (number != 1)}" + (f", {shown} of them" if shown < number else "")


def _document(gap: DocumentGap) -> str:
    return f"{gap.doc}: A {number(gap.a)}, B {number(gap.b)}"


def _item(gap: ItemGap) -> str:
    place = f" {gap.spans[0].start}–{gap.spans[-1].end}" if gap.spans else ""
    text = "" if gap.text is None else f" “{gap.text if len(gap.text) <= _TEXT else gap.text[: _TEXT - 1] + '…'}”"
    a, b = (state.replace("_", " ") for state in (gap.a, gap.b))
    return f"{gap.doc}{place}, {gap.side} {gap.kind.removesuffix('s')}: A {a}, B {b}.{text}"
