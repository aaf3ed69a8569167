"""`sayso labelstudio serve`."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from sayso.errors import DataError, UsageError

if TYPE_CHECKING:
    from sayso.labelstudio.local.folder import Admin, Folder


@click.command("serve")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the server's data.  [default: the user's data folder]",
)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option(
    "--database-url",
    envvar="SAYSO_DATABASE_URL",
    metavar="URL",
    help="postgresql://USER:PASSWORD@HOST:PORT/NAME instead of SQLite; better in SAYSO_DATABASE_URL, since everybody "
    "on the machine can read the options of a running program.",
)
def serve(data: Path | None, port: int, database_url: str | None) -> None:
    """Start Label Studio on this machine, with a project that is ready, and keep it running until Ctrl-C.

    The first time it is installed, in an environment of its own, and the administrator's password is shown. The server
    listens on this machine only, and reports to nobody. Data stay, and the next start finds them.

    \b
    sayso labelstudio serve
    sayso labelstudio serve --data ~/annotation --port 8081
    """
    try:
        from sayso.labelstudio.local import database, folder, installing, server, variables
    except ImportError as error:
        raise UsageError(f'sayso labelstudio serve needs {error.name}; pip install "sayso[labelstudio]".') from None
    kept = folder.Folder((data or folder.default_folder()).absolute())
    environment = installing.environment()
    told = Console(stderr=True, highlight=False)
    with contextlib.suppress(server.Stopped), server.stoppable(), kept.locked() as lock:
        base = database.postgresql(database_url) if database_url else database.sqlite(kept.sqlite)
        port = server.free_port(port)
        admin, new = kept.admin(base.name)
        url = f"http://127.0.0.1:{port}"
        kept.settings.unlink(missing_ok=True)
        if not installing.is_installed(environment):
            with _waiting(told, f"Installing Label Studio in {environment}; it is 1 GB, which takes a few minutes …"):
                installing.install(environment)
        version = installing.version(environment)
        command = installing.command(environment, *_ARGUMENTS, "--port", str(port))
        settings = variables.variables(kept, admin, base)
        with server.running(command, settings, kept.log, inherited=lock) as process:
            kept.note(f"process group {process.pid}, {url}")
            first = "; the first start makes the database, about a minute" if new else ""
            with _waiting(told, f"Starting Label Studio {version} with {base.name}{first} …"):
                server.wait_until_ready(process, url, kept.log)
            link = _prepare(kept, admin, url)
            told.print(f"[b]{link}[/b]  Ctrl-C stops the server.", soft_wrap=True)
            for line in _told(kept, admin, new=new):
                told.print(line, soft_wrap=True, markup=False)
            raise DataError(f"{server.end_of(process, kept.log)} All that it said is in {kept.log}.")
    told.print("Label Studio has stopped; its data stay.")


_ARGUMENTS = ("start", "--no-browser", "--internal-host", "127.0.0.1", "--log-level", "WARNING")


def _prepare(kept: Folder, admin: Admin, url: str) -> str:
    """Save how to reach the server, see to a project, and return the page to open."""
    from sayso.files import read_text
    from sayso.formats.labelstudio import config
    from sayso.labelstudio import project as projects
    from sayso.labelstudio.client import Client, ServerError
    from sayso.labelstudio.settings import Settings, save

    found = Settings(url, admin.token)
    with Client(found) as client:
        try:
            there = projects.listed(client)
        except ServerError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
            raise DataError(
                f"another server answers at {url}, or the token in {kept.admin_file} was changed there; choose another "
                "--port, or put the token that Account & Settings shows into the file."
            ) from None
        if not there:
            there = [projects.create(client, projects.DEFAULT_TITLE, read_text(config.path())).id]
    save(found, kept.settings)
    return f"{url}/projects/{there[0]}" if len(there) == 1 else f"{url}/projects"


def _told(kept: Folder, admin: Admin, *, new: bool) -> Iterator[str]:
    if new:
        yield f"Sign in as {admin.email} with the password {admin.password}"
        yield f"It is shown this once, and kept in {kept.admin_file}, which only you can read."
    else:
        yield f"Sign in as {admin.email}; the password of the first start is in {kept.admin_file}."
    from sayso.labelstudio.settings import CONFIG_VARIABLE

    if os.environ.get(CONFIG_VARIABLE) != str(kept.settings):
        yield "For push, pull and the other commands, in another terminal:"
        yield f"  export {CONFIG_VARIABLE}={shlex.quote(str(kept.settings))}"


@contextlib.contextmanager
def _waiting(console: Console, line: str) -> Iterator[None]:
    """A line that moves on a terminal, and stands in a pipe."""
    if console.is_terminal:
        with console.status(line):
            yield
    else:
        console.print(line, soft_wrap=True, markup=False)
        yield
