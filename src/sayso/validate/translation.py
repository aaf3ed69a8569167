"""jsonschema's errors as problems: one for each thing that is wrong, in words of the data rather than of the schema."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sayso.validate.problems import Problem, child, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_ALIKE = 0.75  # of difflib's ratio: `asertd` is taken for `asserted`, `kind` is not taken for `id`


def translate(error: ValidationError) -> Iterator[Problem]:
    """The problems that one error of jsonschema stands for; the same one may come from several errors."""
    yield from _KEYWORDS.get(str(error.validator), _other)(error)


def _problem(error: ValidationError, code: str, message: str, hint: str, expected: str | None = None) -> Problem:
    return Problem(
        code=code, pointer=pointer_of(error), message=message, expected=expected, found=shown(error.instance), hint=hint
    )


def pointer_of(error: ValidationError) -> str:
    """The JSON pointer of the value that does not fit."""
    return "".join(child("", key) for key in error.absolute_path)


def _missing(error: ValidationError) -> Iterator[Problem]:
    for key in _argument(error):
        if key not in _instance(error):
            yield Problem(
                code="missing-field",
                pointer=pointer_of(error),
                message=f"the field {key} is missing",
                hint=f"Add it. {_about(error, key)}",
            )


def _unknown(error: ValidationError) -> Iterator[Problem]:
    known = list(_schema(error)["properties"])
    for key in _instance(error):
        if key not in known:
            close = difflib.get_close_matches(key, known, 1, _ALIKE)
            yield Problem(
                code="unknown-field",
                pointer=child(pointer_of(error), key),
                message="the schema has no such field here",
                expected=f"one of {', '.join(known)}",
                found=shown(key),
                hint=f"Rename it to {close[0]}, or remove it." if close else "Remove it.",
            )


_TYPE_NAMES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def _wrong_type(error: ValidationError) -> Iterator[Problem]:
    yield _of_type(error, [_argument(error)])


def _of_type(error: ValidationError, types: list[str]) -> Problem:
    expected = " or ".join(_TYPE_NAMES[name] for name in types)
    return _problem(error, "wrong-type", "a value of the wrong type", f"Make it {expected}.", expected)


def _alternatives(error: ValidationError) -> Iterator[Problem]:
    """anyOf: either a value or null, or a predicted span that must say where it is."""
    faults = error.context or []
    if all(fault.validator == "required" for fault in faults):
        yield from _no_place(error)
    elif inner := [fault for fault in faults if fault.validator != "type"]:
        for fault in inner:
            yield from translate(fault)
    else:
        yield _of_type(error, [_argument(fault) for fault in faults])


def _no_place(error: ValidationError) -> Iterator[Problem]:
    yield _problem(
        error,
        "no-place",
        "the span does not say where it is",
        "Give its text, or both start and end, or all three.",
        "text, or start and end",
    )


def _unknown_value(error: ValidationError) -> Iterator[Problem]:
    allowed = [shown(value) for value in _argument(error)]
    close = difflib.get_close_matches(shown(error.instance), allowed, 1, _ALIKE)
    hint = f"Write {close[0]}." if close else "Choose one of those allowed."
    expected = f"one of {', '.join(allowed)}"
    yield _problem(error, "unknown-value", "a value that is none of those allowed", hint, expected)


def _bounded(code: str, message: str, bound: str) -> Callable[[ValidationError], Iterator[Problem]]:
    """The translation of a keyword that limits a value; its hint is what the schema says of the field."""

    def bounded(error: ValidationError) -> Iterator[Problem]:
        yield _problem(error, code, message, f"Mend it. {_about(error)}", bound.format(shown(_argument(error))))

    return bounded


def _other(error: ValidationError) -> Iterator[Problem]:
    hint = f"Mend it. {_about(error)}"
    yield _problem(error, "schema", "does not fit the schema", hint, shown(str(_argument(error))))


_KEYWORDS: dict[str, Callable[[ValidationError], Iterator[Problem]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _wrong_type,
    "anyOf": _alternatives,
    "dependentRequired": _no_place,
    "enum": _unknown_value,
    "minimum": _bounded("out-of-range", "the number is too small", "{} or more"),
    "maximum": _bounded("out-of-range", "the number is too large", "{} or less"),
    "pattern": _bounded("wrong-form", "the string has the wrong form", "what matches {}"),
    "maxLength": _bounded("wrong-form", "the string is too long", "at most {} characters"),
    "minLength": _bounded("empty-value", "the string is empty", "at least {} character"),
    "minItems": _bounded("empty-value", "the list is empty", "at least {} item"),
}


def _about(error: ValidationError, key: str | None = None) -> str:
    """What the schema says of the value, or of its field `key`."""
    described = _schema(error) if key is None else _schema(error).get("properties", {}).get(key, {})
    if "description" not in described and error.parent is not None:
        described = _schema(error.parent)  # type: ignore[arg-type]  # the description of a value or null stands beside the anyOf
    return f"By the schema it is: {described['description']}" if "description" in described else "See the schema."


def _argument(error: ValidationError) -> Any:
    """What the schema gives the keyword that failed."""
    return error.validator_value


def _schema(error: ValidationError) -> dict[str, Any]:
    """The subschema that failed."""
    return error.schema  # type: ignore[return-value]


def _instance(error: ValidationError) -> Any:
    """The value that failed."""
    return error.instance
