"""Label Studio: tasks to annotate, and the exports of a server that come back."""

from __future__ import annotations

from sayso.formats import Format
from sayso.formats.labelstudio.exports import read_export
from sayso.formats.labelstudio.tasks import write_tasks

FORMAT = Format("labelstudio", "Label Studio tasks and JSON exports", read=read_export, write=write_tasks)
