"""The speakers that a task offers, brought up to what is now said of its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sayso.formats.labelstudio.offered import filled, offered_by
from sayso.labelstudio.client import Client
from sayso.labelstudio.remote import Task

OFFERED = ("speakers", "addressees")


def in_use(task: Task) -> dict[str, str | None] | None:
    """What the task offers; None where nothing there goes by it yet, and it may offer something else."""
    used = any(task.get(kind) for kind in ("annotations", "drafts", "predictions"))
    return offered_by(task["data"]) if used else None


def offer(client: Client, task: Task, data: Mapping[str, Any]) -> None:
    """Let the task offer the speakers of `data`.

    Where predictions go by what it offers, that is only added to; where somebody has begun to choose, it stays.
    """
    if task["annotations"] or task.get("drafts"):
        return
    if task.get("predictions"):
        change(client, task, {key: filled(task["data"].get(key) or [], data[key]) for key in OFFERED})
    else:
        change(client, task, {key: data[key] for key in OFFERED})


def change(client: Client, task: Task, data: Mapping[str, Any]) -> None:
    """Bring what stands in `data` into the task's data."""
    if any(task["data"].get(key) != value for key, value in data.items()):
        client.patch(f"api/tasks/{task['id']}/", {"data": {**task["data"], **data}}, msgspec.Raw)
