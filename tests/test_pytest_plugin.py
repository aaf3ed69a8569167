"""The pytest plugin as pytest loads it: through its entry point, in runs of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from sayso.corpus import Corpus
from sayso.tables import write_corpus
from sayso.testing import Scorer
from tests.report.articles import many

pytest_plugins = ["pytester"]

MINE = """
import pytest

RUNS = []

def half(article):
    "Finds every other document's quote."
    RUNS.append(article.id)
    if article.id.endswith(("0", "2", "4", "6", "8")):
        start = article.text.index("“")
        return {"quotes": [{"content": [{"start": start, "end": article.text.index("”") + 1}], "speaker": "Ada Orr"}]}
    return {}
"""


@pytest.fixture
def project(pytester):
    write_corpus(pytester.path / "corpus", many(12))
    pytester.makepyfile(mine=MINE)
    return pytester


def test_a_score_that_holds_passes_and_an_extractor_runs_once(project):
    project.makepyfile(
        """
        from mine import RUNS, half

        def test_low(sayso):
            assert 0.1 < sayso(half, "seed", corpus="corpus")["quotes.f1@exact"].low < 0.7

        def test_again(sayso):
            scored = sayso(half, "seed", corpus="corpus")
            assert scored["quotes.f1@iou=0.7"].value == scored.report["quotes.f1@exact"].value
            assert len(RUNS) == 12
        """
    )
    project.runpytest_inprocess().assert_outcomes(passed=2)


def test_a_score_that_does_not_hold_says_where_to_look(project):
    project.makepyfile(
        """
        from mine import half

        def test_low(sayso):
            assert sayso(half, corpus="corpus")["attribution.f1@iou=0.5"].low >= 0.99
        """
    )
    done = project.runpytest_inprocess()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "*attribution.f1@iou=0.5 (low) 0.* >= 0.99",
            "*half on corpus: 0.667 (95 %: 0.*–0.*), n = 12",
            "*worst documents by attribution.f1@iou=0.5: doc01 0.000 (1 missed), doc03*",
            "*doc01: missed “*",
            "*doc05: missed “*",
        ]
    )
    done.stdout.no_fnmatch_line("*truncated*")


def test_without_an_interval_a_bound_does_not_hold_and_the_reason_is_said(project):
    write_corpus(project.path / "small", many(2))
    project.makepyfile(
        """
        from mine import half

        def test_low(sayso):
            assert sayso(half, corpus="small")["quotes.f1@exact"].low >= 0
        """
    )
    project.runpytest_inprocess().stdout.fnmatch_lines(["*no interval: 2 documents, and it takes 10"])


def test_wrong_names_are_one_sentence(project):
    project.makepyfile("def test_it(sayso):\n    sayso('nothing', corpus='corpus')")
    project.runpytest_inprocess().stdout.fnmatch_lines(["*UsageError: *nothing* is no extractor*"])


def test_unused_it_imports_nothing_heavy():
    code = (
        "import sys, sayso.pytest_plugin; print([n for n in sys.modules if n.startswith(('sayso', 'numpy', 'rich'))])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "['sayso', 'sayso.pytest_plugin']"


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_one_html_report_shows_what_the_session_scored(project, workers):
    write_corpus(project.path / "small", many(2))
    project.makepyfile(
        """
        import pytest
        from mine import half

        def nothing(article):
            return {}

        def other():
            def half(article):
                return {} if article.id == "doc00" else {"quotes": []}
            return half

        @pytest.mark.parametrize("extractor", [half, nothing, other()])
        def test_it(sayso, extractor):
            assert sayso(extractor, corpus="corpus")["quotes.f1@exact"].value >= 0.1

        def test_small(sayso):
            assert sayso(half, corpus="small").report.documents == 2
        """
    )
    run = project.runpytest_subprocess if workers else project.runpytest_inprocess
    done = run("--sayso-html", "report.html", *workers)
    done.assert_outcomes(passed=2, failed=2)
    done.stdout.fnmatch_lines(["*doc00: missed “*"])
    pages = {path.name: path.read_text(encoding="utf-8") for path in project.path.glob("*.html")}
    assert pages.keys() == {"report.html", "report-2.html"}
    data = [re.search(r'id="overview-data">(.*?)</script>', page)[1] for page in pages.values()]
    names = sorted(sorted(system["name"] for system in json.loads(one)["systems"]) for one in data)
    assert names == [["half"], ["half", "half (2)", "nothing"]]


def test_a_report_that_cannot_be_written_is_refused_before_the_tests(project):
    done = project.runpytest_inprocess("--sayso-html", "mine.py/report.html")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*--sayso-html: *mine.py/report.html: cannot be written; *"])


def test_a_worker_that_crashes_costs_its_own_scores_and_not_the_report(project):
    project.makepyfile(
        """
        import os
        from mine import half

        def test_crash():
            os._exit(3)

        def test_it(sayso):
            assert sayso(half, corpus="corpus").report.documents == 12
        """
    )
    done = project.runpytest_subprocess("--sayso-html", "report.html", "-n", "1")
    done.assert_outcomes(passed=1, failed=1)
    assert (project.path / "report.html").exists()


def test_corpora_that_come_and_go_are_not_taken_for_one_another():
    """An object's id is free again when it is gone: the next one may have it."""
    scorer = Scorer()
    ready = [many(number) for number in range(1, 9)]
    sizes = [len(scorer(dict, corpus=Corpus("c", documents)).gold.ids) for documents in ready]
    assert sizes == list(range(1, 9))


def test_no_bound_holds_on_no_documents():
    assert not Scorer()(dict, corpus=Corpus("c", []))["quotes.f1@exact"].value >= 0
