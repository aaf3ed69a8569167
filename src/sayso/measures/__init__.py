"""The measures. `parse` reads a name; importing a module of this package registers its tasks."""

from sayso.measures import attribution, claims, quotes, roles, speakers, types, verbatim
from sayso.measures.base import METRICS, TASKS, Measure, Task, parse, task

__all__ = ["DEFAULT", "METRICS", "TASKS", "Measure", "Task", "parse", "task"]

_MATCHES = ("exact", "trimmed", "iou=0.5", "overlap")

DEFAULT: tuple[str, ...] = tuple(
    f"{name}.{metric}" + (f"@{match}" if match else "")
    for name, found in TASKS.items()
    for match in ([m for m in _MATCHES if m.split("=")[0] in found.matches] or [""])
    for metric in found.metrics
)
"""Names of the measures that a report holds unless others are asked for."""

_REGISTERED = (quotes, attribution, roles, types, speakers, claims, verbatim)
