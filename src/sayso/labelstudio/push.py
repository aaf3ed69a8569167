"""Articles to tasks of a project, each once, with gold as annotations or an extractor's output as predictions."""

from __future__ import annotations

import collections
import dataclasses
import functools
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from sayso.formats import Item
from sayso.formats.labelstudio.tasks import task_of
from sayso.labelstudio.checking import Checker
from sayso.labelstudio.client import Client
from sayso.labelstudio.gold import gone, push_gold
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.offering import in_use, offer
from sayso.labelstudio.project import Project, check_config
from sayso.labelstudio.remote import BATCH as EXPORTED
from sayso.labelstudio.remote import Known, ahead, batches, exported, known, predicted
from sayso.labelstudio.sending import remove_repeated, remove_twins, send
from sayso.printing import counted, printable

BATCH = 250
"""Tasks in one import; each import is made whole or not at all."""

Progress = Callable[[int], None]
Body = dict[str, Any]


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


@dataclasses.dataclass
class _Batch:
    """Some items, ready to be sent."""

    size: int
    new: dict[str, msgspec.Raw] = dataclasses.field(default_factory=dict)
    """Tasks by document."""
    items: list[Item] = dataclasses.field(default_factory=list)
    """What they were made of."""
    old: list[tuple[Item, int]] = dataclasses.field(default_factory=list)
    """Items with the number of their task."""
    predictions: int = 0
    """How many of the new ones have a prediction."""
    lost: int = 0
    problems: list[str] = dataclasses.field(default_factory=list)


def push(client: Client, project: Project, items: Iterable[Item], memory: Memory, progress: Progress) -> Pushed:
    """Bring `items` to the server: what is there already stays as it is.

    A document is known by its id and the hash of its text. One that is there with another text is a problem that is
    told, and so is gold that somebody changed on the server. `progress` is called with the number of items done. Raises
    `DataError` where the server cannot be used; then what was sent stays, and the same call goes on from there.
    """
    check_config(project, client)
    work = _Push(client, project, memory)
    try:
        for batch in ahead(work.prepare(some) for some in batches(items, BATCH)):
            work.send(batch)
            progress(batch.size)
    finally:
        memory.save()
    work.done.problems += remove_twins(client, project.id, work.doubtful)
    remove_repeated(client, work.repeated)
    return work.done


class _Imported(msgspec.Struct):
    annotation_count: int | None = None
    prediction_count: int | None = None


