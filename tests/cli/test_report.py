"""`sayso report`, and the gates of `sayso eval`, as a user calls them."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from sayso.tables import write_corpus
from tests.report.articles import many

MINE = """
def some(article, least):
    end = article.text.index("”") + 1
    return {"quotes": [{"content": [{"start": 0, "end": end}], "speaker": "Ada Orr"}]} if article.id >= least else {}

def all_(article):
    return some(article, "")

def few(article):
    return some(article, "doc20")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus of 30 documents, two extractors, the report of one and the baseline that it makes."""
    home = tmp_path_factory.mktemp("report")
    write_corpus(home / "corpus", many(30))
    (home / "mine.py").write_text(MINE, encoding="utf-8")
    made = run(home, "eval", "mine:all_", "--corpus", "corpus", "--baseline", "baseline.json", "--update-baseline")
    assert made.returncode == 0, made.stderr
    assert run(home, "eval", "mine:few", "--corpus", "corpus", "--json", "few.json").returncode == 0
    return home


def run(folder, *arguments):
    command = [sys.executable, "-m", "sayso", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_saved_report_is_shown_and_written_in_every_form(folder):
    forms = {"--markdown": "r.md", "--junit": "r.xml", "--csv": "r.csv", "--latex": "r.tex", "--json": "r.json"}
    done = run(folder, "report", "few.json", *[word for form in forms.items() for word in form])
    assert done.returncode == 0, done.stderr
    assert "attribution" in done.stdout
    saved, again = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("few.json", "r.json"))
    assert saved == again
    assert all((folder / name).stat().st_size > 500 for name in forms.values())
    alone = run(folder, "report", "few.json", "--csv", "-")
    assert alone.stdout.startswith("system,corpus,measure,")
    assert alone.stderr == ""


def test_a_saved_report_is_held_to_the_baseline(folder):
    gates = ["--baseline", "baseline.json", "--max-drop", "quotes.f1@exact=0.1"]
    failed = run(folder, "report", "few.json", *gates)
    assert failed.returncode == 1
    assert (
        "few: quotes.f1@exact fell from 1.000 to 0.500 by 0.500, more than 0.1, and that is no chance" in failed.stderr
    )
    assert run(folder, "report", "few.json", *gates[:3], "quotes.f1@exact=0.6").returncode == 0
    for_all = run(folder, "report", "few.json", *gates[:3], "quotes.f1@iou=0.5=0.6", "--max-drop", "0.1")
    assert "few: attribution.f1@iou=0.5 fell" in for_all.stderr
    assert "few: quotes.f1@iou=0.5 fell" not in for_all.stderr
    github = run(folder, "report", "few.json", *gates, "--format", "github")
    assert "::error title=mine%3Afew::quotes.f1@exact fell" in github.stdout


def test_a_baseline_is_kept_where_a_gate_fails_unless_forced(folder, tmp_path):
    path = tmp_path / "baseline.json"
    path.write_bytes((folder / "baseline.json").read_bytes())
    update = ["report", "few.json", "--baseline", str(path), "--max-drop", "0.02", "--update-baseline"]
    before = path.read_bytes()
    refused = run(folder, *update)
    assert (refused.returncode, path.read_bytes()) == (1, before)
    assert "stays as it was, since a gate failed" in refused.stderr
    forced = run(folder, *update, "--force")
    assert forced.returncode == 0
    assert path.read_bytes() != before
    assert run(folder, *update).returncode == 0  # no drop against itself
    assert [each.name for each in tmp_path.iterdir()] == ["baseline.json"]  # nothing left beside it


def test_a_baseline_of_several_systems_keeps_those_that_were_not_scored(folder, tmp_path):
    options = ["--corpus", "corpus", "--baseline", str(tmp_path / "baseline.json"), "--update-baseline"]

    def names():
        return [report["system"]["name"] for report in json.loads((tmp_path / "baseline.json").read_bytes())]

    assert run(folder, "eval", "mine:all_", "mine:few", *options).returncode == 0
    assert run(folder, "eval", "mine:few", *options).returncode == 0
    assert names() == ["mine:all_", "mine:few"]
    again = run(folder, "eval", "mine:few", "mine:all_", *options[:-1], "--max-drop", "0.02")
    assert again.returncode == 0, again.stderr  # neither is held against the other
    lone = run(folder, "report", "few.json", "few.json", "--baseline", "baseline.json")
    assert "baseline.json: this baseline holds mine:all_, and mine:few is not among them" in lone.stderr


def test_what_a_baseline_cannot_tell_costs_no_report(folder, tmp_path):
    """A baseline that is none is told before anything is run; one of other gold when all else is written."""
    (folder / "loud.py").write_text("print('ran')\n" + MINE, encoding="utf-8")
    gate = ["--max-drop", "0.02", "--json", str(tmp_path / "r.json"), "--junit", str(tmp_path / "r.xml")]
    done = run(folder, "eval", "loud:few", "--corpus", "corpus", "--baseline", "mine.py", *gate)
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "ran" not in done.stderr
    write_corpus(tmp_path / "other", many(12))
    more = [*gate, "--html", str(tmp_path / "r.html"), "--markdown", "-"]
    done = run(folder, "eval", "mine:few", "--corpus", str(tmp_path / "other"), "--baseline", "baseline.json", *more)
    assert done.returncode == 1
    assert "baseline.json: the baseline cannot be compared with this run: its gold was" in done.stderr
    assert done.stdout.startswith("### ❌ ")
    assert json.loads((tmp_path / "r.json").read_bytes())["documents"] == 12
    assert 'name="comparable"' in (tmp_path / "r.xml").read_text(encoding="utf-8")
    assert "cannot be compared" in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--max-drop", "0.1"], 2, "--max-drop needs --baseline FILE"),
        (["--update-baseline"], 2, "--update-baseline needs --baseline FILE"),
        (["--baseline", "baseline.json", "--force"], 2, "goes with --update-baseline"),
        (["--baseline", "none.json"], 1, "there is no baseline yet; make it with"),
        (["--baseline", "mine.py"], 1, "is no saved report"),
        (["--baseline", "baseline.json", "--max-drop", "2"], 2, "“2” is no drop; write MEASURE=X or X"),
        (["--baseline", "baseline.json", "--max-drop", "0.1", "--max-drop", "0.2"], 2, "given twice"),
        (["--baseline", "baseline.json", *["--max-drop", "quotes.f1@exact=0.1"] * 2], 2, "exact=X is given twice"),
        (["--fail-under", "quotes.f1@iou=0.9=0.5"], 2, "lacks quotes.f1@iou=0.9; score it with -m"),
        (["--csv", "-", "--latex", "-"], 2, "can be -"),
        (["--csv", "x", "--latex", "./x"], 2, "two reports would go to this file"),
        (["--json", "baseline.json", "--baseline", "baseline.json"], 2, "this is the baseline"),
        (["--html", "mine.py/page.html"], 2, "mine.py/page.html: cannot be written"),
        (["--baseline", "mine.py", "--update-baseline"], 1, "is no saved report"),
        (["empty.json", "--html", "page.html"], 1, "empty.json: holds no report"),
        (["deep.json"], 1, "deep.json: is no saved report"),
        (["few.json", "--baseline", "new.json", "--update-baseline"], 2, "two are named mine:few"),
    ],
)
def test_wrong_use_is_one_plain_sentence(folder, arguments, code, words):
    (folder / "empty.json").write_text("[]")
    (folder / "deep.json").write_text('{"system": {"settings": ' + '{"a":' * 100_000)
    done = run(folder, "report", "few.json", *arguments)
    assert done.returncode == code
    assert (folder / "mine.py").read_text(encoding="utf-8") == MINE
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def heard(text):
    """The lines that GitHub takes for workflow commands, as its runner reads them."""
    stopped = None
    for line in map(str.strip, text.splitlines()):
        if stopped is None and line.startswith("::"):
            yield line
            stopped = line.partition("::stop-commands::")[2] or None
        elif line == f"::{stopped}::":
            stopped = None


@pytest.mark.parametrize("hostile", ["\x1b[31m red\n::error::pwned\u202e", "::stop-commands::x", "::error::pwned"])
def test_what_a_saved_report_says_acts_on_no_terminal_and_no_workflow(folder, hostile):
    saved = json.loads((folder / "few.json").read_text(encoding="utf-8"))
    saved["system"]["name"] = saved["corpus"]["name"] = hostile
    saved |= {"notes": [hostile], "signature": hostile, "failures": [{"doc": hostile, "error": hostile}]}
    saved["corpus"]["splits"] = [hostile]
    saved["errors"]["match"] = hostile
    (folder / "hostile.json").write_text(json.dumps(saved), encoding="utf-8")
    for more in (["--fail-under", "quotes.f1@exact=0.9"], ["--baseline", "baseline.json"], ["hostile.json"]):
        done = run(folder, "report", "hostile.json", *more, "--format", "github", "--markdown", "hostile.md")
        for text in (done.stdout, done.stderr, (folder / "hostile.md").read_text(encoding="utf-8")):
            assert not {"\x1b", "\u202e"} & {*text}
        stop, *commands = heard(done.stdout)
        assert re.fullmatch("::stop-commands::[0-9a-f]{32}", stop)
        assert commands
        assert all(re.match("::(error|notice) ", line) for line in commands)
        assert not [*heard(done.stderr)]


def test_options_that_a_suite_would_ignore_are_refused(folder):
    (folder / "suite.toml").write_text("")
    done = run(folder, "eval", "--suite", "suite.toml", "--baseline", "baseline.json", "--max-drop", "0.02")
    assert (done.returncode, done.stdout) == (2, "")
    assert "does not go with --suite" in done.stderr


def test_no_gate_passes_on_no_documents(folder):
    write_corpus(folder / "none", [])
    (folder / "none" / "documents").mkdir(exist_ok=True)
    table = pq.read_table(next((folder / "corpus" / "documents").glob("*.parquet")))
    pq.write_table(table.slice(0, 0), folder / "none" / "documents" / "seed-00000-of-00001.parquet")
    done = run(folder, "eval", "mine:all_", "--corpus", "none", "--fail-under", "quotes.f1@exact=0.1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no document was scored" in done.stderr
