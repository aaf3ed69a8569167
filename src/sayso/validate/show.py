"""Problems for readers: the terminal, programs, GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import click
import msgspec

from sayso.printing import printable
from sayso.validate.problems import Problem


def as_text(problems: Iterable[Problem]) -> Iterator[str]:
    """`file:line:column: code: message`, then where in the record, what was expected and found, and what to do."""
    for problem in problems:
        color = "red" if problem.severity == "error" else "yellow"
        where = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
        code = click.style(problem.code, fg=color) + (" (warning)" if problem.severity == "warning" else "")
        yield f"{click.style(printable(where), bold=True)}: {code}: {printable(problem.message)}"
        place = problem.pointer or "the whole record"
        rows = [
            ("at", f"{place} of {problem.doc}" if problem.doc else problem.pointer),
            ("expected", problem.expected),
            ("found", problem.found),
            ("do", problem.hint),
        ]
        for name, value in rows:
            if value:
                yield f"    {name:<8} {printable(value)}"


def as_json(problems: Iterable[Problem]) -> Iterator[str]:
    """A list of objects with the fields of `Problem` and `severity`."""
    yield "["
    before: str | None = None
    for problem in problems:
        if before is not None:
            yield f"  {before},"
        fields = msgspec.to_builtins(problem)
        head = {key: fields.pop(key) for key in ("file", "line", "column", "doc", "pointer", "code")}
        before = json.dumps({**head, "severity": problem.severity, **fields})
    if before is not None:
        yield f"  {before}"
    yield "]"


def as_github(problems: Iterable[Problem]) -> Iterator[str]:
    """Workflow commands, which GitHub Actions shows beside the lines of the file.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    for problem in problems:
        properties = {"file": problem.file, "line": problem.line, "col": problem.column, "title": problem.code}
        head = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
        lines = [
            f"{problem.message} (at {problem.pointer})" if problem.pointer else problem.message,
            *([f"expected {problem.expected}"] if problem.expected else []),
            *([f"found {problem.found}"] if problem.found else []),
            problem.hint,
        ]
        yield f"::{problem.severity} {head}::{_data(chr(10).join(map(printable, lines)))}"


def _data(text: str) -> str:
    """As @actions/core escapes the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS = {"text": as_text, "json": as_json, "github": as_github}
