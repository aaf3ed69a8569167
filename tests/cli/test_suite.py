"""`sayso eval --suite` as a user calls it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys

import jsonschema
import msgspec
import pytest

from sayso.corpus import Document
from sayso.model import Annotation, Annotator, Article, Quote, Span, sha256_text
from sayso.schema import load as load_schema
from sayso.tables import write_corpus

SUITE = """
schema_version = "1.0"
name = "mini"
board = ["quotes.f1@exact", "quotes.f1@overlap"]
slices = ["type"]

[[corpora]]
name = "mini"
path = "../data"

[[corpora]]
name = "away"
variable = "SAYSO_TEST_AWAY"
share = false
part = "odd"

[[extractors]]
name = "good"
extractor = "mine:good"
tuned_on = ["mini"]

[[extractors]]
name = "poor"
extractor = "mine:poor"

[[extractors]]
name = "missing"
extractor = "not_installed:at_all"

[[thresholds]]
extractor = "good"
measure = "quotes.recall@exact"
least = 0.9
slice = "type"
value = "direct"
"""
MINE = """
def good(article):
    if article.id == "d00": raise ValueError(article.text)
    return {"quotes": [{"content": [{"text": article.text[:10]}], "type": "direct"}]}

def poor(article):
    if article.id in ("d01", "d02"):
        return {"quotes": [{"content": [{"text": article.text[:10]}]}]}
    return {"quotes": [{"content": [{"text": "It fell, I swear"}], "speaker": "Nobody Atall"}]}

def broken(article):
    raise OSError("no model")
