"""The schema files, the types and the JSON Schema standard say the same."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso import schema
from tests.mutations import mutated, records

every_schema = pytest.mark.parametrize("name", schema.NAMES)


def fits(record: object, name: str) -> bool:
    return Draft202012Validator(schema.load(name)).is_valid(record)


def decodes(record: object, name: str) -> bool:
    """Whether the typed decoder takes the record's JSON, as every reader of sayso does."""
    try:
        msgspec.json.decode(json.dumps(record), type=schema.TYPES[name])
    except msgspec.MsgspecError:
        return False
    return True


def properties(definition: dict) -> list[tuple[str, dict]]:
    """All properties of a schema and of its definitions."""
    inner = [definition, *definition.get("$defs", {}).values()]
    return [(key, value) for part in inner for key, value in part["properties"].items()]


@every_schema
def test_files_are_what_the_types_state(name):
    assert schema.load(name) == schema.generate(name), "run python -m sayso.schema"


@every_schema
def test_each_is_a_schema_with_an_id_and_a_valid_example(name):
    stated = schema.load(name)
    Draft202012Validator.check_schema(stated)
    assert stated["$schema"].endswith("/2020-12/schema")
    assert stated["$id"] == f"urn:sayso:schema:{name}:1.0"
    assert stated["examples"]
    assert all(fits(example, name) and decodes(example, name) for example in stated["examples"])


@every_schema
def test_every_property_is_described_and_has_valid_examples(name):
    stated = schema.load(name)
    for key, value in properties(stated):
        assert value.get("description"), key
        assert value.get("examples"), key
        whole = Draft202012Validator({**value, "$defs": stated.get("$defs", {})})
        assert all(whole.is_valid(example) for example in value["examples"]), key


@every_schema
def test_objects_are_closed(name):
    stated = schema.load(name)
    assert all(part["additionalProperties"] is False for part in [stated, *stated["$defs"].values()])


@every_schema
@given(data=st.data())
def test_what_fits_the_schema_decodes(name, data):
    record = data.draw(records(name))
    assert fits(record, name)
    assert decodes(record, name)


@every_schema
@given(data=st.data())
def test_what_decodes_fits_the_schema(name, data):
    record = data.draw(mutated(name))
    if decodes(record, name):
        assert fits(record, name)
