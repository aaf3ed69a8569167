"""`sayso import`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from sayso import formats
from sayso.cli.articles import read_articles
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, write_bytes
from sayso.model import Annotation, dumps


@click.command("import")
@click.argument("format_name", metavar="FORMAT")
@click.argument("source", type=click.Path(path_type=Path), metavar="SRC")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where to write.")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Seeds or a corpus: every text must be that of its article there.",
)
@click.option("--annotator", metavar="NAME", help="Take this annotator's work only and write it to DIR itself.")
@click.option(
    "--rename", "renames", multiple=True, metavar="USER=NAME", help="Another name for a user, by number or e-mail."
)
def import_(
    format_name: str,
    source: Path,
    output: Path,
    articles: Path | None,
    annotator: str | None,
    renames: tuple[str, ...],
) -> None:
    """Read another tool's files into annotations: DIR/ANNOTATOR/ARTICLE.json.

    What is faulty is named on stderr, one sentence each, and not written; the exit code is then 1. FORMAT is
    labelstudio, and SRC the JSON export of a project.

    \b
    sayso import labelstudio export.json -o annotations/passes --rename 1=ann --rename 2=bob
    sayso import labelstudio export.json -o annotations/gold --annotator gold --articles seeds
    """
    chosen = formats.get(format_name)
    if chosen.read is None:
        raise UsageError(f"the format {format_name} can be written and not read.")
    texts = None if articles is None else {article.id: article for article in read_articles([articles])}
    found = chosen.read(source, articles=texts, annotators=dict(map(_rename, renames)))
    annotations = found.annotations
    if annotator is not None:
        annotations = [one for one in annotations if one.annotator.id == annotator]
        if not annotations and not found.problems:
            names = ", ".join(sorted({one.annotator.id for one in found.annotations})) or "nobody"
            raise UsageError(f"{source}: {annotator!r} has annotated nothing; there is work of {names}.")
    for note in [*found.notes, *found.problems]:
        click.echo(f"sayso: {note}", err=True)
    click.echo(f"sayso: {_write(annotations, output, flat=annotator is not None)}", err=True)
    if found.problems:
        raise DataError(
            f"{_count(len(found.problems), 'problem')}; the annotations concerned were not written. "
            "Mend them where they were made, then export and import again."
        )


def _rename(option: str) -> tuple[str, str]:
    user, sign, name = option.partition("=")
    if not (user and sign and name):
        raise UsageError(f"--rename {option}: write USER=NAME, such as 1=ann.")
    return user, name


def _write(annotations: Iterable[Annotation], folder: Path, *, flat: bool) -> str:
    """Write each annotation, and say how many files are new, changed or as they were."""
    counts = {"new": 0, "changed": 0, "as before": 0}
    for annotation in annotations:
        path = (folder if flat else folder / annotation.annotator.id) / f"{annotation.doc}.json"
        data = dumps(annotation)
        state = "new" if not path.exists() else "as before" if read_bytes(path) == data else "changed"
        counts[state] += 1
        if state != "as before":
            write_bytes(path, data)
    files = _count(sum(counts.values()), "annotation")
    return f"{files} in {folder}: " + ", ".join(f"{count} {state}" for state, count in counts.items()) + "."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
