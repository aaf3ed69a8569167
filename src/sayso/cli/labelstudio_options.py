"""What the commands of `sayso labelstudio` share: the server and the project to work with, and a progress bar."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sayso.cli.options import gathered, say
from sayso.errors import DataError, UsageError
from sayso.labelstudio.client import Client, ServerError
from sayso.labelstudio.memory import Memory, project_of
from sayso.labelstudio.project import DEFAULT_TITLE, Project, find, get
from sayso.labelstudio.settings import TOKEN_VARIABLE, URL_VARIABLE, settings


@dataclasses.dataclass(frozen=True)
class Connection:
    """The options that say which server, as they were given."""

    url: str | None
    token_file: Path | None
    config: Path | None

    def open(self) -> Client:
        """A client of that server."""
        return Client(settings(self.url, self.token_file, self.config))


connection_options = gathered(
    Connection,
    "connection",
    click.option("--url", metavar="URL", help=f"The server.  [default: {URL_VARIABLE}, else what login saved]"),
    click.option(
        "--token-file",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        help=f"A file with the token; - for stdin.  [default: {TOKEN_VARIABLE}, else what login saved]",
    ),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="The file that login wrote."),
)
"""There is none for the token itself: everybody on the machine can read the options of a running program."""

project_option = click.option(
    "--project",
    "project_name",
    metavar="ID|TITLE",
    help=f"The project.  [default: the one that init made or found from this folder, else {DEFAULT_TITLE}]",
)

rename_option = click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="USER=NAME",
    help="Another name for an annotator, who is given by e-mail address, its first part, or number.",
)


@contextlib.contextmanager
def working(connection: Connection, project_name: str | None) -> Iterator[tuple[Client, Project, Memory]]:
    """The client, the project that is meant, and what is remembered of it, which is saved at the end.

    Raises `DataError` where there is no such project.
    """
    with connection.open() as client:
        number = project_of(client.url)
        project = find(client, project_name or (str(number) if number else DEFAULT_TITLE))
        if project is None:
            raise DataError(
                f"there is no project called {project_name or DEFAULT_TITLE!r} at {client.url}; name another with "
                "--project, or make it with `sayso labelstudio init`."
            )
        memory = Memory(client.url, project.id)
        try:
            yield client, project, memory
        except ServerError:
            get(client, project.id)  # where somebody has deleted it meanwhile, that is what to say
            raise
        finally:
            memory.save()


@contextlib.contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """A function that takes a total, and gives one that takes steps; a bar on a terminal, nothing in a pipe."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(what, total=total)

        def begin(number: int) -> Callable[[int], None]:
            progress.update(bar, total=number)
            return lambda steps: progress.advance(bar, steps)

        yield begin


def renamed(options: tuple[str, ...]) -> dict[str, str]:
    """The names that `--rename` gives."""
    found: dict[str, str] = {}
    for option in options:
        user, sign, name = option.partition("=")
        if not (user and sign and name):
            raise UsageError(f"--rename {option}: write USER=NAME, such as 1=ann.")
        found[user] = name
    return found


def tell(lines: list[str]) -> None:
    """Sentences on stderr."""
    for line in lines:
        say(line)
