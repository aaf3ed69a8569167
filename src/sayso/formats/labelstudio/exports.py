"""Exports of a Label Studio server, to one annotation for each person and article."""

from __future__ import annotations

import collections
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso.decoding import normalize
from sayso.errors import DataError
from sayso.files import read_text
from sayso.formats import Imported, names_folder
from sayso.formats.labelstudio.offsets import move
from sayso.formats.labelstudio.reading import read_annotation
from sayso.formats.labelstudio.regions import Report, plain
from sayso.model import Annotation, Annotator, Article, DocId, sha256_text

_GOLD = Annotator("gold", "adjudicated")


def read_export(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read the export `source`, in the format that Label Studio calls JSON: see `read_tasks`.

    Raises `DataError` where the file is no such export.
    """
    return read_tasks(_tasks(source), str(source), articles=articles, annotators=annotators)


def read_tasks(
    tasks: Sequence[dict[str, Any]],
    place: str,
    *,
    articles: Mapping[str, Article] | None = None,
    annotators: Mapping[str, str] | None = None,
) -> Imported:
    """The annotations of tasks as the server gives them; `place` is where they come from, for a fault.

    An annotation with the star of ground truth is the gold; any other is its author's, whose name is the e-mail address
    before the `@`, or the user's number, unless `annotators` gives another for the address or number. `articles` are
    held against the text of each task.
    """
    reading = _Export(place, articles, _names(tasks) | dict(annotators or {}))
    for number, task in enumerate(tasks, 1):
        reading.task(task, number)
    return reading.done()


def _tasks(source: Path) -> list[dict[str, Any]]:
    try:
        tasks = msgspec.json.decode(read_text(source))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise DataError(f"{source}: not JSON ({error}); export the project in the format JSON.") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise DataError(f"{source}: a list of tasks is needed; export the project in the format JSON.")
    if any("data" not in task and "text" in task for task in tasks):
        raise DataError(
            f"{source}: this is JSON-MIN, which has no relations of regions; export the project in the format JSON."
        )
    return tasks


def short_names(emails: Collection[str]) -> dict[str, str]:
    """For each e-mail address what stands before its `@`; the whole address where two people have that in common."""
    shared = collections.Counter(email.partition("@")[0] for email in emails)
    return {email: email if shared[email.partition("@")[0]] > 1 else email.partition("@")[0] for email in emails}


def _names(tasks: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Short names of everybody whose address stands in the tasks."""
    users = [one.get("completed_by") for task in tasks for one in _list(task, "annotations") if isinstance(one, dict)]
    return short_names({str(user["email"]) for user in users if isinstance(user, dict) and user.get("email")})


class _Export:
    def __init__(self, source: str, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]) -> None:
        self.source, self.articles, self.annotators = source, articles, annotators
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.found: dict[tuple[str, str], list[tuple[str, Annotation | None]]] = collections.defaultdict(list)

    def task(self, task: dict[str, Any], number: int) -> None:
        """Read all annotations of one task."""
        data = task.get("data")
        data = data if isinstance(data, dict) else {}
        place = f"{self.source}: task {plain(task.get('id', f'number {number}'))} ({plain(data.get('doc', 'no doc'))})"
        fault = self._fault(data)
        if fault:
            self.problems.append(f"{place}: {fault}")
            return
        annotations = _list(task, "annotations")
        drawn = [one for one in annotations if isinstance(one, dict)]
        if len(drawn) < len(annotations):
            self.problems.append(f"{place}: one of its annotations is no object; export the project again, as JSON.")
        moved = move(data["text"], [one.get("result") for one in drawn])
        if moved.fault:
            self.problems.append(f"{place}: {moved.fault}")
            return
        if moved.note:
            self.notes.append(f"{place}: {moved.note}")
        for draft in _list(task, "drafts"):
            who = self._name(draft.get("user")) if isinstance(draft, dict) else "someone"
            self.notes.append(f"{place}: a draft of {who} was not submitted and is left out.")
        if not annotations:
            self.notes.append(f"{place}: nobody has annotated it yet.")
        for annotation, result in zip(drawn, moved.results, strict=True):
            self._annotation({**annotation, "result": result}, {**data, "text": moved.text}, place)

    def done(self) -> Imported:
        """What was found; two annotations of one person on one article are a fault, and neither is taken."""
        annotations = []
        for (annotator, doc), versions in self.found.items():
            if len(versions) > 1:
                places = " and ".join(place for place, _ in versions)
                self.problems.append(
                    f"{places}: {annotator} has annotated {doc} {len(versions)} times; delete all but one."
                )
            annotations += [made for _, made in versions if made is not None and len(versions) == 1]
        return Imported(annotations, list(map(_printable, self.problems)), list(map(_printable, self.notes)))

    def _fault(self, data: dict[str, Any]) -> str | None:
        """What is wrong with the data of a task."""
        text = data.get("text")
        try:
            doc = msgspec.convert(data.get("doc"), DocId)
        except msgspec.ValidationError:
            return "its data has no usable `doc`, the id of the article; make tasks with `sayso export labelstudio`."
        if not isinstance(text, str):
            return "its data has no `text`; make tasks with `sayso export labelstudio`."
        article = normalize(text)
        digests = (sha256_text(text), sha256_text(article))
        if data.get("text_sha256", digests[0]) not in digests:
            return "its text was changed after the export, so offsets cannot be trusted; import the task anew."
        if self.articles is not None and doc not in self.articles:
            return "there is no such article among those given by --articles."
        if self.articles is not None and self.articles[doc].text != article:
            return "its text is not that of the article given by --articles; annotate the article as it is now."
        return None

    def _annotation(self, annotation: dict[str, Any], data: dict[str, Any], place: str) -> None:
        if "id" in annotation:
            place += f", annotation {plain(annotation['id'])}"
        name = self._name(annotation.get("completed_by"))
        if annotation.get("was_cancelled"):
            self.notes.append(f"{place}: {name} skipped it.")
            return
        annotator = annotator_of(annotation, data, self.annotators)
        if not names_folder(annotator.id):
            self.problems.append(
                f"{place}: the annotator {plain(annotator.id)!r} cannot name a folder; give another with --rename."
            )
            return
        report = Report(place)
        made = read_annotation(annotation.get("result"), data["text"], data["doc"], annotator, report)
        self.problems += report.problems
        self.notes += report.notes
        self.found[annotator.id, data["doc"]].append((place, made))

    def _name(self, user: object) -> str:
        return name_of(user, self.annotators)


