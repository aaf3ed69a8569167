"""Hypothesis strategies: records that fit a schema, and what becomes of them when something is changed."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso import schema

NASTY: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        1.0,
        0.0,
        -0.0,
        21.0,
        1.5,
        10**18,
        10**40,
        -(10**40),
        2**63,
        2**64,
        10**400,
        1e300,
    ),
    *("", " ", "1", "1.0", "1.0\n", "Q42", "Q42\n", "q1", "a/b", "dam\n", "\ud800", "\x00", "\ufeff", "😀"),
    *("0" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", "F" * 64, "é" * 64, "direct", "Direct", "2025-03-14\n"),
    *([], {}, [[]], [{}], [None], {"start": 1}, {"text": ""}, {"start": 3, "end": 1}, [{"text": "said"}]),
]
NOT_FINITE = [float("nan"), float("inf"), float("-inf")]
KEYS = [
    "start",
    "end",
    "text",
    "id",
    "doc",
    "score",
    "wikidata",
    "asserted",
    "Start",
    "text ",
    "",
    "n",
    "value",
    "meta",
]

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=4,
)


def records(name: str) -> st.SearchStrategy[Any]:
    """Records that fit the schema `name`: its example, and any others."""
    stated = schema.load(name)
    return st.just(schema.EXAMPLES[name]) | _fitting(stated, stated)


def _fitting(part: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit a part of the schema `whole`; knows the keywords that sayso's schemas use."""
    match part:
        case {"$ref": ref}:
            return _fitting(whole["$defs"][ref.rpartition("/")[2]], whole)
        case {"enum": values}:
            return st.sampled_from(values)
        case {"type": "object", "properties": fields}:
            given = {key: _fitting(value, whole) for key, value in fields.items() if key in part["required"]}
            optional = {key: _fitting(value, whole) for key, value in fields.items() if key not in given}
            found = st.fixed_dictionaries(given, optional=optional)
            return (
                found.filter(Draft202012Validator({**part, "$defs": whole["$defs"]}).is_valid)
                if "anyOf" in part
                else found
            )
        case {"type": "object", "additionalProperties": dict(values)}:
            return st.dictionaries(_TEXT, _fitting(values, whole), max_size=2)
        case {"type": "object"}:
            return st.dictionaries(_TEXT, _JSON, max_size=2)
        case {"anyOf": parts}:
            return st.one_of([_fitting(one, whole) for one in parts])
        case {"type": "array", "items": items}:
            return st.lists(
                _fitting(items, whole), min_size=part.get("minItems", 0), max_size=part.get("minItems", 0) + 2
            )
        case {"type": "string", "pattern": pattern}:
            return st.from_regex(pattern).filter(lambda text: len(text) <= part.get("maxLength", 100))
        case {"type": "string"}:
            return st.text(min_size=part.get("minLength", 0), max_size=5)
        case {"type": "integer"}:
            return st.integers(part.get("minimum"))
        case {"type": "number"}:
            return st.integers(part.get("minimum"), part.get("maximum")) | st.floats(
                part.get("minimum"), part.get("maximum"), allow_nan=False, allow_infinity=False
            )
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "null"}:
            return st.none()
    raise ValueError(f"no strategy for the schema part {part}")


@st.composite
def mutated(draw: st.DrawFn, name: str, values: tuple[Any, ...] = ()) -> Any:
    """A record with some of its values replaced, and keys dropped, added or renamed; now and then it still fits."""
    record = copy.deepcopy(draw(records(name)))
    for _ in range(draw(st.integers(0, 3))):
        if places := _places(record):
            _change(draw, *draw(st.sampled_from(places)), [*NASTY, *values])
    return record


def _places(record: Any) -> list[tuple[Any, Any]]:
    """Every value of a record, as its holder and the key or index that it has there."""
    if isinstance(record, dict):
        members = list(record.items())
    else:
        members = list(enumerate(record)) if isinstance(record, list) else []
    return [place for key, value in members for place in [(record, key), *_places(value)]]


def _change(draw: st.DrawFn, holder: Any, key: Any, values: list[Any]) -> None:
    change = draw(st.sampled_from(["replace", "replace", "drop", "add", "rename"]))
    value = copy.deepcopy(draw(st.sampled_from(values)))
    if change == "replace":
        holder[key] = value
    elif change == "drop":
        del holder[key]
    elif isinstance(holder, list):
        holder.insert(key, value)
    elif change == "add":
        holder[draw(st.sampled_from(KEYS))] = value
    else:
        holder[draw(st.sampled_from(KEYS))] = holder.pop(key)
