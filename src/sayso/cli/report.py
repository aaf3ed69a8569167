"""`sayso report`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sayso.cli.gating import Gates, gate_options
from sayso.cli.outputs import Outputs, output_options
from sayso.report.saved import read_reports


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@output_options
@gate_options
def report(files: tuple[Path, ...], outputs: Outputs, gates: Gates) -> None:
    """Show what eval --json saved: on the terminal, as Markdown, JUnit, CSV or LaTeX; and hold it to gates.

    \b
    sayso report report.json
    sayso report report.json --baseline baseline.json --max-drop 0.02 --markdown summary.md
    sayso report before.json after.json --latex table.tex
    """
    outputs.keep_off(gates.baseline)
    reports = [report for file in files for report in read_reports(file)]
    outcomes = [gates.judge(report, len(reports) == 1) for report in reports]
    outputs.write(outcomes)
    sys.exit(gates.settle(outcomes))
