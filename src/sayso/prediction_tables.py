"""Predictions as Parquet: one row a document, in the shape of a corpus's documents, with what only predictions state.

A document on which the extractor failed has no row; it stands in the file's metadata, with the error.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sayso.files import write_bytes
from sayso.model import PredictedClaim, PredictedQuote, PredictedSpeaker, Prediction
from sayso.results import Failure, System
from sayso.rows import arrow_type
from sayso.shards import Place, opened_to_write

if TYPE_CHECKING:
    import pyarrow as pa

ABOUT_KEY = b"sayso.extraction"
"""Key in the metadata of a table's schema under which an `About` stands as JSON."""

STATED = "stated"
"""Column of quotes and claims: whether speaker or claimer is stated; where not, null does not mean nobody."""


class About(msgspec.Struct):
    """What a file of predictions is: whose, of which shard (its hash), and where the extractor failed."""

    system: System
    corpus: str
    failures: list[Failure] = []


def write(path: Place, predictions: Sequence[Prediction], about: About) -> None:
    """Write a file of predictions, whole or not at all."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table_of(predictions, about), buffer, compression="zstd", row_group_size=1000)
    if isinstance(path, str):
        with opened_to_write(path) as file:
            file.write(buffer.getvalue())
    else:
        write_bytes(path, buffer.getvalue())


def table_of(predictions: Sequence[Prediction], about: About) -> pa.Table:
    """The rows of predictions; `meta` and `annotator` are left out."""
    import pyarrow as pa

    schema = table_schema().with_metadata({ABOUT_KEY: msgspec.json.encode(about)})
    return pa.Table.from_pylist([_row(prediction) for prediction in predictions], schema=schema)


def table_schema() -> pa.Schema:
    """The columns of predictions."""
    import pyarrow as pa

    lists: dict[str, type[msgspec.Struct]] = {
        "speakers": PredictedSpeaker,
        "quotes": PredictedQuote,
        "claims": PredictedClaim,
    }
    fields = [pa.field("id", pa.string()), pa.field("text_sha256", pa.string())]
    for name, struct in lists.items():
        inner = [*arrow_type(struct), *([] if name == "speakers" else [pa.field(STATED, pa.bool_())])]
        fields.append(pa.field(name, pa.list_(pa.struct(inner))))
    return pa.schema(fields)


def about(metadata: dict[bytes, bytes] | None) -> About | None:
    """What a file says of itself; None where it was written otherwise."""
    stated = (metadata or {}).get(ABOUT_KEY)
    return msgspec.json.decode(stated, type=About) if stated else None


def _row(prediction: Prediction) -> dict[str, Any]:
    quotes = [_plain(quote) | {STATED: quote.speaker is not msgspec.UNSET} for quote in prediction.quotes]
    claims = [_plain(claim) | {STATED: claim.claimer is not msgspec.UNSET} for claim in prediction.claims]
    speakers = [_plain(speaker) for speaker in prediction.speakers]
    sha256 = None if prediction.text_sha256 is msgspec.UNSET else prediction.text_sha256
    return {"id": prediction.doc, "text_sha256": sha256, "speakers": speakers, "quotes": quotes, "claims": claims}


def _plain(value: Any) -> Any:
    """A record with all its fields, as plain values; what is left out is None."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return None if value is msgspec.UNSET else value
