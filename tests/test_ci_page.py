"""The commands of docs/ci.md, as they stand there, in one folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)


def test_gitlabs_job_installs_sayso_from_where_it_can_be_had():
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8"))["sayso"]
    assert job["variables"]["SAYSO"].startswith("git+https://")  # it is not on PyPI


def test_the_page_from_top_to_bottom(tmp_path):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    ran = 0
    for language, code in BLOCKS:
        if language == "yaml":
            assert yaml.safe_load(code)
            continue
        if named := re.match(r"# (\w+\.py)\n", code):
            (tmp_path / named[1]).write_text(code, encoding="utf-8")
            continue
        command = ["bash", "-euo", "pipefail", "-c", code] if language == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(
            command, cwd=tmp_path, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        ran += 1
    assert ran == 6
    made = "baseline.json report.json junit.xml summary.md scores.csv scores.tex report.html"
    assert not [name for name in made.split() if not (tmp_path / name).stat().st_size]
