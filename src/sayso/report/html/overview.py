"""What the HTML report holds of the systems as a whole: measures, differences, slices, errors, a row a document."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, get_args

import msgspec

from sayso import __version__
from sayso.measures import parse
from sayso.measures.base import PRF
from sayso.ranking import Ranking, by_document
from sayso.report import layout
from sayso.report.baseline import differences
from sayso.report.html.documents import errors
from sayso.report.outcome import Outcome
from sayso.report.saved import statistics_of
from sayso.results import ErrorClass, Measure, Report
from sayso.significance import SHUFFLES, Difference, compare

HEADLINES = ("attribution.f1@iou=0.5", "quotes.f1@iou=0.5")
"""The measure that the report leads with: the first of these that was scored, else the first F1, else the first."""

MEANINGS: dict[ErrorClass, str] = {
    "wrong_speaker": "Found, but given to somebody else.",
    "wrong_type": "Found, but called another type.",
    "wrong_mention": "Found, but its source is another mention.",
    "fabricated": "Predicted, and not in the article.",
    "split": "One gold item, predicted in several.",
    "merged": "Several gold items, predicted as one.",
    "boundary": "Found in part: the edges are too far off to match.",
    "scare_quote": "A word or two in quotation marks that nobody says.",
    "missed_indirect": "Gold, indirect, and not found.",
    "missed": "Gold, and not found.",
    "spurious": "Predicted, and not in the gold.",
}


def record(outcomes: Sequence[Outcome], shown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The overview of one or more systems on the same documents.

    `shown` are the documents as `documents.records` has them, or none. Differences are to the baseline, and without one
    to the first system.
    """
    reports = [outcome.report for outcome in outcomes]
    first = reports[0]
    head = headline(first)
    ids = next((report.statistics.documents for report in reports if report.statistics), [])
    return {
        "sayso": __version__,
        "corpus": msgspec.to_builtins(first.corpus) | {"documents": first.documents},
        "systems": [_system(outcome) for outcome in outcomes],
        "headline": head,
        "rows": _rows(reports),
        "differences": [_against(outcome, first) for outcome in outcomes],
        "slices": _slices(reports),
        "errors": _errors(reports),
        "classes": MEANINGS,
        "curves": [msgspec.to_builtins(report.curves) for report in reports],
        "documents": _documents(reports, ids, shown, head),
    }


def headline(report: Report) -> str:
    """Name of the measure that the report leads with."""
    f1 = [name for name in report.measures if ".f1" in name]
    return next((name for name in (*HEADLINES, *f1, *report.measures) if name in report.measures), "")


def _system(outcome: Outcome) -> dict[str, Any]:
    report = outcome.report
    whole = msgspec.to_builtins(report)
    kept = ("signature", "failures", "notes", "seconds", "run")
    fabricated = {} if report.fabrications is None else whole["fabrications"] | {"items": None, "names": None}
    gates: list[tuple[bool, str]] = [
        (one.passed, f"{one.measure} is {one.shown}, at least {one.threshold:g}" if one.passed else one.sentence)
        for one in outcome.verdicts
    ]
    # A change that no drop was set for is shown, and is no gate.
    gates += [(change.passed, change.sentence) for change in outcome.changes if change.allowed is not None]
    gates += [] if outcome.refused is None else [(False, outcome.refused)]
    return {
        **whole["system"],
        "fabrications": fabricated,
        "gates": gates,
        "warnings": outcome.warnings,
        **{key: whole[key] for key in kept if key in whole},
    }


def _numbers(measure: Measure | None) -> list[float | None] | None:
    """Value, low, high, n; None where it was not scored."""
    return None if measure is None else [_short(measure.value), _short(measure.low), _short(measure.high), measure.n]


def _short(value: float | None) -> float | None:
    """Six places are more than any interval supports."""
    return None if value is None or not math.isfinite(value) else round(value, 6)


