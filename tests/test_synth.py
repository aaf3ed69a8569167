"""Made-up corpora: valid, the same by seed however they are cut, loadable, and of an extractor's own kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli.synth import synth
from sayso.corpus import load
from sayso.errors import UsageError
from sayso.evaluation import evaluate
from sayso.synth import document, write
from sayso.validate.paths import validate_paths


def test_shards_of_a_seed_are_its_documents(tmp_path: Path) -> None:
    one, three, other = tmp_path / "one", tmp_path / "three", tmp_path / "other"
    for folder, *options in ((one,), (three, "--shards", "3"), (other, "--seed", "1")):
        done = CliRunner().invoke(synth, [str(folder), "--documents", "20", "--words", "60", *options])
        assert done.exit_code == 0, done.output
    assert load(one).documents == load(three).documents == [document(i, 0, 60) for i in range(20)]
    assert load(one).hash == load(three).hash != load(other).hash
    assert not list(validate_paths([three]))
    with pytest.raises(UsageError, match="something in it already"):
        CliRunner().invoke(synth, [str(one)], catch_exceptions=False)


def test_a_split_is_named_as_in_any_corpus(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name of a split"):
        write(tmp_path / "a", documents=1, shards=1, split="../b")
    assert list(tmp_path.iterdir()) == []


def test_load_dataset_reads_it(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    CliRunner().invoke(synth, [str(tmp_path / "big"), "-n", "7", "--shards", "2"])
    rows = datasets.load_dataset(str(tmp_path / "big"), split="synth", cache_dir=str(tmp_path / "cache"))
    assert [row["id"] for row in rows] == [f"synth-{i:09}" for i in range(7)]


def test_the_rules_find_every_quote(tmp_path: Path) -> None:
    CliRunner().invoke(synth, [str(tmp_path / "some"), "-n", "30"])
    report = evaluate("rules", load(tmp_path / "some"), ["quotes.recall@exact", "quotes.recall@overlap"])
    assert report["quotes.recall@overlap"].value > 0.99
