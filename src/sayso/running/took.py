"""What a run took: latency, throughput, failures, and what the extractor says that it used."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sayso.results import Latency, RunInfo


@dataclasses.dataclass
class Took:
    """Counts as the outcomes come; those of the shards of a corpus join to that of the corpus.

    `calls` are the seconds of each document asked, `seconds` is the wall time, of joined ones the sum.
    """

    calls: list[float] = dataclasses.field(default_factory=list)
    usage: dict[str, float] = dataclasses.field(default_factory=dict)
    notes: list[str] = dataclasses.field(default_factory=list)
    failed: int = 0
    cached: int = 0
    resumed: int = 0
    retries: int = 0
    seconds: float = 0.0

    @classmethod
    def joined(cls, parts: Iterable[Took]) -> Took:
        """All of them as one."""
        whole = cls()
        for part in parts:
            whole.calls += part.calls
            whole.notes += part.notes
            whole.failed += part.failed
            whole.cached += part.cached
            whole.resumed += part.resumed
            whole.retries += part.retries
            whole.seconds += part.seconds
            whole.use(part.usage)
        return whole

    def use(self, usage: Mapping[str, float]) -> None:
        """Add what was used."""
        for name, number in usage.items():
            self.usage[name] = self.usage.get(name, 0) + number

    def info(self) -> RunInfo:
        """As the report has it."""
        asked = len(self.calls)
        return RunInfo(
            asked,
            self.failed,
            self.cached,
            self.resumed,
            self.retries,
            round(self.seconds, 3),
            round(asked / self.seconds, 3) if asked and self.seconds else None,
            _latency(self.calls) if asked else None,
            {name: round(number, 9) for name, number in sorted(self.usage.items())},
        )


def _latency(seconds: Sequence[float]) -> Latency:
    return Latency(*(round(float(x), 6) for x in (*np.percentile(seconds, (50, 90, 99)), max(seconds))))
