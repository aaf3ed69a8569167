"""Predictions files: what is wrong with one is said with file, line and what to do."""

from __future__ import annotations

import pytest

from sayso.errors import DataError, UsageError
from sayso.predictions import read_predictions


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("p.jsonl", b"", "holds no prediction|no prediction in it"),
        ("p.jsonl", b'{"doc": "a"}\n{"doc": "a"}\n', "line 2: document 'a' stands already in .*line 1"),
        ("p.jsonl", b'{"doc": "a"}\n\n{"doc": \n', "line 3: .*JSON|line 3: Input data was truncated"),
        ("p.jsonl", b'{"doc": "a", "quotes": [{"content": [{"start": -1, "end": 2}]}]}', r"line 1: .*\$.quotes\[0\]"),
        ("p.jsonl", b'{"doc": "a", "quotes": [{"score": NaN}]}', "line 1: JSON is malformed"),
        ("p.jsonl", b'{"doc": "a", "quotes": [{"score": 1.5}]}', "line 1: .*<= 1"),
        ("p.jsonl", b'{"doc": "a", "meta": {"x": "\xe9"}}', "line 1"),
        ("p.json", b"[1]", "item 0"),
        ("p.json", b"[{]", "JSON is malformed"),
        ("p.json", b"<html>", "JSON is malformed"),
    ],
)
def test_a_fault_is_said_with_its_place(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=words) as caught:
        read_predictions(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_missing_and_foreign_files(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        read_predictions(tmp_path / "p.jsonl")
    (tmp_path / "p.txt").write_text("x")
    with pytest.raises(UsageError, match=r"from .jsonl and .json files"):
        read_predictions(tmp_path / "p.txt")


def test_one_record_a_list_lines_and_a_folder_read_alike(tmp_path):
    (tmp_path / "one.json").write_text('{"doc": "a"}')
    (tmp_path / "list.json").write_text('[{"doc": "b"}, {"doc": "c"}]')
    (tmp_path / "lines.jsonl").write_text('{"doc": "d"}\n{"doc": "e"}\n')
    assert sorted(read_predictions(tmp_path)) == ["a", "b", "c", "d", "e"]
