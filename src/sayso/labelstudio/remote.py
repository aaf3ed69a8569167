"""The tasks of a project, read page by page, so that memory does not grow with their number."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from sayso.formats.labelstudio.exports import short_names
from sayso.labelstudio.client import Client
from sayso.model import sha256_text

PAGE = 500
"""Tasks in one listing."""
BATCH = 200
"""Tasks in one export: each costs the server about as much as 9 tasks, and their numbers stand in the address of the
request, of which many servers take 8 KB."""

_GAPS = 1.5
"""Numbers that may be asked for, for each task that there is."""

Task = dict[str, Any]
T = TypeVar("T")
_END: Any = object()


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A task by its number, the document that it is about, and the hash of the text that stands in it."""

    id: int
    doc: str | None
    text_sha256: str


class _Data(msgspec.Struct):
    doc: Any = None
    text: Any = None


class _Listed(msgspec.Struct):
    id: int
    data: _Data


class _Numbered(msgspec.Struct):
    id: int


class _Page(msgspec.Struct):
    total: int
    tasks: list[_Listed]


class _Numbers(msgspec.Struct):
    total: int
    tasks: list[_Numbered]


class User(msgspec.Struct):
    """Somebody with an account."""

    id: int
    email: str = ""
    username: str = ""


def known(client: Client, project: int) -> Iterator[Known]:
    """All tasks of a project."""
    for page in _pages(client, project, _Page, include="id,data"):
        for task in page.tasks:
            text = task.data.text if isinstance(task.data.text, str) else ""
            doc = task.data.doc if isinstance(task.data.doc, str) else None
            yield Known(task.id, doc, sha256_text(text))


def numbers(client: Client, project: int) -> tuple[int, Sequence[int]]:
    """How many tasks a project has, and numbers among which are those of all of them, in order.

    A listing makes the server look at every annotation. Where the tasks were made one after the other, the first and
    the last tell as much: numbers between them that are of no task of the project do no harm.
    """
    first = _numbers(client, project, ordering=["tasks:id"], page_size=1)
    if not first.tasks:
        return 0, []
    last = _numbers(client, project, ordering=["-tasks:id"], page_size=1)
    reach = range(first.tasks[0].id, last.tasks[0].id + 1)
    if len(reach) <= _GAPS * first.total:
        return first.total, reach
    listed = [task.id for page in _pages(client, project, _Numbers, include="id") for task in page.tasks]
    return len(listed), sorted(listed)


def _numbers(client: Client, project: int, *, ordering: list[str], page_size: int) -> _Numbers:
    query = msgspec.json.encode({"ordering": ordering}).decode()
    return client.get("api/tasks", _Numbers, project=project, page_size=page_size, include="id", query=query)


def every(client: Client, project: int, numbers: Sequence[int]) -> Iterator[list[Task]]:
    """All of these tasks as `exported` gives them, batch by batch, each made by the server while others are worked on.

    A thread sends the request, while this one lets it, and waits for the server; what that sends is read here: two busy
    threads would wait for each other at every 64 KB.
    """
    with ThreadPoolExecutor(1) as worker:
        coming: Future[httpx.Response] | None = None
        for some in batches(numbers, BATCH):
            read = client.finish(coming.result(), list[Task]) if coming else None
            sent = threading.Event()
            coming = worker.submit(_begin, client, project, some, sent)
            sent.wait()
            if read:
                yield read()
        if coming:
            yield client.finish(coming.result(), list[Task])()


def predicted(client: Client, project: int, version: str) -> set[int]:
    """The tasks that have a prediction of a model version."""
    wanted = _where("predictions_model_versions", "contains", [version])
    pages = _pages(client, project, _Versions, include="id,predictions_model_versions", query=wanted)
    return {
        task.id
        for page in pages
        for task in page.tasks
        if _parts(version) <= _parts(task.predictions_model_versions or "")
    }


def _parts(versions: str) -> set[str]:
    """What stands between commas. The server shows a task's versions so, in any order and without quotation marks."""
    return {part.strip() for part in versions.replace('"', "").split(",")}


def task_of_document(client: Client, project: int, doc: str) -> int | None:
    """The number of the task about a document, the first if there are several."""
    pages = _pages(client, project, _Numbers, include="id", query=_where("data.doc", "equal", doc))
    return min((task.id for page in pages for task in page.tasks), default=None)


def _where(column: str, operator: str, value: str | list[str]) -> str:
    """A filter of the data manager, quoted: the server takes `%xx` for letters in what it has read already."""
    item = {"filter": f"filter:tasks:{column}", "operator": operator, "type": "String", "value": value}
    return quote(msgspec.json.encode({"filters": {"conjunction": "and", "items": [item]}}))


class _Version(msgspec.Struct):
    id: int
    predictions_model_versions: str | None = None


class _Versions(msgspec.Struct):
    total: int
    tasks: list[_Version]


def exported(client: Client, project: int, tasks: Sequence[int]) -> list[Task]:
    """These tasks with their annotations and drafts, in the shape of the server's JSON export."""
    return client.finish(_begin(client, project, tasks, threading.Event()), list[Task])()


def _begin(client: Client, project: int, tasks: Sequence[int], sent: threading.Event) -> httpx.Response:
    which = {"exportType": "JSON", "download_all_tasks": "true", "ids[]": list(tasks)}
    return client.begin(f"api/projects/{project}/export", sent, **which)


def named(client: Client, renames: Mapping[str, str]) -> dict[str, str]:
    """The name of everybody on the server, by number and e-mail address.

    That is what stands before the `@`, or what `renames` gives for the address, its first part or the number.
    """
    people = client.get("api/users/", list[User])
    short = short_names({user.email for user in people if user.email})
    found: dict[str, str] = {}
    for user in people:
        name = short.get(user.email) or user.username or f"user-{user.id}"
        given = [renames[key] for key in (user.email, str(user.id), name) if key in renames]
        found[str(user.id)] = found[user.email] = given[0] if given else name
    found.pop("", None)  # of whoever has no address
    return found


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while batch := list(itertools.islice(rest, size)):
        yield batch


def ahead(items: Iterator[T]) -> Iterator[T]:
    """`items`, each made in a thread while the one before is worked on."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, items, _END)
        while (item := coming.result()) is not _END:
            coming = worker.submit(next, items, _END)
            yield item


def _pages(client: Client, project: int, kind: type[Any], **parameters: Any) -> Iterator[Any]:
    seen = 0
    for page in itertools.count(1):
        got = client.get("api/tasks", kind, project=project, page=page, page_size=PAGE, **parameters)
        yield got
        seen += len(got.tasks)
        if not got.tasks or seen >= got.total:
            return
