"""`sayso compare`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
import numpy as np
from rich.console import Console

from sayso.bootstrap import MIN_DOCUMENTS, SAMPLES, SEED
from sayso.cli.progress import extracting
from sayso.corpus import load
from sayso.errors import DataError, UsageError
from sayso.evaluation import gold_of, predicted_of, run
from sayso.files import write_bytes
from sayso.measures import DEFAULT, expand, parse
from sayso.report import comparison
from sayso.report.saved import is_report, read_reports, statistics_of
from sayso.results import Report
from sayso.scoring import score
from sayso.significance import compare as differences


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.option("--corpus", metavar="DIR", help="Corpus folder; the bundled corpus by default.")
@click.option("--split", "splits", multiple=True, help="Compare on this split only; may be repeated.")
@click.option("--measure", "-m", "measures", multiple=True, help="Measure such as quotes.f1@exact; may be repeated.")
@click.option("--json", "json_to", metavar="FILE", help="Save the comparison as JSON; - writes it to stdout alone.")
@click.option("--samples", default=SAMPLES, show_default=True, type=click.IntRange(100), help="Samples and shuffles.")
@click.option("--seed", default=SEED, show_default=True, help="Seed of samples and shuffles.")
def compare(
    a: str,
    b: str,
    corpus: str | None,
    splits: tuple[str, ...],
    measures: tuple[str, ...],
    json_to: str | None,
    samples: int,
    seed: int,
) -> None:
    """Compare two systems on the same documents: difference, interval, p-value.

    A and B are extractors or predictions files, as for eval, or reports saved by eval --json.

    \b
    sayso compare rules predictions.jsonl
    sayso compare before.json after.json -m attribution.f1@iou=0.5
    """
    names = [name for asked in measures for name in expand(asked)] or [
        name for name in DEFAULT if ".f1" in name or ".rate" in name
    ]
    reports = [_report(system, corpus, list(splits) or None, names, samples, seed) for system in (a, b)]
    _check_alike(reports[0], reports[1], names)
    rows = [statistics_of(report) for report in reports]
    found = differences([parse(name) for name in names], rows[0], rows[1], samples, seed)
    ids = reports[0].statistics.documents if reports[0].statistics else []
    headline = parse(names[0]).row_name
    gaps = np.abs(rows[1][headline] - rows[0][headline]).sum(axis=1)
    documents = [(ids[i], float(gaps[i])) for i in np.argsort(-gaps, kind="stable") if gaps[i] > 0]
    if json_to != "-":
        few = reports[0].documents < MIN_DOCUMENTS
        comparison.show((reports[0], reports[1]), found, documents, few, Console())
    if json_to:
        record = {
            "a": reports[0].system,
            "b": reports[1].system,
            "corpus": reports[0].corpus,
            "measures": found,
            "documents": [doc for doc, _ in documents],
        }
        data = msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
        click.echo(data, nl=False) if json_to == "-" else write_bytes(Path(json_to), data)


def _report(
    system: str, corpus: str | None, splits: list[str] | None, names: list[str], samples: int, seed: int
) -> Report:
    if is_report(Path(system)):
        reports = read_reports(Path(system))
        if len(reports) != 1:
            raise UsageError(f"{system}: holds {len(reports)} systems; save one a file to compare them.")
        return reports[0]
    loaded = load(corpus, splits)
    outcome = run(system, [document.article for document in loaded], extracting)
    return score(predicted_of(outcome), gold_of(loaded), names, samples, seed, errors=None)


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
