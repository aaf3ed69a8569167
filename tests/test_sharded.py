"""Extraction and scoring shard by shard: the report of scoring all at once, and runs that are gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from sayso.cli import main
from sayso.corpus import load
from sayso.errors import DataError, UsageError
from sayso.evaluation import predict
from sayso.extractors.rules import Rules
from sayso.model import Article, Prediction
from sayso.parquet import read_gold, read_predicted
from sayso.results import Report
from sayso.running.options import RunOptions
from sayso.scoring import Plan, report, score
from sayso.sharded import Job, evaluate, extract, here
from sayso.synth import write

ODD = "tests.test_sharded:odd"
RULES = Rules()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sharded") / "big"
    write(folder, documents=23, shards=3, words=80)
    return folder


def odd(article: Article) -> Prediction | dict[str, object]:
    """The rules, but for one document it fails, and others it knows less or gives a score, or a text and no place."""
    number = int(article.id[-2:])
    if number == 5:
        raise ValueError("five")
    said = RULES(article)
    for i, quote in enumerate(said.quotes):
        quote.score = (number + i) % 5 / 5 if number % 2 else msgspec.UNSET
        quote.speaker = msgspec.UNSET if number % 3 == 0 else None if number % 3 == 1 else quote.speaker
    if number == 8:
        return {"quotes": [{"content": [{"text": "this is not in the article"}], "speaker": "Nobody Known"}]}
    return said


def numbers(found: Report) -> Report:
    """All but what depends on the clock."""
    return msgspec.structs.replace(found, seconds=None, run=None)


def test_shard_by_shard_is_all_at_once(corpus: Path, tmp_path: Path) -> None:
    plan = Plan(slices=("type", "speaker_kind", "genre"))
    whole = load(corpus)
    gold = read_gold(corpus)
    wanted = score(predict(ODD, [one.article for one in whole]), gold, samples=100, slices=plan.slices)
    assert len(wanted.failures) == 1
    tally, info = evaluate(Job(ODD, corpus, RunOptions()), plan, None, here)
    by_shard = report(tally, info, plan, 100)
    for name in ("errors", "fabrications"):  # the gold of Parquet has no texts to show
        setattr(wanted, name, getattr(by_shard, name))
    assert numbers(by_shard) == numbers(wanted)

    out = tmp_path / "said"
    assert extract(Job(ODD, corpus, RunOptions()), out, None, here).documents == 23
    tally, info = evaluate(Job(str(out), corpus, RunOptions()), plan, None, here)
    kept = report(tally, info, plan, 100)
    assert kept == score(read_predicted(out, gold.ids), gold, samples=100, slices=plan.slices)
    assert (kept.system.name, kept.failures) == (ODD, wanted.failures)
    assert kept.measures == wanted.measures
    assert kept.measures["verbatim.rate"].value < 1


def test_what_stands_there_is_left(corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = f"{tmp_path / 'said'}/"
    with pytest.raises(SystemExit) as first:
        main(["extract", ODD, "--corpus", str(corpus), "-o", out])
    assert first.value.code == 1
    assert "23 documents.\nsayso: synth-000000005: ValueError: five" in capfd.readouterr().err
    files = sorted((tmp_path / "said").iterdir())
    before = [file.read_bytes() for file in files]
    files[1].unlink()
    with pytest.raises(SystemExit):
        main(["extract", ODD, "--corpus", str(corpus), "-o", out])
    assert "23 documents, 2 shards of them from before.\nsayso: synth-000000005" in capfd.readouterr().err
    assert [file.read_bytes() for file in files] == before
    files[1].write_bytes(before[1])
    with pytest.raises(SystemExit):
        main(["extract", ODD, "--corpus", str(corpus), "-o", out, "--resume"])
    assert "23 documents, 2 shards of them from before.\nsayso: synth-000000005" in capfd.readouterr().err
    with pytest.raises(UsageError, match="something else stands there"):
        extract(Job("rules", corpus, RunOptions()), tmp_path / "said", None, here)
    files[0].write_bytes(b"half")
    with pytest.raises(DataError, match="no Parquet file"):
        extract(Job(ODD, corpus, RunOptions()), tmp_path / "said", None, here)


def test_predictions_of_other_shards_are_refused(corpus: Path, tmp_path: Path) -> None:
    extract(Job("rules", corpus, RunOptions()), tmp_path, None, here)
    (tmp_path / "synth-00002-of-00003.parquet").rename(tmp_path / "late-00000-of-00001.parquet")
    for name in ("synth-00000-of-00003", "synth-00001-of-00003"):
        (tmp_path / f"{name}.parquet").unlink()
    with pytest.raises(UsageError, match=r"there is no synth-00000-of-00003\.parquet in it"):
        evaluate(Job(str(tmp_path), corpus, RunOptions()), Plan(), None, here)


def test_a_folder_of_shards_is_an_extractor(corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    extract(Job("rules", corpus, RunOptions()), tmp_path / "said", None, here)
    rows = pq.read_table(tmp_path / "said" / "synth-00000-of-00003.parquet")
    assert {"stated", "score"} <= {field.name for field in rows.schema.field("quotes").type.value_type}
    with pytest.raises(SystemExit) as done:
        main(["eval", str(tmp_path / "said"), "--corpus", str(corpus), "--json", "-"])
    saved = json.loads(capfd.readouterr().out)
    assert (done.value.code, saved["documents"], saved["system"]["name"]) == (0, 23, "rules")