def name_of(user: object, annotators: Mapping[str, str]) -> str:
    """The name of a user, who is given as an object, a number or an address."""
    known = user if isinstance(user, dict) else {"email" if isinstance(user, str) else "id": user}
    email = str(known.get("email") or "")
    key = "unknown" if known.get("id") is None else f"user-{known['id']}"
    own = [annotators[str(k)] for k in (email, known.get("id")) if str(k) in annotators]
    return own[0] if own else email.partition("@")[0] or key


def annotator_of(annotation: Mapping[str, Any], data: Mapping[str, Any], annotators: Mapping[str, str]) -> Annotator:
    """Who drew an annotation of a task with that `data`: the gold annotator where it has the star."""
    if annotation.get("ground_truth"):
        return _gold_annotator(data)
    return Annotator(name_of(annotation.get("completed_by"), annotators), "human")


def _printable(sentence: str) -> str:
    """A sentence with nothing in it that a terminal would obey: what a server sends is not to be trusted."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in sentence)


def _gold_annotator(data: Mapping[str, Any]) -> Annotator:
    try:
        return msgspec.convert(data.get("gold_annotator", _GOLD), Annotator, from_attributes=True)
    except msgspec.ValidationError:
        return _GOLD


def _list(task: dict[str, Any], key: str) -> list[Any]:
    value = task.get(key)
    return value if isinstance(value, list) else []
