"""`sayso extractors`, with all extras and without."""

from __future__ import annotations

import importlib.util
import json
import re
from importlib.machinery import ModuleSpec

import pytest
from click.testing import CliRunner

from sayso.cli import cli
from sayso.errors import UsageError
from sayso.extractors import names, resolve


def listed() -> dict[str, dict[str, str]]:
    result = CliRunner().invoke(cli, ["extractors", "--json", "-"], catch_exceptions=False)
    return {row["name"]: row for row in json.loads(result.output)}


def test_it_lists_what_is_installed() -> None:
    rows = listed()
    assert set(names()) <= set(rows)
    assert all(row["about"] and row["missing"] is None for row in rows.values())
    shown = CliRunner().invoke(cli, ["extractors"], catch_exceptions=False).output
    assert all(name in shown for name in rows)


def test_without_the_extras_it_says_what_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in ("spacy", "textacy") else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    monkeypatch.setitem(__import__("sys").modules, "textacy.extract.triples", None)
    rows = listed()
    for name in ("spacy", "textacy"):
        command = f"pip install 'sayso[{name}]'"
        assert rows[name]["missing"] == command
        with pytest.raises(UsageError, match=re.escape(command)):
            resolve(name)
    assert rows["rules"]["missing"] is None
