"""Annotations on the lines of the gold."""

from __future__ import annotations

import re
import shutil
from collections import Counter

import msgspec
import pytest

from sayso.corpus import Corpus, load
from sayso.evaluation import evaluate
from sayso.model import dumps
from sayso.report import github, worst
from sayso.report.outcome import Outcome
from sayso.results import System
from sayso.thresholds import Threshold, judge
from tests.conftest import ROOT
from tests.report.test_junit import outcome

COMMAND = re.compile(r"::(error|warning|notice) (?:file=([^,:]*),)?(?:line=(\d+),)?title=([^,:]*)::(.*)")


@pytest.fixture(scope="module")
def challenge():
    whole = load(None, ["challenge"])
    return Corpus(whole.name, [document for document in whole if document.article.id.startswith("social-")][:3])


@pytest.mark.parametrize("kind", ["gold", "inline"])
def test_each_item_is_shown_on_the_line_where_it_is_annotated(challenge, tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    for name in {"gold", kind}:
        shutil.copytree(ROOT / "annotations" / name, tmp_path / "annotations" / name)
    found = Outcome(evaluate("rules", challenge))
    commands = [COMMAND.fullmatch(line) for line in github.lines([found], tmp_path / "annotations")]
    assert len(commands) == github.MOST
    gold = {document.article.id: document.gold for document in challenge}
    checked = 0
    for match, error in zip(commands, worst.items(found), strict=False):
        level, file, line, title, message = match.groups()
        assert (level, title) == ("notice", "rules")
        assert message.startswith(f"{error.doc}: {error.error.replace('_', ' ')}")
        ids = [
            item.id
            for item in gold[error.doc].quotes
            if [(s.start, s.end) for s in item.content] == [(s.start, s.end) for s in error.gold]
        ]
        if ids:
            text = (tmp_path / file).read_text(encoding="utf-8").splitlines()
            after = "\n".join(text[int(line) - 1 : int(line) + 1])
            tag = f'"id": "{ids[0]}"' if kind == "gold" else rf"[{{ ]{ids[0]}[ |]"
            assert re.search(tag, after)
            checked += 1
    assert checked >= 3


def test_failed_gates_come_first_and_ten_of_a_level_are_given(tmp_path):
    made = outcome(30, 20)
    (tmp_path / "gold").mkdir()
    lines = list(github.lines([made], tmp_path))
    levels = Counter(line[2:].split(" ")[0] for line in lines)
    assert levels == {"error": 10}
    assert lines[0] == "::error title=extract::quotes.f1@exact is 0.500, under 0.99."
    assert "and that is no chance" in lines[1]
    assert lines[-1].endswith("(and 12 errors more: see the report)")


def test_hostile_names_cannot_begin_a_command_or_leave_the_folder(tmp_path):
    made = outcome(12, 8)
    errors = [msgspec.structs.replace(error, doc="../secret") for error in made.report.errors.items]
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "gold").mkdir()
    hostile = msgspec.structs.replace(
        made.report,
        system=System("a\n::error::b,c:d%0A\x1b[31m"),
        errors=msgspec.structs.replace(made.report.errors, items=errors),
    )
    lines = list(github.lines([Outcome(hostile, judge(hostile, [Threshold("quotes.f1@exact", 0.9)]))], tmp_path))
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert all("\n" not in line and "\x1b" not in line and "secret.json" not in line for line in lines)
    assert "title=a\\n%3A%3Aerror%3A%3Ab%2Cc%3Ad%250A\\x1b[31m" in lines[0]


def test_gold_files_are_read_as_they_stand(tmp_path):
    """A gold file that is broken, or another one than was scored, has no line and stops nothing."""
    made = outcome(12, 8)
    made.report.statistics.documents[3] = long = "d" * 300
    for error in made.report.errors.items:
        error.doc = long if error.doc == "doc03" else error.doc
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "doc00.json").write_text("{broken")
    (tmp_path / "gold" / "doc02.json").write_text('{"quotes": [{"content": ["x"]}, {"content": 5}]}')
    (tmp_path / "gold" / "doc01.json").write_bytes(dumps(load(None, ["seed"]).documents[0].gold))
    lines = "\n".join(github.lines([made], tmp_path))
    assert f"file={(tmp_path / 'gold' / 'doc00.json').as_posix()},line=1," in lines
    assert f"file={(tmp_path / 'gold' / 'doc01.json').as_posix()},line=1," in lines
    assert f"file={(tmp_path / 'gold' / 'doc02.json').as_posix()},line=1," in lines
    assert f"::{long}: " in lines
