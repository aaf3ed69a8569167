"""The pytest plugin: the fixture `sayso`, `--sayso-html`, and failures that say where to look.

pytest loads this module in every run of every project that has sayso installed, so that it imports nothing heavy: what
it needs is in `sayso.testing`, and imported by the first test that asks for the fixture.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sayso.testing import Scorer


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--sayso-html`."""
    group = parser.getgroup("sayso", "scoring extractors")
    group.addoption("--sayso-html", metavar="FILE", help="Write what the fixture sayso scored as one HTML report.")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a report that cannot be written before the tests run. Raises `pytest.UsageError`."""
    if path := config.getoption("--sayso-html"):
        from sayso.errors import UsageError
        from sayso.files import check_writable

        try:
            check_writable(Path(path))
        except UsageError as error:
            raise pytest.UsageError(f"--sayso-html: {error}") from None


@pytest.fixture(scope="session")
def sayso(pytestconfig: pytest.Config) -> Scorer:
    """Score an extractor: `sayso(extractor, "challenge")["attribution.f1@iou=0.5"].low >= 0.6`.

    See `sayso.testing.Scorer`. Each extractor runs once a session on each corpus and split.
    """
    from sayso.testing import keep

    return keep(pytestconfig)


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: Any, right: Any) -> list[str] | None:
    """Explain a comparison of a score: nothing is scored where `sayso.testing` was not imported."""
    testing = sys.modules.get("sayso.testing")
    return None if testing is None else testing.explained(op, left, right, config.get_verbosity())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, or hand it over to the process that does, where there are several."""
    if session.config.getoption("--sayso-html"):
        from sayso.testing import finish

        finish(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker of pytest-xdist scored."""
    if node.config.getoption("--sayso-html"):
        from sayso.testing import take

        take(node)
