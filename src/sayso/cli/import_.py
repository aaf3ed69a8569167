"""`sayso import`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from sayso import formats
from sayso.cli.articles import read_articles
from sayso.cli.formats import FormatCommand, losses_of
from sayso.corpus import Document
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, write_bytes
from sayso.formats.choosing import choose
from sayso.formats.seeds import check_empty, write_seeds
from sayso.model import Annotation, dumps
from sayso.printing import counted
from sayso.tables import write_corpus


@click.command("import", cls=FormatCommand)
@click.argument("format_name", metavar="FORMAT")
@click.argument("source", type=click.Path(path_type=Path), metavar="SRC")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where to write.")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Seeds or a corpus: every text must be that of its article there.",
)
@click.option("--annotator", metavar="NAME", help="Take this annotator's work as the gold.")
@click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="USER=NAME",
    help="Another name for an annotator, as the source has it.",
)
@click.option(
    "--texts", type=click.Path(path_type=Path), metavar="DIR", help="Write the articles as raw seed files here, too."
)
@click.option("--strict", is_flag=True, help="Write nothing, and exit with 1, on any loss or problem.")
def import_(
    format_name: str,
    source: Path,
    output: Path,
    articles: Path | None,
    annotator: str | None,
    renames: tuple[str, ...],
    texts: Path | None,
    strict: bool,
) -> None:
    """Read other corpora and other tools' files.

    Where the format brings texts, DIR becomes a corpus with the source's own splits, which sayso eval --corpus DIR
    scores against. The work of several annotators on one document stands in DIR/passes/ANNOTATOR/DOC.json; the gold is
    that of --annotator, else of whoever drew most documents. A format without texts (labelstudio) gives annotation
    files, DIR/ANNOTATOR/DOC.json.

    What is faulty is named on stderr, one sentence each, and not written; the exit code is then 1. What the record
    cannot carry is counted there.

    \b
    sayso import polnear PolNeAR/data -o corpora/polnear && sayso eval rules --corpus corpora/polnear
    sayso import labelstudio export.json -o annotations/passes --rename 1=ann --rename 2=bob
    sayso import labelstudio export.json -o annotations/gold --annotator gold --articles seeds
    """
    chosen = formats.get(format_name)
    if chosen.read is None:
        raise UsageError(f"the format {format_name} can be written and not read.")
    known = None if articles is None else {article.id: article for article in read_articles([articles])}
    found = chosen.read(source, articles=known, annotators=dict(map(_rename, renames)))
    for line in [*found.notes, *losses_of(found.losses, str(source)), *found.problems]:
        click.echo(f"sayso: {line}", err=True)
    if strict and (found.problems or found.losses):
        raise DataError(
            f"{counted(len(found.problems), 'problem')} and {counted(len(found.losses), 'kind')} of loss; "
            "nothing was written (--strict)."
        )
    if found.articles:
        done = _write_documents(found, annotator, output, texts)
    elif texts is not None:
        raise UsageError(f"{source}: it brings no texts to write to {texts}; leave --texts away.")
    else:
        done = _write_annotations(found, annotator, output, source)
    for line in done:
        click.echo(f"sayso: {line}", err=True)
    if found.problems:
        raise DataError(
            f"{counted(len(found.problems), 'problem')}; the annotations concerned were not written. "
            "Mend them where they were made, then import again."
        )


def _rename(option: str) -> tuple[str, str]:
    user, sign, name = option.partition("=")
    if not (user and sign and name):
        raise UsageError(f"--rename {option}: write USER=NAME, such as 1=ann.")
    return user, name


def _write_documents(found: formats.Imported, annotator: str | None, output: Path, texts: Path | None) -> Iterable[str]:
    """Write a corpus, and say what is in it."""
    chosen = choose(found, annotator)
    if not chosen.documents:
        return [*chosen.notes, "there is no document to write."]
    if texts is not None:
        check_empty(texts)
    write_corpus(output, chosen.documents, passes=chosen.passes)
    if texts is not None:
        write_seeds(texts, chosen.documents)
    splits = ", ".join(dict.fromkeys(document.split for document in chosen.documents))
    passes = f", and {counted(len(chosen.passes), 'pass')} in {output / 'passes'}" if chosen.passes else ""
    return [*chosen.notes, f"{output} ({splits}): {_inventory(chosen.documents)}{passes}."]


def _inventory(documents: Iterable[Document]) -> str:
    golds = [document.gold for document in documents]
    quotes = [quote for gold in golds for quote in gold.quotes]
    claims = [claim for gold in golds for claim in gold.claims]
    speakers = [speaker for gold in golds for speaker in gold.speakers]
    spans = sum(len(quote.content) + len(quote.cue) + len(quote.source) for quote in quotes)
    spans += sum(len(claim.content) for claim in claims) + sum(len(speaker.mentions) for speaker in speakers)
    counts = {"document": len(golds), "quote": len(quotes), "speaker": len(speakers), "claim": len(claims)}
    return ", ".join(counted(number, noun) for noun, number in (counts | {"span": spans}).items())


def _write_annotations(found: formats.Imported, annotator: str | None, folder: Path, source: Path) -> Iterable[str]:
    """Write annotation files, all below `folder`/ANNOTATOR or one annotator's in `folder`, and say which are new."""
    annotations = found.annotations
    if annotator is not None:
        annotations = [one for one in annotations if one.annotator.id == annotator]
        if not annotations and not found.problems:
            names = ", ".join(sorted({one.annotator.id for one in found.annotations})) or "nobody"
            raise UsageError(f"{source}: {annotator!r} has annotated nothing; there is work of {names}.")
    counts = {"new": 0, "changed": 0, "as before": 0}
    for annotation in annotations:
        path = (folder / annotation.annotator.id if annotator is None else folder) / f"{annotation.doc}.json"
        counts[_write(annotation, path)] += 1
    files = counted(sum(counts.values()), "annotation")
    return [f"{files} in {folder}: " + ", ".join(f"{count} {state}" for state, count in counts.items()) + "."]


def _write(annotation: Annotation, path: Path) -> str:
    """Write a file where it is not as it should be, and say how it was."""
    data = dumps(annotation)
    state = "new" if not path.exists() else "as before" if read_bytes(path) == data else "changed"
    if state != "as before":
        write_bytes(path, data)
    return state
