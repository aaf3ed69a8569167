"""sayso build."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_MOST_NAMES = 10


@click.command()
@click.option("--seeds", type=click.Path(path_type=Path), default=Path("seeds"), show_default=True, help="Articles.")
@click.option(
    "--annotations",
    type=click.Path(path_type=Path),
    default=Path("annotations"),
    show_default=True,
    help="Folder with gold/ID.json, and card.md for the dataset card.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("corpus"),
    show_default=True,
    help="The corpus; an older one there is replaced, whole or not at all.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the corpus is not what would be built.")
def build(seeds: Path, annotations: Path, output: Path, check: bool) -> None:
    """Build the corpus from the articles in seeds/ and their gold in annotations/.

    An article without gold is left out, and named. Building twice gives the same bytes.
    """
    from sayso import build as building

    sources = building.collect(seeds, annotations)
    if sources.without_gold:
        number, names = len(sources.without_gold), ", ".join(sources.without_gold[:_MOST_NAMES])
        have = "1 article has no gold yet and is" if number == 1 else f"{number} articles have no gold yet and are"
        click.echo(f"sayso: {have} left out: {names}{', …' * (number > _MOST_NAMES)}", err=True)
    if check:
        if stale := building.outdated(sources, output):
            click.echo(f"sayso: {output} is not what would be built ({', '.join(stale)}); run sayso build.", err=True)
            sys.exit(1)
        click.echo(f"{output} is up to date.")
        return
    building.build(sources, output)
    quotes = sum(len(document.gold.quotes) for document in sources.documents)
    claims = sum(len(document.gold.claims) for document in sources.documents)
    click.echo(f"{output}: {len(sources.documents)} articles, {quotes} quotes, {claims} claims.")
