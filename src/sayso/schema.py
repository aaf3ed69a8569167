"""The JSON Schemas (2020-12) of every file that crosses a border, written from the types of `sayso.model`.

`python -m sayso.schema` writes them to schema/; a test fails when they and the types differ.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import msgspec

from sayso import model, results
from sayso.files import read_text, write_bytes
from sayso.resources import resource
from sayso.suites import board, definition

TYPES: dict[str, Any] = {
    "article": model.Article,
    "annotation": model.Annotation,
    "prediction": model.Prediction,
    "report": results.Report,
    "suite": definition.Suite,
    "leaderboard": board.Leaderboard,
}
NAMES = tuple(TYPES)

_TEXT = "“It held,” said Ada Orr.\n"
_SHA = model.sha256_text(_TEXT)
_QUOTE = {
    "id": "Q1",
    "type": "direct",
    "content": [{"start": 0, "end": 10, "text": "“It held,”"}],
    "cue": [{"start": 11, "end": 15, "text": "said"}],
    "source": [{"start": 16, "end": 23, "text": "Ada Orr"}],
    "speaker": "S1",
    "addressees": [],
    "parent": None,
    "asserted": True,
}
_SPEAKER = {
    "id": "S1",
    "name": "Ada Orr",
    "kind": "person",
    "wikidata": None,
    "mentions": [{"start": 16, "end": 23, "text": "Ada Orr", "form": "name"}],
}
_CLAIM = {
    "id": "C1",
    "content": [{"start": 1, "end": 8, "text": "It held"}],
    "claimer": "S1",
    "quote": "Q1",
    "kind": "other",
    "stance": "affirm",
    "check_worthy": True,
    "normalized": "The dam held.",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "article": {
        "id": "dam",
        "text": _TEXT,
        "blocks": [{"start": 0, "end": 24, "kind": "paragraph"}],
        "title": None,
        "language": "en",
        "published": "2025-03-14",
        "publisher": None,
        "url": None,
        "rights": "CC BY 4.0",
        "source_file": "dam.txt",
        "raw_sha256": _SHA,
        "text_sha256": _SHA,
    },
    "annotation": {
        "schema_version": "1.0",
        "doc": "dam",
        "text_sha256": _SHA,
        "annotator": {"id": "gold", "kind": "adjudicated"},
        "speakers": [_SPEAKER],
        "quotes": [_QUOTE],
        "claims": [_CLAIM],
    },
    "prediction": {
        "doc": "dam",
        "quotes": [
            {"content": [{"text": "“It held,”"}], "source": [{"text": "Ada Orr"}], "speaker": "Ada Orr", "score": 0.9}
        ],
    },
    "report": {
        "schema_version": "1.0",
        "system": {"name": "rules", "version": "0.1.0"},
        "corpus": {"name": "corpus", "hash": "0123456789ab", "splits": ["seed"]},
        "measures": {"quotes.f1@exact": {"value": 0.75, "low": None, "high": None, "n": 4}},
        "signature": "corpus:corpus|hash:0123456789ab|version:0.1.0",
        "documents": 1,
        "failures": [],
    },
    "suite": {
        "schema_version": "1.0",
        "name": "challenge",
        "corpora": [{"name": "challenge", "path": "../corpus", "splits": ["challenge"]}],
        "extractors": [{"name": "rules"}],
        "thresholds": [{"measure": "quotes.f1@overlap", "least": 0.74}],
    },
    "leaderboard": {"schema_version": "1.0", "tables": []},
}


def path(name: str) -> Path:
    """The file of the schema `name`, one of `NAMES`."""
    return resource("schema", f"{name}.schema.json")


@functools.cache
def load(name: str) -> dict[str, Any]:
    """The schema `name` as its file states it: the validator of record reads this."""
    schema: dict[str, Any] = json.loads(read_text(path(name)))
    return schema


def generate(name: str) -> dict[str, Any]:
    """The schema `name` as the types state it."""
    schema = msgspec.json.schema(TYPES[name])
    definitions = schema["$defs"]
    top = definitions.pop(TYPES[name].__name__)
    for part in definitions.values():
        _require_place(part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sayso:schema:{name}:{model.SCHEMA_VERSION}",
        **top,
        "examples": [EXAMPLES[name]],
        "$defs": definitions,
    }


def _require_place(definition: dict[str, Any]) -> None:
    """A predicted span says where it is: by its text, by both offsets, or by all three."""
    if definition["title"] in ("PredictedSpan", "PredictedMention"):
        definition["anyOf"] = [{"required": ["text"]}, {"required": ["start", "end"]}]
        definition["dependentRequired"] = {"start": ["end"], "end": ["start"]}


def main() -> None:
    for name in NAMES:
        write_bytes(path(name), json.dumps(generate(name), indent=2, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    main()
