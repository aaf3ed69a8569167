"""sayso stats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from sayso.corpus import Corpus


@click.command()
@click.argument("corpus", required=False)
@click.option("--split", "splits", multiple=True, help="Count this split only; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: counts of each split and in total.")
def stats(corpus: str | None, splits: tuple[str, ...], as_json: bool) -> None:
    """The corpus in numbers: articles, words, quotes, speakers and claims.

    CORPUS is a corpus folder; the bundled corpus by default.
    """
    from sayso.corpus import load
    from sayso.counts import count, count_splits

    loaded = load(corpus, list(splits) or None)
    total, by_split = count(loaded), count_splits(loaded)
    if as_json:
        found = {"corpus": loaded.name, "hash": loaded.hash, "total": total, "splits": by_split}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    from rich.console import Console

    Console(highlight=False).print(_table(loaded, total, by_split))


def _table(corpus: Corpus, total: dict[str, int], by_split: dict[str, dict[str, int]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from sayso.printing import printable

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(Text(printable(corpus.name)))
    columns = {**by_split, "total": total} if len(by_split) > 1 else by_split
    for split in columns:
        table.add_column(Text(printable(split)), justify="right")
    for name in total:
        head, _, kind = name.partition(", ")
        cells = (f"{column[name]:,}".replace(",", " ") for column in columns.values())
        table.add_row(Text(f"  {kind}" if kind else head, "" if kind else "bold"), *cells)
    return table
