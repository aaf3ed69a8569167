"""The public API as a page: the names of `sayso.__all__` with their signatures and what they do.

`python -m sayso.api` writes docs/api.md. A test compares the page with the code, so that no name and no signature
changes by accident.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import sayso
from sayso.resources import checkout

_HEAD = """# Python API

<!-- Written by `python -m sayso.api` from the code; a change here is a change of the public API. -->

What `import sayso` gives; everything else may change without notice. `sayso.testing` is what the
[pytest fixture](ci.md#pytest) gives.
"""


def page() -> str:
    """The page in Markdown."""
    parts = [_HEAD]
    for name in sorted(sayso.__all__, key=str.lower):
        found = getattr(sayso, name)
        if name != "__version__":
            parts.append("\n".join(_entry(name, found)))
    return "\n".join(parts)


def _entry(name: str, found: Any) -> Iterator[str]:
    yield f"## {name}\n"
    if inspect.isclass(found):
        bases = ", ".join(base.__name__ for base in found.__bases__ if base is not object)
        yield f"```python\nclass {name}{f'({bases})' if bases and bases != 'Struct' else ''}"
        yield from _members(found)
        yield "```\n"
    else:
        yield f"```python\n{name}{_signature(found)}\n```\n"
    yield f"{_summary(found)}\n"


def _members(found: type) -> Iterator[str]:
    fields = set(getattr(found, "__annotations__", {}))
    for name, annotation in getattr(found, "__annotations__", {}).items():
        if not name.startswith("_"):
            yield f"    {name}: {_plain(annotation)}{_default(found, name)}"
    for name, member in vars(found).items():
        if name in fields or (name.startswith("_") and name not in ("__getitem__", "__iter__", "__len__")):
            continue
        if isinstance(member, property):
            yield f"    {name}: {_plain(inspect.signature(member.fget or object).return_annotation)}  # property"
        elif inspect.isfunction(member):
            yield f"    def {name}{_signature(member)}"


def _default(found: type, name: str) -> str:
    if not issubclass(found, msgspec.Struct):
        return ""
    (field,) = (field for field in msgspec.structs.fields(found) if field.name == name)
    if field.default is not msgspec.NODEFAULT:
        return f" = {field.default!r}"
    return " = ..." if field.default_factory is not msgspec.NODEFAULT else ""


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    parameters = []
    for parameter in signature.parameters.values():
        value = parameter.default
        if value is not parameter.empty and not isinstance(value, str | int | float | bool | None):
            parameter = parameter.replace(default=_Shown("..." if len(repr(value)) > 40 else repr(value)))
        parameters.append(parameter)
    return str(signature.replace(parameters=parameters)).replace("'", "")


class _Shown:
    """A default as it is shown: a long one by three dots."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _plain(annotation: Any) -> str:
    """A type without what the schema says of it: `Annotated[str, Meta(...)]` is `str`."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    while match := re.search(r"\bAnnotated\[", text):
        depth, comma, end = 1, None, match.end()
        while depth:
            char = text[end]
            depth += (char in "[(") - (char in "])")
            comma = end if char == "," and depth == 1 and comma is None else comma
            end += 1
        text = text[: match.start()] + text[match.end() : comma] + text[end:]
    return " ".join(text.split())


def _summary(found: Any) -> str:
    return inspect.cleandoc(found.__doc__ or "").split("\n>>>")[0].strip()


if __name__ == "__main__":
    (checkout() or Path()).joinpath("docs", "api.md").write_text(page(), encoding="utf-8")
