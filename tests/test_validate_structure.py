"""Structure: the fast verdict is jsonschema's, and every error of jsonschema becomes a problem."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso import UsageError, schema
from sayso.validate import CODES, is_valid
from sayso.validate.structure import structure_problems
from tests.mutations import NOT_FINITE, mutated

every_schema = pytest.mark.parametrize("name", schema.NAMES)


def value_at(record, pointer: str):
    """What a JSON pointer points to; raises where it points nowhere."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        record = record[int(key)] if isinstance(record, list) else record[key]
    return record


@every_schema
@given(data=st.data())
def test_the_verdict_is_that_of_jsonschema(name, data):
    record = data.draw(mutated(name, tuple(NOT_FINITE)))
    expected = Draft202012Validator(schema.load(name)).is_valid(record)
    assert is_valid(record, name) == expected
    errors = [problem for problem in structure_problems(record, name) if problem.severity == "error"]
    assert (not errors) == expected


@every_schema
@given(data=st.data())
def test_every_problem_points_at_a_value_and_has_its_own_code(name, data):
    record = data.draw(mutated(name, tuple(NOT_FINITE)))
    problems = structure_problems(record, name)
    assert len(set(problems)) == len(problems)
    for problem in problems:
        value_at(record, problem.pointer)
        assert problem.code in CODES
        assert problem.code != "schema", "a keyword that has no words of its own"
        json.dumps([problem.message, problem.expected, problem.found, problem.hint])


@every_schema
@pytest.mark.parametrize("value", [None, True, 1, 1.5, "x", [], [{}], {}])
def test_the_verdict_on_what_is_no_record(name, value):
    assert is_valid(value, name) is False


def test_a_schema_that_does_not_exist():
    with pytest.raises(UsageError, match="annotation"):
        is_valid({}, "anotation")
