"""`sayso labelstudio init`."""

from __future__ import annotations

import click

from sayso.cli.labelstudio_options import Connection, connection_options, tell
from sayso.errors import DataError
from sayso.files import read_text
from sayso.formats.labelstudio import config
from sayso.labelstudio import project as projects
from sayso.labelstudio.client import Client
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.project import DEFAULT_TITLE, Project
from sayso.labelstudio.usage import used


@click.command("init")
@click.option(
    "--project", "name", default=DEFAULT_TITLE, show_default=True, metavar="TITLE|ID", help="What to find or make."
)
@click.option("--update-config", is_flag=True, help="Set our labelling configuration and guidelines where others are.")
@connection_options
def init(connection: Connection, name: str, update_config: bool) -> None:
    """Make the project, with our labelling configuration, and the guidelines as its instructions.

    A project of that title or number that is there already is taken as it is; this folder then works with it.

    \b
    sayso labelstudio init
    sayso labelstudio init --project "Wire stories" --url https://label.example.org
    """
    labelling = read_text(config.path())
    projects.check_labelling(labelling)
    with connection.open() as client:
        found = projects.find(client, name)
        if found is None:
            found = projects.create(client, name, labelling)
            done = "made"
        else:
            done = _take(client, found, labelling, update_config)
        memory = Memory(client.url, found.id)
        memory.claim()
        tell([f"{found.called} {done}: {client.url}/projects/{found.id}"])


def _take(client: Client, found: Project, labelling: str, update_config: bool) -> str:
    """Bring a project that is there to our configuration, if that is asked for."""
    instructions = projects.instructions()
    same = projects.same_config(found.label_config, labelling)
    if same and (found.expert_instruction == instructions or not update_config):
        return "is there already"
    if not same and not update_config:
        missing = projects.lacking(found.label_config)
        way = f"without {', '.join(missing[:3])}" if missing else "though with all that is needed"
        raise DataError(
            f"{found.called} at {client.url} has another labelling configuration, {way}; set ours with "
            "--update-config, or name another project."
        )
    lost = [] if same else projects.dropped(labelling, used(client, found.id))
    if lost:
        raise DataError(
            f"{found.called} at {client.url} has annotations that use {', '.join(lost[:3])}, which our labelling "
            "configuration does not have; nothing was changed. Name another project."
        )
    projects.update(client, found, label_config=labelling, expert_instruction=instructions)
    return "updated"
