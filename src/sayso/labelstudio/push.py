"""Articles to tasks of a project, each once, with gold as annotations or an extractor's output as predictions."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from sayso.errors import DataError
from sayso.formats import Item
from sayso.formats.labelstudio.tasks import task_of
from sayso.labelstudio.checking import Checker
from sayso.labelstudio.client import Client, Interrupted
from sayso.labelstudio.gold import push_gold
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.project import Project, check_config
from sayso.labelstudio.remote import Known, known, predicted
from sayso.printing import counted, printable

BATCH = 250
"""Tasks in one import; each import is made whole or not at all."""
BYTES = 20_000_000
"""What one import may weigh."""
ATTEMPTS = 6
"""Imports of one batch, each after a look at what the last one left."""

Progress = Callable[[int], None]


@dataclasses.dataclass
class Pushed:
    """What was done, in numbers, and what was not, in sentences."""

    created: int = 0
    there: int = 0
    predictions: int = 0
    predicted_before: int = 0
    gold_new: int = 0
    gold_updated: int = 0
    lost: int = 0
    """Predicted spans that are not in the article."""
    problems: list[str] = dataclasses.field(default_factory=list)

    def lines(self) -> list[str]:
        """The numbers as sentences."""
        found = [f"{counted(self.created, 'task')} created, {self.there} there already."]
        if self.gold_new or self.gold_updated:
            found.append(f"gold of tasks that were there: {self.gold_new} new, {self.gold_updated} updated.")
        if self.predictions or self.predicted_before:
            found.append(f"{counted(self.predictions, 'prediction')} sent, {self.predicted_before} there already.")
        if self.lost:
            found.append(f"{counted(self.lost, 'predicted span')} left out, which the article does not have.")
        return found


def push(client: Client, project: Project, items: Sequence[Item], memory: Memory, progress: Progress) -> Pushed:
    """Bring `items` to the server: what is there already stays as it is.

    A document is known by its id and the hash of its text. One that is there with another text is a problem that is
    told, and so is gold that somebody changed on the server. `progress` is called with the number of items done. Raises
    `DataError` where the server cannot be used; then what was sent stays, and the same call goes on from there.
    """
    check_config(project, client)
    done = Pushed()
    there = _by_doc(known(client, project.id), done)
    checker = Checker(project.label_config)
    new, old = [], []
    for item in items:
        task = there.get(item.article.id)
        if task is None:
            new.append(item)
        elif task.text_sha256 == item.article.text_sha256:
            old.append((item, task.id))
        else:
            done.problems.append(
                f"{printable(item.article.id)}: the article has changed since it was pushed, and task {task.id} still "
                "has the old text; finish and pull that task, delete it on the server, and push again."
            )
    progress(len(items) - len(new) - len(old))
    _create(client, project, new, checker, done, progress)
    done.there = len(old)
    _predict(client, project, old, checker, done)
    push_gold(client, project, [(item, task) for item, task in old if item.gold is not None], checker, memory, done)
    progress(len(old))
    return done


def _by_doc(tasks: Iterable[Known], done: Pushed) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for task in tasks:
        if task.doc is None:
            continue
        if task.doc in found:
            done.problems.append(
                f"{printable(task.doc)}: tasks {found[task.doc].id} and {task.id} are both about it; delete one of "
                "them on the server."
            )
        else:
            found[task.doc] = task
    return found


class _Imported(msgspec.Struct):
    task_count: int


def _create(
    client: Client, project: Project, items: Sequence[Item], checker: Checker, done: Pushed, progress: Progress
) -> None:
    """Import items as new tasks, batch by batch."""
    batch: dict[str, Any] = {}
    weight = 0
    for item in items:
        task, lost = task_of(item)
        problems = checker.problems(task)
        if problems:
            done.problems += problems
            progress(1)
            continue
        done.lost += lost
        raw = msgspec.Raw(msgspec.json.encode(task))
        size = len(bytes(raw))
        if batch and (len(batch) == BATCH or weight + size > BYTES):
            _import(client, project, batch, done)
            progress(len(batch))
            batch, weight = {}, 0
        batch[item.article.id] = raw
        weight += size
        done.predictions += len(task.get("predictions", ()))
    if batch:
        _import(client, project, batch, done)
        progress(len(batch))


def _import(client: Client, project: Project, batch: dict[str, Any], done: Pushed) -> None:
    """Import tasks by document. Where the connection breaks, look what became of them before any is sent again."""
    rest = dict(batch)
    for attempt in range(ATTEMPTS):
        try:
            client.post(f"api/projects/{project.id}/import", list(rest.values()), _Imported)
        except Interrupted as error:
            if attempt + 1 == ATTEMPTS:
                raise DataError(
                    f"{error} {counted(done.created, 'task')} created so far; the same command goes on from there."
                ) from None
            time.sleep(0.5 * 2**attempt)
            try:
                there = {task.doc for task in known(client, project.id)}
            except Interrupted:
                continue_from = f"{error} {counted(done.created, 'task')} created so far; the same command goes on."
                raise DataError(continue_from) from None
            rest = {doc: task for doc, task in rest.items() if doc not in there}
            if rest:
                continue
        break
    done.created += len(batch)


class _Created(msgspec.Struct):
    created: int


def _predict(
    client: Client, project: Project, items: Sequence[tuple[Item, int]], checker: Checker, done: Pushed
) -> None:
    """Add predictions to tasks that were there, where they lack one of that model version."""
    by_version: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for item, number in items:
        if item.prediction is None:
            continue
        task, lost = task_of(dataclasses.replace(item, gold=None))
        if problems := checker.problems(task):
            done.problems += problems
            continue
        done.lost += lost
        made = task["predictions"][0]
        by_version.setdefault(made.get("model_version", "undefined"), []).append((number, made))
    for version, made in by_version.items():
        have = predicted(client, project.id, version)
        lacking = [{"task": number, **one} for number, one in made if number not in have]
        done.predicted_before += len(made) - len(lacking)
        for start in range(0, len(lacking), BATCH):
            batch = lacking[start : start + BATCH]
            client.post(f"api/projects/{project.id}/import/predictions", batch, _Created)
            done.predictions += len(batch)
