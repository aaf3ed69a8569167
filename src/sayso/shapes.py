"""Arrow columns of other writers brought into the shape that is asked for, column by column and without Python objects.

Integers, numbers and strings of other widths are cast; a field that is missing, or has no type because all its lists
are empty, is null. What holds something else is refused, with its name.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from sayso.errors import DataError
from sayso.inventory import first_line
from sayso.shards import Place


def shaped(values: pa.Array, wanted: pa.DataType, path: Place, name: str, absent: Mapping[str, bool]) -> pa.Array:
    """`values` as the type `wanted`; a null list is an empty one. `name` is the column's, in the file `path`.

    A missing field is null, unless `absent` has a value for its name.

    Raises `DataError` where they are of another kind, do not fit, or a list has a null entry.
    """
    if types.is_null(values.type):
        values = pa.nulls(len(values), wanted)
    if not _alike(values.type, wanted):
        raise DataError(
            f"{path}: the column {name} holds {_kind(values.type)}, not {_kind(wanted)}; "
            "`sayso extract -o FOLDER/` writes the right types."
        )
    if types.is_list(wanted):
        length = pc.fill_null(pc.list_value_length(values), 0).to_numpy(zero_copy_only=False)
        entries = values.flatten()
        if entries.null_count:
            raise DataError(f"{path}: a list of the column {name} has an entry that is null; leave it out.")
        offsets = pa.array(np.concatenate(([0], np.cumsum(length))), pa.int32())
        return pa.ListArray.from_arrays(offsets, shaped(entries, wanted.value_type, path, name, absent), wanted)
    if types.is_struct(wanted):
        there = {field.name: i for i, field in enumerate(values.type)}
        children = []
        for field in wanted:
            full = f"{name}.{field.name}"
            given = values.field(there[field.name]) if field.name in there else _absent(absent.get(full), len(values))
            children.append(shaped(given, field.type, path, full, absent))
        return pa.StructArray.from_arrays(children, fields=list(wanted))
    try:
        return values if values.type == wanted else values.cast(wanted)
    except pa.ArrowException as error:
        raise DataError(f"{path}: the column {name} does not fit: {first_line(error)}.") from None


def fields(given: pa.DataType) -> list[str]:
    """Names of the fields of the records in lists of a type; none where it is no such type."""
    return [field.name for field in given.value_type] if _is_list(given) and types.is_struct(given.value_type) else []


def _absent(value: bool | None, number: int) -> pa.Array:
    return pa.nulls(number) if value is None else pa.array(np.full(number, value))


def _is_list(given: pa.DataType) -> bool:
    return bool(types.is_list(given) or types.is_large_list(given) or types.is_fixed_size_list(given))


def _alike(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether values of one type may stand for the other's."""
    if types.is_dictionary(given):
        given = given.value_type
    if types.is_list(wanted):
        return _is_list(given)
    if types.is_struct(wanted):
        return bool(types.is_struct(given))
    return _kind(given) == _kind(wanted)


def _kind(given: pa.DataType) -> str:
    """What a type holds, in a word."""
    if types.is_string(given) or types.is_large_string(given) or types.is_string_view(given):
        return "strings"
    if types.is_integer(given) or types.is_floating(given):
        return "numbers"
    if types.is_boolean(given):
        return "booleans"
    if types.is_nested(given):
        return "records" if types.is_struct(given) else "lists"
    return str(given)
