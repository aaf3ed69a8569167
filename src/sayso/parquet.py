"""Documents in Parquet straight to columns: no Python object for a span."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.columns import (
    ATTRIBUTES,
    CLAIM_ATTRIBUTES,
    CLAIM_ROLES,
    QUOTE_ATTRIBUTES,
    QUOTE_ROLES,
    Columns,
    Ints,
)
from sayso.flattening import FlatItems, FlatSpans, FlatSpeakers, resolve

COLUMNS = ("id", "speakers", "quotes", "claims")
"""The columns of a documents table that scoring needs."""


def columns_of(table: pa.Table) -> Columns:
    """Columns of a documents table in the shape of corpus/documents, one row a document, in their order."""
    documents = len(table)
    speaker_doc, speakers = _flat(table["speakers"].combine_chunks())
    quote_doc, quotes = _flat(table["quotes"].combine_chunks())
    claim_doc, claims = _flat(table["claims"].combine_chunks())
    mentions, found = _spans(speakers.field("mentions"))
    named = pc.is_in(found.field("form"), pa.array(["name", "nominal"]))
    return resolve(
        documents,
        FlatSpeakers(
            speaker_doc,
            _strings(speakers.field("id")),
            _strings(speakers.field("name")),
            mentions,
            _numbers(named, bool),
        ),
        _items(quote_doc, quotes, "speaker", QUOTE_ROLES, QUOTE_ATTRIBUTES),
        _items(claim_doc, claims, "claimer", CLAIM_ROLES, CLAIM_ATTRIBUTES),
    )


def _items(
    doc: Ints, table: pa.StructArray, who: str, roles: tuple[str, ...], attributes: tuple[str, ...]
) -> FlatItems:
    return FlatItems(
        doc,
        {role: _spans(table.field(role))[0] for role in roles},
        _strings(table.field(who)),
        np.ones(len(doc), bool),
        {attribute: _codes(table.field(attribute), attribute) for attribute in attributes},
        np.full(len(doc), np.nan),
    )


def _flat(lists: pa.Array) -> tuple[Ints, pa.StructArray]:
    """Index of the list that each element stands in, and the elements."""
    owner = np.repeat(np.arange(len(lists)), _numbers(pc.list_value_length(lists), np.int64))
    return owner, lists.flatten()


def _spans(lists: pa.Array) -> tuple[FlatSpans, pa.StructArray]:
    owner, found = _flat(lists)
    numbers = _numbers(found.field("start"), np.int64), _numbers(found.field("end"), np.int64)
    return FlatSpans(owner, *numbers, _strings(found.field("text")), np.zeros(len(lists), np.int64)), found


def _codes(values: pa.Array, attribute: str) -> Ints:
    known = pa.array(list(ATTRIBUTES[attribute]), values.type)
    return _numbers(pc.fill_null(pc.index_in(values, known), -1), np.int64)


def _strings(values: pa.Array) -> pa.Array:
    return values.cast(pa.large_string())


def _numbers(values: pa.Array, kind: Any) -> Any:
    return values.to_numpy(zero_copy_only=False).astype(kind, copy=False)
