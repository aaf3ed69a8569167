"""The change against a baseline as a small table: on a terminal and in Markdown."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from sayso.printing import counted, printable
from sayso.report import layout
from sayso.report.baseline import Against, Change
from sayso.significance import ALPHA, Difference

HEADS = ("measure", "baseline", "now", "change", "95 %", "p", "allowed", "")
_WORDS = {"held": "", "dropped": "dropped", "uncertain": "may be chance", "too few": "too few to tell"}


def rows(against: Against) -> list[list[str]]:
    """The gated measures; where none is gated, every measure that changed."""
    if against.changes:
        return [_row(change.found, change) for change in against.changes]
    return [_row(found, None) for found in against.contrast.measures if found.difference != 0]


def title(against: Against) -> str:
    """What is compared with what."""
    found = against.contrast
    return f"{found.b.name} against the baseline ({found.a.name}), {counted(found.number, 'document')}"


def legend(against: Against) -> str:
    """How the table is to be read."""
    if not against.changes and not rows(against):
        return "No F1 and no rate differs from the baseline."
    tested = len(against.changes or against.contrast.measures)
    test = f"p: paired approximate randomization, Holm over {counted(tested, 'measure')}"
    return f"{test}; a drop fails where it is larger than allowed and p < {ALPHA:g}."


def table(against: Against) -> Table:
    """For a terminal."""
    found = Table(title=Text(printable(title(against)), "bold"), title_justify="left", box=box.SIMPLE_HEAD)
    found.pad_edge = False
    found.add_column(HEADS[0], overflow="fold")
    for head in HEADS[1:-1]:
        found.add_column(head, justify="right", no_wrap=True)
    found.add_column(HEADS[-1])
    for row in rows(against):
        found.add_row(*map(Text, row), style="bold" if row[-1] == "dropped" else "")
    return found


def _row(d: Difference, change: Change | None) -> list[str]:
    bounds = "–" if d.low is None or d.high is None else f"{d.low:+.3f} … {d.high:+.3f}"
    allowed = "–" if change is None or change.allowed is None else f"−{change.allowed:g}"
    word = "" if change is None else _WORDS[change.verdict] or ("improved" if _is_better(d) else "")
    return [
        d.measure,
        layout.number(d.a),
        layout.number(d.b),
        layout.number(d.difference, "+.3f"),
        bounds,
        layout.p_value(d.p_holm),
        allowed,
        word,
    ]


def _is_better(d: Difference) -> bool:
    return d.difference > 0 and d.p_holm is not None and d.p_holm < ALPHA
