from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from sayso.build import collect
from sayso.cli import cli, main
from sayso.model import Annotation, Annotator, dumps
from tests.projects import dam_gold, make_project


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in which ann and bob drew the dam, bob with one quote less, and cy drew the snow alone."""
    make_project(tmp_path)
    gold = tmp_path / "annotations" / "gold"
    digest = json.loads((gold / "dam.json").read_text())["text_sha256"]
    ann, bob = dam_gold(digest), dam_gold(digest)
    ann.annotator, bob.annotator = Annotator("ann", "human"), Annotator("bob", "human")
    bob.quotes = [bob.quotes[0], bob.quotes[2]]
    for name, record in (("ann", ann), ("bob", bob)):
        (tmp_path / "annotations" / "passes" / name).mkdir(parents=True)
        (tmp_path / "annotations" / "passes" / name / "dam.json").write_bytes(dumps(record))
    (tmp_path / "annotations" / "passes" / "cy").mkdir()
    snow = msgspec.json.decode((gold / "snow.json").read_bytes(), type=Annotation)
    snow.annotator = Annotator("cy", "human")
    (tmp_path / "annotations" / "passes" / "cy" / "snow.json").write_bytes(dumps(snow))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def fails(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return capsys.readouterr().err.splitlines()[-1], caught.value.code


@pytest.mark.usefixtures("project")
def test_one_folder_or_its_folders_say_the_same():
    together = run("agreement", "annotations/passes", "--json", "-")
    apart = run("agreement", *(f"annotations/passes/{name}" for name in ("ann", "bob", "cy")), "--json", "-")
    assert together.exit_code == 0
    assert together.stdout == apart.stdout
    found = json.loads(together.stdout)
    assert [one["name"] for one in found["annotators"]] == ["ann", "bob", "cy"]
    assert found["figures"]["quotes.f1@exact"]["value"] == pytest.approx(2 * 2 / 5)
    assert [(pair["a"], pair["b"]) for pair in found["figures"]["quotes.f1@exact"]["pairs"]] == [("ann", "bob")]
    (worst,) = found["disagreements"]
    assert (worst["doc"], worst["kind"]) == ("dam", "quotes")
    assert [version["annotators"] for version in worst["versions"]] == [["ann"], ["bob"]]
    assert "to leave — Ada Orr" in worst["versions"][0]["items"]


def test_gold_among_the_passes_is_nobody_s(project):
    alone = run("agreement", "annotations/passes", "--json", "-")
    (project / "annotations/passes/gold").mkdir()
    (project / "annotations/passes/gold/dam.json").write_bytes((project / "annotations/gold/dam.json").read_bytes())
    beside = run("agreement", "annotations/passes", "--json", "-")
    assert beside.stdout == alone.stdout
    assert "annotations/passes/gold: adjudicated gold, no annotator's pass; left out" in beside.stderr
    named = run("agreement", "annotations/passes/ann", "annotations/passes/gold", "--json", "-")
    assert [one["name"] for one in json.loads(named.stdout)["annotators"]] == ["ann", "gold"]


@pytest.mark.usefixtures("project")
def test_the_tables():
    shown = run("agreement", "annotations/passes", "--markdown", "agreement.md")
    assert "\x1b" not in shown.stdout
    first = next(line for line in shown.stdout.splitlines() if "exact" in line)
    assert first.split()[:3] == ["quotes", "exact", "0.800"]
    written = Path("agreement.md").read_text(encoding="utf-8")
    assert "| quotes | exact | 0.800 |" in written


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (["annotations/passes/ann"], "one annotator's pass, and agreement takes two", 2),
        (["annotations/passes/ann", "annotations/passes/ann"], "ann: this pass is named twice", 2),
        (["annotations/passes/ann", "nowhere"], "nowhere: no such file or folder", 2),
        (["annotations/passes/ann", "seeds"], "seeds: no annotation in it", 2),
        (["annotations/passes/ann", "annotations/passes/cy"], "no document was drawn by two of ann, cy", 1),
        (["annotations/passes", "-m", "x"], "there is no measure x here", 2),
        (["annotations/passes", "--json", "-", "--markdown", "-"], "would both write to stdout", 2),
    ],
)
@pytest.mark.usefixtures("project")
def test_each_fault_is_one_sentence(capsys, arguments, sentence, code):
    error, exit_code = fails(capsys, "agreement", *arguments)
    assert error.startswith("sayso: ")
    assert sentence in error
    assert exit_code == code


def test_records_on_different_texts(project, capsys):
    path = project / "annotations/passes/bob/dam.json"
    record = msgspec.json.decode(path.read_bytes())
    path.write_bytes(dumps(record | {"text_sha256": "0" * 64}))
    error, code = fails(capsys, "agreement", "annotations/passes")
    assert "annotations/passes/bob/dam.json: drawn on another text than annotations/passes/ann/dam.json" in error
    assert code == 1


def test_the_card_takes_passes_that_cover_some_articles(project):
    rows = dict(collect(project / "seeds", project / "annotations").agreement)
    assert rows["documents drawn twice or more"] == "1"
    assert rows["quotes.f1@exact"] == "0.800 (5 compared)"


def test_adjudicate_lists_then_writes_all_or_nothing(project, capsys):
    command = ("adjudicate", "annotations/passes", "-o", "out")
    error, code = fails(capsys, *command)
    assert "1 dispute undecided, listed above; set decide" in error
    assert code == 1
    assert not (project / "out").exists()
    file = project / "out.decisions" / "dam.toml"
    text = file.read_text()
    file.write_text(text.replace('decide = ""', 'decide = "bob"'))
    result = run(*command)
    assert result.exit_code == 0
    assert "1 document drawn by one annotator only, left out: snow" in result.stderr
    assert "1 document in out, 1 dispute decided." in result.stderr
    assert run("validate", "out", "--articles", "seeds").exit_code == 0
    assert file.read_text() == text.replace('decide = ""', 'decide = "bob"')
    gold = json.loads((project / "out" / "dam.json").read_text())
    assert gold["annotator"] == {"id": "gold", "kind": "adjudicated"}
    assert [quote["id"] for quote in gold["quotes"]] == ["Q1", "Q2"]

    mended = dumps(gold | {"claims": []})
    (project / "out" / "dam.json").write_bytes(mended)
    assert fails(capsys, *command) == ("sayso: 1 file in out would change, listed above; nothing was written.", 1)
    assert (project / "out" / "dam.json").read_bytes() == mended
    assert run(*command, "--overwrite").exit_code == 0
    assert json.loads((project / "out" / "dam.json").read_text()) == gold


def test_decisions_that_do_not_go_together_write_nothing(project, capsys):
    """A type that the marks of the content rule out: edited, since no valid pass has it."""
    fails(capsys, "adjudicate", "annotations/passes", "-o", "out")
    file = project / "out.decisions" / "dam.toml"
    edited = file.read_text().replace('decide = ""', 'decide = "edited"')
    version = edited[edited.index("[dispute.versions.ann]") :].replace("versions.ann", "versions.edited")
    file.write_text(edited + "\n" + version.replace('type = "indirect"', 'type = "direct"'))
    error, code = fails(capsys, "adjudicate", "annotations/passes", "-o", "out")
    assert "what was decided does not go together: /quotes/1/type" in error
    assert code == 1
    assert not (project / "out").exists()


def test_disputes_as_label_studio_tasks(project, capsys):
    assert run("adjudicate", "annotations/passes", "--tasks", "tasks.json").exit_code == 0
    (task,) = json.loads((project / "tasks.json").read_text())
    assert task["data"]["doc"] == "dam"
    assert [prediction["model_version"] for prediction in task["predictions"]] == ["all together", "bob", "ann"]
    assert "annotations" not in task
    assert "name what to write" in fails(capsys, "adjudicate", "annotations/passes")[0]


@pytest.mark.usefixtures("project")
def test_deciding_on_a_server_without_the_package_for_it():
    command = ["adjudicate", "annotations/passes", "-o", "out", "--label-studio"]
    code = f"import sys; sys.modules['httpx_retries'] = None; from sayso.cli import main; main({command})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        'sayso: sayso adjudicate --label-studio needs httpx_retries; pip install "sayso[labelstudio]".'
    )


def test_polnear(shared, tmp_path):
    """The figures that docs/agreement.md states of PolNeAR's annotator-training part."""
    source = shared / "data" / "polnear" / "data" / "annotator-training"
    assert run("import", "polnear", str(source), "-o", str(tmp_path / "polnear")).exit_code == 0
    found = json.loads(
        run(
            "agreement", str(tmp_path / "polnear" / "passes"), "--corpus", str(tmp_path / "polnear"), "--json", "-"
        ).stdout
    )
    assert (len(found["annotators"]), found["documents"]) == (6, 4)
    figures = {name: (figure["value"], figure["pooled"]) for name, figure in found["figures"].items()}
    assert figures["quotes.agr"] == pytest.approx((0.864, 0.854), abs=5e-4)
    assert figures["quotes.alpha@token"][0] == pytest.approx(0.801, abs=5e-4)
    assert figures["quotes.alpha@character"][0] == pytest.approx(0.799, abs=5e-4)