class _Push:
    def __init__(self, client: Client, project: Project, memory: Memory) -> None:
        self.client, self.project, self.memory = client, project, memory
        self.checker = Checker(project.label_config)
        self.done = Pushed()
        self.there = self._there()
        self.seen: set[str] = set()
        self.doubtful: set[str] = set()
        """Documents that were sent more than once, since nobody knew whether they had arrived."""
        self.repeated: list[tuple[int, str]] = []
        """Tasks, and the version of a prediction that was likewise sent to them more than once."""
        self._versions: dict[str, set[int]] = {}

    def prepare(self, items: list[Item]) -> _Batch:
        """Sort out what is there, and check and encode what is new."""
        batch = _Batch(len(items))
        for item in items:
            task = self.there.get(item.article.id)
            if item.article.id in self.seen:
                batch.problems.append(f"{printable(item.article.id)}: there are two articles of this id; rename one.")
            elif task is None:
                self._new(item, batch)
            elif task.text_sha256 == item.article.text_sha256:
                batch.old.append((item, task.id))
            else:
                batch.problems.append(
                    f"{printable(item.article.id)}: the article has changed since it was pushed, and task {task.id} "
                    "still has the old text; finish and pull that task, delete it on the server, and push again."
                )
            self.seen.add(item.article.id)
        return batch

    def send(self, batch: _Batch) -> None:
        """Import what is new, and complete what was there."""
        self.done.problems += batch.problems
        self.done.lost += batch.lost
        if batch.new:
            path = f"api/projects/{self.project.id}/import"
            again, answer = send(self.client, path, batch.new, self._docs)
            self.doubtful |= again
            self._complete(batch, answer)
        self.done.created += len(batch.new)
        self.done.there += len(batch.old)
        self._add(batch.old)

    def _complete(self, batch: _Batch, answer: msgspec.Raw | None) -> None:
        """See to it that new tasks have their gold and predictions.

        A server on SQLite that finds its database locked begins an import again, and then leaves both out; its answer
        has the numbers.
        """
        items = batch.items
        gold = sum(item.gold is not None for item in items)
        if answer is not None and msgspec.json.decode(answer, type=_Imported) == _Imported(gold, batch.predictions):
            self.done.predictions += batch.predictions
            return
        self._versions.clear()
        there = {task.doc: task.id for task in known(self.client, self.project.id)}
        self._add([(item, there[item.article.id]) for item in items if item.article.id in there])

    def _add(self, items: list[tuple[Item, int]]) -> None:
        """Bring gold and predictions to tasks that are there; the gold first, whose ids have to stay as they are."""
        gold = [(item, task) for item, task in items if item.gold is not None]
        push_gold(self.client, self.project, gold, self.checker, self.memory, self.done)
        self._predict([(item, task) for item, task in items if item.prediction is not None])

    def _new(self, item: Item, batch: _Batch) -> None:
        task, lost = task_of(item)
        problems = self.checker.problems(task)
        batch.problems += problems
        if not problems:
            batch.lost += lost
            batch.items.append(item)
            batch.new[item.article.id] = msgspec.Raw(msgspec.json.encode(task))
            batch.predictions += len(task.get("predictions", ()))

    def _predict(self, items: list[tuple[Item, int]]) -> None:
        """Add predictions to tasks that were there, where they lack one of that model version."""
        wanted: dict[int, Item] = {}
        for item, number in items:
            if number in self._with_version(_version(item)):
                self.done.predicted_before += 1
            else:
                wanted[number] = dataclasses.replace(item, gold=None)
        lacking: dict[str, dict[int, Body]] = collections.defaultdict(dict)
        for some in batches(wanted, EXPORTED):
            tasks = {task["id"]: task for task in exported(self.client, self.project.id, some)}
            self.done.problems += [gone(wanted[number], number) for number in some if number not in tasks]
            for number, there in tasks.items():
                item = wanted[number]
                task, lost = task_of(item, in_use(there))
                if problems := self.checker.problems(task):
                    self.done.problems += problems
                    continue
                self.done.lost += lost
                offer(self.client, there, task["data"])
                lacking[_version(item)][number] = {"task": number, **task["predictions"][0]}
        path = f"api/projects/{self.project.id}/import/predictions"
        for version, bodies in lacking.items():
            again, _ = send(
                self.client, path, bodies, functools.partial(predicted, self.client, self.project.id, version)
            )
            self.repeated += [(number, version) for number in again]
            self.done.predictions += len(bodies)

    def _with_version(self, version: str) -> set[int]:
        if version not in self._versions:
            self._versions[version] = predicted(self.client, self.project.id, version)
        return self._versions[version]

    def _docs(self) -> set[str | None]:
        return {task.doc for task in known(self.client, self.project.id)}

    def _there(self) -> dict[str, Known]:
        """The tasks of the project by document. Two about one are a problem."""
        found: dict[str, Known] = {}
        for task in known(self.client, self.project.id):
            if task.doc is None:
                continue
            if task.doc in found:
                self.done.problems.append(
                    f"{printable(task.doc)}: tasks {found[task.doc].id} and {task.id} are both about it; delete one "
                    "of them on the server."
                )
            else:
                found[task.doc] = task
        return found


def _version(item: Item) -> str:
    """The model version by which the server lists the prediction of an item."""
    annotator = item.prediction.annotator if item.prediction is not None else UNSET
    return "undefined" if isinstance(annotator, UnsetType) else annotator.id
