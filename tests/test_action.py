"""The GitHub Action, the workflow that uses it, and the hooks: against their schemas, and their steps run in bash."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sayso.corpus import load
from sayso.tables import write_corpus
from tests.conftest import ROOT
from tests.report.articles import many

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.gitlab-ci", "docs/ci/gitlab-ci.yml"),
    ],
)
def test_files_are_what_their_schemas_say(schema, file):
    pytest.importorskip("check_jsonschema", reason="pip install sayso[test]")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, ROOT / file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_input_reaches_a_script_but_as_a_variable():
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_the_workflow_uses_the_action_with_inputs_that_it_has():
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    uses = [step for job in jobs.values() for step in job["steps"] if step.get("uses") == "./"]
    assert uses
    assert all(step["with"].keys() <= ACTION["inputs"].keys() for step in uses)


def test_the_baseline_that_the_workflow_uses_is_of_the_gold_that_is_there():
    baseline = json.loads((ROOT / "eval" / "baseline.json").read_text(encoding="utf-8"))
    assert baseline["corpus"]["hash"] == load(ROOT / "corpus", ["challenge"]).hash, (
        "eval/README.md says how to renew it"
    )


@pytest.fixture
def workspace(tmp_path):
    """A repository with an extractor and a corpus, and a folder for what the runner gives a step."""
    (tmp_path / "repo").mkdir()
    (tmp_path / "runner").mkdir()
    write_corpus(tmp_path / "repo" / "corpus", many(12))
    (tmp_path / "repo" / "mine.py").write_text(
        "def all_(article):\n"
        "    text = article.text[: article.text.index('”') + 1]\n"
        "    return {'quotes': [{'content': [{'text': text}], 'speaker': 'Ada Orr'}]}\n"
        "def none(article):\n"
        "    return {}\n",
        encoding="utf-8",
    )
    return tmp_path


def step(name: str, workspace: Path, **given: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """Run a step of the action as the runner does; returns what it did, its outputs, and the step summary."""
    (found,) = [each for each in ACTION["runs"]["steps"] if each.get("name") == name]
    inputs = {key: str(value.get("default", "")) for key, value in ACTION["inputs"].items()} | given
    contexts = {f"inputs.{key}": value for key, value in inputs.items()} | {"github.action_path": str(ROOT)}
    values = {
        key: re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: contexts[match[1]], value)
        for key, value in found["env"].items()
    }
    output, summary = workspace / "runner" / "output", workspace / "runner" / "summary"
    for file in (output, summary):
        file.write_text("")
    environment = os.environ | values
    environment |= {"RUNNER_TEMP": str(workspace / "runner"), "GITHUB_OUTPUT": str(output)}
    environment |= {"GITHUB_STEP_SUMMARY": str(summary), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
        cwd=workspace / "repo",
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done, outputs, summary.read_text(encoding="utf-8")


def test_scoring_writes_summary_annotations_and_outputs_and_gates(workspace):
    make = ["eval", "mine:all_", "--corpus", "corpus", "--baseline", "baseline.json", "--update-baseline"]
    subprocess.run([sys.executable, "-m", "sayso", *make], cwd=workspace / "repo", check=True, capture_output=True)
    gates = {"corpus": "corpus", "baseline": "baseline.json", "max-drop": "0.02", "split": "seed"}

    done, outputs, summary = step("Score", workspace, extractor="mine:all_", **gates)
    assert done.returncode == 0, done.stderr
    assert outputs["passed"] == "true"
    assert json.loads(Path(outputs["report"]).read_text())["measures"]["quotes.f1@exact"]["value"] == 1.0
    assert "✅" in summary

    done, outputs, summary = step("Score", workspace, extractor="mine:none", **gates)
    assert (done.returncode, outputs["passed"]) == (1, "false")
    assert "::error title=mine%3Anone::quotes.f1@iou=0.5 fell from 1.000 to 0.000 by 1.000" in done.stdout
    assert "❌" in summary
    assert "| doc00 | 1.000 | 0.000 |" in summary
    assert (workspace / "runner" / "sayso-report" / "junit.xml").is_file()


def test_a_run_that_breaks_off_shows_no_report_of_an_earlier_step(workspace):
    step("Score", workspace, extractor="mine:all_", corpus="corpus")
    done, outputs, summary = step("Score", workspace, extractor="mine:missing", corpus="corpus")
    assert (done.returncode, outputs, summary) == (2, {}, "")


def test_inputs_are_never_run(workspace):
    hostile = "mine:all_;touch$IFS''pwned $(touch pwned) `touch pwned` *"
    done, outputs, _ = step(
        "Score", workspace, extractor=hostile, corpus="$(touch pwned)", args="--split $(touch pwned)"
    )
    assert done.returncode == 2
    assert outputs == {}
    assert not (workspace / "repo" / "pwned").exists()


def test_installing_asks_pip_for_this_repository_with_the_extras(workspace, monkeypatch):
    programs = workspace / "programs"
    programs.mkdir()
    (programs / "python").write_text('#!/bin/sh\necho "$@"\n')
    (programs / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    done, _, _ = step("Install sayso", workspace, extras="spacy,datasets", requirements="requirements.txt")
    assert done.stdout.splitlines() == [
        f"-m pip install --quiet {ROOT}[spacy,datasets]",
        "-m pip install --quiet --requirement requirements.txt",
    ]


def test_hooks_for_pre_commit_run_on_the_repository_itself():
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert hooks.keys() == {"sayso-validate", "sayso-build-check"}
    gold = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "annotations").rglob("*.json"))
    matched = [path for path in gold if re.search(hooks["sayso-validate"]["files"], path)]
    assert matched == gold
    for hook in hooks.values():
        files = matched[:3] if hook.get("pass_filenames", True) else []
        command = [sys.executable, "-m", *shlex.split(hook["entry"]), *files]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
