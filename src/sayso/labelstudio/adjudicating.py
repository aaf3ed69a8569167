"""Disputes as a project on a Label Studio server, and the gold that its answers make."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sayso.adjudication.cases import Case
from sayso.adjudication.drawing import dropped, settle_drawn
from sayso.adjudication.tasks import DECIDE, DISPUTES, REST, TOGETHER, labelling, task_in_dispute
from sayso.errors import DataError
from sayso.formats.labelstudio.reading import read_annotation
from sayso.formats.labelstudio.regions import Report
from sayso.labelstudio.checking import Checker
from sayso.labelstudio.client import Client
from sayso.labelstudio.project import Project, create, find, update
from sayso.labelstudio.remote import Task, batches, exported, known
from sayso.labelstudio.sending import send
from sayso.model import Annotation, Annotator
from sayso.printing import counted, listed, printable
from sayso.validate import validate_annotation

TITLE = "sayso adjudication"
BATCH = 100

Document = tuple[Case, Mapping[str, Annotation]]


@dataclasses.dataclass
class Answers:
    """Gold by document, what is still to be decided, by document, and what is wrong."""

    gold: dict[str, Annotation] = dataclasses.field(default_factory=dict)
    undecided: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)


def open_project(client: Client, title: str) -> Project:
    """The project of that title or number, made where there is none. Raises `DataError` where it is another one."""
    project = find(client, title) or create(client, title, labelling())
    if DECIDE not in project.label_config:
        raise DataError(f"{project.called} at {client.url} is not for adjudication; name another with --project.")
    return project


def push_disputes(client: Client, project: Project, documents: Sequence[Document]) -> int:
    """Make a task of every document in dispute that has none yet, and return how many were made."""
    there = {task.doc for task in known(client, project.id)}
    checker = Checker(project.label_config)
    made = {case.article.id: task_in_dispute(case, records) for case, records in documents if case.disputes}
    new = {doc: task for doc, task in made.items() if doc not in there}
    for task in new.values():
        if problems := checker.problems(task):
            raise DataError(problems[0])
    for batch in batches(new.items(), BATCH):
        bodies = {doc: msgspec.Raw(msgspec.json.encode(task)) for doc, task in batch}
        send(
            client, f"api/projects/{project.id}/import", bodies, lambda: {one.doc for one in known(client, project.id)}
        )
    update(client, project, model_version=TOGETHER)  # what an adjudicator starts from
    return len(new)


def read_answers(client: Client, project: Project, documents: Sequence[Document], annotator: Annotator) -> Answers:
    """What was decided of `documents`, which are all that the passes have."""
    found = Answers()
    numbers: dict[str, list[int]] = {}
    for there in known(client, project.id):
        numbers.setdefault(str(there.doc), []).append(there.id)
    disputed = {case.article.id: (case, records) for case, records in documents if case.disputes}
    for doc in disputed:
        if len(numbers.get(doc, [])) > 1:
            found.problems.append(f"{printable(doc)}: it has {len(numbers[doc])} tasks; delete all but one.")
    single = {ids[0]: doc for doc, ids in numbers.items() if len(ids) == 1 and doc in disputed}
    for batch in batches(single, BATCH):
        for task in exported(client, project.id, batch):
            _answer(task, *disputed[single[task["id"]]], annotator, found)
    return found


def _answer(task: Task, case: Case, records: Mapping[str, Annotation], annotator: Annotator, found: Answers) -> None:
    doc, place = case.article.id, f"task {task['id']} ({printable(case.article.id)})"
    data = task["data"]
    told = [(str(one.get("id")), one.get("key")) for one in data.get(DISPUTES, [])]
    if data.get("text") != case.article.text or set(told) != {(one.id, one.key) for one in case.disputes}:
        found.problems.append(
            f"{place}: the passes have changed since it was made; note what was decided, delete the task on the "
            "server, and run this again."
        )
        return
    if task.get("drafts"):
        found.problems.append(f"{place}: a draft was not submitted; submit it, or discard it.")
        return
    submitted = [one for one in task["annotations"] if not one.get("was_cancelled")]
    starred = [one for one in submitted if one.get("ground_truth")]
    if len(starred or submitted) > 1:
        found.problems.append(f"{place}: it has {len(starred or submitted)} answers; star one of them.")
        return
    result = (starred or submitted)[0]["result"] if submitted else []
    choices, problems = _choices(result, [id_ for id_, _ in told])
    if problems:
        found.problems += [f"{place}: {problem}" for problem in problems]
        return
    if left := [dispute.id for dispute in case.disputes if dispute.id not in choices]:
        found.undecided[doc] = left
        return
    report = Report(place)
    own = [one for one in result if not str(one.get("from_name", "")).startswith(DECIDE)]
    drawn = read_annotation(own, case.article.text, doc, annotator, report)
    found.problems += report.problems
    found.notes += report.notes
    if drawn is not None:
        _settle(case, records, drawn, choices, annotator, place, found)


def _settle(
    case: Case,
    records: Mapping[str, Annotation],
    drawn: Annotation,
    choices: Mapping[str, str],
    annotator: Annotator,
    place: str,
    found: Answers,
) -> None:
    if lost := dropped(case, records, drawn):
        if not (drawn.speakers or drawn.quotes or drawn.claims):
            found.problems.append(
                f"{place}: nothing is drawn, and the gold would lack all that the annotators agree on; start from "
                "*all together*, decide and submit, and delete the empty answer."
            )
            return
        found.notes.append(f"{place}: all drew {listed(lost)}; what is submitted, and so the gold, lacks that.")
    try:
        gold = settle_drawn(case, records, drawn, choices, annotator)
    except DataError as error:
        found.problems.append(f"{place}: {error}")
        return
    errors = [one for one in validate_annotation(gold, case.article) if one.severity == "error"]
    if errors:
        found.problems.append(
            f"{place}: what was decided does not go together: {errors[0].message}, {errors[0].found} "
            f"({counted(len(errors), 'such fault')}); decide otherwise."
        )
    else:
        found.gold[case.article.id] = gold


def _choices(result: Sequence[Mapping[str, Any]], disputes: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """What was chosen, by the id of the dispute, and what is wrong with it. `disputes` are as on the screen."""
    chosen: dict[str, str] = {}
    rest: list[str] = []
    problems = []
    for one in result:
        control = str(one.get("from_name", ""))
        if not control.startswith(DECIDE):
            continue
        number = control.removeprefix(DECIDE)
        values = one.get("value", {}).get("choices", [])
        if number == REST:
            rest = values
        elif not number.isdigit() or int(number) >= len(disputes):
            problems.append(f"there is no dispute {printable(number)}; delete the answer and decide again.")
        elif len(values) > 1:
            problems.append(f"{disputes[int(number)]} has {len(values)} decisions; keep one.")
        elif values:
            chosen[disputes[int(number)]] = values[0]
    return {**dict.fromkeys(disputes, rest[0]), **chosen} if rest else chosen, problems