def _rows(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """A row for each task and match that any system was scored by; each metric has the numbers of every system."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for i, report in enumerate(reports):
        for row in layout.rows(report):
            new = {"task": row.task, "match": row.match, "metrics": {}}
            mine = found.setdefault((row.task, row.match), new)
            for metric, measure in row.metrics.items():
                mine["metrics"].setdefault(metric, [None] * len(reports))[i] = _numbers(measure)
    return list(found.values())


def _against(outcome: Outcome, first: Report) -> dict[str, Any] | None:
    """By measure, how far a system is from the baseline, or the first system; None where that is itself."""
    report = outcome.report
    if outcome.against is not None:
        found = outcome.against.contrast
        return {"name": found.a.name, "baseline": True, "measures": _differences(found.measures)}
    if report is first or report.statistics is None or differences(first, report):
        return None
    shared = [parse(name) for name in _compared(report) if name in first.measures]
    rows = statistics_of(first), statistics_of(report)
    return {"name": first.system.name, "baseline": False, "measures": _differences(compare(shared, *rows, SHUFFLES))}


def _differences(found: Sequence[Difference]) -> dict[str, dict[str, Any]]:
    return {one.measure: _difference(one) for one in found}


def _compared(report: Report) -> list[str]:
    """The measures that are compared: F1 where a task has one, as many tests would cost power."""
    return [name for name in report.measures if ".f1" in name or ".rate" in name] or list(report.measures)


def _difference(one: Difference) -> dict[str, Any]:
    numbers = {"value": one.difference, "low": one.low, "high": one.high, "p": one.p, "p_holm": one.p_holm}
    return {name: _short(number) for name, number in numbers.items()}


def _slices(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """The slices that any system has, with the numbers of every system."""
    found = []
    for name in dict.fromkeys(name for report in reports for name in report.slices):
        parts = [report.slices.get(name) for report in reports]
        known = [part for part in parts if part]
        values = []
        for value in dict.fromkeys(value for part in known for value in part.values):
            sides = [part.values.get(value) if part else None for part in parts]
            scored = [side for side in sides if side]
            names = dict.fromkeys(measure for side in scored for measure in side.measures)
            measures = {
                one: [_numbers(side.measures.get(one)) if side else None for side in sides]
                for one in names
                if parse_metric(one) in PRF
            }
            about = {key: getattr(scored[0], key) for key in ("quotes", "documents", "small")}
            values.append({"value": value, **about, "measures": measures})
        found.append({"name": name, "by": known[0].by, "precision": known[0].precision, "values": values})
    return found


def parse_metric(name: str) -> str:
    """The metric of a measure's name: `f1` of `quotes.f1@exact`."""
    return name.partition("@")[0].rpartition(".")[2]


def _errors(reports: Sequence[Report]) -> dict[str, Any] | None:
    """By kind and class, how many gold and predicted items of each system carry it."""
    listed = [report.errors for report in reports]
    match = next((errors.match for errors in listed if errors), None)
    if match is None:
        return None
    kinds: dict[str, dict[str, list[list[int]]]] = {}
    for kind in ("quotes", "claims"):
        for name in get_args(ErrorClass):
            counts = [errors.counts.get(kind, {}).get(name) if errors else None for errors in listed]
            if any(counts):
                kinds.setdefault(kind, {})[name] = [[one.gold, one.predicted] if one else [0, 0] for one in counts]
    return {"match": match, "kinds": kinds}


def _documents(
    reports: Sequence[Report], ids: Sequence[str], shown: Sequence[dict[str, Any]], head: str
) -> list[dict[str, Any]]:
    """A row for each document: the headline measure and the number of errors in quotes, by system."""
    values = [_by_document(report, head) for report in reports]
    counted = [_error_counts(report) for report in reports]
    listed = [{} if shown else _items(report) for report in reports]
    failed = [{failure.doc for failure in report.failures} for report in reports]
    return [
        {
            "id": doc,
            "title": shown[i]["title"] if shown else None,
            "values": [mine.get(doc) for mine in values],
            "errors": errors(shown[i]) if shown else [None if mine is None else mine.get(doc, 0) for mine in counted],
            "failed": [doc in mine for mine in failed],
            "items": [mine.get(doc, []) for mine in listed],
        }
        for i, doc in enumerate(ids)
    ]


def _items(report: Report) -> dict[str, list[Any]]:
    """The errors that a saved report lists, by document, for a page without texts."""
    found: dict[str, list[Any]] = {}
    for one in report.errors.items or () if report.errors else ():
        spans = one.gold if one.side == "gold" else one.predicted
        start = spans[0].start if spans else None
        found.setdefault(one.doc, []).append([one.kind, one.error, one.side, start, one.text])
    return found


def _by_document(report: Report, name: str) -> dict[str, float | None]:
    """The value of a measure on each document; nothing where that is not known."""
    if report.statistics is None or name not in report.measures:
        return {}
    measure = parse(name)
    rows = statistics_of(report)[measure.row_name]
    if isinstance(rows, Ranking):
        return {}
    scores = measure.score(by_document(rows)).tolist()
    return {doc: _short(score) for doc, score in zip(report.statistics.documents, scores, strict=True)}


def _error_counts(report: Report) -> dict[str, int] | None:
    """Number of errors in quotes by document: an error of a pair counts once."""
    if report.errors is None or report.errors.items is None:
        return None
    counts: dict[str, int] = {}
    for error in report.errors.items:
        if error.kind == "quotes" and (error.side == "gold" or not error.gold):
            counts[error.doc] = counts.get(error.doc, 0) + 1
    return counts
