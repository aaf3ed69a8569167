"""sayso validate."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.options import articles_option
from sayso.printing import counted

if TYPE_CHECKING:
    from sayso.validate.paths import Checker
    from sayso.validate.problems import Problem


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option(
    "--schema",
    type=click.Choice(["article", "annotation", "prediction", "report", "suite", "leaderboard"]),
    help="What the records are; by default each one's fields tell.",
)
@articles_option("Texts to check against")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--max-problems", type=click.IntRange(min=0), metavar="N", help="Print the first N problems only.")
def validate(
    paths: tuple[Path, ...], schema: str | None, articles: tuple[Path, ...], style: str, max_problems: int | None
) -> None:
    """Check files against the schemas and the text: every problem, where it is, and what to do.

    PATH is a .json or .jsonl file of annotations, predictions, articles or reports, a suite (.toml), a corpus, a folder
    of seeds, or a folder with any of these below it. Exit code 0: no errors (warnings may be); 1: errors; 2: wrong use.

    \b
    sayso validate annotations corpus seeds
    sayso validate predictions.jsonl --articles my-corpus --format github
    """
    from sayso.validate.articles import Articles
    from sayso.validate.paths import Checker
    from sayso.validate.show import FORMATS

    checker = Checker(Articles(articles), schema)
    severities: Counter[str] = Counter()
    found = _counted((problem for path in paths for problem in checker.check(path)), severities)
    for line in FORMATS[style](itertools.islice(found, max_problems)):
        click.echo(line)
    for _ in found:
        pass  # what is not printed is counted
    click.echo(f"sayso: {_summary(checker, severities, max_problems)}", err=True)
    if severities["error"]:
        sys.exit(1)


def _counted(problems: Iterable[Problem], severities: Counter[str]) -> Iterator[Problem]:
    for problem in problems:
        severities[problem.severity] += 1
        yield problem


def _summary(checker: Checker, severities: Counter[str], most: int | None) -> str:
    found = ", ".join(counted(severities[name], name) for name in ("error", "warning") if severities[name])
    records = ", ".join(counted(number, kind) for kind, number in checker.records.items()) or "no record"
    hidden = severities.total() - most if most is not None else 0
    return f"{found or 'no problem'} in {counted(checker.files, 'file')} ({records})" + (
        f"; {hidden} not shown, see --max-problems." if hidden > 0 else "."
    )
