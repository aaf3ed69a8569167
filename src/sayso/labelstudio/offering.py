"""The speakers that a task offers, brought up to what is now said of its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sayso.labelstudio.client import Client
from sayso.labelstudio.remote import BATCH, batches, exported

_OFFERED = ("speakers", "addressees")


def offer(client: Client, project: int, data: Mapping[int, dict[str, Any]]) -> None:
    """Let each task, given by number, offer the speakers of `data`, where nobody has begun to choose from its own."""
    for batch in batches(data, BATCH):
        for task in exported(client, project, batch):
            wanted = {key: data[task["id"]][key] for key in _OFFERED}
            begun = task["annotations"] or task.get("drafts")
            if not begun and wanted != {key: task["data"].get(key) for key in _OFFERED}:
                client.patch(f"api/tasks/{task['id']}/", {"data": task["data"] | wanted}, msgspec.Raw)
