"""The results in eval/ are what their commands give today."""

from __future__ import annotations

import pytest

from sayso import evaluate, load
from sayso.report.saved import read_reports
from tests.conftest import ROOT


@pytest.mark.parametrize("path", sorted((ROOT / "eval" / "results").rglob("*.json")), ids=lambda path: path.stem)
def test_a_committed_result_is_todays(path):
    """Where this fails after a change that was meant: make the file anew by the command in eval/README.md."""
    (saved,) = read_reports(path)
    fresh = evaluate(saved.system.name, load(ROOT / "corpus", saved.corpus.splits), list(saved.measures))
    assert fresh.corpus.hash == saved.corpus.hash
    assert fresh.measures == saved.measures
    assert fresh.statistics == saved.statistics
