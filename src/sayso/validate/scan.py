"""A scan over JSON text that knows where everything stands, which the parser does not tell.

It runs only over files that have problems: it gives JSON pointers their line and column, and finds what a parser lets
pass or cannot place: duplicate keys, NaN, numbers too large, halves of characters. One pass, linear in the text.
"""

from __future__ import annotations

import bisect
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sayso.validate.problems import Problem, child, shown

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Node(NamedTuple):
    """One value, with its pointer, the code point at which it starts, its first token, and its key if it is the second
    value of that key."""

    pointer: str
    start: int
    token: str
    duplicate: str | None


def nodes(text: str) -> Iterator[Node]:
    """Every value of a JSON text that `json` can parse, parents first."""
    pointers: list[str] = []  # of the containers that are open
    keys: list[set[str] | None] = []  # of each the keys met so far, None for a list
    counts: list[int] = []
    key: str | None = None
    duplicate: str | None = None
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in ("}", "]"):
            pointers.pop()
            keys.pop()
            counts.pop()
        elif token in (",", ":"):
            continue
        elif keys and keys[-1] is not None and key is None:
            key = json.loads(token) if "\\" in token else token[1:-1]
            duplicate = key if key in keys[-1] else None
            keys[-1].add(key)
        else:
            pointer = _pointer(pointers, counts, key)
            yield Node(pointer, match.start(), token, duplicate)
            key = duplicate = None
            if token in ("{", "["):
                pointers.append(pointer)
                keys.append(set() if token == "{" else None)
                counts.append(0)


def _pointer(pointers: list[str], counts: list[int], key: str | None) -> str:
    if not pointers:
        return ""
    if key is not None:
        return child(pointers[-1], key)
    counts[-1] += 1
    return f"{pointers[-1]}/{counts[-1] - 1}"


def faults(text: str) -> Iterator[Problem]:
    """What `json` lets pass, with its pointer."""
    for node in nodes(text):
        if node.duplicate is not None:
            yield Problem(
                code="duplicate-key",
                pointer=node.pointer,
                message="the key stands twice in its object",
                found=shown(node.duplicate),
                hint="Keep one of the two.",
            )
        if node.token.startswith('"'):
            if "\\u" in node.token:
                yield from _surrogates(node.pointer, json.loads(node.token))
        elif node.token[0] in "-0123456789NI" and not math.isfinite(_number(node.token)):
            yield Problem(
                code="not-finite",
                pointer=node.pointer,
                message="JSON has no such number",
                found=shown(node.token),
                hint="Write a number, or leave the field out where it may be left out.",
            )


def _number(token: str) -> float:
    """The number, or 0 for an integer, which JSON lets be of any size."""
    return 0.0 if token.lstrip("-").isdigit() else float(token)


def _surrogates(pointer: str, value: str) -> Iterator[Problem]:
    if match := _SURROGATE.search(value):
        yield Problem(
            code="lone-surrogate",
            pointer=pointer,
            message=f"half a character at code point {match.start()} of the string",
            found=f"\\u{ord(match[0]):04x}",
            hint="Write the whole character: most likely its text was cut in the middle of an emoji.",
        )


class Lines:
    """Offsets of a text to lines and columns, both from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def locate(text: str, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Line and column of the values that `pointers` name; of a key given twice, those of the last value."""
    wanted = set(pointers)
    lines = Lines(text)
    return {node.pointer: lines.place(node.start) for node in nodes(text) if node.pointer in wanted}
