"""`sayso eval`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from sayso.bootstrap import SAMPLES, SEED, Method
from sayso.cli.engine import RAY, engine_option, reports_by_shard
from sayso.cli.gating import Gates, gate_options
from sayso.cli.outputs import Outputs, output_options
from sayso.cli.running import running_options
from sayso.cli.suite import SuiteRun, suite_options
from sayso.cli.systems import sides
from sayso.diagnosis import DEFAULT_MATCH
from sayso.errors import UsageError
from sayso.matching import Match
from sayso.measures import DEFAULT, expand
from sayso.repeat import read_signature
from sayso.results import Report
from sayso.running.options import RunOptions
from sayso.scoring import Plan, score_plan
from sayso.slices import expand as expand_slices


@click.command("eval")
@click.argument("extractors", nargs=-1, metavar="EXTRACTOR...")
@click.option("--corpus", metavar="DIR", help="Corpus folder; the bundled corpus by default.")
@click.option("--split", "splits", multiple=True, help="Score this split only; may be repeated.")
@click.option(
    "--measure",
    "-m",
    "measures",
    multiple=True,
    help="Measure (quotes.f1@exact), task (cues@exact) or group (nervaluate).",
)
@output_options
@gate_options
@click.option("--samples", default=SAMPLES, show_default=True, type=click.IntRange(100), help="Bootstrap samples.")
@click.option("--seed", default=SEED, show_default=True, help="Seed of the bootstrap.")
@click.option(
    "--interval",
    type=click.Choice(["percentile", "bca"]),
    default="percentile",
    show_default=True,
    help="Kind of bootstrap interval.",
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
@click.option("--runs", type=click.Path(path_type=Path), metavar="DIR", help="Keep each answer here, for --resume.")
@engine_option
@running_options
@suite_options
def evaluate(
    extractors: tuple[str, ...],
    corpus: str | None,
    splits: tuple[str, ...],
    measures: tuple[str, ...],
    outputs: Outputs,
    gates: Gates,
    samples: int,
    seed: int,
    interval: Method,
    signature: str | None,
    errors: str,
    slices: tuple[str, ...],
    runs: Path | None,
    engine: str,
    options: RunOptions,
    of_suite: SuiteRun,
) -> None:
    """Run or read extractors and score them on the gold.

    EXTRACTOR is an installed name (rules), module:attribute, cmd:PROGRAM, http://HOST/PATH, a predictions file (.jsonl,
    .json, .parquet, or a folder), or one in another format, as labelstudio:export.json.

    \b
    sayso eval rules
    sayso eval predictions.jsonl --fail-under quotes.f1@overlap=0.7
    sayso eval --suite eval/challenge.toml
    sayso eval my_module:extract --json report.json --markdown - >> "$GITHUB_STEP_SUMMARY"
    """
    if of_suite.suite is not None:
        _refuse_beside_suite()
        sys.exit(of_suite.run(extractors, options))
    if not extractors:
        raise click.UsageError("Missing argument 'EXTRACTOR...'.")
    outputs.keep_off(gates.baseline)
    match = None if errors == "none" else Match.parse(errors)
    if match and match.kind == "overlap":
        raise UsageError("--errors overlap: errors are found among pairs; use exact, trimmed, iou=T or none.")
    parts = expand_slices(slices)
    asked = [name for asked in measures for name in expand(asked)] or DEFAULT
    names = list(dict.fromkeys([*asked, *gates.measures]))
    wanted = read_signature(signature) if signature else None
    if wanted:
        names, splits = wanted.measures or names, tuple(wanted.splits or splits)
        samples, seed = wanted.samples or samples, seed if wanted.seed is None else wanted.seed
        interval = wanted.interval or interval
    outcomes = []
    plan = Plan(names, outputs.per_document or gates.baseline is not None, match, outputs.slices(parts))

    def scored_here() -> Iterator[Report]:
        for predicted, gold in sides(extractors, corpus, list(splits) or None, options, runs, outputs.keeps):
            yield score_plan(predicted, gold, plan, samples, seed, interval)
            outputs.keep(predicted, gold)

    if engine == RAY:
        if outputs.keeps or runs:
            raise UsageError("--html and --runs need every document here; use --engine local.")
        scored = reports_by_shard(extractors, corpus, list(splits) or None, options, plan, samples, seed, interval)
    else:
        scored = scored_here()
    for report in scored:
        if wanted:
            wanted.check(report.signature)
        outcomes.append(gates.judge(report, len(extractors) == 1, samples, seed))
    outputs.write(outcomes, parts)
    sys.exit(gates.settle(outcomes))


_SUITE_SAYS = {
    *(field.name for kind in (Gates, Outputs) for field in dataclasses.fields(kind)),
    *(
        "corpus",
        "splits",
        "measures",
        "samples",
        "seed",
        "interval",
        "signature",
        "errors",
        "slices",
        "runs",
        "engine",
        "resume",
    ),
}


def _refuse_beside_suite() -> None:
    """Raises `UsageError` on options that a suite would ignore: a gate that does not hold is worse than none."""
    context = click.get_current_context()
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if given and parameter.name in _SUITE_SAYS:
            raise UsageError(
                f"{parameter.opts[0]} does not go with --suite: the suite's file says what is scored and how."
            )
