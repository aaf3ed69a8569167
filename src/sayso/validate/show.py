"""Problems for readers: the terminal, programs, GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import click
import msgspec

from sayso.printing import printable
from sayso.validate.problems import Problem
from sayso.workflow import command


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
    """Workflow commands, which GitHub Actions shows beside the lines of the file."""
    for problem in problems:
        lines = [
            f"{problem.message} (at {problem.pointer})" if problem.pointer else problem.message,
            *([f"expected {problem.expected}"] if problem.expected else []),
            *([f"found {problem.found}"] if problem.found else []),
            problem.hint,
        ]
        message = "\n".join(map(printable, lines))
        place = {"file": problem.file, "line": problem.line, "col": problem.column, "title": problem.code}
        yield command(problem.severity, message, **place)


FORMATS = {"text": as_text, "json": as_json, "github": as_github}
