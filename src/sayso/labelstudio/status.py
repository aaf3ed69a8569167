"""How far everybody is: each document submitted, skipped, begun or not, for each annotator."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from sayso.formats.labelstudio.exports import annotator_of, name_of
from sayso.labelstudio.client import Client
from sayso.labelstudio.project import Project
from sayso.labelstudio.remote import Task, every, named, numbers

DONE, DRAFT, SKIPPED, NOT_STARTED = "done", "draft", "skipped", "not started"
STATES = (DONE, DRAFT, SKIPPED, NOT_STARTED)


@dataclasses.dataclass(frozen=True)
class Document:
    """One task: its document, and the state and time of the last change for everybody who touched it."""

    doc: str
    task: int
    states: dict[str, str]
    updated: str | None
    comments: int


@dataclasses.dataclass(frozen=True)
class Status:
    """A project's documents in the order of their tasks, and everybody who touched one or is named."""

    project: Project
    url: str
    documents: list[Document]
    annotators: list[str]

    def by_annotator(self) -> dict[str, dict[str, int]]:
        """How many documents are in each state, for each annotator."""
        found = {}
        for name in self.annotators:
            counts = collections.Counter(one.states.get(name, NOT_STARTED) for one in self.documents)
            found[name] = {state: counts[state] for state in STATES}
        return found

    def as_json(self) -> dict[str, Any]:
        """All of it, for a machine."""
        return {
            "url": self.url,
            "project": {"id": self.project.id, "title": self.project.title},
            "annotators": self.by_annotator(),
            "documents": [dataclasses.asdict(one) for one in self.documents],
        }


def status(
    client: Client,
    project: Project,
    progress: Callable[[int], Callable[[int], None]],
    renames: Mapping[str, str] | None = None,
) -> Status:
    """Look at every task of a project."""
    people = named(client, renames or {})
    total, several = numbers(client, project.id)
    advance = progress(total)
    documents: list[Document] = []
    for tasks in every(client, project.id, several):
        documents += [_document(task, people) for task in tasks]
        advance(len(tasks))
    return Status(project, client.url, documents, sorted({name for one in documents for name in one.states}))


def _document(task: Task, people: Mapping[str, str]) -> Document:
    states: dict[str, str] = {}
    for draft in task.get("drafts", ()):
        states[name_of(draft.get("user"), people)] = DRAFT
    for one in task["annotations"]:
        skipped = bool(one.get("was_cancelled"))
        name = name_of(one.get("completed_by"), people) if skipped else annotator_of(one, task["data"], people).id
        if skipped or states.get(name) != DRAFT:
            states[name] = SKIPPED if skipped else DONE
    times = [one["updated_at"] for one in (*task["annotations"], *task.get("drafts", ())) if one.get("updated_at")]
    doc = str(task["data"].get("doc", f"task {task['id']}"))
    return Document(doc, task["id"], states, max(times, default=None), task.get("comment_count") or 0)
