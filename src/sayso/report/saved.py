"""Saved reports: reading them back, and their statistics rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from sayso.curves import ranking_of
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes
from sayso.measures import parse
from sayso.ranking import Rows
from sayso.results import Report

_NAME = re.compile(r"[\w.@=-]+")
_DEEPEST = 50


def read_reports(path: Path) -> list[Report]:
    """The reports that `sayso eval --json` saved in a file. Raises `DataError` where it holds none."""
    data = read_bytes(path)
    try:
        if data.lstrip()[:1] == b"[":
            reports = msgspec.json.decode(data, type=list[Report])
        else:
            reports = [msgspec.json.decode(data, type=Report)]
    except (msgspec.MsgspecError, RecursionError) as error:
        raise DataError(f"{path}: is no saved report ({error}); make one with sayso eval --json.") from None
    if not reports:
        raise DataError(f"{path}: holds no report; make one with sayso eval --json.")
    for report in reports:
        if fault := _fault(report):
            raise DataError(
                f"{path}: the report of {report.system.name} {fault}; make it again with sayso eval --json."
            )
    return reports


def _fault(report: Report) -> str | None:
    """What does not fit together in a report from outside: counts are kept for all documents and measures, or none."""
    if _is_deep(report.system.settings):
        return f"has settings that are nested more than {_DEEPEST} deep"
    if strange := [name for name in _names(report) if not _NAME.fullmatch(name)]:
        return f"has a measure of the name “{strange[0]}”"
    for name, curve in report.curves.items():
        if not _as_long(curve.score, curve.precision, curve.recall):
            return f"has a curve of {name} with points that lack a value"
    if report.statistics is None:
        return None
    number = len(report.statistics.documents)
    for name in report.measures:
        try:
            measure = parse(name)
        except UsageError:
            continue  # of a plugin that is not installed: shown as it stands, refused where it is worked with
        if name in report.statistics.rankings:
            continue
        counts = report.statistics.counts.get(measure.row_name, {})
        if any(len(counts.get(count, ())) != number for count in measure.task.counts):
            return f"lacks the counts of {name} on some of its documents"
    for name, items in report.statistics.rankings.items():
        within = all(0 <= doc < number for doc in items.doc)
        if not within or len(items.gold) != number or not _as_long(items.doc, items.score, items.right):
            return f"has a ranking of {name} that does not fit its documents"
    return None


def _names(report: Report) -> Iterator[str]:
    """Every name that is shown as a measure's, also those that have no counts."""
    yield from (*report.measures, *report.curves, *(report.samples.measures if report.samples else ()))
    for part in report.slices.values():
        for scores in part.values.values():
            yield from scores.measures


def _is_deep(value: object) -> bool:
    """Whether something is nested too deep to be written again: level by level, without a call for each."""
    level = [value]
    for _ in range(_DEEPEST):
        parts = [part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list)]
        level = [inner for part in parts for inner in part]
    return bool(level)


def _as_long(*lists: Sequence[object]) -> bool:
    return len({len(each) for each in lists}) == 1


def is_report(path: Path) -> bool:
    """Whether a JSON file is a saved report rather than predictions."""
    return path.suffix == ".json" and path.is_file() and b'"signature"' in read_bytes(path)


def statistics_of(report: Report) -> dict[str, Rows]:
    """The statistics of a report by `Measure.row_name`: documents x counts in the order of the counts, or a ranking."""
    if report.statistics is None:
        raise DataError(f"the report of {report.system.name} holds no counts of documents; score it again.")
    found: dict[str, Rows] = {}
    for name in report.measures:
        measure = parse(name)
        if name in report.statistics.rankings:
            found[measure.row_name] = ranking_of(report.statistics.rankings[name])
            continue
        counts = report.statistics.counts[measure.row_name]
        found[measure.row_name] = np.array([counts[count] for count in measure.task.counts], np.float64).T
    return found
