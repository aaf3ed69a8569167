"""The results in eval/ are what their suites give today, and each file is what the one before it gives.

Of spaCy, which takes long, today's are made of the seed only.
"""

from __future__ import annotations

import gzip
import shutil

import pytest
from benchmarks.polnear import gold

from sayso.evaluation import run
from sayso.suites.corpora import open_corpus, place
from sayso.suites.definition import read
from sayso.suites.running import PREDICTIONS, RESULTS, path_of, run_suite
from tests.cli.test_suite import sayso
from tests.conftest import ROOT

EVAL = ROOT / "eval"
SUITES = sorted(EVAL.glob("*.toml"))


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_results_and_leaderboard_come_from_the_kept_answers_byte_by_byte(tmp_path):
    """Where this fails after a change that was meant: run the suites anew, as eval/README.md says."""
    out = tmp_path / "eval"
    shutil.copytree(EVAL, out)
    for kind, names in (("leaderboard.*", out.glob("leaderboard.*")), ("results", out.glob("results/[sc]*/*.json"))):
        made = list(names)
        assert made, kind
        for path in made:
            path.unlink()
    for suite in SUITES:
        done = sayso(ROOT, "eval", "--suite", str(suite), "--from-predictions", "--suite-output", str(out))
        assert done.returncode == 0, done.stderr
    assert files(out) == files(EVAL)


@pytest.mark.parametrize(("suite", "name"), [("seed", "rules"), ("challenge", "rules"), ("seed", "spacy")])
def test_an_extractor_says_today_what_was_kept(suite, name, tmp_path):
    if name == "spacy":
        pytest.importorskip("spacy")
    path = EVAL / f"{suite}.toml"
    outcome = run_suite(read(path), EVAL, tmp_path, run, [name])
    assert (len(outcome.cells), outcome.skipped) == (1, [])
    fresh, kept = (path_of(folder, RESULTS, suite, suite, name) for folder in (tmp_path, EVAL))
    assert fresh.read_bytes() == kept.read_bytes()
    if name == "rules":
        fresh, kept = (path_of(folder, PREDICTIONS, suite, suite, name) for folder in (tmp_path, EVAL))
        assert gzip.decompress(fresh.read_bytes()) == gzip.decompress(kept.read_bytes())


def test_what_is_kept_of_polnear_is_todays_and_holds_no_text(shared, tmp_path):
    path = EVAL / "polnear.toml"
    suite = read(path)
    copy = shared / "data" / "polnear" / "data"
    benchmark = gold(copy / "dev")
    outcome = run_suite(suite, EVAL, tmp_path, run, ["rules"], copy)
    assert {cell.corpus.name for cell in outcome.cells} == {"dev-odd", "dev-even"}
    assert not (tmp_path / PREDICTIONS).exists()
    for entry in suite.corpora:
        fresh, kept = (path_of(folder, RESULTS, "polnear", entry.name, "rules") for folder in (tmp_path, EVAL))
        assert fresh.read_bytes() == kept.read_bytes()
        saved = kept.read_text(encoding="utf-8")
        documents = open_corpus(entry, suite, place(entry, EVAL, copy)).documents
        half = benchmark[1::2] if entry.part == "odd" else benchmark[::2]
        assert [document.gold for document in documents] == [document.gold for document in half]
        for document in documents:
            for span in (span for quote in document.gold.quotes for span in quote.content):
                assert len(span.text) < 20 or span.text not in saved
