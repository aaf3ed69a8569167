"""What came of scoring one system: its report, the thresholds it was held to, and how it compares with a baseline."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import msgspec

from sayso.report.baseline import Against, Change
from sayso.results import Report
from sayso.thresholds import Verdict

_HEADLINE = "attribution.f1@iou=0.5"


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """A report with the verdicts on it. Every way of showing a report takes one."""

    report: Report
    verdicts: list[Verdict] = dataclasses.field(default_factory=list)
    against: Against | None = None
    refused: str | None = None
    """Why it could not be held against the baseline that was asked for."""

    def with_slices(self, names: Collection[str]) -> Outcome:
        """The same with these slices only."""
        slices = {name: part for name, part in self.report.slices.items() if name in names}
        return dataclasses.replace(self, report=msgspec.structs.replace(self.report, slices=slices))

    @property
    def changes(self) -> list[Change]:
        """The gated measures against the baseline; none without one."""
        return self.against.changes if self.against else []

    @property
    def failures(self) -> list[str]:
        """A sentence for each threshold that was missed, each drop that is too large, and a baseline of no use."""
        missed = [verdict.sentence for verdict in self.verdicts if not verdict.passed]
        missed += [change.sentence for change in self.changes if not change.passed]
        return missed if self.refused is None else [*missed, self.refused]

    @property
    def warnings(self) -> list[str]:
        """A sentence for each drop that was not held against the system, and what else a reader must know."""
        unsure = [change.sentence for change in self.changes if change.verdict in ("uncertain", "too few")]
        return unsure + (self.against.notes if self.against else [])

    @property
    def headline(self) -> str | None:
        """The measure that documents are ranked by: one that failed, else one that is gated, else attribution's F1."""
        failed = [verdict.measure for verdict in self.verdicts if not verdict.passed]
        failed += [change.measure for change in self.changes if not change.passed]
        gated = [verdict.measure for verdict in self.verdicts] + [change.measure for change in self.changes]
        names = [*failed, *gated, _HEADLINE, *self.report.measures]
        return next((name for name in names if ".f1" in name and name in self.report.measures), None)
