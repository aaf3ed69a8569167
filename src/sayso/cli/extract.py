"""`sayso extract`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from sayso.cli.articles import read_articles
from sayso.cli.engine import RAY, each_shard, engine_option
from sayso.cli.progress import extracting
from sayso.cli.running import extraction, running_options
from sayso.corpus import load
from sayso.evaluation import run
from sayso.files import check_writable, write_bytes
from sayso.printing import counted, printable
from sayso.resources import resource
from sayso.results import Failure
from sayso.running.options import RunOptions
from sayso.shards import place


@click.command("extract")
@click.argument("extractor")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Predictions as JSON Lines; - for stdout; FOLDER/ for a Parquet file a shard.",
)
@click.option("--corpus", metavar="DIR", help="Corpus folder to run over when no files are named.")
@click.option("--split", "splits", multiple=True, help="Run over this split only; may be repeated.")
@click.option(
    "--as-said", is_flag=True, help="Write answers as they were given, so that what is altered or made up is scored so."
)
@engine_option
@running_options
def extract(
    extractor: str,
    paths: tuple[Path, ...],
    output: str,
    corpus: str | None,
    splits: tuple[str, ...],
    as_said: bool,
    engine: str,
    options: RunOptions,
) -> None:
    """Run an extractor over files or a corpus and write what it says, grounded in the text.

    Files are .txt, .md, .html or .jsonl, as in seeds/; without any the corpus is taken. A document on which the
    extractor fails is named on stderr and left out of the file; the exit code is then 1.

    Texts that differ from the article are written as they stand there; where verbatim.rate is to be scored later, use
    --as-said.

    A folder (FOLDER/, or a URL that ends so) gets a Parquet file for each shard of the corpus, in the memory that one
    takes; shards that stand there already are left as they are.

    Each answer is added to FILE.run as it comes. A run that was stopped, or in which documents failed, leaves it there,
    and --resume goes on with it.

    \b
    sayso extract rules article.txt -o -
    sayso extract my_module:extract --corpus corpus -o predictions.jsonl
    sayso extract spacy --corpus big --engine ray -o predictions/
    sayso extract "cmd:./program --flag" --jobs 4 --timeout 60 -o predictions.jsonl
    """
    if paths and (corpus or splits):
        raise click.UsageError("name files, or --corpus and --split, not both.")
    if output.endswith("/") and as_said:
        raise click.UsageError("--as-said is for JSON Lines: in Parquet every span has its place.")
    if output.endswith("/"):
        if paths:
            raise click.UsageError(f"-o {output} is for a corpus, shard by shard; name --corpus, or an output FILE.")
        sys.exit(_by_shard(extractor, corpus, list(splits) or None, output, engine, options))
    if engine == RAY:
        raise click.UsageError("--engine ray writes a Parquet file a shard: -o FOLDER/")
    if output != "-":
        check_writable(Path(output))
    articles = read_articles(paths) if paths else [document.article for document in load(corpus, list(splits) or None)]
    kept = output != "-" and (Path(output).is_file() or not Path(output).exists())  # /dev/null is no place for answers
    file = Path(f"{output}.run") if kept else None
    with extraction():
        outcome = run(extractor, articles, extracting, dataclasses.replace(options, file=file))
    said = [answer.said if as_said else answer.prediction for answer in outcome.answers if answer]
    lines = [msgspec.json.encode(one) + b"\n" for one in said]
    if output == "-":
        click.echo(b"".join(lines), nl=False)
    else:
        write_bytes(Path(output), b"".join(lines))
        if file and not outcome.failures:
            file.unlink(missing_ok=True)
    sys.exit(_tell(outcome.took.notes if outcome.took else [], outcome.failures))


def _tell(notes: Sequence[str], failures: Sequence[Failure]) -> int:
    """Say what went wrong; gives the exit code."""
    for note in notes:
        click.echo(f"sayso: {printable(note)}", err=True)
    for failure in failures:
        click.echo(f"sayso: {printable(failure.doc)}: {printable(failure.error)}", err=True)
    return 1 if failures else 0


def _by_shard(
    extractor: str, corpus: str | None, splits: list[str] | None, output: str, engine: str, options: RunOptions
) -> int:
    from sayso.sharded import Job, extract

    job = Job(extractor, resource("corpus") if corpus is None else place(corpus), options)
    with extraction():
        found = extract(job, place(output), splits, each_shard(engine))
    before = f", {counted(found.kept, 'shard')} of them from before" if found.kept else ""
    click.echo(f"{output}: {counted(found.documents, 'document')}{before}.", err=True)
    return _tell(found.took.notes, found.failures)
