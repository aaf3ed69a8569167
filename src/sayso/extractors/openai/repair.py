"""JSON that a model wrapped or misspelt, mended in three ways only, each of them counted.

`words`: text around the object is dropped, such as *Here you are:* or what a model thinks aloud. `fence`: so are the
marks of a code block. `comma`: a comma before a closing bracket is dropped. Nothing is completed: half an answer is a
failure, since what is missing would count as not found.
"""

from __future__ import annotations

import json
import re
from typing import Any

_FENCE = re.compile(r"```[A-Za-z]*\s*\n(.*?)\n?\s*```", re.DOTALL)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])', re.DOTALL)


def loads(text: str) -> tuple[Any, list[str]]:
    """The JSON value in an answer, and the names of the repairs that it took.

    >>> loads('{"a": 1}'), loads('Sure: {"a": [1,]}')
    (({'a': 1}, []), ({'a': [1]}, ['words', 'comma']))

    Raises `ValueError` where it is no JSON still.
    """
    text = text.strip()
    repairs: list[str] = []
    for name, mended in (("", text), ("fence", _unfenced(text)), ("words", None), ("comma", None)):
        if name == "words":
            mended = _object(text)
        elif name == "comma":
            mended = _STRING_OR_COMMA.sub(lambda found: "" if found[0] == "," else found[0], text)
        if mended is None or (name and mended == text):
            continue
        if name:
            repairs.append(name)
        text = mended
        try:
            return json.loads(text), repairs
        except (ValueError, RecursionError) as error:
            refused = error
    raise ValueError(str(refused))


def _unfenced(text: str) -> str | None:
    found = _FENCE.search(text)
    return None if found is None else found[1]


def _object(text: str) -> str | None:
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else None
