"""Options that decide whether a run passes: thresholds, and a baseline."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import click

from sayso.bootstrap import SAMPLES, SEED
from sayso.cli.options import gathered
from sayso.errors import DataError, UsageError
from sayso.files import check_writable
from sayso.printing import printable
from sayso.report.baseline import against, read_baseline, save_baseline, system_of
from sayso.report.outcome import Outcome
from sayso.results import Report
from sayso.thresholds import Threshold, judge, parse_drop, parse_threshold

GATED = ("quotes.f1@iou=0.5", "attribution.f1@iou=0.5", "claims.f1@iou=0.5")
"""What `--max-drop X` holds for where `--fail-under` names no measure."""


@dataclasses.dataclass
class Gates:
    """What a run must reach, as the command line has it."""

    fail_under: tuple[str, ...]
    baseline: Path | None
    max_drop: tuple[str, ...]
    update_baseline: bool
    force: bool
    thresholds: list[Threshold] = dataclasses.field(init=False)
    allowed: dict[str, float | None] = dataclasses.field(init=False)
    before: list[Report] = dataclasses.field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Raises `SaysoError` on what cannot be read, and on options that need another one: before anything is run."""
        for name in ("max_drop", "update_baseline"):
            if getattr(self, name) and self.baseline is None:
                raise UsageError(f"--{name.replace('_', '-')} needs --baseline FILE, the report to compare with.")
        if self.force and not self.update_baseline:
            raise UsageError("--force goes with --update-baseline: it updates though a gate fails.")
        if self.update_baseline and self.baseline:
            check_writable(self.baseline)
        self.thresholds = [parse_threshold(text) for text in self.fail_under]
        self.allowed = self._allowed() if self.baseline else {}
        if self.baseline and (self.baseline.exists() or not self.update_baseline):
            self.before = read_baseline(self.baseline)  # a file that is no report is never replaced by one

    @property
    def measures(self) -> list[str]:
        """The measures that a report needs to be judged."""
        return list(dict.fromkeys([*(threshold.measure for threshold in self.thresholds), *self.allowed]))

    def judge(self, report: Report, alone: bool, samples: int = SAMPLES, seed: int = SEED) -> Outcome:
        """Hold a report against thresholds and baseline; `alone`: the run scores no other system."""
        if lacking := [name for name in self.measures if name not in report.measures]:
            raise UsageError(f"the report of {report.system.name} lacks {lacking[0]}; score it with -m {lacking[0]}.")
        if not report.documents and (self.measures or self.baseline):
            raise DataError("no document was scored, so that a gate would say nothing; check --corpus and --split.")
        outcome = Outcome(report, judge(report, self.thresholds))
        if not self.before:
            return outcome
        try:
            before = system_of(self.before, report.system.name, alone)
            return dataclasses.replace(outcome, against=against(before, report, self.allowed, samples, seed))
        except DataError as error:
            if not self.update_baseline:  # told when all that was asked for is written: the run may have cost much
                return dataclasses.replace(outcome, refused=f"{self.baseline}: {error}".removesuffix("."))
            click.echo(f"sayso: note: {printable(str(error))} That is done now, unless a gate fails.", err=True)
            return outcome

    def settle(self, outcomes: Sequence[Outcome]) -> int:
        """Say on stderr what failed and what is unsure, update the baseline if asked to, and return the exit code."""
        failed = False
        for outcome in outcomes:
            name = printable(outcome.report.system.name)
            for sentence in outcome.warnings:
                click.echo(f"sayso: note: {name}: {printable(sentence)}", err=True)
            for sentence in outcome.failures:
                failed = True
                click.echo(f"sayso: {name}: {printable(sentence)}.", err=True)
        if self.update_baseline and self.baseline:
            self._update(self.baseline, outcomes, failed)
        return int(failed and not self.force)

    def _update(self, baseline: Path, outcomes: Sequence[Outcome], failed: bool) -> None:
        if failed and not self.force:
            click.echo(f"sayso: {baseline} stays as it was, since a gate failed; --force updates it anyway.", err=True)
            return
        names = [outcome.report.system.name for outcome in outcomes]
        if twice := [name for name in names if names.count(name) > 1]:
            raise UsageError(f"{baseline}: a baseline tells systems apart by name, and two are named {twice[0]}.")
        replaced = [report.system.name for report in self.before] if len(self.before) == len(names) == 1 else names
        others = [report for report in self.before if report.system.name not in replaced]
        save_baseline(baseline, [outcome.report for outcome in outcomes], self.measures, others)
        click.echo(f"sayso: {baseline} is the new baseline.", err=True)

    def _allowed(self) -> dict[str, float | None]:
        """The largest drop of each gated measure; None where it is shown only."""
        drops = [parse_drop(text) for text in self.max_drop]
        named: dict[str, float | None] = {}
        for measure, drop in drops:
            if measure in named:
                raise UsageError(f"--max-drop {measure}=X is given twice; give it once.")
            if measure is not None:
                named[measure] = drop
        for_all = [drop for measure, drop in drops if measure is None]
        if len(for_all) > 1:
            raise UsageError("--max-drop X is given twice; give it once for all measures, or name each: MEASURE=X.")
        gated: list[str] = [threshold.measure for threshold in self.thresholds]
        if for_all and not gated:
            gated = list(GATED)
        found: dict[str, float | None] = dict.fromkeys(gated, for_all[0] if for_all else None)
        return found | named


gate_options = gathered(
    Gates,
    "gates",
    click.option("--fail-under", multiple=True, metavar="MEASURE=VALUE", help="Exit 1 below this value."),
    click.option(
        "--baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Report to compare with."
    ),
    click.option(
        "--max-drop",
        multiple=True,
        metavar="[MEASURE=]X",
        help="Exit 1 on a drop against the baseline that is larger than X and significant; without MEASURE, for those "
        f"of --fail-under, else {', '.join(GATED)}.",
    ),
    click.option("--update-baseline", is_flag=True, help="Make this run the new baseline, unless a gate fails."),
    click.option("--force", is_flag=True, help="With --update-baseline: though a gate fails; exit 0."),
)
"""`--fail-under`, `--baseline` and what goes with it, as the argument `gates`."""
