"""sayso stats."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from sayso.corpus import Corpus
    from sayso.counts import Distributions


@click.command()
@click.argument("corpus", required=False)
@click.option("--split", "splits", multiple=True, help="Count this split only; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: counts of each split and in total, distributions.")
def stats(corpus: str | None, splits: tuple[str, ...], as_json: bool) -> None:
    """The corpus in numbers: articles, words, quotes, speakers and claims; lengths, genres and phenomena.

    CORPUS is a corpus folder; the bundled corpus by default.
    """
    from sayso.corpus import load
    from sayso.counts import count, count_splits, distributions

    loaded = load(corpus, list(splits) or None)
    total, by_split, spread = count(loaded), count_splits(loaded), distributions(loaded)
    if as_json:
        found = {"corpus": loaded.name, "hash": loaded.hash, "total": total, "splits": by_split}
        found |= dataclasses.asdict(spread)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    from rich.console import Console

    console = Console(highlight=False)
    console.print(_counts(loaded, total, by_split))
    for table in _distributions(spread):
        console.print(table)


def _counts(corpus: Corpus, total: dict[str, int], by_split: dict[str, dict[str, int]]) -> Table:
    columns = {**by_split, "total": total} if len(by_split) > 1 else by_split
    table = _table(corpus.name, *columns)
    for name in total:
        head, _, kind = name.partition(", ")
        _add(
            table, f"  {kind}" if kind else head, (column[name] for column in columns.values()), "" if kind else "bold"
        )
    return table


def _distributions(spread: Distributions) -> Iterator[Table]:
    """One table each; none for what is not there."""
    if words := spread.quote_words:
        table = _table(f"words of a quote, median {words['median']:g}", "quotes")
        for length, number in spread.quote_lengths.items():
            _add(table, length, [number])
        yield table
    if spread.speakers_per_article:
        table = _table("speakers of an article", "articles")
        for speakers, number in spread.speakers_per_article.items():
            _add(table, str(speakers), [number])
        yield table
    for head, rows in (("quotes by genre", spread.types_by_genre), ("phenomenon", spread.phenomena)):
        if rows:
            table = _table(head, *next(iter(rows.values())))
            for name, numbers in rows.items():
                _add(table, name, numbers.values())
            yield table


def _table(head: str, *columns: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from sayso.printing import printable

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(Text(printable(head)))
    for column in columns:
        table.add_column(Text(printable(column)), justify="right")
    return table


def _add(table: Table, name: str, numbers: Iterable[int], style: str = "") -> None:
    from rich.text import Text

    from sayso.printing import printable

    table.add_row(Text(printable(name), style), *(f"{number:,}".replace(",", " ") for number in numbers))
