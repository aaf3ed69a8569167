"""`sayso adjudicate`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.cli.options import articles_option, say
from sayso.printing import counted, listed

if TYPE_CHECKING:
    from sayso.adjudication import Case
    from sayso.agreement import Pass
    from sayso.model import Annotation, Article
    from sayso.validate.articles import Articles


@click.command("adjudicate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="GOLD", help="Folder to write the gold to.")
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the files to decide in.  [default: GOLD.decisions, beside GOLD]",
)
@articles_option("Where the texts are", "--corpus")
@click.option("--annotator", default="gold", show_default=True, help="Id of the annotator that the gold states.")
@click.option(
    "--tasks",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the documents in dispute as Label Studio tasks instead, each annotator's work as a prediction.",
)
@click.option("--overwrite", is_flag=True, help="Write gold also where a file is there that differs from it.")
@click.option("--label-studio", is_flag=True, help="Decide on a Label Studio server instead of in files.")
@click.option("--project", metavar="ID|TITLE", help="With --label-studio, the project.  [default: sayso adjudication]")
@click.option("--url", metavar="URL", help="With --label-studio, the server, as for sayso labelstudio; likewise:")
@click.option("--token-file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE")
def adjudicate(
    paths: tuple[Path, ...],
    output: Path | None,
    decisions: Path | None,
    articles: tuple[Path, ...],
    annotator: str,
    tasks: Path | None,
    overwrite: bool,
    label_studio: bool,
    project: str | None,
    url: str | None,
    token_file: Path | None,
    config: Path | None,
) -> None:
    """Merge annotators' passes into gold: what all agree on is taken, the rest is listed to be decided.

    PATH is as for `sayso agreement`. The first run writes a TOML file for every document in dispute; decide in it,
    in any editor, and run the same command again. Gold is written when nothing is undecided, all or nothing; exit code
    1 says that something is. A file of gold that is there and differs is not overwritten, and told; after a decision
    that you have changed, --overwrite writes it anew.

    With --label-studio the first run makes a project with a task for every document in dispute, and the next ones write
    the gold of each document that is decided there.

    \b
    sayso adjudicate passes/ann passes/bob -o annotations/gold
    sayso adjudicate annotations/passes -o annotations/gold --label-studio
    sayso adjudicate annotations/passes --tasks tasks.json
    """
    from sayso.adjudication import open_case
    from sayso.adjudication.decisions import RESERVED
    from sayso.agreement import drawn_twice, read_passes
    from sayso.errors import DataError, UsageError
    from sayso.validate.articles import Articles

    if (output is None) == (tasks is None):
        raise UsageError("name what to write: the gold with -o, or Label Studio tasks with --tasks.")
    given = {"--project": project, "--url": url, "--token-file": token_file, "--config": config}
    if not label_studio and (alone := [name for name, value in given.items() if value is not None]):
        raise UsageError(f"{alone[0]} goes with --label-studio; add that, or leave {alone[0]} away.")
    if label_studio and (tasks is not None or decisions is not None):
        raise UsageError("with --label-studio there is nothing for --tasks and --decisions; leave them away.")
    passes = read_passes(paths, say)
    if wrong := [one.name for one in passes if one.name in RESERVED]:
        raise UsageError(f"an annotator cannot be called {wrong[0]!r}, which is a decision; rename the folder.")
    docs = drawn_twice(passes)
    if not docs:
        raise DataError(f"no document was drawn by two of {', '.join(one.name for one in passes)}.")
    if single := sorted({doc for one in passes for doc in one.records} - set(docs)):
        click.echo(
            f"sayso: {counted(len(single), 'document')} drawn by one annotator only, left out: {listed(single)}",
            err=True,
        )
    known = Articles(articles)
    documents = [_checked(doc, passes, known) for doc in docs]
    cases = [open_case(article, records) for article, records in documents]
    if tasks is not None:
        _write_tasks(tasks, documents, cases)
    elif label_studio and output is not None:
        from sayso.cli.labelstudio import needing

        pairs = [(case, records) for case, (_, records) in zip(cases, documents, strict=True)]
        with needing("sayso adjudicate --label-studio"):
            from sayso.cli.adjudicate_server import adjudicate_there

            adjudicate_there(output, pairs, annotator, project, (url, token_file, config), overwrite=overwrite)
    elif output is not None:
        folder = decisions or output.with_name(f"{output.name}.decisions")
        _write_gold(output, folder, cases, annotator, overwrite=overwrite)


def _checked(doc: str, passes: Sequence[Pass], known: Articles) -> tuple[Article, dict[str, Annotation]]:
    """The article and everybody's record of it. Raises `DataError` where one is no valid annotation of the article."""
    from sayso.errors import DataError
    from sayso.validate import validate_annotation

    article = known.get(doc)
    records = {one.name: one.records[doc] for one in passes if doc in one.records}
    places = [one.places[doc] for one in passes if doc in one.records]
    if article is None:
        raise DataError(f"{places[0]}: there is no article {doc} in {known.origin}; name its place with --articles.")
    for record, place in zip(records.values(), places, strict=True):
        errors = [problem for problem in validate_annotation(record, article) if problem.severity == "error"]
        if errors:
            raise DataError(
                f"{place}: {errors[0].pointer}: {errors[0].message} ({len(errors)} such in all); "
                f"sayso validate {place} lists them with what to do."
            )
    return article, records


