"""Predictions in Parquet that cannot be: one sentence each."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sayso.errors import DataError
from sayso.parquet import read_predicted
from sayso.resources import resource


@pytest.mark.parametrize("role", ["content", "cue", "source", "mention"])
@pytest.mark.parametrize(
    ("start", "end", "said"), [(9, 2, "9 to 2"), (2, 2, "2 to 2"), (-5, 9, "-5 to 9"), (2, None, "2 to no end")]
)
def test_impossible_offsets_are_named(tmp_path, role, start, end, said):
    table = pq.read_table(
        resource("corpus", "documents") / "seed.parquet", columns=["id", "speakers", "quotes", "claims"]
    )
    rows = table.slice(0, 1).to_pylist()
    items = rows[0]["speakers"] if role == "mention" else rows[0]["quotes"]
    spans = [span for item in items for span in item["mentions" if role == "mention" else role]]
    spans[-1].update(start=start, end=end)
    path = tmp_path / "predicted.parquet"
    pq.write_table(pa.Table.from_pylist(rows, table.schema), path)
    with pytest.raises(DataError, match=rf"predicted.parquet: document '.+' has a {role} from {said}; give offsets"):
        read_predicted(path, [rows[0]["id"]])
