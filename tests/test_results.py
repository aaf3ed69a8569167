"""The results in eval/ are what their suites give today, and each file is what the one before it gives."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("suite", ["seed", "challenge"])
def test_the_rules_say_today_what_was_kept(suite, tmp_path):
    path = EVAL / f"{suite}.toml"
    outcome = run_suite(read(path), EVAL, tmp_path, run, ["rules"])
    assert (len(outcome.cells), outcome.skipped) == (1, [])
    for kind, read_bytes in (
        (PREDICTIONS, lambda path: gzip.decompress(path.read_bytes())),
        (RESULTS, Path.read_bytes),
    ):
        fresh, kept = (path_of(folder, kind, suite, suite, "rules") for folder in (tmp_path, EVAL))
        assert read_bytes(fresh) == read_bytes(kept)


def test_what_is_kept_of_polnear_is_todays_and_holds_no_text(shared, tmp_path):
    path = EVAL / "polnear.toml"
    suite = read(path)
    copy = shared / "data" / "polnear" / "data"
    outcome = run_suite(suite, EVAL, tmp_path, run, ["rules"], copy)
    assert {cell.corpus.name for cell in outcome.cells} == {"dev-odd", "dev-even"}
    assert not (tmp_path / PREDICTIONS).exists()
    for entry in suite.corpora:
        fresh, kept = (path_of(folder, RESULTS, "polnear", entry.name, "rules") for folder in (tmp_path, EVAL))
        assert fresh.read_bytes() == kept.read_bytes()
        saved = kept.read_text(encoding="utf-8")
        for document in open_corpus(entry, suite, place(entry, EVAL, copy)):
            for span in (span for quote in document.gold.quotes for span in quote.content):
                assert len(span.text) < 20 or span.text not in saved
