"""Tasks for Label Studio: articles, with gold as annotations and an extractor's output as predictions."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import UnsetType

from sayso.files import write_bytes
from sayso.formats import Exported, Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.offered import fitted
from sayso.formats.labelstudio.writing import results_of, speaker_choices
from sayso.formats.losses import passes_lost
from sayso.grounding import ground
from sayso.model import Annotation, Prediction, dumps

Task = dict[str, Any]


def write_tasks(items: Sequence[Item], target: Path) -> Exported:
    """Write `items` as one JSON file that Label Studio imports."""
    made = [task_of(item) for item in items]
    write_bytes(target, dumps([task for task, _ in made]))
    losses = Counter({"predicted spans that are not in the article": sum(count for _, count in made)})
    notes = [f"Import it into a project with the labelling configuration {config.path()}."]
    return Exported(notes, losses + passes_lost(items))


def task_of(item: Item, offered: Mapping[str, str | None] | None = None) -> tuple[Task, int]:
    """The task of one article, and how many predicted spans it leaves out because the article has no such text.

    The task's data carries `doc` and `text_sha256`, by which the article is known again, and the speakers to offer.
    Where the task is there already, a prediction's speakers are fitted to what it has `offered`.
    """
    article = item.article
    records: list[Annotation | Prediction] = [item.gold] if item.gold is not None else []
    data: dict[str, Any] = {
        "doc": article.id,
        "text": article.text,
        "text_sha256": article.text_sha256,
        "title": article.title,
    }
    task: Task = {"data": data}
    lost = 0
    if item.gold is not None:
        data["gold_annotator"] = item.gold.annotator
        task["annotations"] = [{"result": results_of(item.gold, article.text), "ground_truth": True}]
    if item.prediction is not None:
        grounded = ground(item.prediction, article)
        lost = sum(place.how == "fabricated" for place in grounded.placements)
        prediction = grounded.prediction if offered is None else fitted(grounded.prediction, offered)
        records.append(prediction)
        task["predictions"] = [_prediction(prediction, article.text, offered)]
    data["speakers"] = speaker_choices(records)
    data["addressees"] = speaker_choices(records, "shift+")
    return task, lost


def mean_score(prediction: Prediction) -> float | None:
    """The mean of the scores of its quotes and claims, None where none has one."""
    given = [quote.score for quote in prediction.quotes] + [claim.score for claim in prediction.claims]
    scores = [score for score in given if isinstance(score, float)]
    return statistics.fmean(scores) if scores else None


def _prediction(prediction: Prediction, text: str, offered: Mapping[str, str | None] | None) -> Task:
    """A prediction with the extractor's name as model version and its mean score."""
    made: Task = {"result": results_of(prediction, text, offered)}
    if not isinstance(prediction.annotator, UnsetType):
        made["model_version"] = prediction.annotator.id
    score = mean_score(prediction)
    return made if score is None else {**made, "score": score}
