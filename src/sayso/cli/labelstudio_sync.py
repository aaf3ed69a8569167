"""`sayso labelstudio sync`."""

from __future__ import annotations

from pathlib import Path

import click

from sayso.cli.labelstudio_options import (
    Connection,
    connection_options,
    progress_bar,
    project_option,
    rename_option,
    renamed,
    tell,
    working,
)
from sayso.cli.labelstudio_pull import PASSES, report
from sayso.cli.labelstudio_push import Given, item_options
from sayso.labelstudio.pull import Target
from sayso.labelstudio.pull import pull as pull_tasks
from sayso.labelstudio.push import push as push_items


@click.command("sync")
@item_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=PASSES, show_default=True, metavar="DIR", help="Where."
)
@rename_option
@project_option
@connection_options
def sync(
    connection: Connection,
    project_name: str | None,
    given: Given,
    output: Path,
    renames: tuple[str, ...],
) -> None:
    """Push what is new, then pull what was drawn, as push and pull do.

    \b
    sayso labelstudio sync seeds
    """
    names = renamed(renames)
    items, total = given.items()
    with working(connection, project_name) as (client, project, memory):
        with progress_bar("Pushing") as begin:
            pushed = push_items(client, project, items, memory, begin(total))
        tell([*pushed.lines(), *pushed.problems])
        with progress_bar("Pulling") as begin:
            pulled = pull_tasks(client, project, Target(output), memory, begin, renames=names)
    report(pulled, output, more=len(pushed.problems))
