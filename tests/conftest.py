"""Settings that every test shares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

# No test asserts a time, hypothesis's deadline included; CI draws the same examples each time.
settings.register_profile("sayso", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("sayso"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "sayso")

ROOT = Path(__file__).resolve().parents[1]

pytest_plugins = ["tests.browser", "tests.server"]


def missing(what: str) -> NoReturn:
    """Skip the test, since something it needs is not there; fail it where everything has to be, as in CI."""
    (pytest.fail if os.environ.get("SAYSO_REQUIRE_SERVER") else pytest.skip)(what)
    raise AssertionError("unreachable")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of other people's corpora that stands beside some checkouts; never part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs other people's corpora in ../shared, which only the developers have")
    return folder
