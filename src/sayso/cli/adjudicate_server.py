"""`sayso adjudicate --label-studio`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sayso.adjudication import Case, settle
from sayso.cli.adjudicate import differing
from sayso.cli.labelstudio_options import Connection, tell
from sayso.errors import DataError
from sayso.files import write_bytes
from sayso.labelstudio.adjudicating import TITLE, open_project, push_disputes, read_answers
from sayso.model import Annotation, Annotator, dumps
from sayso.printing import counted, listed, printable


def adjudicate_there(
    output: Path,
    documents: Sequence[tuple[Case, Mapping[str, Annotation]]],
    annotator: str,
    project_name: str | None,
    connection: tuple[str | None, Path | None, Path | None],
    *,
    overwrite: bool,
) -> None:
    """Bring the disputes to the server, and write the gold of what is decided there.

    Raises `DataError` where something is undecided or wrong, or a file there is otherwise; the gold of the other
    documents is written all the same.
    """
    gold = Annotator(annotator, "adjudicated")
    with Connection(*connection).open() as client:
        project = open_project(client, project_name or TITLE)
        made = push_disputes(client, project, documents)
        answers = read_answers(client, project, documents, gold)
        place = f"{client.url}/projects/{project.id}/data"
    agreed = {case.article.id: settle(case, {}, gold) for case, _ in documents if not case.disputes}
    golds = agreed | answers.gold
    kept = {} if overwrite else differing(output, golds.values())
    for doc in sorted(golds.keys() - kept.keys()):
        write_bytes(output / f"{doc}.json", dumps(golds[doc]))
    left = answers.undecided
    tell([*answers.notes, *answers.problems, *kept.values()])
    tell([f"{printable(doc)}: undecided: {listed(ids)}" for doc, ids in left.items()])
    disputed = len(documents) - len(agreed)
    tell(
        [
            f"{counted(made, 'task')} created, {disputed - made} there already: {place}",
            f"{counted(len(agreed) + len(answers.gold), 'document')} in {output}: {len(agreed)} without a dispute, "
            f"{len(answers.gold)} decided.",
        ]
    )
    if left or answers.problems:
        todo = [counted(sum(map(len, left.values())), "dispute") + " undecided"] if left else []
        todo += [counted(len(answers.problems), "problem")] if answers.problems else []
        raise DataError(f"{', '.join(todo)}; decide at {place}, submit, and run this again.")
    if kept:
        raise DataError(f"{counted(len(kept), 'file')} of gold kept as they were, listed above.")
