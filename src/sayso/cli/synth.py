"""`sayso synth`."""

from __future__ import annotations

from pathlib import Path

import click

from sayso import synth as making


@click.command("synth")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--documents", "-n", default=1000, show_default=True, type=click.IntRange(1), help="Number of articles.")
@click.option("--shards", default=1, show_default=True, type=click.IntRange(1, 99_999), help="Number of Parquet files.")
@click.option(
    "--words", default=making.WORDS, show_default=True, type=click.IntRange(1), help="Least words an article."
)
@click.option("--seed", default=0, show_default=True, help="Seed: the same one gives the same articles.")
@click.option("--split", default="synth", show_default=True, help="Name of the split.")
def synth(folder: Path, documents: int, shards: int, words: int, seed: int, split: str) -> None:
    """Write a made-up corpus with exact gold, of any size, for load tests.

    \b
    sayso synth big --documents 100000 --shards 50
    sayso eval rules --corpus big
    """
    making.write(folder, documents, shards, seed, words, split)
    click.echo(f"{folder}: {documents} articles in {shards} {'file' if shards == 1 else 'files'}.")
