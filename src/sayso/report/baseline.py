"""A run held against a baseline: by how much each measure changed, whether that may be chance, and what is too much."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED
from sayso.contrast import Contrast, contrast
from sayso.errors import DataError
from sayso.files import write_bytes
from sayso.measures import Measure, parse
from sayso.ranking import Rows, by_document
from sayso.repeat import parts_of
from sayso.report import layout
from sayso.report.saved import read_reports, statistics_of
from sayso.results import Report
from sayso.significance import ALPHA, SHUFFLES, Difference, compare

Verdict = Literal["held", "dropped", "uncertain", "too few"]
_SHORT = 240
_MUST_AGREE = {"hash": "gold", "splits": "splits", "docs": "documents", "matching": "matching"}


class Change(msgspec.Struct, frozen=True):
    """One gated measure against the baseline: A is the baseline, B this run; p-values are Holm's over all of these.

    `allowed` is the largest drop that passes, None where none is set; `differing` counts the documents on which the two
    have other counts; `gated` is how many measures were tested together.
    """

    found: Difference
    allowed: float | None
    differing: int
    gated: int

    @property
    def measure(self) -> str:
        return self.found.measure

    @property
    def drop(self) -> float:
        """Baseline minus this run; not a number where either is undefined."""
        return -self.found.difference

    @property
    def verdict(self) -> Verdict:
        """`dropped` fails: larger than allowed, and significant.

        `uncertain` is larger than allowed and may be chance; `too few` could not have been significant, whatever the
        drop, with as few documents that differ.
        """
        if self.allowed is None or not self.drop > self.allowed + 1e-12:
            return "held"
        # With k documents that differ, the smallest two-sided p of a permutation test is 2 / 2^k; a p-value from
        # samples may fall below that by chance. Holm multiplies all but the smallest by less than `gated`.
        least = 2.0 ** (1 - self.differing)
        if self.found.p_holm is None or least >= ALPHA:
            return "too few"
        if self.found.p_holm < ALPHA:
            return "dropped"
        return "too few" if self.gated * least >= ALPHA else "uncertain"

    @property
    def passed(self) -> bool:
        return self.verdict != "dropped"

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        d = self.found
        a, b = (layout.number(value, none="undefined") for value in (d.a, d.b))
        if self.drop <= 0 or self.drop != self.drop:
            return f"{d.measure} went from {a} to {b}"
        fell = f"{d.measure} fell from {a} to {b}"
        allowed = "" if self.allowed is None else f" by {self.drop:.3f}, more than {self.allowed:g}"
        if self.verdict == "dropped":
            return f"{fell}{allowed}, and that is no chance ({self._p})"
        if self.verdict == "uncertain":
            return f"{fell}{allowed}, which may be chance ({self._p}): not held against it"
        if self.verdict == "too few":
            return f"{fell}{allowed}, but the data are too few to tell: {self._few}"
        return fell

    @property
    def _p(self) -> str:
        p = layout.p_value(self.found.p_holm)
        return p.replace("<", "p < ") if p.startswith("<") else f"p = {p}"

    @property
    def _few(self) -> str:
        if self.found.p_holm is None:
            return f"a test needs {MIN_DOCUMENTS} documents"
        return f"only {self.differing} document{'s differ' if self.differing != 1 else ' differs'}"


class Against(msgspec.Struct, frozen=True):
    """A run against its baseline.

    `contrast` has every F1 and rate that both hold (Holm over all of them), the documents and the items that differ,
    gated measures first; `changes` the gated measures alone; `notes` what a reader must know.
    """

    contrast: Contrast
    changes: list[Change]
    notes: list[str]


def read_baseline(path: Path) -> list[Report]:
    """The reports in a baseline file. Raises `SaysoError`."""
    if not path.exists():
        raise DataError(f"{path}: there is no baseline yet; make it with --baseline {path} --update-baseline.")
    return read_reports(path)


def system_of(reports: Sequence[Report], name: str, alone: bool = True) -> Report:
    """The baseline of the system `name`. Raises `DataError` where there is none.

    A single report stands for any system that is scored `alone`: of several, it would be held against the wrong ones.
    """
    single = alone and len(reports) == 1
    found = reports if single else [report for report in reports if report.system.name == name]
    if not found:
        known = ", ".join(report.system.name for report in reports)
        raise DataError(f"this baseline holds {known}, and {name} is not among them; update it (--update-baseline).")
    return found[0]


def differences(baseline: Report, report: Report) -> list[str]:
    """Why two reports cannot be compared: each part of their signatures that must agree and does not."""
    before, after = parts_of(baseline.signature), parts_of(report.signature)
    before["hash"], after["hash"] = baseline.corpus.hash, report.corpus.hash
    found = [
        f"its {noun} {'were' if noun.endswith('s') else 'was'} {before.get(key, 'unknown')}, now {after.get(key)}"
        for key, noun in _MUST_AGREE.items()
        if before.get(key) != after.get(key)
    ]
    documents = [side.statistics.documents if side.statistics else None for side in (baseline, report)]
    if not found and documents[0] != documents[1]:
        found.append("it holds no counts of these documents")
    return found


def against(
    baseline: Report, report: Report, allowed: Mapping[str, float | None], samples: int = SAMPLES, seed: int = SEED
) -> Against:
    """Hold a report against a baseline; `allowed` maps each gated measure to its largest drop.

    Raises `DataError` where the two are not of the same gold, splits and documents, or the baseline lacks a measure.
    """
    if found := differences(baseline, report):
        raise DataError(
            f"the baseline cannot be compared with this run: {'; '.join(found)}. "
            "Update it (--update-baseline), or score on what it was scored on."
        )
    if lacking := [name for name in allowed if name not in baseline.measures]:
        raise DataError(f"the baseline lacks {lacking[0]}; update it with -m {lacking[0]} --update-baseline.")
    shared = [name for name in report.measures if name in baseline.measures and (".f1" in name or ".rate" in name)]
    names = list(dict.fromkeys([*allowed, *shared]))
    rows = statistics_of(baseline), statistics_of(report)
    ids = report.statistics.documents if report.statistics else []
    whole = contrast([parse(name) for name in names], (baseline, report), rows, ids, max(samples, SHUFFLES), seed)
    gated = [parse(name) for name in allowed]
    tested = compare(gated, *rows, max(samples, SHUFFLES), seed) if gated else []
    changes = [
        Change(found, allowed[found.measure], _differing(measure, rows), len(gated))
        for measure, found in zip(gated, tested, strict=True)
    ]
    return Against(whole, changes, _notes(baseline, report))


def _differing(measure: Measure, rows: tuple[Mapping[str, Rows], Mapping[str, Rows]]) -> int:
    a, b = (by_document(side[measure.row_name]) for side in rows)
    return int(np.any(a != b, axis=1).sum())


def _notes(baseline: Report, report: Report) -> list[str]:
    before, after = (parts_of(side.signature).get("sayso") for side in (baseline, report))
    if before == after:
        return []
    return [f"The baseline was scored by sayso {before}, this run by {after}: some of a change may be the scorer's."]


def save_baseline(
    path: Path, reports: Sequence[Report], gated: Collection[str] = (), others: Sequence[Report] = ()
) -> None:
    """Write reports as a baseline, whole or not at all: measures and the counts of each document, and nothing else.

    No times, and a line for each measure and each row of counts: a repository that keeps it grows by what changed.
    Average precisions, which take a list of all items, are kept where they are among the measures `gated`. `others`
    are reports of systems that this run did not score: they stay as they are.
    """
    kept = [*others, *(_kept(report, gated) for report in reports)]
    kept.sort(key=lambda report: report.system.name)  # a system keeps its place, whichever was scored last
    record = msgspec.to_builtins(kept[0] if len(kept) == 1 else kept)
    write_bytes(path, f"{_laid_out(_whole(record))}\n".encode())


def _kept(report: Report, gated: Collection[str]) -> Report:
    statistics = report.statistics
    dropped: set[str] = set()
    if statistics is not None:
        dropped = {name for name in statistics.rankings if name not in gated}
        rankings = {name: items for name, items in statistics.rankings.items() if name not in dropped}
        statistics = msgspec.structs.replace(statistics, rankings=rankings)
    return msgspec.structs.replace(
        report,
        seconds=None,
        run=None,
        samples=None,
        fabrications=None,
        slices={},
        curves={},
        statistics=statistics,
        measures={name: measure for name, measure in report.measures.items() if name not in dropped},
        errors=None if report.errors is None else msgspec.structs.replace(report.errors, items=None),
    )


def _laid_out(value: Any, indent: str = "") -> str:
    """JSON on one line where that is short or holds numbers only, else a line for each member."""
    text = json.dumps(value, ensure_ascii=False)
    members = list(value.values() if isinstance(value, dict) else value) if isinstance(value, dict | list) else []
    if len(text) <= _SHORT or not any(isinstance(member, dict | list) for member in members):
        return text
    inner = f"{indent} "
    if isinstance(value, list):
        return f"[\n{inner}" + f",\n{inner}".join(_laid_out(item, inner) for item in value) + f"\n{indent}]"
    lines = (f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(item, inner)}" for key, item in value.items())
    return f"{{\n{inner}" + f",\n{inner}".join(lines) + f"\n{indent}}}"


def _whole(value: Any) -> Any:
    """Whole numbers without their `.0`."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
