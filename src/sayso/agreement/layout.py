"""The tables that agreement is shown in, on a terminal and as Markdown."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator, Sequence

from sayso.agreement.disagreements import Disagreement
from sayso.agreement.figures import Agreement, Figure
from sayso.printing import printable

_DASH = "–"
_LONGEST = 300


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; cells after the first `text` columns are numbers."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    text: int = 1


def tables(found: Agreement, worst: Sequence[Disagreement], matrices: Sequence[str]) -> list[Table]:
    """All tables; what nobody drew is left out. `matrices` name the figures whose pairs are shown as a matrix."""
    drawn = {
        name: figure
        for name, figure in found.figures.items()
        if figure.items and (figure.value is not None or ".alpha" not in name)
    }
    shown = [_annotators(found), _layers(found, drawn), _others(drawn)]
    if len(found.annotators) > 2:
        shown += [_matrix(found, name) for name in matrices if name in drawn]
    shown.append(_worst(worst))
    return [table for table in shown if table.rows]


def _annotators(found: Agreement) -> Table:
    heads = ["annotator", "documents", "quotes", "claims", "speakers", "mentions"]
    rows = [[one.name, *(str(getattr(one, head)) for head in heads[1:])] for one in found.annotators]
    return Table("Annotators", heads, rows)


def _layers(found: Agreement, drawn: dict[str, Figure]) -> Table:
    """F1 by layer and match; of two annotators also precision and recall, the first being the reference."""
    two = len(found.annotators) == 2
    rows, last = [], ""
    for name, figure in drawn.items():
        head, _, match = name.partition("@")
        layer, _, metric = head.rpartition(".")
        if metric == "f1":
            more = [_number(figure.pairs[0].precision), _number(figure.pairs[0].recall)] if two else [_range(figure)]
            numbers = [_number(figure.value), *more, _interval(figure), f"{figure.items:.0f}"]
            rows.append([layer if layer != last else "", match or _DASH, *numbers])
            last = layer
    heads = ["layer", "match", "F1", *(["P", "R"] if two else ["pairs"]), "95 %", "items"]
    return Table("F1", heads, rows, text=2)


def _others(drawn: dict[str, Figure]) -> Table:
    """Everything but F1. Of two annotators the range of pairs tells the two directions of `agr`."""
    rows = [
        [name, _number(figure.value), _range(figure), _interval(figure), f"{figure.items:.0f}"]
        for name, figure in drawn.items()
        if ".f1" not in name
    ]
    return Table("agr, alpha and kappa", ["measure", "value", "pairs", "95 %", "compared"], rows)


def _matrix(found: Agreement, name: str) -> Table:
    """A figure by pair. What has a direction is read row against column."""
    figure = found.figures[name]
    values = {(pair.a, pair.b): pair.value for pair in figure.pairs}
    names = [one.name for one in found.annotators]
    rows = [[a, *(_number(values.get((a, b), values.get((b, a)))) if a != b else "" for b in names)] for a in names]
    return Table(name, ["", *names], rows)


def _worst(worst: Sequence[Disagreement]) -> Table:
    rows = []
    for one in worst:
        for i, version in enumerate(one.versions):
            place = [one.doc, f"{one.start}–{one.end}", one.kind, f"{one.distance:.2f}"] if i == 0 else [""] * 4
            rows.append([*place, ", ".join(version.annotators), " | ".join(map(_short, version.items)) or "nothing"])
    heads = ["document", "place", "kind", "distance", "annotators", "drew"]
    return Table("Worst disagreements", heads, rows, text=len(heads))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _number(value: float | None) -> str:
    return _DASH if value is None else f"{value:.3f}"


def _range(figure: Figure) -> str:
    """The lowest and the highest pair."""
    values = [pair.value for pair in figure.pairs if pair.value is not None]
    return f"{min(values):.3f}{_DASH}{max(values):.3f}" if len(values) > 1 else _DASH


def _interval(figure: Figure) -> str:
    return _DASH if figure.low is None or figure.high is None else f"{figure.low:.3f}{_DASH}{figure.high:.3f}"


def markdown(found: Agreement, shown: Sequence[Table]) -> str:
    """The tables as GitHub-flavoured Markdown."""
    lines = [f"### Agreement on {found.documents} documents", ""]
    for table in shown:
        lines += [f"**{_cell(table.title)}**", "", *_markdown_table(table), ""]
    lines += [f"> {_cell(note)}" for note in found.notes]
    return "\n".join([*lines, "", f"<sub>{_cell(found.signature)}</sub>", ""])


def _markdown_table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(_cell(head) for head in table.heads)} |"
    yield "|" + "---|" * table.text + "--:|" * (len(table.heads) - table.text)
    for row in table.rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    """Text from outside, with everything that Markdown or HTML would act on written out."""
    escaped = html.escape(printable(text), quote=False)
    return re.sub(r"([\\`*_{}\[\]()#+!|~@:])", lambda found: f"&#{ord(found[1])};", escaped)
