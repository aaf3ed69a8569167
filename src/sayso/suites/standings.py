"""The leaderboard: saved reports side by side, with what their counts say about the differences.

Everything is worked out from the reports, so that it can be made again without texts. Two systems are compared by
paired approximate randomization on the measures of the board (`sayso.significance`); p-values are corrected after Holm
over all pairs and measures of a table. Systems that share a letter do not differ at 5 %.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from sayso.bootstrap import MIN_DOCUMENTS
from sayso.errors import DataError
from sayso.measures import Measure, parse
from sayso.model import SCHEMA_VERSION
from sayso.report.saved import read_reports, statistics_of
from sayso.results import Report
from sayso.significance import ALPHA, SHUFFLES, compare, holm
from sayso.suites.board import Figure, Leaderboard, Pair, Standing, Table
from sayso.suites.definition import CorpusEntry, ExtractorEntry, Suite
from sayso.suites.letters import letters
from sayso.suites.running import RESULTS, Cell, path_of


def standings(suites: Mapping[Path, Suite], out: Path, made: Sequence[Cell]) -> Leaderboard:
    """The leaderboard of suites, by their files, from the results below `out`; `made` are those just made.

    Results on another state of a corpus than those just made, or else than the newest file, are stale.
    """
    tables = []
    for path, suite in suites.items():
        tables += [table for entry in suite.corpora if (table := _table(suite, entry, path, out, made))]
    return Leaderboard(SCHEMA_VERSION, tables)


def _table(suite: Suite, entry: CorpusEntry, path: Path, out: Path, made: Sequence[Cell]) -> Table | None:
    folder = path_of(out, RESULTS, suite.name, entry.name, "x").parent
    saved = {file.stem: _single(file) for file in sorted(folder.glob("*.json"))}
    own = {one.name: one for one in suite.extractors}
    order = [name for name in own if name in saved] + [name for name in saved if name not in own]
    if not order:
        return None
    measures = [parse(name) for name in suite.board]
    just_made = [one.report for one in made if one.corpus is entry]
    newest = max(order, key=lambda name: (folder / f"{name}.json").stat().st_mtime_ns)
    current = just_made[0] if just_made else saved[newest]
    fresh = [
        name
        for name in order
        if _same_documents(saved[name], current) and all(str(one) in saved[name].measures for one in measures)
    ]
    reports = sorted((saved[name] for name in fresh), key=lambda report: _rank(report, measures[0]))
    pairs, groups = _compared(reports, measures)
    return Table(
        suite.name,
        entry.name,
        suite.title or suite.name,
        " ".join(filter(None, (suite.about, entry.about))),
        (f"{entry.variable}=… " if entry.variable else "")
        + f"sayso eval --suite {path.resolve().parent.name}/{path.name}",
        current.corpus,
        current.documents,
        [str(measure) for measure in measures],
        [
            _standing(place, report, measures, groups, own.get(report.system.name), entry)
            for place, report in enumerate(reports, 1)
        ],
        pairs,
        [name for name in order if name not in fresh],
    )


def _single(path: Path) -> Report:
    reports = read_reports(path)
    if len(reports) != 1:
        raise DataError(f"{path}: holds {len(reports)} reports, and a result of a suite is one; run the suite again.")
    return msgspec.structs.replace(reports[0], system=msgspec.structs.replace(reports[0].system, name=path.stem))


def _same_documents(a: Report, b: Report) -> bool:
    return a.corpus.hash == b.corpus.hash and a.documents == b.documents


def _rank(report: Report, measure: Measure) -> tuple[float, str]:
    value = report.measures[str(measure)].value
    return (1.0 if value is None else -value), report.system.name


def _standing(
    place: int,
    report: Report,
    measures: Sequence[Measure],
    groups: dict[str, dict[str, str]],
    own: ExtractorEntry | None,
    entry: CorpusEntry,
) -> Standing:
    name = report.system.name
    figures = {
        str(m): Figure(one.value, one.low, one.high, groups.get(str(m), {}).get(name))
        for m, one in ((m, report.measures[str(m)]) for m in measures)
    }
    tuned = own is not None and entry.name in own.tuned_on
    fabricated = None if report.fabrications is None else report.fabrications.fabricated
    return Standing(
        place, report.system, figures, tuned, len(report.failures), fabricated, "" if own is None else own.about
    )


def _compared(reports: Sequence[Report], measures: Sequence[Measure]) -> tuple[list[Pair], dict[str, dict[str, str]]]:
    """Each two systems on each measure, and by measure the letters of each system."""
    needed = {measure.row_name for measure in measures}
    rows = [{name: r for name, r in statistics_of(report).items() if name in needed} for report in reports]
    pairs = [
        Pair(reports[i].system.name, reports[j].system.name, found.measure, -found.difference, found.p, None)
        for i, j in itertools.combinations(range(len(reports)), 2)
        for found in compare(measures, rows[i], rows[j], SHUFFLES)
    ]
    tested = [pair for pair in pairs if pair.p is not None]
    for pair, corrected in zip(tested, holm([pair.p for pair in tested if pair.p is not None]), strict=True):
        pair.p_holm = corrected
    if len(reports) < 2 or reports[0].documents < MIN_DOCUMENTS:
        return pairs, {}
    return pairs, {str(measure): _groups(reports, pairs, str(measure)) for measure in measures}


def _groups(reports: Sequence[Report], pairs: Sequence[Pair], measure: str) -> dict[str, str]:
    best = sorted(reports, key=lambda report: _rank(report, parse(measure)))
    index = {report.system.name: i for i, report in enumerate(best)}
    differ = [
        (index[pair.a], index[pair.b])
        for pair in pairs
        if pair.measure == measure and pair.p_holm is not None and pair.p_holm < ALPHA
    ]
    return dict(zip(index, letters(len(best), differ), strict=True))
