"""Saved reports: reading them back, and their statistics rows."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from sayso.curves import ranking_of
from sayso.errors import DataError
from sayso.files import read_bytes
from sayso.measures import parse
from sayso.ranking import Rows
from sayso.results import Report


def read_reports(path: Path) -> list[Report]:
    """The reports that `sayso eval --json` saved in a file. Raises `DataError` where it holds none."""
    data = read_bytes(path)
    try:
        if data.lstrip()[:1] == b"[":
            return msgspec.json.decode(data, type=list[Report])
        return [msgspec.json.decode(data, type=Report)]
    except msgspec.MsgspecError as error:
        raise DataError(f"{path}: is no saved report ({error}); make one with sayso eval --json.") from None


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