def _write_tasks(
    target: Path, documents: Sequence[tuple[Article, Mapping[str, Annotation]]], cases: Sequence[Case]
) -> None:
    from sayso.adjudication.tasks import write_tasks

    disputed = [(case, records) for case, (_, records) in zip(cases, documents, strict=True) if case.disputes]
    write_tasks(disputed, target)
    click.echo(f"sayso: {counted(len(disputed), 'task')} of {counted(len(cases), 'document')} in {target}.", err=True)


def differing(output: Path, golds: Iterable[Annotation]) -> dict[str, str]:
    """The documents whose file in `output` says otherwise than `golds`, each with a sentence on it."""
    from sayso.files import read_bytes
    from sayso.model import dumps

    paths = {gold.doc: (output / f"{gold.doc}.json", dumps(gold)) for gold in golds}
    return {
        doc: f"{path}: it is there and differs from what was decided, so it stays; move your own changes elsewhere, or "
        "take what was decided with --overwrite."
        for doc, (path, data) in sorted(paths.items())
        if path.exists() and read_bytes(path) != data
    }


def _write_gold(output: Path, folder: Path, cases: Sequence[Case], annotator: str, *, overwrite: bool) -> None:
    from sayso.adjudication import settle
    from sayso.errors import DataError
    from sayso.files import write_bytes
    from sayso.model import Annotator, dumps
    from sayso.validate import validate_annotation

    decided = [_decided(folder / f"{case.article.id}.toml", case) for case in cases]
    _refuse_undecided(output, folder, cases, decided)
    golds = []
    for case, choices in zip(cases, decided, strict=True):
        gold = settle(case, choices, Annotator(annotator, "adjudicated"))
        problems = [one for one in validate_annotation(gold, case.article) if one.severity == "error"]
        if problems:
            found = f"{problems[0].pointer}: {problems[0].message}, {problems[0].found}"
            raise DataError(
                f"{folder / case.article.id}.toml: what was decided does not go together: {found} (pointer into the "
                "gold that it would make); decide otherwise. Nothing was written."
            )
        golds.append(gold)
    if kept := {} if overwrite else differing(output, golds):
        for sentence in kept.values():
            say(sentence)
        raise DataError(f"{counted(len(kept), 'file')} in {output} would change, listed above; nothing was written.")
    for gold in golds:
        write_bytes(output / f"{gold.doc}.json", dumps(gold))
    number = sum(map(len, decided))
    click.echo(f"sayso: {counted(len(golds), 'document')} in {output}, {counted(number, 'dispute')} decided.", err=True)


def _decided(path: Path, case: Case) -> dict[str, Any]:
    """The decisions on a case; where there is no file of them yet it is written, and nothing is decided."""
    from sayso.adjudication import read_decisions, write_disputes

    if not case.disputes:
        return {}
    if path.exists():
        return read_decisions(path, case)
    write_disputes(path, case)
    return {}


def _refuse_undecided(output: Path, folder: Path, cases: Sequence[Case], decided: Sequence[Mapping[str, Any]]) -> None:
    """Raise `DataError` that says what is undecided, if anything is."""
    from sayso.errors import DataError

    left = {
        case.article.id: [dispute.id for dispute in case.disputes if dispute.id not in choices]
        for case, choices in zip(cases, decided, strict=True)
    }
    left = {doc: ids for doc, ids in left.items() if ids}
    if not left:
        return
    number = sum(map(len, left.values()))
    for doc, ids in left.items():
        click.echo(f"{folder / doc}.toml: {listed(ids)}", err=True)
    raise DataError(
        f"{counted(number, 'dispute')} undecided, listed above; set decide in these files and run this again. "
        f"Nothing was written to {output}."
    )
