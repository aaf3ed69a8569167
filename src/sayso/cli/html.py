"""Writing the HTML page, and showing it in a browser."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

import click

from sayso.cli.options import write_out

SLICES = ("type", "speaker_kind", "source_form", "length", "phenomenon")
"""The slices of the page where none were asked for."""


def write_page(data: bytes, to: str | None, open_it: bool) -> None:
    """Write a page to a file, `-` for stdout, a temporary one where none is named; and show it."""
    path = to or str(Path(tempfile.mkdtemp(prefix="sayso-")) / "report.html")
    write_out(path, data)
    if open_it and not webbrowser.open(Path(path).resolve().as_uri()):
        click.echo(f"sayso: no browser was found to show the report; open {path} in one.", err=True)
