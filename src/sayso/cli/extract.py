"""`sayso extract`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click
import msgspec

from sayso.cli.articles import read_articles
from sayso.cli.progress import extracting
from sayso.cli.running import ending_on_sigterm, running_options
from sayso.corpus import load
from sayso.evaluation import run
from sayso.files import write_bytes
from sayso.printing import printable
from sayso.running.options import RunOptions


@click.command("extract")
@click.argument("extractor")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option("-o", "--output", required=True, metavar="FILE", help="Predictions as JSON Lines; - for stdout.")
@click.option("--corpus", metavar="DIR", help="Corpus folder to run over when no files are named.")
@click.option("--split", "splits", multiple=True, help="Run over this split only; may be repeated.")
@running_options
def extract(
    extractor: str,
    paths: tuple[Path, ...],
    output: str,
    corpus: str | None,
    splits: tuple[str, ...],
    options: RunOptions,
) -> None:
    """Run an extractor over files or a corpus and write what it says, grounded in the text.

    Files are .txt, .md, .html or .jsonl, as in seeds/; without any the corpus is taken. A document on which the
    extractor fails is named on stderr and left out of the file; the exit code is then 1.

    Each answer is added to FILE.run as it comes. A run that was stopped, or in which documents failed, leaves it there,
    and --resume goes on with it.

    \b
    sayso extract rules article.txt -o -
    sayso extract my_module:extract --corpus corpus -o predictions.jsonl
    sayso extract "cmd:./program --flag" --jobs 4 --timeout 60 -o predictions.jsonl
    """
    if paths and (corpus or splits):
        raise click.UsageError("name files, or --corpus and --split, not both.")
    articles = read_articles(paths) if paths else [document.article for document in load(corpus, list(splits) or None)]
    file = None if output == "-" else Path(f"{output}.run")
    with ending_on_sigterm():
        outcome = run(extractor, articles, extracting, dataclasses.replace(options, file=file))
    lines = [msgspec.json.encode(answer.prediction) + b"\n" for answer in outcome.answers if answer]
    if output == "-":
        click.echo(b"".join(lines), nl=False)
    else:
        write_bytes(Path(output), b"".join(lines))
        if file and not outcome.failures:
            file.unlink(missing_ok=True)
    for note in outcome.took.notes if outcome.took else []:
        click.echo(f"sayso: {printable(note)}", err=True)
    for failure in outcome.failures:
        click.echo(f"sayso: {printable(failure.doc)}: {printable(failure.error)}", err=True)
    if outcome.failures:
        sys.exit(1)
