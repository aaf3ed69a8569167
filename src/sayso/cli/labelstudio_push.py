"""`sayso labelstudio push`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec
import pyarrow.parquet as pq

from sayso.cli.articles import read_articles
from sayso.cli.labelstudio_options import Connection, connection_options, progress_bar, project_option, tell, working
from sayso.cli.options import gathered
from sayso.cli.progress import extracting
from sayso.errors import DataError, UsageError
from sayso.evaluation import run
from sayso.formats import Item
from sayso.labelstudio.push import push as push_items
from sayso.model import Annotator
from sayso.printing import counted, printable
from sayso.resources import resource
from sayso.shards import opened, shards
from sayso.tables import iter_documents


@dataclasses.dataclass(frozen=True)
class Given:
    """The options that say what is to be pushed, as they were given."""

    paths: tuple[Path, ...]
    corpus: str | None
    splits: tuple[str, ...]
    gold: bool
    predictions: Path | None
    extractor: str | None
    model_version: str | None

    def items(self) -> tuple[Iterable[Item], int]:
        """The articles that are meant, with what is to go with them, and how many they are."""
        if self.paths and (self.corpus or self.splits):
            raise UsageError("name files, or --corpus and --split, not both.")
        if self.paths and self.gold:
            raise UsageError("the files have no gold; name a corpus.")
        if self.predictions is not None and self.extractor is not None:
            raise UsageError("name --predictions or --extractor, not both.")
        items: Iterable[Item]
        if self.paths:
            items = [Item(article) for article in read_articles(self.paths)]
            total = len(items)
        else:
            folder = resource("corpus") if self.corpus is None else Path(self.corpus)
            chosen = list(self.splits) or None
            total = sum(pq.read_metadata(opened(one.path)).num_rows for one in shards(folder, chosen))
            items = (Item(one.article, one.gold if self.gold else None) for one in iter_documents(folder, chosen))
        extractor = self.predictions or self.extractor
        return items if extractor is None else _with_predictions([*items], extractor, self.model_version), total


item_options = gathered(
    Given,
    "given",
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]..."),
    click.option("--corpus", metavar="DIR", help="Corpus folder to push when no files are named."),
    click.option("--split", "splits", multiple=True, help="Push this split only; may be repeated."),
    click.option("--gold", is_flag=True, help="With the corpus's gold as annotations, starred."),
    click.option("--predictions", type=click.Path(path_type=Path), metavar="FILE", help="With an extractor's output."),
    click.option("--extractor", metavar="NAME", help="With what an extractor says of them, run now."),
    click.option("--model-version", metavar="TEXT", help="What to call the predictions.  [default: the extractor]"),
)


@click.command("push")
@item_options
@project_option
@connection_options
def push(connection: Connection, project_name: str | None, given: Given) -> None:
    """Make a task of each article, and of each only once: pushing again adds what is new.

    Files are .txt, .md, .html or .jsonl, as in seeds/; without any the corpus is taken. An article that has changed
    since it was pushed is told and not overwritten, and neither is gold that somebody changed on the server; the exit
    code is then 1. After a broken connection, the same command goes on where it stopped.

    \b
    sayso labelstudio push seeds
    sayso labelstudio push seeds --extractor rules
    sayso labelstudio push --corpus corpus --split seed --gold
    """
    items, total = given.items()
    with working(connection, project_name) as (client, project, memory), progress_bar("Pushing") as begin:
        done = push_items(client, project, items, memory, begin(total))
    tell([*done.lines(), *done.problems])
    if done.problems:
        raise DataError(f"{counted(len(done.problems), 'problem')}; what they name was left as it is on the server.")


def _with_predictions(items: list[Item], extractor: str | Path, model_version: str | None) -> list[Item]:
    """The items with what an extractor, or its file, says of them."""
    outcome = run(extractor, [item.article for item in items], extracting)
    failures = [f"{printable(failure.doc)}: {printable(failure.error)}" for failure in outcome.failures]
    if failures:
        failures.append(
            f"{printable(str(extractor))} failed on {counted(len(failures), 'document')}, pushed without predictions; "
            "the same command adds them once it succeeds."
        )
    tell(failures)
    system = outcome.system
    name = " ".join(part for part in (system.name.removesuffix(".jsonl").removesuffix(".json"), system.version) if part)
    found = []
    for item, answer in zip(items, outcome.answers, strict=True):
        prediction = None if answer is None else answer.prediction
        named = prediction is not None and isinstance(prediction.annotator, Annotator)
        if prediction is not None and (model_version or system.version or not named):
            annotator = Annotator(model_version or name, "program")
            prediction = msgspec.structs.replace(prediction, annotator=annotator)
        found.append(dataclasses.replace(item, prediction=prediction))
    return found
