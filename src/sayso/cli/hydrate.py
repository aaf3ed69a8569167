"""`sayso hydrate`."""

from __future__ import annotations

from pathlib import Path

import click

from sayso.cli.articles import read_copies
from sayso.errors import DataError, UsageError
from sayso.formats.parts import is_id
from sayso.hydration import hydrate_all, told
from sayso.release import read_release
from sayso.tables import write_corpus


@click.command("hydrate")
@click.argument("source", type=click.Path(path_type=Path), metavar="SRC")
@click.argument("texts", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TEXTS...")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where to write.")
@click.option(
    "--tolerant",
    is_flag=True,
    help="Take a text that differs in white space, quotation marks or Unicode normalisation, and move the spans.",
)
@click.option("--strict", is_flag=True, help="Write nothing where a document is missing or differs.")
def hydrate(source: Path, texts: tuple[Path, ...], output: Path, tolerant: bool, strict: bool) -> None:
    """Put a text-free release and your own copy of its texts together.

    SRC is what sayso export --no-text wrote, TEXTS are files or folders as in seeds/, or a corpus; a text is known by
    its id or its hash. DIR becomes a corpus, with each annotation as DIR/passes/ANNOTATOR/DOC.json. A document whose
    text differs is refused with where it differs; the exit code is then 1.

    \b
    sayso hydrate release texts/ -o corpus
    sayso hydrate release texts/ -o corpus --tolerant
    """
    releases = read_release(source)
    done = hydrate_all(releases, read_copies(texts), tolerant=tolerant)
    for line in [*told(done.moved), *done.problems]:
        click.echo(f"sayso: {line}", err=True)
    if unsafe := [one.gold.annotator.id for one in done.documents if not is_id(one.gold.annotator.id)]:
        raise DataError(f"{source}: the annotator {unsafe[0]!r} cannot name a folder; export the release anew.")
    if not done.documents:
        raise DataError(f"{source}: no document could be put together; nothing was written.")
    if strict and done.problems:
        raise DataError(f"{len(done.problems)} documents are missing or differ; nothing was written (--strict).")
    if output.resolve() == source.resolve():
        raise UsageError(f"{output}: this is the release itself; name another folder with -o.")
    write_corpus(output, done.documents, passes=[document.gold for document in done.documents])
    spans = sum(map(len, done.moved.values()))
    click.echo(
        f"sayso: {len(done.documents)} of {len(releases)} documents in {output}; {spans} spans moved in "
        f"{len(done.moved)} of them.",
        err=True,
    )
    if done.problems:
        raise DataError(f"{len(done.problems)} documents are missing or differ, and were left out.")
