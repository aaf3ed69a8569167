"""What annotators drew, from the server to one file for each annotator and document."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sayso.decoding import normalize
from sayso.files import read_bytes, write_bytes
from sayso.formats.labelstudio.exports import annotator_of, name_of, read_tasks
from sayso.labelstudio.client import Client
from sayso.labelstudio.memory import Filed, Memory, digest
from sayso.labelstudio.project import Project, check_config
from sayso.labelstudio.remote import Task, every, named, numbers
from sayso.model import Annotation, Article, dumps, sha256_text
from sayso.printing import counted, printable
from sayso.validate import validate_annotation

Progress = Callable[[int], None]

NEW, CHANGED, SAME, EDITED, CONFLICT = "new", "changed", "as before", "edited here and kept", "in conflict"


@dataclasses.dataclass
class Pulled:
    """What became of the annotations: how many of each state, what is faulty, what was left out.

    `problems` are annotations that were not written, `invalid` is what the validation finds in those that were.
    """

    states: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    problems: list[str] = dataclasses.field(default_factory=list)
    invalid: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    untouched: int = 0

    def lines(self, folder: Path) -> list[str]:
        """The numbers as a sentence."""
        counts = ", ".join(f"{self.states[state]} {state}" for state in (NEW, CHANGED, SAME, EDITED, CONFLICT))
        return [f"{counted(self.states.total(), 'annotation')} in {folder}: {counts}."]


@dataclasses.dataclass
class Target:
    """Where annotations go: below `folder`, one folder for each annotator; or one annotator's in `folder` itself.

    `overwrite`: take the server's version also where the file here was edited.
    """

    folder: Path
    annotator: str | None = None
    overwrite: bool = False

    def path(self, annotator: str, doc: str) -> Path:
        """The file of somebody's annotation."""
        return (self.folder if self.annotator else self.folder / annotator) / f"{doc}.json"

    def holds(self, path: Path) -> bool:
        """Whether a file is where this puts some."""
        folder = path.parent if self.annotator else path.parent.parent
        return folder.resolve() == self.folder.resolve()


def pull(
    client: Client,
    project: Project,
    target: Target,
    memory: Memory,
    progress: Callable[[int], Progress],
    *,
    articles: Mapping[str, Article] | None = None,
    renames: Mapping[str, str] | None = None,
) -> Pulled:
    """Write every submitted annotation of a project; each file is whole or as it was.

    A file that was edited here since it was pulled stays as it is; where the annotation changed on the server as well,
    that is a problem which is told. `progress` is called once with the number of tasks, and what it returns with the
    number done. Raises `DataError` where the server cannot be used; what was written till then stays.
    """
    check_config(project, client)
    done = Pulled()
    people = named(client, renames or {})
    total, several = numbers(client, project.id)
    advance = progress(total)
    seen: dict[tuple[str, str], int] = {}
    there: set[int] = set()
    due: set[Path] = set()
    try:
        for tasks in every(client, project.id, several):
            there |= {one["id"] for task in tasks for one in task["annotations"] if not one.get("was_cancelled")}
            _take(tasks, client.url, target, memory, done, people, articles, seen, due)
            advance(len(tasks))
    finally:
        memory.save()
    done.notes += [
        f"{path}: annotation {number}, of which it was pulled, was deleted or skipped on the server; the file stays, "
        "delete it if nobody wants it."
        for path, number in memory.missing(there).items()
    ]
    done.notes += [
        f"{path}: annotation {number} was pulled to it before, and goes by another name now; the file stays, delete it "
        "lest it count twice."
        for path, number in memory.elsewhere(there, due).items()
        if target.holds(path)
    ]
    if done.untouched:
        done.notes.append(f"{counted(done.untouched, 'task')} that nobody has begun.")
    return done


