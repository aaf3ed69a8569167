"""Options that say where a report goes, and how."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from sayso.cli.html import SLICES, write_page
from sayso.cli.options import gathered, write_out
from sayso.errors import UsageError
from sayso.files import check_writable
from sayso.report.outcome import Outcome
from sayso.scoring import Gold, Predicted
from sayso.workflow import command


@dataclasses.dataclass
class Outputs:
    """Where reports go, as the command line has it. `-` is stdout, alone."""

    json_to: str | None
    markdown_to: str | None
    junit_to: str | None
    html_to: str | None
    open_it: bool
    csv_to: str | None
    latex_to: str | None
    style: str
    annotations: Path
    kept: list[Predicted] = dataclasses.field(init=False, default_factory=list)
    gold: Gold | None = dataclasses.field(init=False, default=None)

    def __post_init__(self) -> None:
        """Raises `UsageError` where two things should go to stdout."""
        if len(self._to_stdout) > 1:
            raise UsageError("only one of --json, --markdown, --junit, --html, --csv and --latex can be -, stdout.")
        if self.open_it and self.html_to == "-":
            raise UsageError("--open needs a file to open, and --html - writes to stdout; name a file.")
        files = [Path(to) for to in self._asked if to and to != "-"]
        for i, file in enumerate(files):
            check_writable(file)
            if file.absolute() in [other.absolute() for other in files[:i]]:
                raise UsageError(f"{file}: two reports would go to this file; name one for each.")

    def keep_off(self, baseline: Path | None) -> None:
        """Raises `UsageError` where a report would go over the baseline, which only `--update-baseline` renews."""
        if baseline and baseline.absolute() in [Path(to).absolute() for to in self._asked if to]:
            raise UsageError(f"{baseline}: this is the baseline; write the report to another file.")

    @property
    def per_document(self) -> bool:
        """Whether something is asked for that needs the counts of each document."""
        return bool(self.json_to or self.markdown_to or self.junit_to or self.keeps or self.style == "github")

    @property
    def _to_stdout(self) -> list[str]:
        return [to for to in self._asked if to == "-"]

    @property
    def _asked(self) -> tuple[str | None, ...]:
        return self.json_to, self.markdown_to, self.junit_to, self.html_to, self.csv_to, self.latex_to

    @property
    def keeps(self) -> bool:
        """Whether the systems' answers are to be kept, since a page shows them."""
        return bool(self.html_to or self.open_it)

    def slices(self, asked: Sequence[str]) -> list[str]:
        """The slices to score: a page has some though none were asked for."""
        return list(asked or (SLICES if self.keeps else ()))

    def keep(self, predicted: Predicted, gold: Gold) -> None:
        """Keep what a system said, where a page will show it."""
        if self.keeps:
            self.kept.append(predicted)
            self.gold = gold

    def write(self, outcomes: Sequence[Outcome], slices: Sequence[str] | None = None) -> None:
        """Write everything that was asked for; the terminal's table, unless something else has stdout.

        Only the page shows other slices than those named by `slices`; None: all that the reports have.
        """
        if self.keeps:
            from sayso.report.html import page

            write_page(page(outcomes, self.kept, self.gold), self.html_to, self.open_it)
        if slices is not None:
            outcomes = [outcome.with_slices(slices) for outcome in outcomes]
        if not self._to_stdout:
            with _unheard() if self.style == "github" else contextlib.nullcontext():
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


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Keep GitHub from taking what is shown for workflow commands: a system may be called `::stop-commands::x`."""
    token = secrets.token_hex(16)  # that nobody can write into a report
    click.echo(command("stop-commands", token))
    yield
    click.echo(command(token, ""))


_FILE = "FILE"
output_options = gathered(
    Outputs,
    "outputs",
    click.option("--json", "json_to", metavar=_FILE, help="Save the report as JSON; - writes it to stdout alone."),
    click.option(
        "--markdown", "markdown_to", metavar=_FILE, help="Markdown, for a step summary; - writes it to stdout alone."
    ),
    click.option("--junit", "junit_to", metavar=_FILE, help="JUnit XML: a case for each gate and each document."),
    click.option(
        "--html", "html_to", metavar=_FILE, help="One HTML page: the scores, and each document with its errors."
    ),
    click.option("--open", "open_it", is_flag=True, help="Show the HTML page in a browser."),
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
