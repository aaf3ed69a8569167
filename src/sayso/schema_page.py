"""The schemas as a page for people. `python -m sayso.schema_page` writes docs/schema.md; a test compares the two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso import schema
from sayso.files import write_bytes
from sayso.resources import checkout

_HEAD = """# Files and their fields

<!-- Written by `python -m sayso.schema_page` from the schemas. -->

Every file that crosses a border has a JSON Schema (2020-12) in `schema/`, which the wheel carries too; `sayso validate`
checks files against them and, for annotations and predictions, against the article's text. All offsets are
**Unicode code points**, `start` inclusive, `end` exclusive. Fields in **bold** are required.
"""


def page() -> str:
    """The page in Markdown."""
    return "\n".join([_HEAD, *(line for name in schema.NAMES for line in _schema(name, schema.generate(name)))])


def _schema(name: str, of: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}\n\n`schema/{name}.schema.json`. {of.get('description', '')}\n"
    yield from _fields(of)
    example = json.dumps(of["examples"][0], ensure_ascii=False, indent=2)
    yield f"```json\n{example}\n```\n"
    for part, definition in sorted(of["$defs"].items()):
        if "properties" in definition:
            yield f"### {part} ({name})\n\n{definition.get('description', '')}\n"
            yield from _fields(definition)


def _fields(of: dict[str, Any]) -> Iterator[str]:
    yield "| field | type | |\n|---|---|---|"
    required = of.get("required", [])
    for name, field in of["properties"].items():
        shown = f"**`{name}`**" if name in required else f"`{name}`"
        yield f"| {shown} | {_type(field)} | {field.get('description', '').replace('|', chr(92) + '|')} |"
    yield ""


def _type(field: dict[str, Any]) -> str:
    """What a value may be, in a few words."""
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_type(one) for one in field["anyOf"]))
    if "enum" in field:
        return ", ".join(f"`{json.dumps(one).strip(chr(34))}`" for one in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}" if "items" in field else "list"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"object of {_type(field['additionalProperties'])}"
    return str(field.get("type", "anything"))


def main() -> None:
    write_bytes(path(), page().encode())


def path() -> Path:
    """Where the page stands in a checkout."""
    return (checkout() or Path()) / "docs" / "schema.md"


if __name__ == "__main__":
    main()
