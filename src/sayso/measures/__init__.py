"""The measures. `parse` reads a name; importing a module of this package registers its tasks."""

from sayso.measures import (
    attribution,
    average_precision,
    claims,
    coreference,
    peers,
    quotes,
    roles,
    speakers,
    types,
    verbatim,
)
from sayso.measures.base import TASKS, Measure, Task, parse, task

__all__ = ["DEFAULT", "SCORED", "TASKS", "Measure", "Task", "expand", "parse", "task"]

_IN_ORDER = "quotes attribution cues sources types speakers claims claimers check_worthiness verbatim".split()
_MATCHES = ("exact", "trimmed", "iou=0.5", "overlap")

# Importing them registers their tasks.
_REGISTERED = (
    quotes,
    attribution,
    roles,
    types,
    speakers,
    coreference,
    claims,
    verbatim,
    average_precision,
    peers,
)


def _names(task_name: str, match: str = "") -> tuple[str, ...]:
    """All measures of a task, under one match or under each that reports show."""
    of_task = [m for m in _MATCHES if m.split("=")[0] in TASKS[task_name].matches]
    return tuple(
        f"{task_name}.{metric}" + (f"@{one}" if one else "")
        for one in ([match] if match else of_task or [""])
        for metric in TASKS[task_name].metrics
    )


DEFAULT: tuple[str, ...] = tuple(name for task_name in _IN_ORDER for name in _names(task_name))
"""Names of the measures that a report holds unless others are asked for."""

SCORED: tuple[str, ...] = ("quotes.ap@iou=0.5", "attribution.ap@iou=0.5", "claims.ap@iou=0.5")
"""Those that it holds besides where predictions carry scores."""


def expand(name: str) -> list[str]:
    """The measures that a name stands for: one, all of a task, or all of the tasks whose names begin with it.

    Raises `UsageError` where it is none of these.

    >>> expand("quotes.f1@iou")
    ['quotes.f1@iou=0.5']
    >>> expand("cues@exact")
    ['cues.precision@exact', 'cues.recall@exact', 'cues.f1@exact']
    >>> expand("nervaluate.strict")[:3]
    ['nervaluate.strict.precision', 'nervaluate.strict.recall', 'nervaluate.strict.f1']
    """
    head, _, match = name.partition("@")
    tasks = [task_name for task_name in TASKS if f"{task_name}.".startswith(f"{head}.")]
    found = [one for task_name in tasks for one in _names(task_name, match)]
    return [str(parse(one)) for one in found or [name]]
