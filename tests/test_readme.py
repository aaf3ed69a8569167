"""The README's journeys, run as they stand there in a copy of what a user has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(heading: str) -> list[tuple[str, str]]:
    """The code blocks under a heading, as (language, code)."""
    section = re.search(rf"^## {heading}\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    assert section, heading
    return re.findall(r"```(\w+)\n(.*?)```", section[1], re.DOTALL)


@pytest.fixture
def home(tmp_path):
    """A folder with the corpus and the annotations, and `sayso` on the path."""
    for part in ("corpus", "annotations", "seeds"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def run(home: Path, command: list[str] | str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home / "hf"), "BROWSER": "true"}
    shell = isinstance(command, str)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command] if shell else command,
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def follow(home: Path, heading: str, without: str | None = None) -> str:
    """Run every block under a heading in order, but for those that have the words `without`.

    A Python block that names its file in a comment is written there.
    """
    out = []
    for language, code in blocks(heading):
        if without is not None and without in code:
            continue
        if named := re.match(r"# (\w+\.py)\n", code):
            (home / named[1]).write_text(code, encoding="utf-8")
        elif language == "python":
            out.append(run(home, [sys.executable, "-c", code]))
        else:
            out.append(run(home, code))
    return "\n".join(out)


def test_annotate(home, labelstudio):
    """The server is the tests' own, and an annotator's part is what tests/labelstudio does."""
    from sayso.labelstudio.client import Client
    from sayso.labelstudio.project import find
    from sayso.labelstudio.remote import numbers

    title = f"readme {uuid.uuid4().hex}"
    run(home, f"sayso labelstudio init --project '{title}'")
    with Client(labelstudio) as client:
        made = find(client, title)
        try:
            assert "106 documents" in follow(home, "Annotate", without="labelstudio serve")
            assert numbers(client, made.id)[0] == 106
        finally:
            client.delete(f"api/projects/{made.id}/")


def test_load(home):
    out = follow(home, "Load")
    assert "Donald Trump · said ·" in out
    assert "14 quotes" in out


def test_evaluate(home):
    """Where there is no PolNeAR at hand, its block is left to who has it."""
    polnear = ROOT.parent / "shared" / "data" / "polnear"
    if polnear.exists():
        (home / "PolNeAR").symlink_to(polnear)
    out = follow(home, "Evaluate", without=None if polnear.exists() else "import polnear")
    assert "my_extractor:extract" in out
    assert "attribution" in out
    assert (home / "summary.md").exists()
