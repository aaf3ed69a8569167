"""The public API, its page, and the version."""

from __future__ import annotations

import tomllib
from importlib import metadata

import yaml

import sayso
from sayso import api
from tests.conftest import ROOT


def test_the_public_api_is_what_docs_api_md_says():
    stated = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert api.page() == stated, (
        "a public name or signature changed. If that is meant: run python -m sayso.api, and say it in CHANGELOG.md"
    )


def test_every_public_name_is_there_and_documented():
    assert {name for name in sayso.__all__ if not getattr(getattr(sayso, name), "__doc__", None)} == set()
    assert set(sayso.__all__) == {*sayso._PUBLIC, "__version__"}


def test_the_version_is_stated_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert sayso.__version__ == metadata.version("sayso") == citation["version"]


def test_types_are_there_for_type_checkers():
    assert (ROOT / "src" / "sayso" / "py.typed").is_file()
