"""Bodies sent so that each arrives once, though the connection may break before the server has answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from sayso.errors import DataError
from sayso.labelstudio.client import Client, Interrupted
from sayso.labelstudio.remote import BATCH, Task, batches, exported, known
from sayso.printing import printable

ATTEMPTS = 6
K = TypeVar("K", str, int)


def send(
    client: Client, path: str, bodies: Mapping[K, Any], arrived: Callable[[], Collection[Any]]
) -> tuple[set[K], msgspec.Raw | None]:
    """Post `bodies` as one list. Returns the keys of those that were posted more than once, and the server's answer
    where all were posted once.

    Where it is not known whether they arrived, `arrived` is asked after a while which keys the server has, and only the
    others are sent again. Raises `DataError` where the server stays away.
    """
    rest, again = dict(bodies), set[K]()
    for attempt in range(ATTEMPTS):
        try:
            answer = client.post(path, list(rest.values()), msgspec.Raw)
            return again, answer if len(rest) == len(bodies) and not attempt else None
        except Interrupted as error:
            if attempt + 1 == ATTEMPTS:
                raise _given_up(error) from None
            time.sleep(0.5 * 2**attempt)
            try:
                there = arrived()
            except Interrupted as still:
                raise _given_up(still) from None
            rest = {key: body for key, body in rest.items() if key not in there}
            if not rest:
                return again, None
            again |= set(rest)
    return again, None


def _given_up(error: Interrupted) -> DataError:
    return DataError(f"{str(error).rstrip('.')}. What was sent is kept; the same command goes on from there.")


def remove_twins(client: Client, project: int, docs: Collection[str]) -> list[str]:
    """Delete what a server made twice after all, since it was still at work when `docs` were sent again.

    The younger task of a document is deleted where nobody has worked on it; else the sentence returned asks for it.
    """
    if not docs:
        return []
    first: dict[str, int] = {}
    ours = sorted((task for task in known(client, project) if task.doc in docs), key=lambda task: task.id)
    twins = [task.id for task in ours if first.setdefault(str(task.doc), task.id) != task.id]
    problems = []
    for batch in batches(twins, BATCH):
        for twin in exported(client, project, batch):
            if _worked_on(twin):
                doc = twin["data"]["doc"]
                problems.append(
                    f"{printable(doc)}: tasks {first[doc]} and {twin['id']} are both about it; delete one of them on "
                    "the server."
                )
            else:
                client.delete(f"api/tasks/{twin['id']}/")
    return problems


def remove_repeated(client: Client, sent: Iterable[tuple[int, str]]) -> None:
    """Likewise the younger predictions of one version, of tasks to which a prediction of it was sent again."""
    for task, version in sent:
        there = client.get("api/predictions/", list[_Predicted], task=task)
        for twin in sorted(one.id for one in there if one.model_version == version)[1:]:
            client.delete(f"api/predictions/{twin}/")


class _Predicted(msgspec.Struct):
    id: int
    model_version: str | None = None


def _worked_on(task: Task) -> bool:
    starred = [one for one in task["annotations"] if one.get("ground_truth") and one.get("updated_by") is None]
    return len(starred) < len(task["annotations"]) or bool(task.get("drafts"))