def _take(
    tasks: Iterable[Task],
    place: str,
    target: Target,
    memory: Memory,
    done: Pulled,
    people: Mapping[str, str],
    articles: Mapping[str, Article] | None,
    seen: dict[tuple[str, str], int],
    due: set[Path],
) -> None:
    for task in tasks:
        if not task["annotations"] and not task.get("drafts") and not task.get("comment_count"):
            done.untouched += 1
            continue
        found = read_tasks([task], place, articles=articles, annotators=people)
        done.problems += found.problems
        done.notes += found.notes
        if number := task.get("comment_count"):
            done.notes.append(f"{place}: task {task['id']}: {counted(number, 'comment')} on it; read them there.")
        done.notes += _strangers(task, place, people)
        sources = _sources(task, people)
        due |= {target.path(name, str(task["data"].get("doc"))) for name in sources if target.annotator in (None, name)}
        for annotation in found.annotations:
            if target.annotator not in (None, annotation.annotator.id):
                continue
            key = (annotation.annotator.id, annotation.doc)
            if key in seen:
                done.problems.append(
                    f"{place}: tasks {seen[key]} and {task['id']} are both about {printable(annotation.doc)}, and "
                    f"{printable(annotation.annotator.id)} annotated both; delete one of them."
                )
                continue
            seen[key] = task["id"]
            _validate(annotation, task, place, done)
            done.states[_write(annotation, target, sources[annotation.annotator.id], memory, done)] += 1


def _strangers(task: Task, place: str, people: Mapping[str, str]) -> Iterator[str]:
    """Whose work somebody else has changed. Whoever opens a task that another submitted sees *Update*, not *Submit*."""
    for one in task["annotations"]:
        author, other = one.get("completed_by"), one.get("updated_by")
        if other is not None and name_of(other, people) != name_of(author, people) and not one.get("ground_truth"):
            yield (
                f"{place}: task {task['id']}, annotation {one['id']}: {printable(name_of(other, people))} has changed "
                f"what {printable(name_of(author, people))} drew; ask whether it was to be one of their own."
            )


def _validate(annotation: Annotation, task: Task, place: str, done: Pulled) -> None:
    """Tell what `sayso validate` finds in a record that could be read."""
    text = normalize(task["data"]["text"])
    digest_of_text = sha256_text(text)
    article = Article(
        annotation.doc, text, [], None, None, None, None, None, None, None, digest_of_text, digest_of_text
    )
    for problem in validate_annotation(annotation, article):
        sentence = (
            f"{place}: task {task['id']} ({printable(annotation.doc)}), {printable(annotation.annotator.id)}: "
            f"{problem.pointer}: {problem.message}. {problem.hint}"
        )
        (done.invalid if problem.severity == "error" else done.notes).append(sentence)


def _sources(task: Task, people: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The annotations of a task by the name of their annotator."""
    return {
        annotator_of(one, task["data"], people).id: one for one in task["annotations"] if not one.get("was_cancelled")
    }


def _write(annotation: Annotation, target: Target, source: dict[str, Any], memory: Memory, done: Pulled) -> str:
    """Write an annotation where that is safe, and say what was done."""
    path, data = target.path(annotation.annotator.id, annotation.doc), dumps(annotation)
    old = read_bytes(path) if path.exists() else None
    state = _decide(old, data, memory.filed(source["id"], path), source["updated_at"])
    if state == CONFLICT and target.overwrite:
        state = CHANGED
    if state == CONFLICT:
        done.problems.append(
            f"{path}: it differs from annotation {source['id']}, which was changed on the server at "
            f"{source['updated_at']}, and was edited here as well or not pulled from there; nothing was overwritten. "
            "Move it away, or take the server's with --overwrite."
        )
    if state in (NEW, CHANGED):
        write_bytes(path, data)
    if state in (NEW, CHANGED, SAME):
        memory.pulled(source["id"], source["updated_at"], path, data)
    return state


def _decide(old: bytes | None, data: bytes, before: Filed | None, updated_at: str) -> str:
    if old is None:
        return NEW
    if old == data:
        return SAME
    if before is not None and digest(old) == before.sha256:
        return CHANGED
    return EDITED if before is not None and updated_at == before.updated_at else CONFLICT
