"""`sayso eval`."""

from __future__ import annotations

import sys

import click
import msgspec
from rich.console import Console

from sayso.bootstrap import SAMPLES, SEED, Method
from sayso.cli.options import write_out
from sayso.cli.systems import sides
from sayso.diagnosis import DEFAULT_MATCH
from sayso.errors import UsageError
from sayso.matching import Match
from sayso.measures import DEFAULT, expand
from sayso.repeat import read_signature
from sayso.report import junit, markdown, terminal
from sayso.results import Report
from sayso.scoring import score
from sayso.slices import expand as expand_slices
from sayso.thresholds import Verdict, judge, parse_threshold


@click.command("eval")
@click.argument("extractors", nargs=-1, required=True, metavar="EXTRACTOR...")
@click.option("--corpus", metavar="DIR", help="Corpus folder; the bundled corpus by default.")
@click.option("--split", "splits", multiple=True, help="Score this split only; may be repeated.")
@click.option(
    "--measure",
    "-m",
    "measures",
    multiple=True,
    help="Measure (quotes.f1@exact), task (cues@exact) or group (nervaluate).",
)
@click.option("--json", "json_to", metavar="FILE", help="Save the report as JSON; - writes it to stdout alone.")
@click.option(
    "--markdown", "markdown_to", metavar="FILE", help="Markdown, for a step summary; - writes it to stdout alone."
)
@click.option("--junit", "junit_to", metavar="FILE", help="JUnit XML: a case for each threshold and document.")
@click.option("--fail-under", "fail_under", multiple=True, metavar="MEASURE=VALUE", help="Exit 1 below this value.")
@click.option("--samples", default=SAMPLES, show_default=True, type=click.IntRange(100), help="Bootstrap samples.")
@click.option("--seed", default=SEED, show_default=True, help="Seed of the bootstrap.")
@click.option(
    "--interval",
    type=click.Choice(["percentile", "bca"]),
    default="percentile",
    show_default=True,
    help="Kind of bootstrap interval; those of slices are percentile.",
)
@click.option("--signature", metavar="TEXT", help="Repeat the run of a report's last line, or say what differs.")
@click.option(
    "--errors",
    default=str(DEFAULT_MATCH),
    show_default=True,
    metavar="MATCH",
    help="Match of the error classes; none leaves them out.",
)
@click.option(
    "--slice",
    "slices",
    multiple=True,
    metavar="NAME",
    help="Score parts of the gold too: type, length, genre, … or all; may be repeated.",
)
def evaluate(
    extractors: tuple[str, ...],
    corpus: str | None,
    splits: tuple[str, ...],
    measures: tuple[str, ...],
    json_to: str | None,
    markdown_to: str | None,
    junit_to: str | None,
    fail_under: tuple[str, ...],
    samples: int,
    seed: int,
    interval: Method,
    signature: str | None,
    errors: str,
    slices: tuple[str, ...],
) -> None:
    """Run or read extractors and score them on the gold.

    EXTRACTOR is an installed name (rules), module:attribute, or a predictions file (.jsonl, .json, or a folder of
    them).

    \b
    sayso eval rules
    sayso eval predictions.jsonl --fail-under quotes.f1@overlap=0.7
    sayso eval my_module:extract --json report.json --markdown - >> "$GITHUB_STEP_SUMMARY"
    """
    match = None if errors == "none" else Match.parse(errors)
    if match and match.kind == "overlap":
        raise UsageError("--errors overlap: errors are found among pairs; use exact, trimmed, iou=T or none.")
    parts = expand_slices(slices)
    thresholds = [parse_threshold(text) for text in fail_under]
    asked = [name for asked in measures for name in expand(asked)] or DEFAULT
    names = list(dict.fromkeys([*asked, *(threshold.measure for threshold in thresholds)]))
    wanted = read_signature(signature) if signature else None
    if wanted:
        names, splits = wanted.measures or names, tuple(wanted.splits or splits)
        samples, seed = wanted.samples or samples, seed if wanted.seed is None else wanted.seed
        interval = wanted.interval or interval
    judged: list[tuple[Report, list[Verdict]]] = []
    for predicted, gold in sides(extractors, corpus, list(splits) or None):
        report = score(predicted, gold, names, samples, seed, bool(json_to or junit_to), match, parts, interval)
        if wanted:
            wanted.check(report.signature)
        judged.append((report, judge(report, thresholds)))
    _write(judged, json_to, markdown_to, junit_to)
    failed = [(report, verdict) for report, verdicts in judged for verdict in verdicts if not verdict.passed]
    for report, verdict in failed:
        click.echo(f"sayso: {report.system.name}: {verdict.sentence}.", err=True)
    if failed:
        sys.exit(1)


def _write(
    judged: list[tuple[Report, list[Verdict]]], json_to: str | None, markdown_to: str | None, junit_to: str | None
) -> None:
    if "-" not in (json_to, markdown_to):
        console = Console()
        for report, _ in judged:
            terminal.show(report, console)
    if json_to:
        reports = [report for report, _ in judged]
        record = reports[0] if len(reports) == 1 else reports
        write_out(json_to, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    if markdown_to:
        text = "\n".join(markdown.render(report, verdicts) for report, verdicts in judged)
        write_out(markdown_to, text.encode())
    if junit_to:
        write_out(junit_to, junit.render(judged))
