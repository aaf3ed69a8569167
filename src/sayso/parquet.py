"""Documents in Parquet straight to columns: no Python object for a span.

Gold is a corpus folder; predictions are one file in the shape of its documents, one row a document: `id`, `speakers`,
`quotes`, `claims`. A predicted span without offsets is fabricated. Texts are not read: that a span ends in the article,
and has the text there that it states, is taken on trust. Memory: about ten times the size of the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
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
from sayso.corpus import corpus_hash
from sayso.errors import DataError, UsageError
from sayso.flattening import FlatItems, FlatSpans, FlatSpeakers, resolve
from sayso.inventory import open_parquet
from sayso.metadata import COLUMNS, Metadata, metadata
from sayso.predictions import check_known
from sayso.results import System
from sayso.scoring import Gold, Predicted
from sayso.tables import HASH_KEY, read_documents, split_files

_COLUMNS = ["id", "speakers", "quotes", "claims"]
_NO_END = -1


def read_gold(folder: Path, splits: Sequence[str] | None = None) -> Gold:
    """The gold side of a corpus folder. Raises `UsageError` and `DataError` as `sayso.tables.read_documents` does."""
    files = split_files(folder)
    for split in splits or ():
        if split not in files:
            raise UsageError(f"{folder}: there is no split {split}; there are {', '.join(files)}.")
    names = list(files if splits is None else splits)
    tables = [_table(files[split]) for split in names]
    hashes = [(table.schema.metadata or {}).get(HASH_KEY.encode(), b"").decode() for table in tables]
    if not all(hashes):
        raise DataError(f"{folder}: written by an older sayso, without the hash that reports pin; build it anew.")
    table = pa.concat_tables([table.replace_schema_metadata() for table in tables])
    identity = folder.resolve().name, corpus_hash(hashes), names, table["id"].to_pylist()
    return Gold(*identity, columns_of(table, folder), lambda: _metadata(folder, {name: files[name] for name in names}))


def _metadata(folder: Path, files: Mapping[str, Path]) -> Metadata:
    tables = {split: _table(path, ["text", *COLUMNS]) for split, path in files.items()}
    table = pa.concat_tables([table.replace_schema_metadata() for table in tables.values()])
    splits = [split for split, table in tables.items() for _ in range(len(table))]
    lengths = _numbers(pc.utf8_length(table["text"]), np.int64)
    entries, documents = lambda column: table[column].to_pylist(), lambda: read_documents(folder, list(files))
    return metadata(lengths, splits, entries, documents)


def read_predicted(path: Path, ids: Sequence[str]) -> Predicted:
    """A system's predictions for the documents `ids`; one that the file lacks counts as empty.

    Raises `DataError` on a document that stands twice or is not among `ids`.
    """
    table = _table(path)
    given = table["id"].combine_chunks()
    if len(given.unique()) < len(given):
        raise DataError(f"{path}: a document stands in it twice; keep one row a document.")
    place = pc.index_in(pa.array(ids, given.type), given)
    known = len(place) - place.null_count
    if known < len(given):
        check_known(given.to_pylist(), ids, str(path))
    ordered = table if place.equals(pa.array(range(len(ids)), place.type)) else table.take(place)
    return Predicted(System(path.name), columns_of(ordered, path), [], place.null_count, None)


def _table(path: Path, columns: Sequence[str] = _COLUMNS) -> pa.Table:
    with open_parquet(path) as file:
        missing = [name for name in columns if name not in file.schema_arrow.names]
        if missing:
            raise DataError(f"{path}: the column {missing[0]} is missing; it takes {', '.join(columns)}.")
        return file.read(columns=list(columns))


def columns_of(table: pa.Table, source: Path) -> Columns:
    """Columns of a documents table, one row a document, in their order.

    Raises `DataError` that names `source` and the document where a span's offsets are impossible.
    """
    speaker_doc, speakers = _flat(table["speakers"].combine_chunks())
    quote_doc, quotes = _flat(table["quotes"].combine_chunks())
    claim_doc, claims = _flat(table["claims"].combine_chunks())
    mentions, found = _spans(speakers.field("mentions"))
    flat_quotes = _items(quote_doc, quotes, "speaker", QUOTE_ROLES, QUOTE_ATTRIBUTES)
    flat_claims = _items(claim_doc, claims, "claimer", CLAIM_ROLES, CLAIM_ATTRIBUTES)
    for doc, of in (
        (speaker_doc, {"mention": mentions}),
        (quote_doc, flat_quotes.roles),
        (claim_doc, flat_claims.roles),
    ):
        for role, spans in of.items():
            _check_places(source, table["id"], role, doc, spans)
    return resolve(
        len(table),
        FlatSpeakers(
            speaker_doc,
            _strings(speakers.field("id")),
            _strings(speakers.field("name")),
            mentions,
            _codes(speakers.field("kind"), "speaker kind"),
            _codes(found.field("form"), "form"),
        ),
        flat_quotes,
        flat_claims,
    )


def _check_places(source: Path, ids: pa.ChunkedArray, role: str, doc: Ints, spans: FlatSpans) -> None:
    wrong = np.flatnonzero((spans.start < 0) | (spans.end <= spans.start))
    if len(wrong):
        start, end, of = spans.start[wrong[0]], spans.end[wrong[0]], ids[doc[spans.owner[wrong[0]]]].as_py()
        raise DataError(
            f"{source}: document {of!r} has a {role} from {start} to {'no end' if end == _NO_END else end}; "
            "give offsets with 0 ≤ start < end, or neither."
        )


def _items(
    doc: Ints, table: pa.StructArray, who: str, roles: tuple[str, ...], attributes: tuple[str, ...]
) -> FlatItems:
    return FlatItems(
        doc,
        {role: _spans(table.field(role))[0] for role in roles},
        _strings(table.field(who)),
        np.ones(len(doc), bool),
        {
            attribute: _numbers(table.field("parent").is_valid(), np.int64)
            if attribute == "nested"
            else _codes(table.field(attribute), attribute)
            for attribute in attributes
        },
        np.full(len(doc), np.nan),
    )


def _flat(lists: pa.Array) -> tuple[Ints, pa.StructArray]:
    """Index of the list that each element stands in, and the elements; a null is an empty list."""
    length = pc.fill_null(pc.list_value_length(lists), 0)
    return np.repeat(np.arange(len(lists)), _numbers(length, np.int64)), lists.flatten()


def _spans(lists: pa.Array) -> tuple[FlatSpans, pa.StructArray]:
    """The spans that are found, and the same as they stand in the table."""
    owner, spans = _flat(lists)
    lost = np.zeros(len(lists), np.int64)
    start = spans.field("start")
    if start.null_count:
        found = _numbers(start.is_valid(), bool)
        length = pc.fill_null(pc.utf8_length(spans.field("text")), 0)
        np.add.at(lost, owner[~found], _numbers(length, np.int64)[~found])
        owner, spans = owner[found], spans.filter(pa.array(found))
    end = spans.field("end")
    if end.null_count:
        end = pc.fill_null(end, _NO_END)
    numbers = _numbers(spans.field("start"), np.int64), _numbers(end, np.int64)
    return FlatSpans(owner, *numbers, _strings(spans.field("text")), lost), spans


def _codes(values: pa.Array, attribute: str) -> Ints:
    known = pa.array(list(ATTRIBUTES[attribute]), values.type)
    return _numbers(pc.fill_null(pc.index_in(values, known), -1), np.int64)


def _strings(values: pa.Array) -> pa.Array:
    return values.cast(pa.large_string())


def _numbers(values: pa.Array, kind: Any) -> Any:
    return values.to_numpy(zero_copy_only=False).astype(kind, copy=False)
