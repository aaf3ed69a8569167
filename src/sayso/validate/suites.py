"""Suites: TOML files, against their schema and the names that there are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import DataError
from sayso.files import read_text
from sayso.suites.definition import Suite, problems
from sayso.validate.kinds import kind_of
from sayso.validate.problems import Problem
from sayso.validate.structure import structure_problems

SUFFIX = ".toml"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def is_suite(path: Path) -> bool:
    """Whether a TOML file that was met below a folder is a suite; other TOML is not ours to check."""
    try:
        return kind_of(tomllib.loads(read_text(path))) == "suite"
    except (tomllib.TOMLDecodeError, DataError):
        return False


def suite_problems(path: Path) -> list[Problem]:
    """Everything that is wrong with a suite."""
    try:
        record: dict[str, Any] = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        message = f"this is no TOML: {_PLACE.sub('', str(error)).strip()}"
        hint = "Mend it there."
        return [Problem(file=str(path), code="broken-toml", line=line, column=column, message=message, hint=hint)]
    except DataError as error:
        return [Problem(file=str(path), code="not-utf8", message=str(error), hint="Save it as UTF-8.")]
    found = structure_problems(record, "suite")
    if not found:
        found = [
            Problem(code="wrong-suite", message=sentence.rstrip("."), hint="Mend the suite.")
            for sentence in problems(msgspec.convert(record, Suite))
        ]
    return [msgspec.structs.replace(problem, file=str(path)) for problem in found]
