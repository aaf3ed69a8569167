"""`sayso agreement`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.bootstrap import SAMPLES, SEED
from sayso.cli.options import articles_option, say, write_out

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.agreement import Agreement, Pass
    from sayso.agreement.layout import Table
    from sayso.validate.articles import Articles

_MATRICES = ("quotes.f1@iou=0.5", "quotes.agr", "quotes.alpha@token")


@click.command("agreement")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@articles_option("Where the texts are, which alpha needs", "--corpus")
@click.option("--matrix", "-m", "matrices", multiple=True, metavar="MEASURE", help="Show this measure pair by pair.")
@click.option("--worst", default=10, show_default=True, type=click.IntRange(0), help="How many disagreements to show.")
@click.option("--json", "json_to", metavar="FILE", help="Save everything as JSON; - writes it to stdout alone.")
@click.option("--markdown", "markdown_to", metavar="FILE", help="Write the tables as Markdown; - is stdout.")
@click.option("--samples", default=SAMPLES, show_default=True, type=click.IntRange(100), help="Bootstrap samples.")
@click.option("--seed", default=SEED, show_default=True, help="Seed of the samples.")
def agreement(
    paths: tuple[Path, ...],
    articles: tuple[Path, ...],
    matrices: tuple[str, ...],
    worst: int,
    json_to: str | None,
    markdown_to: str | None,
    samples: int,
    seed: int,
) -> None:
    """How far annotators agree: F1 by layer, agr, Krippendorff's alpha, Cohen's kappa, and where they differ most.

    PATH is a folder of annotation records, one annotator's; or one folder that holds such a folder for each. They need
    not have drawn the same documents. docs/agreement.md defines every measure.

    \b
    sayso agreement annotations/passes
    sayso agreement passes/ann passes/bob --articles seeds --json agreement.json
    """
    import msgspec

    from sayso import agreement as agreeing
    from sayso.agreement import layout
    from sayso.errors import UsageError
    from sayso.validate.articles import Articles

    if json_to == markdown_to == "-":
        raise UsageError("--json - and --markdown - would both write to stdout; give one of them a file.")
    passes = agreeing.read_passes(paths, say)
    found = agreeing.agreement(passes, _texts(passes, Articles(articles)), samples, seed)
    if unknown := [name for name in matrices if name not in found.figures]:
        raise UsageError(f"there is no measure {unknown[0]} here; there are {', '.join(found.figures)}.")
    differing = agreeing.disagreements(passes)
    shown = layout.tables(found, differing[:worst], matrices or _MATRICES)
    if "-" not in (json_to, markdown_to):
        _show(found, shown)
    if json_to:
        record = msgspec.structs.asdict(found) | {"disagreements": differing}
        write_out(json_to, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    if markdown_to:
        write_out(markdown_to, layout.markdown(found, shown).encode())


def _texts(passes: Sequence[Pass], articles: Articles) -> dict[str, str]:
    """The texts that are known of the documents, each the one that was drawn on."""
    from sayso.errors import DataError

    found = {}
    for one in passes:
        for doc, record in one.records.items():
            article = articles.get(doc)
            if article is None:
                continue
            if article.text_sha256 != record.text_sha256:
                raise DataError(
                    f"{one.places[doc]}: drawn on another text than the article {doc} in {articles.origin}; name the "
                    "articles that were drawn on with --articles."
                )
            found[doc] = article.text
    return found


def _show(found: Agreement, shown: Sequence[Table]) -> None:
    from rich.console import Console
    from rich.text import Text

    from sayso.printing import printable

    console = Console()
    console.print(f"[bold]Agreement[/bold] of {len(found.annotators)} annotators on {found.documents} documents")
    for table in shown:
        _print(table, console)
    for note in found.notes:
        console.print(Text(f"Note: {printable(note)}"), soft_wrap=True)
    console.print(Text(printable(found.signature), "dim"), soft_wrap=True)


def _print(table: Table, console: Console) -> None:
    from rich import box
    from rich.table import Table as Drawn
    from rich.text import Text

    from sayso.printing import printable

    drawn = Drawn(
        title=Text(printable(table.title), "bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for i, head in enumerate(table.heads):
        # Where lines must break, words do and numbers do not.
        numeric = i >= table.text
        drawn.add_column(printable(head), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    console.print(drawn)
