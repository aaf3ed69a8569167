"""Corpora in shards: the same report as in one file, from a folder or a URL, and odd folders named."""

from __future__ import annotations

import shutil
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest

from sayso.corpus import load, split_hash
from sayso.errors import DataError, UsageError
from sayso.parquet import read_gold, read_predicted
from sayso.scoring import score
from sayso.shards import in_folder, is_parquet, shard_name, shards
from sayso.slices import NAMES
from sayso.tables import HASH_KEY
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("s3://bucket/said", True),
        ("said.parquet", True),
        ("openai:m?base_url=http://host/v1", False),
        ("cmd:cat --url s3://bucket/x", False),
        ("cmd:cat said.parquet", False),
        ("my_module:extract", False),
    ],
)
def test_an_extractor_with_an_address_in_its_name_is_no_parquet(name: str, wanted: bool) -> None:
    assert is_parquet(name) == wanted


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """The corpus with its challenge split in three shards of unequal size."""
    folder = tmp_path / "corpus"
    (folder / "documents").mkdir(parents=True)
    shutil.copy(ROOT / "corpus" / "documents" / "seed.parquet", folder / "documents")
    documents = load(ROOT / "corpus", ["challenge"]).documents
    table = pq.read_table(ROOT / "corpus" / "documents" / "challenge.parquet")
    for number, (low, high) in enumerate([(0, 40), (40, 41), (41, 105)]):
        part = table.slice(low, high - low).replace_schema_metadata({HASH_KEY: split_hash(documents[low:high])})
        pq.write_table(part, folder / "documents" / shard_name("challenge", number, 3))
    return folder


def test_shards_are_the_corpus(cut: Path) -> None:
    whole, parts = load(ROOT / "corpus"), load(cut)
    assert (parts.ids, parts.splits, parts.hash) == (whole.ids, whole.splits, whole.hash)
    gold, sharded = read_gold(ROOT / "corpus"), read_gold(cut)
    assert (sharded.hash, sharded.ids) == (gold.hash, gold.ids) == (whole.hash, whole.ids)
    reports = [
        score(read_predicted(cut / "documents", one.ids), one, ["attribution.f1@exact"], 100, slices=NAMES)
        for one in (gold, sharded)
    ]
    assert reports[0] == reports[1]


def test_a_url_is_read_as_a_folder_is(cut: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(cut), "/news/corpus", recursive=True)
    try:
        found = read_gold("memory://news/corpus", ["challenge"])
        assert (found.name, found.hash, found.ids) == ("corpus", *_of(read_gold(cut, ["challenge"])))
        assert load("memory://news/corpus/", ["seed"]).documents == load(cut, ["seed"]).documents
        assert len(read_predicted("memory://news/corpus/documents", load(cut).ids).columns.quotes) == 2046
        with pytest.raises(UsageError, match="memory://nowhere: no such folder"):
            shards("memory://nowhere")
    finally:
        memory.rm("/news", recursive=True)


def _of(gold):
    return gold.hash, gold.ids


def test_odd_folders(cut: Path) -> None:
    last = cut / "documents" / shard_name("challenge", 2, 3)
    with pytest.raises(UsageError, match="no split train; there are challenge, seed"):
        shards(cut, ["train"])
    with pytest.raises(UsageError, match=r"nosuch://x/documents: Protocol not known: nosuch\."):
        shards("nosuch://x")
    shutil.copy(last, cut / "documents" / shard_name("challenge", 0, 1))
    with pytest.raises(DataError, match="split challenge: files of two versions"):
        shards(cut)
    (cut / "documents" / shard_name("challenge", 0, 1)).unlink()
    last.unlink()
    with pytest.raises(DataError, match="split challenge: shard 2 of 3 is missing"):
        in_folder(cut / "documents")
