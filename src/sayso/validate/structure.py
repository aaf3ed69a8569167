"""Structure: does a record fit its JSON Schema?

jsonschema's Draft 2020-12 validator is the validator of record. msgspec, whose types the schemas are written from,
answers first and some hundred times faster; only what it accepts is settled by it (a property test holds the two
together), the rest goes to jsonschema.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from sayso import schema
from sayso.errors import UsageError
from sayso.validate.problems import Problem, shown
from sayso.validate.translation import pointer_of, translate

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError


def is_valid(record: Any, name: str) -> bool:
    """Whether a parsed record fits the schema `name`: the same verdict as jsonschema's, at most of the time at once.

    `record` is what `json.loads` gives. Raises `UsageError` where there is no such schema.
    """
    if name not in schema.NAMES:
        raise UsageError(f"there is no schema {name}; there are {', '.join(schema.NAMES)}.")
    return typed(record, name) is not None or bool(validator(name).is_valid(record))


def typed(record: Any, name: str) -> Any | None:
    """The record as its type of `sayso.model`, or None where msgspec does not accept it (jsonschema still may)."""
    try:
        return msgspec.convert(record, schema.TYPES[name])
    except (msgspec.ValidationError, UnicodeEncodeError, OverflowError):
        return None  # the latter two for halves of characters and enormous integers, which it cannot look at


@functools.cache
def validator(name: str) -> Draft202012Validator:
    """The validator of record."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema.load(name))


def structure_problems(record: Any, name: str) -> list[Problem]:
    """Everything in which a record does not fit the schema `name`."""
    if typed(record, name) is not None:
        return []
    found = [problem for error in validator(name).iter_errors(record) for problem in translate(error)]
    found = list(dict.fromkeys(found))  # jsonschema has one error for each key that is missing, we one list for all
    if _has_integral_float(record):
        found += [problem for error in _strict(name).iter_errors(record) for problem in _integral_floats(error)]
    return found


# --- 21.0 for 21: valid by JSON Schema, and yet declined by sayso's own readers and many others -----------------------


@functools.cache
def _strict(name: str) -> Draft202012Validator:
    """The validator of record but for integers, which it wants without a fraction part."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    checker = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    strict: type[Draft202012Validator] = extend(Draft202012Validator, type_checker=checker)  # type: ignore[no-untyped-call]
    return strict(schema.load(name))


def _has_integral_float(record: Any) -> bool:
    waiting = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, float) and value.is_integer():
            return True
    return False


def _integral_floats(error: ValidationError) -> Iterator[Problem]:
    value = error.instance
    if error.validator == "type" and isinstance(value, float) and value.is_integer():
        whole = shown(int(value))
        yield Problem(
            code="integral-float",
            pointer=pointer_of(error),
            message="an integer written as a float",
            expected=whole,
            found=shown(value),
            hint=f"Write {whole}.",
        )
