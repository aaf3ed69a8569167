"""`sayso labelstudio status`."""

from __future__ import annotations

import click
import msgspec
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from sayso.cli.labelstudio_options import (
    Connection,
    connection_options,
    progress_bar,
    project_option,
    rename_option,
    renamed,
    working,
)
from sayso.cli.options import write_out
from sayso.labelstudio.status import DONE, DRAFT, NOT_STARTED, SKIPPED, STATES, Status
from sayso.labelstudio.status import status as look
from sayso.printing import printable

_STYLES = {DONE: "green", DRAFT: "yellow", SKIPPED: "magenta", NOT_STARTED: "dim"}


@click.command("status")
@click.option("--json", "to", metavar="FILE", help="Write it as JSON instead; - for stdout.")
@rename_option
@project_option
@connection_options
def status(connection: Connection, project_name: str | None, to: str | None, renames: tuple[str, ...]) -> None:
    """Show how far everybody is, by annotator and by document.

    \b
    sayso labelstudio status
    sayso labelstudio status --json - | jq .annotators
    """
    names = renamed(renames)
    with working(connection, project_name) as (client, project, _), progress_bar("Looking") as begin:
        found = look(client, project, begin, names)
    if to is not None:
        write_out(to, msgspec.json.format(msgspec.json.encode(found.as_json()), indent=2) + b"\n")
        return
    console = Console()
    console.print(f"{found.project.called}: {len(found.documents)} documents", markup=False, highlight=False)
    for table in (_people(found), _documents(found)):
        if table.row_count:
            console.print(table)


def _people(found: Status) -> Table:
    table = Table("annotator", *(Column(Text(state, _STYLES[state]), justify="right") for state in STATES))
    for name, counts in found.by_annotator().items():
        table.add_row(Text(printable(name)), *(str(counts[state]) for state in STATES))
    return table


def _documents(found: Status) -> Table:
    table = Table(
        "document", "task", *(Column(Text(printable(name))) for name in found.annotators), "last change", "comments"
    )
    for one in found.documents:
        states = [one.states.get(name, NOT_STARTED) for name in found.annotators]
        shown = [Text(state, _STYLES[state]) for state in states]
        when = (one.updated or "")[:16].replace("T", " ")
        table.add_row(Text(printable(one.doc)), str(one.task), *shown, when, str(one.comments or ""))
    return table
