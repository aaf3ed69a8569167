"""Documents in dispute as Label Studio tasks: each annotator's record as a prediction to start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from sayso.files import write_bytes
from sayso.formats import Item
from sayso.formats.labelstudio.tasks import Task, task_of
from sayso.formats.labelstudio.writing import speaker_choices
from sayso.model import Annotation, Annotator, Article, dumps
from sayso.predictions import as_prediction


def write_tasks(documents: Sequence[tuple[Article, Mapping[str, Annotation]]], target: Path) -> None:
    """Write one task for each article, with the records by annotator as its predictions, as one JSON file."""
    write_bytes(target, dumps([_task(article, records) for article, records in documents]))


def _task(article: Article, records: Mapping[str, Annotation]) -> Task:
    """The task; a prediction's model version is the name of the annotator."""
    task, _ = task_of(Item(article))
    named = [
        msgspec.structs.replace(record, annotator=Annotator(name, record.annotator.kind))
        for name, record in records.items()
    ]
    task["predictions"] = [
        prediction
        for record in named
        for prediction in task_of(Item(article, None, as_prediction(record, article)))[0]["predictions"]
    ]
    task["data"]["speakers"] = speaker_choices(named)
    task["data"]["addressees"] = speaker_choices(named, "shift+")
    return task
