"""`sayso extractors`."""

from __future__ import annotations

import dataclasses
import json

import click


@click.command()
@click.option("--json", "json_to", metavar="FILE", help="The list as JSON; - writes it to stdout alone.")
def extractors(json_to: str | None) -> None:
    """What can be run as an EXTRACTOR: what is installed, what it needs, and what an extra would add.

    MODULE:NAME is any callable of yours from an article to a prediction; an installed package adds its own under the
    entry point group sayso.extractors.
    """
    from sayso.extractors.catalogue import entries

    found = list(entries())
    if json_to:
        from sayso.cli.options import write_out

        rows = [dataclasses.asdict(entry) for entry in found]
        write_out(json_to, json.dumps(rows, indent=2, ensure_ascii=False).encode() + b"\n")
    if json_to == "-":
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sayso.printing import printable

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("extractor", "from", "needs", ""):
        table.add_column(name, overflow="fold", no_wrap=name == "extractor")
    for entry in found:
        about = entry.about if entry.missing is None else f"{entry.about} Not installed: {entry.missing}"
        cells = (entry.name, f"{entry.source} {entry.version}".strip(), entry.needs, about)
        table.add_row(*(printable(cell).replace("[", "\\[") for cell in cells))
    Console(highlight=False).print(table)
