"""`sayso export`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import click
import msgspec
from msgspec import UnsetType

from sayso import formats
from sayso.build import read_passes
from sayso.cli.articles import read_articles
from sayso.cli.formats import FormatCommand, losses_of
from sayso.corpus import Document, load
from sayso.errors import DataError, UsageError
from sayso.files import staging
from sayso.formats import Item
from sayso.model import Annotator, Prediction
from sayso.predictions import as_prediction, read_predictions
from sayso.resources import resource

_GOLD, _PREDICTIONS, _TEXT = "gold", "predictions", "text"
_NO_TEXT = "notext"


@click.command("export", cls=FormatCommand)
@click.argument("format_name", metavar="FORMAT", required=False)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="PATH", help="What to write.")
@click.option("--corpus", metavar="DIR", help="Corpus folder to export when no files are named.")
@click.option("--split", "splits", multiple=True, help="Export this split only; may be repeated.")
@click.option(
    "--predictions", type=click.Path(path_type=Path), metavar="FILE", help="An extractor's output on these articles."
)
@click.option(
    "--as",
    "role",
    type=click.Choice([_GOLD, _PREDICTIONS, _TEXT]),
    help="Write the gold (the default for a corpus), predictions (the default with --predictions; without it the gold "
    "as a proposal to correct), or the text alone (the default for files).",
)
@click.option("--no-text", is_flag=True, help="Write a text-free release for sayso hydrate: the FORMAT notext.")
@click.option("--strict", is_flag=True, help="Write nothing, and exit with 1, where the format cannot carry all of it.")
def export(
    format_name: str | None,
    paths: tuple[Path, ...],
    output: Path,
    corpus: str | None,
    splits: tuple[str, ...],
    predictions: Path | None,
    role: str | None,
    no_text: bool,
    strict: bool,
) -> None:
    """Write the corpus, predictions or plain articles in another tool's format.

    Files are .txt, .md, .html or .jsonl, as in seeds/; without any the corpus is taken, and the work of several
    annotators in its passes/ with it where the format holds such. What the format cannot carry is counted on stderr.
    PATH is a file, or for formats of several files a new folder.

    \b
    sayso export labelstudio -o tasks.json
    sayso export labelstudio seeds -o tasks.json
    sayso export labelstudio --predictions predictions.jsonl -o tasks.json
    sayso export --no-text --corpus corpus -o release
    """
    if no_text and format_name not in (None, _NO_TEXT):
        raise UsageError(f"--no-text is a format of its own; leave {format_name} away.")
    format_name = _NO_TEXT if no_text else format_name
    if format_name is None:
        raise UsageError(f"name a format: {', '.join(formats.names())}.")
    chosen = formats.get(format_name)
    if chosen.write is None:
        raise UsageError(f"the format {format_name} can be read and not written.")
    if paths and (corpus or splits):
        raise UsageError("name files, or --corpus and --split, not both.")
    role = role or (_PREDICTIONS if predictions else _TEXT if paths else _GOLD)
    if role == _TEXT and predictions:
        raise UsageError("--as text leaves predictions out; leave one of the two options away.")
    if paths and (role == _GOLD or (role == _PREDICTIONS and predictions is None)):
        raise UsageError(f"the files have no gold to write as {role}; name a corpus, or give --predictions.")
    items = [Item(article) for article in read_articles(paths)]
    if not paths:
        folder = resource("corpus") if corpus is None else Path(corpus)
        items = [_item(document, role, folder) for document in load(corpus, list(splits) or None)]
    if predictions:
        items = _with_predictions(items, read_predictions(predictions), predictions)
    with staging(output) as beside:
        made = chosen.write(items, beside)
        for line in losses_of(made.losses, format_name):
            click.echo(f"sayso: {line}", err=True)
        if strict and made.losses:
            raise DataError(f"{format_name} cannot carry all of it; nothing was written (--strict).")
    for note in [f"{len(items)} articles written to {output}.", *made.notes]:
        click.echo(f"sayso: {note}", err=True)


def _item(document: Document, role: str, corpus: Path) -> Item:
    if role == _GOLD:
        passes = read_passes(corpus, document.article)
        return Item(document.article, document.gold, split=document.split, passes=passes)
    prediction = as_prediction(document.gold, document.article) if role == _PREDICTIONS else None
    return Item(document.article, None, prediction, document.split)


def _with_predictions(items: list[Item], found: Mapping[str, Prediction], path: Path) -> list[Item]:
    """The items with an extractor's output, in the name of its file where it states no other."""
    docs = {item.article.id for item in items}
    if unknown := [doc for doc in found if doc not in docs]:
        raise DataError(f"{path}: there is no article {unknown[0]!r} among those to export; name its file or corpus.")
    return [
        dataclasses.replace(item, prediction=_named(as_prediction(found[doc], item.article), path))
        if (doc := item.article.id) in found
        else item
        for item in items
    ]


def _named(prediction: Prediction, path: Path) -> Prediction:
    if isinstance(prediction.annotator, UnsetType):
        return msgspec.structs.replace(prediction, annotator=Annotator(path.stem, "program"))
    return prediction
