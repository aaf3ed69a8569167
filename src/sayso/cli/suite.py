"""`sayso eval --suite`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.cli.options import gathered
from sayso.errors import UsageError
from sayso.files import write_bytes
from sayso.model import dumps
from sayso.printing import counted, printable

if TYPE_CHECKING:
    from sayso.model import Article
    from sayso.running.live import Run
    from sayso.running.options import RunOptions
    from sayso.suites.board import Leaderboard
    from sayso.suites.running import Outcome


@dataclasses.dataclass
class SuiteRun:
    """A suite to run, as the command line has it; without `suite` there is none."""

    suite: Path | None
    from_predictions: bool
    corpus_path: Path | None
    suite_output: Path | None

    def __post_init__(self) -> None:
        """Raises `UsageError` on options that need a suite."""
        if self.suite is None:
            for name in ("from_predictions", "corpus_path", "suite_output"):
                if getattr(self, name):
                    raise UsageError(f"--{name.replace('_', '-')} goes with --suite FILE.")

    def run(self, extractors: Sequence[str], options: RunOptions) -> int:
        """Run the suite, write its results and the leaderboard, and return the exit code: 1 for a missed threshold.

        So does one that could not be judged on a corpus that is there."""
        from sayso.cli.progress import extracting
        from sayso.cli.running import extraction
        from sayso.evaluation import run
        from sayso.report import leaderboard
        from sayso.suites import running
        from sayso.suites.definition import read_beside
        from sayso.suites.standings import standings

        def runner(name: str, articles: Sequence[Article]) -> Run:
            with extraction():
                return run(name, articles, extracting, options)

        path = self.suite or Path()
        suites, home, out = read_beside(path), path.parent, self.suite_output or path.parent
        suite = suites[path]
        outcome = running.run_suite(suite, home, out, runner, extractors, self.corpus_path, self.from_predictions)
        board = standings(suites, out, outcome.cells)
        write_bytes(out / "leaderboard.json", dumps(board))
        write_bytes(out / "leaderboard.md", leaderboard.render(board).encode())
        _show(board, suite.name)
        judged = outcome.verdicts(suite.thresholds)
        missed = [(cell, verdict) for cell, verdict in judged if not verdict.passed]
        told = [f"skipped {printable(sentence)}" for sentence in outcome.skipped]
        told += [f"{cell.extractor.name} on {cell.corpus.name}: {verdict.sentence}." for cell, verdict in missed]
        told += (unjudged := outcome.unjudged(suite.thresholds))
        told.append(f"{_summary(outcome, len(judged), len(missed))} {out / 'leaderboard.md'} is written.")
        for sentence in told:
            click.echo(f"sayso: {sentence}", err=True)
        return int(bool(missed or unjudged))


suite_options = gathered(
    SuiteRun,
    "of_suite",
    click.option(
        "--suite",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="Run a suite (TOML), write its results and the leaderboard; EXTRACTORs limit it, or join it.",
    ),
    click.option(
        "--from-predictions", is_flag=True, help="With --suite: score the answers that are kept; run nothing."
    ),
    click.option(
        "--corpus-path",
        type=click.Path(path_type=Path, exists=True),
        metavar="PATH",
        help="With --suite: where the corpus is that it expects in an environment variable.",
    ),
    click.option(
        "--suite-output",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="With --suite: write here instead of beside the suite.",
    ),
)


def _summary(outcome: Outcome, judged: int, missed: int) -> str:
    verdict = f"{missed} of {counted(judged, 'threshold')} missed." if judged else "No threshold was judged."
    return f"{counted(len(outcome.cells), 'result')}. {verdict}"


def _show(board: Leaderboard, suite: str) -> None:
    console = Console()
    for table in board.tables:
        if table.suite != suite:
            continue
        shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
        shown.title = Text(printable(f"{table.title} · {table.entry}, {counted(table.documents, 'document')}"), "bold")
        shown.add_column("", justify="right")
        shown.add_column("extractor", overflow="fold")
        for measure in table.measures:
            shown.add_column(measure, overflow="fold")
        for one in table.standings:
            name = Text(printable(one.system.name) + " †" * one.tuned)
            cells = [
                "–" if f.value is None else f"{f.value:.3f}{f' {f.group}' if f.group else ''}"
                for f in (one.figures[measure] for measure in table.measures)
            ]
            shown.add_row(str(one.rank), name, *cells)
        console.print(shown)
    console.print(Text("Same letter: no significant difference. †: tuned on these documents.", "dim"), soft_wrap=True)
