"""`sayso labelstudio open`."""

from __future__ import annotations

import click

from sayso.cli.labelstudio_options import Connection, connection_options, project_option, working
from sayso.errors import DataError
from sayso.labelstudio.remote import task_of_document
from sayso.printing import printable


@click.command("open")
@click.argument("doc", required=False)
@click.option("--print", "only_print", is_flag=True, help="Print the address and open nothing.")
@project_option
@connection_options
def open_(connection: Connection, project_name: str | None, doc: str | None, only_print: bool) -> None:
    """Open the project in the browser, or the task of the document DOC.

    \b
    sayso labelstudio open
    sayso labelstudio open 000_7287edc7951c92e8
    """
    with working(connection, project_name) as (client, project, _):
        address = f"{client.url}/projects/{project.id}/data"
        if doc is not None:
            task = task_of_document(client, project.id, doc)
            if task is None:
                raise DataError(
                    f"{project.called} has no task about {printable(doc)!r}; push it, or see what there is with "
                    "`sayso labelstudio status`."
                )
            address += f"?task={task}"
    click.echo(address)
    if not only_print and click.launch(address) != 0:
        raise DataError(f"no browser could be started; open {address} yourself.")
