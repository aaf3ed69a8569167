"""Options that say where a report goes, and how."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from sayso.cli.options import gathered, write_out
from sayso.errors import UsageError
from sayso.report.outcome import Outcome


@dataclasses.dataclass
class Outputs:
    """Where reports go, as the command line has it. `-` is stdout, alone."""

    json_to: str | None
    markdown_to: str | None
    junit_to: str | None
    csv_to: str | None
    latex_to: str | None
    style: str
    annotations: Path

    def __post_init__(self) -> None:
        """Raises `UsageError` where two things should go to stdout."""
        if len(self._to_stdout) > 1:
            raise UsageError("only one of --json, --markdown, --junit, --csv and --latex can be -, which is stdout.")

    @property
    def per_document(self) -> bool:
        """Whether something is asked for that needs the counts of each document."""
        return bool(self.json_to or self.markdown_to or self.junit_to or self.style == "github")

    @property
    def _to_stdout(self) -> list[str]:
        return [to for to in (self.json_to, self.markdown_to, self.junit_to, self.csv_to, self.latex_to) if to == "-"]

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Write everything that was asked for; the terminal's table, unless something else has stdout."""
        if not self._to_stdout:
            self._show(outcomes)
        reports = [outcome.report for outcome in outcomes]
        if self.json_to:
            record = reports[0] if len(reports) == 1 else reports
            write_out(self.json_to, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
        if self.markdown_to:
            from sayso.report import markdown

            write_out(self.markdown_to, "\n".join(map(markdown.render, outcomes)).encode())
        if self.junit_to:
            from sayso.report import junit

            write_out(self.junit_to, junit.render(outcomes))
        if self.csv_to or self.latex_to:
            from sayso.report import tables

            if self.csv_to:
                write_out(self.csv_to, tables.csv(reports).encode())
            if self.latex_to:
                write_out(self.latex_to, tables.latex(reports).encode())
        if self.style == "github":
            from sayso.report import github

            for line in github.lines(outcomes, self.annotations):
                click.echo(line, err=bool(self._to_stdout))  # GitHub reads commands from both streams

    def _show(self, outcomes: Sequence[Outcome]) -> None:
        from rich.console import Console

        from sayso.report import terminal

        console = Console()
        for outcome in outcomes:
            terminal.show(outcome.report, console, outcome.against)


_FILE = "FILE"
output_options = gathered(
    Outputs,
    "outputs",
    click.option("--json", "json_to", metavar=_FILE, help="Save the report as JSON; - writes it to stdout alone."),
    click.option(
        "--markdown", "markdown_to", metavar=_FILE, help="Markdown, for a step summary; - writes it to stdout alone."
    ),
    click.option("--junit", "junit_to", metavar=_FILE, help="JUnit XML: a case for each gate and each document."),
    click.option("--csv", "csv_to", metavar=_FILE, help="The measures as CSV, a row each; - is stdout."),
    click.option("--latex", "latex_to", metavar=_FILE, help="The measures as a LaTeX table (booktabs); - is stdout."),
    click.option(
        "--format",
        "style",
        type=click.Choice(["table", "github"]),
        default="table",
        show_default=True,
        help="github: annotations on the lines of the gold too.",
    ),
    click.option(
        "--annotations",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("annotations"),
        show_default=True,
        metavar="DIR",
        help="Where --format github finds gold/DOC.json and inline/DOC.md.",
    ),
)
"""`--json`, `--markdown` and their like, as the argument `outputs`."""
