"""The worked examples of docs/agreement.md."""

from __future__ import annotations

import doctest

from tests.conftest import ROOT


def test_the_examples_of_the_page():
    found = doctest.testfile(str(ROOT / "docs" / "agreement.md"), module_relative=False)
    assert found.attempted > 3
    assert found.failed == 0
