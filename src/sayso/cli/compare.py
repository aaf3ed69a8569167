"""`sayso compare`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.console import Console

from sayso.bootstrap import SAMPLES, SEED
from sayso.cli.options import write_out
from sayso.cli.systems import sides
from sayso.contrast import contrast
from sayso.diagnosis import DEFAULT_MATCH
from sayso.errors import DataError, UsageError
from sayso.matching import Match
from sayso.measures import DEFAULT, expand, parse
from sayso.report import comparison
from sayso.report.saved import is_report, read_reports, statistics_of
from sayso.results import Report
from sayso.scoring import score


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.option("--corpus", metavar="DIR", help="Corpus folder; the bundled corpus by default.")
@click.option("--split", "splits", multiple=True, help="Compare on this split only; may be repeated.")
@click.option("--measure", "-m", "measures", multiple=True, help="Measure such as quotes.f1@exact; may be repeated.")
@click.option("--json", "json_to", metavar="FILE", help="Save the comparison as JSON; - writes it to stdout alone.")
@click.option(
    "--markdown", "markdown_to", metavar="FILE", help="Markdown, for a step summary; - writes it to stdout alone."
)
@click.option("--samples", default=SAMPLES, show_default=True, type=click.IntRange(100), help="Samples and shuffles.")
@click.option("--seed", default=SEED, show_default=True, help="Seed of samples and shuffles.")
def compare(
    a: str,
    b: str,
    corpus: str | None,
    splits: tuple[str, ...],
    measures: tuple[str, ...],
    json_to: str | None,
    markdown_to: str | None,
    samples: int,
    seed: int,
) -> None:
    """Compare two systems on the same documents: difference, interval, p-value, and where they differ most.

    A and B are extractors or predictions files, as for eval, or reports saved by eval --json.

    \b
    sayso compare rules predictions.jsonl
    sayso compare before.json after.json -m attribution.f1@iou=0.5
    """
    names = list(dict.fromkeys(name for asked in measures for name in expand(asked))) or [
        name for name in DEFAULT if ".f1" in name or ".rate" in name
    ]
    reports = _reports((a, b), corpus, list(splits) or None, names, samples, seed)
    _check_alike(*reports, names)
    ids = reports[0].statistics.documents if reports[0].statistics else []
    parsed = [parse(name) for name in names]
    found = contrast(parsed, reports, (statistics_of(reports[0]), statistics_of(reports[1])), ids, samples, seed)
    if "-" not in (json_to, markdown_to):
        comparison.show(found, Console())
    if json_to:
        write_out(json_to, msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    if markdown_to:
        write_out(markdown_to, comparison.markdown(found).encode())


def _reports(
    systems: tuple[str, str], corpus: str | None, splits: list[str] | None, names: list[str], samples: int, seed: int
) -> tuple[Report, Report]:
    """The report of each system, as saved or made now; errors are found by the match of a saved one."""
    saved = {system: _saved(system) for system in systems if is_report(Path(system))}
    matches = [report.errors.match for report in saved.values() if report.errors]
    match = Match.parse(matches[0]) if matches else DEFAULT_MATCH
    live = list(dict.fromkeys(system for system in systems if system not in saved))
    scored = {
        system: score(predicted, gold, names, samples, seed, errors=match)
        for system, (predicted, gold) in zip(live, sides(live, corpus, splits) if live else (), strict=True)
    }
    a, b = ({**saved, **scored}[system] for system in systems)
    return a, b


def _saved(system: str) -> Report:
    reports = read_reports(Path(system))
    if len(reports) != 1:
        raise UsageError(f"{system}: holds {len(reports)} systems; save one a file to compare them.")
    return reports[0]


def _check_alike(a: Report, b: Report, names: list[str]) -> None:
    documents = [report.statistics.documents if report.statistics else None for report in (a, b)]
    if a.corpus.hash != b.corpus.hash or documents[0] != documents[1]:
        raise DataError(
            f"{a.system.name} was scored on {a.corpus.name} ({a.corpus.hash}) and {b.system.name} on {b.corpus.name} "
            f"({b.corpus.hash}); only runs on the same documents and gold can be compared."
        )
    for report in (a, b):
        missing = [name for name in names if name not in report.measures]
        if missing:
            raise DataError(
                f"the report of {report.system.name} lacks {missing[0]}; score it again with -m {missing[0]}."
            )
