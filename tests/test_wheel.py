"""What `pip install` alone gives: the command, the schemas and the corpus, with no checkout in sight."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from sayso import __version__
from sayso.build import build, collect
from sayso.corpus import load
from sayso.schema import NAMES
from tests.conftest import ROOT
from tests.projects import make_project

pytest.importorskip("hatchling", reason="pip install sayso[test]")
pytest.importorskip("build", reason="pip install sayso[test]")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment with the wheel and what it depends on; returns its programs, the corpus packed, and dist/."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schema", source / "schema")
    for name in ("pyproject.toml", "README.md", "LICENSE", "annotations/label_studio.xml", "annotations/guidelines.md"):
        if (ROOT / name).exists():
            (source / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    project = make_project(folder / "project")
    build(collect(project / "seeds", project / "annotations"), source / "corpus")

    # Without --wheel the source distribution is built first, and the wheel from that: so it has all that it takes.
    run = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "dist"), str(source)]
    subprocess.run(run, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("sayso-*.whl")

    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / Path(sys.executable).name)
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    # The dependencies come from this environment; a .pth inside it, such as an editable sayso's, is not followed.
    find = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip()
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs, source / "corpus", folder / "dist"


def output(program: Path, *arguments: str, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    result = subprocess.run([program, *arguments], cwd=cwd, env=environment, check=True, capture_output=True, text=True)
    return result.stdout


def test_the_command_runs_on_the_corpus_in_the_wheel(installed, tmp_path):
    programs, corpus, _ = installed
    assert output(programs / "sayso", "--version", cwd=tmp_path).strip() == f"sayso, version {__version__}"
    found = json.loads(output(programs / "sayso", "stats", "--json", cwd=tmp_path))
    assert (found["hash"], found["total"]["articles"]) == (load(corpus).hash, 2)


def test_schemas_and_labelling_config_are_in_the_wheel(installed, tmp_path):
    code = (
        "import sayso.schema as s, sayso.resources as r; assert r.checkout() is None;"
        "print(len([s.load(n) for n in s.NAMES]), r.resource('annotations', 'label_studio.xml').is_file())"
    )
    assert output(installed[0] / Path(sys.executable).name, "-c", code, cwd=tmp_path).split() == [
        str(len(NAMES)),
        "True",
    ]


def test_wheel_and_source_distribution_are_fit_for_an_index(installed):
    pytest.importorskip("twine", reason="pip install sayso[test]")
    files = sorted(str(path) for path in installed[2].iterdir())
    assert [Path(file).suffix for file in files] == [".whl", ".gz"]
    done = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_pytest_plugin_and_the_types_come_along(installed, tmp_path):
    code = (
        "import importlib.metadata as m, importlib.resources as r;"
        "(e,) = m.entry_points(group='pytest11', name='sayso');"
        "print(e.value, (r.files('sayso') / 'py.typed').is_file())"
    )
    out = output(installed[0] / Path(sys.executable).name, "-c", code, cwd=tmp_path)
    assert out.strip() == "sayso.pytest_plugin True"
