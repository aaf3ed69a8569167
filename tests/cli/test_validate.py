"""sayso validate as it is typed: formats, exit codes, and what stands on which stream."""

from __future__ import annotations

import json
import re

import pytest

from sayso.cli import main
from sayso.validate import CODES, Problem, validate_paths
from sayso.validate.show import as_github, as_text
from tests.conftest import ROOT
from tests.projects import make_project

EVIL = Problem(
    file="a,b:c%.json",
    line=3,
    column=7,
    doc="d\x1b[31m",
    pointer="/meta/a\nb",
    code="unknown-field",
    message="no\r\n::error::such\x1b[2J",
    expected="\u202eone",
    found="100%",
    hint="Remove it.",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def run(project, capsys):
    """Runs the command, and gives its exit code, stdout and stderr."""

    def run_it(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["validate", *map(str, arguments), "--articles", str(project / "seeds")])
        return ended.value.code, *capsys.readouterr()

    return run_it


@pytest.fixture
def broken(tmp_path):
    """One error and one warning."""
    path = tmp_path / "p.json"
    path.write_text('{"doc": "dam",\n "quotes": [{"cue": [{"start": 85.0, "end": 88}], "colour": "red"}]}')
    return path


def test_nothing_wrong(run, project):
    assert run(project / "annotations") == (0, "", "sayso: no problem in 2 files (2 annotations).\n")


def test_text(run, broken):
    code, out, err = run(broken)
    assert code == 1
    assert out.replace(str(broken), "p.json") == (
        "p.json:2:22: in-boilerplate (warning): the span stands in a block of boilerplate\n"
        "    at       /quotes/0/cue/0 of dam\n"
        '    found    "LSO"\n'
        "    do       Remove it, or mend the article's blocks (boilerplate in manifest.toml).\n"
        "p.json:2:32: integral-float (warning): an integer written as a float\n"
        "    at       /quotes/0/cue/0/start of dam\n"
        "    expected 85\n"
        "    found    85.0\n"
        "    do       Write 85.\n"
        "p.json:2:61: unknown-field: the schema has no such field here\n"
        "    at       /quotes/0/colour of dam\n"
        "    expected one of id, type, content, cue, source, speaker, addressees, parent, asserted, score\n"
        '    found    "colour"\n'
        "    do       Remove it.\n"
    )
    assert err == "sayso: 1 error, 2 warnings in 1 file (1 prediction).\n"


def test_warnings_alone_leave_the_exit_code_at_0(run, tmp_path):
    path = tmp_path / "p.json"
    path.write_text('{"doc": "dam", "quotes": [{"cue": [{"start": 85.0, "end": 88}]}]}')
    assert run(path)[0] == 0


def test_json_is_a_list_whatever_is_found(run, project, broken):
    code, out, _ = run(broken, "--format", "json")
    keys = "file line column doc pointer code severity message expected found hint".split()
    assert code == 1
    assert [list(problem) for problem in json.loads(out)] == [keys] * 3
    assert [problem["code"] for problem in json.loads(out)] == ["in-boilerplate", "integral-float", "unknown-field"]
    assert json.loads(run(project / "annotations", "--format", "json")[1]) == []


def test_github_takes_each_problem_as_one_command(run, broken):
    code, out, _ = run(broken, "--format", "github")
    assert code == 1
    assert [line.partition(" ")[0] for line in out.splitlines()] == ["::warning", "::warning", "::error"]
    assert f"::error file={broken},line=2,col=61,title=unknown-field::" in out


def test_what_the_data_says_cannot_act_on_the_reader():
    (command,) = as_github([EVIL])
    assert command.startswith("::error file=a%2Cb%3Ac%25.json,line=3,col=7,title=unknown-field::no\\r\\n")
    assert command.endswith("found 100%25%0ARemove it.")
    text = "\n".join(as_text([EVIL]))
    plain = re.sub(r"\x1b\[(1|31|33|0)m", "", text)  # sayso's own colours
    assert plain.isprintable() or set(filter(lambda char: not char.isprintable(), plain)) == {"\n"}
    assert len(plain.splitlines()) == 5


def test_the_first_problems_only(run, broken):
    code, out, err = run(broken, "--max-problems", 1)
    assert code == 1
    assert out.count("\n    do ") == 1
    assert "1 error, 2 warnings" in err
    assert "2 not shown" in err
    assert run(broken, "--max-problems", 0)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere.json"],
        [ROOT / "README.md"],
        [ROOT / "seeds", "--schema", "anotation"],
        [ROOT / "src" / "sayso" / "cli"],
    ],
)
def test_wrong_use(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err


def test_this_repository_is_valid():
    folders = [ROOT / name for name in ("annotations", "corpus", "seeds")]
    assert list(validate_paths(folders, articles=[ROOT / "seeds"])) == []


def test_the_page_lists_every_code():
    page = (ROOT / "docs" / "validate.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| ((?:error|warning) \| .*) \|$", page, re.MULTILINE))
    assert rows == {code: f"{severity} | {says}" for code, (severity, says) in CODES.items()}