"""


def sayso(folder, *arguments, **environment):
    """Run the command line in `folder`."""
    command = [sys.executable, "-m", "sayso", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ | environment
    )


@pytest.fixture
def folder(tmp_path):
    documents = []
    for i in range(14):
        text = f"“It held,” said Ada Orr on day {i}.\n"
        sha = sha256_text(text)
        article = Article(f"d{i:02}", text, [], None, "en", None, None, None, None, None, sha, sha)
        quote = Quote("Q1", "direct", [Span(0, 10, text[:10])], [], [], None, [], None, True)
        documents.append(
            Document(article, Annotation("1.0", article.id, sha, Annotator("g", "human"), [], [quote], []), "test")
        )
    write_corpus(tmp_path / "data", documents)
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "mini.toml").write_text(SUITE, encoding="utf-8")
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    return tmp_path


def board(folder):
    return json.loads((folder / "suites" / "leaderboard.json").read_text(encoding="utf-8"))


def test_a_suite_is_run_and_its_leaderboard_comes_back_from_the_kept_answers(folder):
    done = sayso(folder, "eval", "--suite", "suites/mini.toml")
    assert done.returncode == 0, done.stderr
    assert "skipped missing on mini: not_installed:at_all: there is no module" in done.stderr
    assert "skipped away: not there; name its folder in SAYSO_TEST_AWAY or with --corpus-path" in done.stderr
    found = board(folder)
    jsonschema.validate(found, load_schema("leaderboard"))
    (table,) = found["tables"]
    first, second = table["standings"]
    assert [(s["system"]["name"], s["tuned"], s["failures"], s["fabricated"]) for s in (first, second)] == [
        ("good", True, 1, 0),
        ("poor", False, 0, 12),
    ]
    assert [s["figures"]["quotes.f1@exact"]["group"] for s in (first, second)] == ["a", "b"]
    assert {pair["p_holm"] < 0.05 for pair in table["pairs"]} == {True}
    made = {path: path.read_bytes() for path in (folder / "suites").rglob("*.*") if path.suffix != ".toml"}
    assert len(made) == 6
    for path in made:
        if path.suffix != ".gz":
            path.unlink()
    (folder / "mine.py").unlink()
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "--from-predictions")
    assert done.returncode == 0, done.stderr
    assert {path: path.read_bytes() for path in made} == made
    validated = sayso(folder, "validate", "suites", "suites/mini.toml")
    assert validated.returncode == 0, validated.stdout + validated.stderr


def test_kept_answers_are_predictions_that_eval_reads(folder):
    sayso(folder, "eval", "--suite", "suites/mini.toml", "poor")
    kept = folder / "suites" / "predictions" / "mini" / "poor.jsonl.gz"
    (folder / "poor.jsonl").write_bytes(gzip.decompress(kept.read_bytes()))
    done = sayso(folder, "eval", "poor.jsonl", "--corpus", "data", "-m", "verbatim", "--json", "-")
    report = json.loads(done.stdout)
    saved = json.loads((folder / "suites" / "results" / "mini" / "poor.json").read_text(encoding="utf-8"))
    assert report["measures"]["verbatim.rate"] == saved["measures"]["verbatim.rate"]
    assert report["fabrications"]["invented"] == saved["fabrications"]["invented"] == 12


def test_an_extractors_own_meta_is_kept_apart(folder):
    (folder / "mine.py").write_text(f"{MINE}\ndef own(_): return {{'meta': {{'run': 7, 'failure': 'none'}}}}\n")
    sayso(folder, "eval", "--suite", "suites/mini.toml", "mine:own")
    result = next((folder / "suites" / "results").rglob("*.*"))
    before = result.read_bytes()
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "--from-predictions", "mine:own")
    assert done.returncode == 0, done.stderr
    assert result.read_bytes() == before


def test_texts_that_may_not_be_passed_on_are_in_nothing_that_is_written(folder):
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "good", "poor", SAYSO_TEST_AWAY=str(folder / "data"))
    assert done.returncode == 0, done.stderr
    assert not (folder / "suites" / "predictions" / "mini" / "away").exists()
    away = folder / "suites" / "results" / "mini" / "away"
    reports = {path.stem: path.read_text(encoding="utf-8") for path in away.glob("*.json")}
    assert reports.keys() == {"good", "poor"}
    assert not [text for text in reports.values() if "held" in text]
    assert [table["documents"] for table in board(folder)["tables"]] == [14, 7]


def test_a_missed_threshold_is_said_and_ends_with_1_and_an_own_extractor_joins_the_board(folder):
    path = folder / "suites" / "mini.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("least = 0.9", "least = 0.99"), encoding="utf-8")
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "good", "mine:poor")
    assert done.returncode == 1
    assert "good on mini: quotes.recall@exact of type direct is 0.929, under 0.99." in done.stderr
    assert [s["system"]["name"] for s in board(folder)["tables"][0]["standings"]] == ["good", "mine_poor"]


@pytest.mark.parametrize(("extractor", "code"), [('"missing"', 1), ('"good"', 0)])
def test_a_threshold_that_nothing_was_held_against_ends_with_1(folder, extractor, code):
    path = folder / "suites" / "mini.toml"
    path.write_text(SUITE.replace('extractor = "good"\nmeasure', f"extractor = {extractor}\nmeasure"), encoding="utf-8")
    done = sayso(folder, "eval", "--suite", "suites/mini.toml")
    assert (done.returncode, "missing on mini: quotes.recall@exact is not judged" in done.stderr) == (code, bool(code))


def test_what_cannot_be_written_is_not_skipped(folder):
    (folder / "there").write_text("a file")
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "--suite-output", "there/below")
    assert (done.returncode, "cannot be written" in done.stderr, "skipped good" in done.stderr) == (2, True, False)


def test_a_suite_may_stand_beside_other_toml_and_be_run_where_it_is(folder):
    (folder / "suites" / "pyproject.toml").write_text('[project]\nname = "x"\n')
    done = sayso(folder / "suites", "eval", "--suite", "mini.toml", "rules")
    assert done.returncode == 0, done.stderr
    assert board(folder)["tables"][0]["command"] == "sayso eval --suite suites/mini.toml"
    (folder / "suites" / "other.toml").write_text('schema_version = "1.0"\ncorpora = []\n')
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "mine:broken")
    assert (done.returncode, "other.toml" in done.stderr, "failed on all" in done.stderr) == (1, True, False)


def test_a_password_in_an_address_is_in_no_file_of_a_suite(folder):
    address = "http://me:secret@127.0.0.1:9/?key=secret"
    for name in (address, f"openai:m?base_url={address}"):
        done = sayso(folder, "eval", "--suite", "suites/mini.toml", name, "--retries", "0", OPENAI_API_KEY="k")
        assert (done.returncode, "failed on all 14 documents" in done.stderr) == (1, True), done.stderr
        assert "secret" not in done.stdout + done.stderr
        sayso(folder, "eval", name, "--corpus", "data", "--retries", "0", "--runs", "runs", OPENAI_API_KEY="k")
    assert len(list((folder / "runs").iterdir())) == 2
    assert not [path for path in folder.rglob("*") if "secret" in path.name]


def test_an_extractor_that_never_works_ends_the_run_and_writes_nothing(folder):
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "mine:broken")
    assert (done.returncode, "failed on all 14 documents: OSError: no model" in done.stderr) == (1, True)
    assert not (folder / "suites" / "results").exists()


def test_results_on_another_state_of_the_corpus_are_named_and_left_out(folder):
    sayso(folder, "eval", "--suite", "suites/mini.toml", "good", "poor")
    path = folder / "suites" / "results" / "mini" / "poor.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    report["corpus"]["hash"] = "0" * 12
    path.write_text(json.dumps(report), encoding="utf-8")
    sayso(folder, "eval", "--suite", "suites/mini.toml", "good")
    (table,) = board(folder)["tables"]
    assert ([s["system"]["name"] for s in table["standings"]], table["stale"]) == (["good"], ["poor"])
    first = folder / "suites" / "results" / "mini" / "good.json"
    first.write_text(first.read_text(encoding="utf-8").replace(table["corpus"]["hash"], "0" * 12), encoding="utf-8")
    sayso(folder, "eval", "--suite", "suites/mini.toml", "poor")
    (table,) = board(folder)["tables"]
    assert ([s["system"]["name"] for s in table["standings"]], table["stale"]) == (["poor"], ["good"])


def test_what_changes_in_a_suite_is_said_and_what_it_cannot_follow_is_refused(folder):
    path = folder / "suites" / "mini.toml"
    sayso(folder, "eval", "--suite", "suites/mini.toml", "good", "poor")
    more = SUITE.replace("overlap", "iou=0.90").replace('["type"]', '["all"]')
    path.write_text(more.replace("recall@exact", "f1@iou=0.50"), encoding="utf-8")
    done = sayso(folder, "eval", "--suite", "suites/mini.toml", "good")
    assert (done.returncode, "0 of 1 threshold missed" in done.stderr) == (0, True), done.stderr
    (table,) = board(folder)["tables"]
    assert ([s["system"]["name"] for s in table["standings"]], table["stale"]) == (["good"], ["poor"])
    for more, words in (
        (["--engine", "ray"], "--engine does not go with --suite"),
        (["-m", "quotes"], "--measure does not go with --suite"),
        (["--resume"], "--resume does not go with --suite"),
        (["missing"], "there is no module"),
    ):
        done = sayso(folder, "eval", "--suite", "suites/mini.toml", *more)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"1.0"', '"1.0', "no TOML"),
        ('name = "mini"\nboard', "board", "name"),
        ('name = "mini"\nboard', "name = 2025-01-01\nboard", "name"),
        ("quotes.f1@overlap", "quotes.f7@overlap", "quotes.f7"),
        ('name = "poor"', 'name = "good"', "two are called 'good'"),
        ('tuned_on = ["mini"]', 'tuned_on = ["moon"]', "'moon', which is no corpus"),
        ('path = "../data"', "", "neither path nor variable"),
        ('path = "../data"', 'path = "../data"\nformat = "moon"', "no format 'moon'"),
        ('value = "direct"', "", "slice and value go together"),
        ('name = "mini"\npath', 'name = "../mini"\npath', "name"),
    ],
)
def test_a_wrong_suite_is_told_of_in_a_sentence_by_eval_and_by_validate(folder, old, new, words):
    path = folder / "suites" / "mini.toml"
    assert old in SUITE
    path.write_text(SUITE.replace(old, new, 1), encoding="utf-8")
    for command in (("eval", "--suite"), ("validate",)):
        done = sayso(folder, *command, "suites/mini.toml")
        assert done.returncode == 1, done.stderr
        assert words in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_broken_answers_are_told_of(folder):
    sayso(folder, "eval", "--suite", "suites/mini.toml", "good")
    kept = folder / "suites" / "predictions" / "mini" / "good.jsonl.gz"
    for data, words in (
        (kept.read_bytes()[:-9], "is no gzip file"),
        (gzip.compress(b"{}"), "line 1"),
        (gzip.compress(b""), "there is no prediction in it"),
        (gzip.compress(msgspec.json.encode({"doc": "zz"})), "'zz'"),
    ):
        kept.write_bytes(data)
        done = sayso(folder, "eval", "--suite", "suites/mini.toml", "--from-predictions", "good")
        assert (done.returncode, words in done.stderr) == (1, True), done.stderr
