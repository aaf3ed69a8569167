"""JSON as it should be: one value, and every fault of the text that it was read from."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sayso.errors import UsageError
from sayso.validate.problems import Problem
from sayso.validate.scan import Lines, faults

_BUFFER = 2**20  # lines of 20 KB and more are pieced together from a smaller one
_LONG_NUMBER = re.compile(r"\d{4300,}")


class Parsed(NamedTuple):
    """A text with its value (None where `broken`), and the faults that it has."""

    text: str
    value: Any
    problems: list[Problem]
    broken: bool


def parse(data: bytes, *, first: bool = True, offset: int = 0) -> Parsed:
    """Read JSON. `first` says that a file starts here, and `offset` how many of its bytes came before."""
    problems = []
    if first and data.startswith(codecs.BOM_UTF8):
        data, offset = data[len(codecs.BOM_UTF8) :], offset + len(codecs.BOM_UTF8)
        problems.append(
            Problem(
                code="bom",
                line=1,
                column=1,
                message="the file starts with a byte order mark",
                hint="Save it as UTF-8 without BOM.",
            )
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return Parsed("", None, [*problems, _not_utf8(data, error.start, offset)], True)
    try:
        value, suspicious = _loads(text)
    except (ValueError, RecursionError) as error:
        return Parsed(text, None, [*problems, _broken(text, error)], True)
    if suspicious:
        problems += faults(text)
    return Parsed(text, value, problems, False)


def lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Number, offset in bytes and content of the lines of a file. Raises `UsageError` where it cannot be read."""
    offset = 0
    try:
        with path.open("rb", buffering=_BUFFER) as file:
            for number, line in enumerate(file, 1):
                yield number, offset, line.rstrip(b"\r\n")
                offset += len(line)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions.") from None


def _loads(text: str) -> tuple[Any, bool]:
    """The value of a JSON text, and whether it has faults that only a scan can place."""
    suspicious = False

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal suspicious
        found = dict(members)
        suspicious = suspicious or len(found) != len(members)
        return found

    def number(token: str) -> float:
        nonlocal suspicious
        value = float(token)
        suspicious = suspicious or not math.isfinite(value)
        return value

    value = json.loads(text, object_pairs_hook=pairs, parse_float=number, parse_constant=number)
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        suspicious = True
    return value, suspicious


def _not_utf8(data: bytes, place: int, offset: int) -> Problem:
    start = data.rfind(b"\n", 0, place) + 1
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return Problem(
        code="not-utf8",
        line=data.count(b"\n", 0, place) + 1,
        column=len(data[start:place].decode("utf-8", "replace")) + 1,
        message=f"byte {offset + place} of the file (0x{data[place]:02x}) is not UTF-8",
        hint="It looks like UTF-16: save it as UTF-8." if utf16 else "Save the file as UTF-8.",
    )


def _broken(text: str, error: ValueError | RecursionError) -> Problem:
    line = column = None
    hint = "Mend the JSON; a program that writes it should use a JSON library."
    if isinstance(error, json.JSONDecodeError):
        line, column = error.lineno, error.colno
        message = f"not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        if error.msg == "Extra data":
            message = "not JSON: more stands after the value"
            hint = "Put several records in a list, or one a line in .jsonl."
    elif isinstance(error, RecursionError):
        message = "nested too deeply to be read"
    else:
        message = "a number of more than 4300 digits"
        if match := _LONG_NUMBER.search(text):
            line, column = Lines(text).place(match.start())
    return Problem(code="broken-json", line=line, column=column, message=message, hint=hint)
