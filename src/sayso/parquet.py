"""Documents in Parquet straight to columns: no Python object for a span.

Gold is a corpus folder; predictions are one file in the shape of its documents, one row a document: `id`, `speakers`,
`quotes`, `claims`, and `text_sha256` where it is known. A predicted span without offsets is fabricated. Texts are not
read: that a span ends in the article, and has the text there that it states, is taken on trust. Memory: about ten times
the size of the files.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from pathlib import PurePath
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
from sayso.corpus import corpus_hash, joined_hash
from sayso.errors import DataError, UsageError
from sayso.flattening import Bools, FlatItems, FlatSpans, FlatSpeakers, resolve
from sayso.inventory import open_parquet
from sayso.metadata import COLUMNS, Metadata, metadata
from sayso.prediction_tables import STATED, about, table_schema
from sayso.predictions import another_text, check_known
from sayso.results import CorpusInfo, System
from sayso.scoring import Gold, Predicted
from sayso.shapes import fields, shaped
from sayso.shards import Place, Shard, in_folder, shards
from sayso.tables import HASH_KEY, corpus_name, documents_of

_COLUMNS = ["id", "speakers", "quotes", "claims"]
_WHO = {"quotes": "speaker", "claims": "claimer"}
_NO_END = -1


def read_gold(folder: Place, splits: Sequence[str] | None = None) -> Gold:
    """The gold side of a corpus folder. Raises `UsageError` and `DataError` as `sayso.tables.read_documents` does."""
    return gold_of_shards(folder, shards(folder, splits))


def gold_of_shards(folder: Place, files: Sequence[Shard]) -> Gold:
    """The gold side of some files of a corpus folder; its identity is that of their documents."""
    tables = [_table(file.path) for file in files]
    corpus = identity(
        folder, [(file, stated_hash(table.schema, folder)) for file, table in zip(files, tables, strict=True)]
    )
    table = pa.concat_tables([table.replace_schema_metadata() for table in tables])
    columns, ids, sha256s = columns_of(table, folder), table["id"].to_pylist(), table["text_sha256"].to_pylist()
    return Gold(corpus.name, corpus.hash, corpus.splits, ids, columns, lambda: _metadata(files), sha256s)


def stated_hash(schema: pa.Schema, folder: Place) -> str:
    """The hash of its documents that a file of a corpus states."""
    stated = (schema.metadata or {}).get(HASH_KEY.encode(), b"").decode()
    if not stated:
        raise DataError(f"{folder}: written by an older sayso, without the hash that reports pin; build it anew.")
    return stated


def identity(folder: Place, files: Iterable[tuple[Shard, str]]) -> CorpusInfo:
    """What a report says of a corpus, from its files and their hashes: no document is read."""
    hashes: dict[str, list[str]] = {}
    for shard, stated in files:
        hashes.setdefault(shard.split, []).append(stated)
    return CorpusInfo(corpus_name(folder), corpus_hash(map(joined_hash, hashes.values())), list(hashes))


def _metadata(files: Sequence[Shard]) -> Metadata:
    tables = [_read(file.path, ["text", *COLUMNS]) for file in files]
    table = pa.concat_tables([table.replace_schema_metadata() for table in tables])
    splits = [file.split for file, table in zip(files, tables, strict=True) for _ in range(len(table))]
    lengths = _numbers(pc.utf8_length(table["text"]), np.int64)
    return metadata(lengths, splits, lambda column: table[column].to_pylist(), lambda: documents_of(files))


def read_predicted(path: Place, ids: Sequence[str], text_sha256: Sequence[str | None] = ()) -> Predicted:
    """A system's predictions for the documents `ids`, from a file or a folder of shards.

    A document that it lacks counts as empty. `text_sha256` are the hashes of their texts, by which a prediction that
    states its own is known to be of the same text.

    Raises `DataError` on a document that stands twice or is not among `ids`, on another text, and on columns or values
    that no prediction has.
    """
    files = [path] if str(path).endswith(".parquet") else [shard.path for shard in in_folder(path)]
    if not files:
        raise UsageError(f"{path}: there are no predictions in it (*.parquet); name their file or folder.")
    tables = [_table(file) for file in files]
    table = pa.concat_tables([table.replace_schema_metadata() for table in tables])
    given = table["id"].combine_chunks()
    if len(given.unique()) < len(given):
        raise DataError(f"{path}: a document stands in it twice; keep one row a document.")
    place = pc.index_in(pa.array(ids, given.type), given)
    known = len(place) - place.null_count
    if known < len(given):
        check_known(given.to_pylist(), ids, str(path))
    ordered = table if place.equals(pa.array(range(len(ids)), place.type)) else table.take(place)
    if text_sha256:
        other = pc.not_equal(ordered["text_sha256"], pa.array(text_sha256, pa.string()))
        if (row := pc.index(other, True).as_py()) >= 0:
            raise DataError(f"{path}: {another_text(ids[row])}")
    stated = [found for found in (about(table.schema.metadata) for table in tables) if found]
    failures = [failure for one in stated for failure in one.failures]
    system = stated[0].system if stated else System(PurePath(str(path)).name)
    return Predicted(system, columns_of(ordered, path), failures, place.null_count - len(failures), None)


def _table(path: Place) -> pa.Table:
    """The columns of documents, in the types of predictions; what is left out is null."""
    read = _read(path, _COLUMNS, ["text_sha256"])
    ids = read["id"]
    if ids.null_count:
        raise DataError(f"{path}: row {pc.index(pc.is_null(ids), True).as_py() + 1} has no id; name its document.")
    columns = {}
    for field in table_schema():
        values = read[field.name].combine_chunks() if field.name in read.column_names else pa.nulls(len(read))
        # Without a column for who it is, nobody is stated: null in such a column would be.
        absent = {f"{name}.{STATED}": who in fields(values.type) for name, who in _WHO.items()}
        columns[field.name] = shaped(values, field.type, path, field.name, absent)
    return pa.table(columns, metadata=read.schema.metadata)


def _read(path: Place, columns: Sequence[str], optional: Sequence[str] = ()) -> pa.Table:
    with open_parquet(path) as file:
        there = file.schema_arrow.names
        missing = [name for name in columns if name not in there]
        if missing:
            raise DataError(f"{path}: the column {missing[0]} is missing; it takes {', '.join(columns)}.")
        return file.read(columns=[*columns, *(name for name in optional if name in there)])


def columns_of(table: pa.Table, source: Place) -> Columns:
    """Columns of a documents table, one row a document, in their order.

    Raises `DataError` that names `source` and the document where a span's offsets are impossible or a value is unknown.
    """
    speaker_doc, speakers = _flat(table["speakers"].combine_chunks())
    quote_doc, quotes = _flat(table["quotes"].combine_chunks())
    claim_doc, claims = _flat(table["claims"].combine_chunks())
    rows = _Rows(source, table["id"])
    mentions, found = _spans(speakers.field("mentions"))
    flat_quotes = _items(rows, quote_doc, quotes, "speaker", QUOTE_ROLES, QUOTE_ATTRIBUTES)
    flat_claims = _items(rows, claim_doc, claims, "claimer", CLAIM_ROLES, CLAIM_ATTRIBUTES)
    for doc, of in (
        (speaker_doc, {"mention": mentions}),
        (quote_doc, flat_quotes.roles),
        (claim_doc, flat_claims.roles),
    ):
        for role, spans in of.items():
            _check_places(rows, role, doc, spans)
    return resolve(
        len(table),
        FlatSpeakers(
            speaker_doc,
            _strings(speakers.field("id")),
            _strings(speakers.field("name")),
            mentions,
            _codes(rows, speaker_doc, speakers.field("kind"), "speaker kind"),
            _codes(rows, speaker_doc[mentions.owner], found.field("form"), "form"),
        ),
        flat_quotes,
        flat_claims,
        _verbatim(len(table), ((flat_quotes, quotes), (flat_claims, claims))),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Rows:
    """What an error names: the file, and the document of a row."""

    source: Place
    ids: pa.ChunkedArray

    def refused(self, doc: int, what: str) -> DataError:
        return DataError(f"{self.source}: document {self.ids[doc].as_py()!r} has {what}.")


def _check_places(rows: _Rows, role: str, doc: Ints, spans: FlatSpans) -> None:
    wrong = np.flatnonzero((spans.start < 0) | (spans.end <= spans.start))
    if len(wrong):
        start, end = spans.start[wrong[0]], spans.end[wrong[0]]
        raise rows.refused(
            doc[spans.owner[wrong[0]]],
            f"a {role} from {start} to {'no end' if end == _NO_END else end}; "
            "give offsets with 0 ≤ start < end, or neither",
        )


def _items(
    rows: _Rows, doc: Ints, table: pa.StructArray, who: str, roles: tuple[str, ...], attributes: tuple[str, ...]
) -> FlatItems:
    score = _numbers(pc.fill_null(table.field("score"), math.nan), np.float64)
    wrong = np.flatnonzero((score < 0) | (score > 1))
    if len(wrong):
        raise rows.refused(doc[wrong[0]], f"the score {score[wrong[0]]:g}; give scores of 0 to 1")
    return FlatItems(
        doc,
        {role: _spans(table.field(role))[0] for role in roles},
        _strings(table.field(who)),
        _numbers(pc.fill_null(table.field(STATED), True), bool),
        {
            attribute: _numbers(table.field("parent").is_valid(), np.int64)
            if attribute == "nested"
            else _codes(rows, doc, table.field(attribute), attribute)
            for attribute in attributes
        },
        score,
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
        missed = _missed(spans)
        length = pc.utf8_length(spans.field("text").filter(pa.array(missed)))
        np.add.at(lost, owner[missed], _numbers(length, np.int64))
        owner, spans = owner[found], spans.filter(pa.array(found))
    end = spans.field("end")
    if end.null_count:
        end = pc.fill_null(end, _NO_END)
    numbers = _numbers(spans.field("start"), np.int64), _numbers(end, np.int64)
    return FlatSpans(owner, *numbers, _strings(spans.field("text")), lost), spans


def _missed(spans: pa.StructArray) -> Bools:
    """Which spans have a text and no offsets; a blank text says that there is nothing, as in `sayso.grounding`."""
    missed = ~_numbers(spans.field("start").is_valid(), bool)
    if missed.any():
        texts = pc.utf8_trim_whitespace(spans.field("text").filter(pa.array(missed)))
        missed[missed] = _numbers(pc.fill_null(pc.not_equal(texts, ""), False), bool)
    return missed


def _verbatim(documents: int, sides: Iterable[tuple[FlatItems, pa.StructArray]]) -> Ints:
    """Per document: spans with offsets, which are taken to be the article's, and spans in all."""
    counted = np.zeros((documents, 2), np.int64)
    for flat, items in sides:
        for role, placed in flat.roles.items():
            counted += np.bincount(flat.doc[placed.owner], minlength=documents)[:, None]
            if items.field(role).flatten().field("start").null_count:
                owner, spans = _flat(items.field(role))
                counted[:, 1] += np.bincount(flat.doc[owner[_missed(spans)]], minlength=documents)
    return counted


def _codes(rows: _Rows, doc: Ints, values: pa.Array, attribute: str) -> Ints:
    """The place of each value in `ATTRIBUTES`, -1 where there is none; a quote is asserted unless it says otherwise."""
    if attribute == "asserted":
        values = pc.fill_null(values, True)
    known = pa.array(ATTRIBUTES[attribute], values.type)
    codes = _numbers(pc.fill_null(pc.index_in(values, known), -1), np.int64)
    if len(wrong := np.flatnonzero((codes < 0) & _numbers(values.is_valid(), bool))):
        raise rows.refused(
            doc[wrong[0]],
            f"the {attribute} {values[wrong[0]].as_py()!r}; it is one of {', '.join(map(str, ATTRIBUTES[attribute]))}",
        )
    return codes


def _strings(values: pa.Array) -> pa.Array:
    return values.cast(pa.large_string())


def _numbers(values: pa.Array, kind: Any) -> Any:
    return values.to_numpy(zero_copy_only=False).astype(kind, copy=False)
