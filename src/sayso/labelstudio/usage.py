"""Which controls and values of a labelling configuration are in use in a project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.labelstudio.client import Client
from sayso.labelstudio.remote import every, numbers


def used(client: Client, project: int) -> dict[str, set[str]]:
    """The controls that annotations and drafts have values of, with the labels and choices that were taken."""
    found: dict[str, set[str]] = {}
    _, several = numbers(client, project)
    for tasks in every(client, project, several):
        for one in (one for task in tasks for one in (*task["annotations"], *task.get("drafts", ()))):
            for control, values in _of(one.get("result")):
                found.setdefault(control, set()).update(values)
    return found


def _of(results: Any) -> Iterator[tuple[str, list[str]]]:
    for result in results if isinstance(results, list) else ():
        if isinstance(result, dict) and isinstance(result.get("from_name"), str):
            value = result.get("value")
            value = value if isinstance(value, dict) else {}
            taken = value.get(str(result.get("type")))
            is_taken = result.get("type") in ("labels", "choices") and isinstance(taken, list)
            yield result["from_name"], [str(one) for one in taken] if is_taken and isinstance(taken, list) else []
