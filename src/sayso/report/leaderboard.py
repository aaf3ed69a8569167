"""The leaderboard as Markdown."""

from __future__ import annotations

from sayso.report.markdown import escaped
from sayso.suites.board import Figure, Leaderboard, Standing, Table

_HEAD = """# Leaderboard

Written by `sayso eval --suite`, from the saved reports alone; leaderboard.json has the same with every pair's p-value.
Values with their 95 % interval (bootstrap over documents). Two systems that share a letter in a column do not differ
at 5 % there: paired approximate randomization, corrected after Holm over all pairs and columns of the table.
"""


def render(board: Leaderboard) -> str:
    """GitHub-flavoured Markdown."""
    return "\n".join([_HEAD, *(_section(table) for table in board.tables)])


def _section(table: Table) -> str:
    title = table.title if table.entry == table.suite else f"{table.title}: {table.entry}"
    lines = [f"## {escaped(title)}", ""]
    if table.about:
        lines += [escaped(table.about), ""]
    splits = ", ".join(table.corpus.splits)
    documents = f"{table.documents} document{'s' * (table.documents != 1)}"
    lines += [f"{documents}, {escaped(splits)}, corpus {table.corpus.hash}. `{table.command}`", ""]
    shown = table.standings
    failed = any(standing.failures for standing in shown)
    invented = any(standing.fabricated for standing in shown)
    heads = ["", "extractor", *(f"`{m}`" for m in table.measures), *["failed"] * failed, *["fabricated"] * invented]
    lines += [f"| {' | '.join(heads)} |", f"|--:|---|{'---|' * len(table.measures)}{'--:|' * (failed + invented)}"]
    for standing in shown:
        cells = [str(standing.rank), _name(standing), *(_cell(standing.figures[m]) for m in table.measures)]
        cells += [str(standing.failures)] * failed
        cells += ["–" if standing.fabricated is None else str(standing.fabricated)] * invented
        lines.append(f"| {' | '.join(cells)} |")
    if any(standing.tuned for standing in shown):
        lines += ["", "† tuned on these very documents: no figure of how good it is elsewhere."]
    lines += ["", *(f"- {escaped(s.system.name)}: {escaped(s.about)}" for s in shown if s.about)]
    if table.stale:
        names = escaped(", ".join(table.stale))
        lines += ["", f"Left out, for they are of another state of the corpus or lack a measure: {names}."]
    return "\n".join(lines).rstrip() + "\n"


def _name(standing: Standing) -> str:
    version = f" {standing.system.version}" if standing.system.version else ""
    return f"{escaped(standing.system.name + version)}{' †' * standing.tuned}"


def _cell(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    between = "" if figure.low is None or figure.high is None else f" ({figure.low:.3f}–{figure.high:.3f})"
    return f"{figure.value:.3f}{between}" + (f" <sup>{figure.group}</sup>" if figure.group else "")
