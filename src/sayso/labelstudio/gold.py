"""Gold onto tasks that are there already: new where there is none, and never over what somebody changed since."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sayso.formats import Item
from sayso.formats.labelstudio.exports import read_tasks
from sayso.formats.labelstudio.offered import offered_by
from sayso.formats.labelstudio.reading import read_annotation
from sayso.formats.labelstudio.regions import Report
from sayso.formats.labelstudio.tasks import task_of
from sayso.formats.labelstudio.writing import Result, results_of
from sayso.labelstudio.checking import Checker
from sayso.labelstudio.client import Client
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.offering import OFFERED, change, in_use
from sayso.labelstudio.project import Project
from sayso.labelstudio.remote import BATCH, Task, batches, exported
from sayso.model import dumps
from sayso.printing import printable

if TYPE_CHECKING:
    from sayso.labelstudio.push import Pushed

_AT_ONCE = datetime.timedelta(seconds=2)
"""Between the two times of an annotation that was imported and not touched since."""


class Saved(msgspec.Struct):
    """What the server says of an annotation that it stored."""

    id: int
    updated_at: str


def push_gold(
    client: Client,
    project: Project,
    items: Sequence[tuple[Item, int]],
    checker: Checker,
    memory: Memory,
    done: Pushed,
) -> None:
    """Bring the gold of `items`, each with the number of its task."""
    for batch in batches(items, BATCH):
        tasks = {task["id"]: task for task in exported(client, project.id, [number for _, number in batch])}
        for item, number in batch:
            if number in tasks:
                _gold(client, item, tasks[number], checker, memory, done)
            else:
                done.problems.append(gone(item, number))


def gone(item: Item, number: int) -> str:
    """The sentence on a task that was there a moment ago."""
    return f"{printable(item.article.id)}: task {number} was deleted on the server just now; push again."


def _gold(client: Client, item: Item, task: Task, checker: Checker, memory: Memory, done: Pushed) -> None:
    assert item.gold is not None
    made, _ = task_of(Item(item.article, item.gold))
    if problems := checker.problems(made):
        done.problems += problems
        return
    data = dumps(item.gold)
    starred = [one for one in task["annotations"] if one.get("ground_truth") and not one.get("was_cancelled")]
    others = {**task, "annotations": [one for one in task["annotations"] if one not in starred[:1]]}
    offered = in_use(others)
    result = made["annotations"][0]["result"] if offered is None else _fitted(item, offered, made)
    body = {"result": result, "ground_truth": True}
    keys = ("gold_annotator", *(OFFERED if offered is None else ()))
    told = msgspec.to_builtins({key: made["data"][key] for key in keys})
    if not starred:
        change(client, task, told)
        saved = client.post(f"api/tasks/{task['id']}/annotations/", body, Saved)
        done.gold_new += 1
        memory.saw(saved.id, saved.updated_at)
        return
    there = starred[0]
    found = read_tasks([{**task, "annotations": [there], "drafts": []}], "server")
    if [dumps(one) for one in found.annotations] == [data]:
        memory.saw(there["id"], there["updated_at"])
        return
    if not _untouched(there) and memory.seen(there["id"]) != there["updated_at"]:
        done.problems.append(
            f"{printable(item.article.id)}: the gold on the server, annotation {there['id']} of task {task['id']}, was "
            f"changed there at {there['updated_at']} and differs from the one here; nothing was overwritten. Pull it, "
            "decide, and push again."
        )
        return
    latest = client.get(f"api/annotations/{there['id']}/", Saved)
    if latest.updated_at != there["updated_at"]:
        done.problems.append(
            f"{printable(item.article.id)}: somebody is changing annotation {there['id']} on the server just now; "
            "nothing was overwritten. Pull it, decide, and push again."
        )
        return
    change(client, task, told)
    saved = client.patch(f"api/annotations/{there['id']}/", body, Saved)
    done.gold_updated += 1
    memory.saw(saved.id, saved.updated_at)


def _fitted(item: Item, offered: Mapping[str, str | None], made: dict[str, Any]) -> list[Result]:
    """The gold as results on a task whose choices stay, since others go by them: whom they lack is written by name."""
    assert item.gold is not None
    gold, text, ours = item.gold, item.article.text, offered_by(made["data"])
    fitting = {key for key, name in offered.items() if name is None or name == ours.get(key)}
    found = results_of(gold, text, fitting)
    # An addressee who is nowhere mentioned has no region, so can only be chosen.
    same = read_annotation(found, text, gold.doc, gold.annotator, Report(gold.doc)) == gold
    return found if same else results_of(gold, text)


def _untouched(annotation: dict[str, Any]) -> bool:
    """Whether an annotation is as it was imported: nobody is named as having changed it, and no time went by."""
    created, updated = (datetime.datetime.fromisoformat(annotation[key]) for key in ("created_at", "updated_at"))
    return annotation.get("updated_by") is None and updated - created < _AT_ONCE
