"""Predictions in Parquet that cannot be: one sentence each."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sayso.corpus import load
from sayso.errors import DataError
from sayso.evaluation import predict
from sayso.jsonlines import read_predicted as read_lines
from sayso.parquet import read_predicted
from sayso.resources import resource
from tests.test_jsonlines import plain


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


SPAN = {"start": 2, "end": 9, "text": "a"}
QUOTE = {"content": [SPAN]}


@pytest.fixture(scope="module")
def article():
    return next(iter(load())).article


def written(path, **row):
    pq.write_table(pa.Table.from_pylist([{"speakers": [], "quotes": [], "claims": []} | row]), path)
    return path


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"quotes": [{"content": [{"start": 2, "end": 9}]}]},
        {"quotes": [{"content": [{"start": 2, "end": 9}], "speaker": None, "score": 1}]},
        {"quotes": [{"content": [{"text": "nothing of the kind"}, {"text": " "}], "speaker": "Nobody Known"}]},
        {
            "speakers": [{"id": "S1", "name": "Orr", "mentions": []}],
            "quotes": [{"content": [{"start": 2, "end": 9}], "speaker": name} for name in ("Ms. Orr", "Orr", "Ella")],
            "claims": [{"content": [{"start": 2, "end": 9}], "claimer": "S1", "check_worthy": True}],
        },
    ],
)
def test_what_is_left_out_is_as_in_json(tmp_path, article, said):
    """Types of other widths, lists that are all empty, fields that are missing."""
    lines = tmp_path / "p.jsonl"
    lines.write_text(json.dumps({"doc": article.id, **said}))
    parquet = read_predicted(written(tmp_path / "p.parquet", id=article.id, **said), [article.id])
    assert plain(parquet.columns) == plain(read_lines(lines, [article]).columns)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"id": 7}, "the column id holds numbers, not strings"),
        ({"id": None}, "row 1 has no id"),
        ({"quotes": "[]"}, "the column quotes holds strings, not lists"),
        ({"quotes": [QUOTE | {"score": "0.5"}]}, r"the column quotes\.score holds strings, not numbers"),
        ({"quotes": [{"content": [{"start": 0.5, "end": 2}]}]}, r"the column quotes\.content\.start does not fit: .+"),
        ({"quotes": [QUOTE, None]}, "a list of the column quotes has an entry that is null"),
        ({"quotes": [QUOTE | {"type": "Direct"}]}, "has the type 'Direct'; it is one of direct, indirect, mixed"),
        ({"claims": [QUOTE | {"score": -7}]}, "has the score -7; give scores of 0 to 1"),
        ({"speakers": [{"mentions": [SPAN | {"form": "it"}]}]}, "has the form 'it'; it is one of name"),
        ({"text_sha256": "0" * 64}, "was made on another text"),
    ],
)
def test_other_shapes_and_values_are_named(tmp_path, article, said, message):
    path = tmp_path / "predicted.parquet"
    written(path, **{"id": article.id} | said)
    with pytest.raises(DataError, match=rf"predicted\.parquet.*{message}"):
        predict(path, [article])
