"""The measures. `parse` reads a name; importing a module of this package registers its tasks."""

from sayso.measures import attribution, claims, quotes, roles, speakers, types, verbatim
from sayso.measures.base import TASKS, Measure, Task, parse, task

__all__ = ["DEFAULT", "TASKS", "Measure", "Task", "parse", "task"]

_IN_ORDER = "quotes attribution cues sources types speakers claims claimers check_worthiness verbatim".split()
_MATCHES = ("exact", "trimmed", "iou=0.5", "overlap")

_REGISTERED = (quotes, attribution, roles, types, speakers, claims, verbatim)  # by importing them

DEFAULT: tuple[str, ...] = tuple(
    f"{name}.{metric}" + (f"@{match}" if match else "")
    for name in _IN_ORDER
    for match in ([m for m in _MATCHES if m.split("=")[0] in TASKS[name].matches] or [""])
    for metric in TASKS[name].metrics
)
"""Names of the measures that a report holds unless others are asked for."""
