"""`sayso labelstudio pull`."""

from __future__ import annotations

from pathlib import Path

import click

from sayso.cli.articles import read_articles
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
from sayso.errors import DataError
from sayso.labelstudio.pull import Pulled, Target
from sayso.labelstudio.pull import pull as pull_tasks
from sayso.printing import counted

PASSES = Path("annotations") / "passes"


@click.command("pull")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=PASSES,
    show_default=True,
    metavar="DIR",
    help="Where to.",
)
@click.option("--articles", type=click.Path(path_type=Path), metavar="PATH", help="Hold each text against these.")
@click.option("--annotator", metavar="NAME", help="Take this annotator's work only, into DIR itself.")
@click.option("--overwrite", is_flag=True, help="Take the server's version also where a file was edited here.")
@rename_option
@project_option
@connection_options
def pull(
    connection: Connection,
    project_name: str | None,
    output: Path,
    articles: Path | None,
    annotator: str | None,
    overwrite: bool,
    renames: tuple[str, ...],
) -> None:
    """Write what annotators submitted to DIR/ANNOTATOR/DOC.json, checked to the character.

    Annotations with the star of ground truth are the gold's. Drafts, skipped tasks, comments and remarks are told. An
    annotation that is no record yet (a quote without type) is told and not written, one that sayso validate objects to
    is told and written, and a file that was edited here since is not overwritten; the exit code is then 1.

    \b
    sayso labelstudio pull
    sayso labelstudio pull --rename ann@example.org=ann --rename 2=bob
    sayso labelstudio pull --annotator gold -o annotations/gold
    """
    known = None if articles is None else {article.id: article for article in read_articles([articles])}
    names = renamed(renames)
    target = Target(output, annotator, overwrite)
    with working(connection, project_name) as (client, project, memory), progress_bar("Pulling") as begin:
        done = pull_tasks(client, project, target, memory, begin, articles=known, renames=names)
    report(done, output)


def report(done: Pulled, output: Path, *, more: int = 0) -> None:
    """Tell what was pulled. Raises `DataError` where there are problems, `more` of them told before."""
    tell([*done.notes, *done.problems, *done.invalid, *done.lines(output)])
    if problems := len(done.problems) + len(done.invalid) + more:
        raise DataError(
            f"{counted(problems, 'problem')}; mend them on the server, or here. {len(done.problems)} of them kept a "
            "file from being written."
        )
