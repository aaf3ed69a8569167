"""The site is built strictly, asks nobody for anything, and its commands are those that there are; many are run here.

Pages whose commands are followed from top to bottom elsewhere: docs/ci.md in test_ci_page.py, docs/extractors.md in
running/test_documentation.py, README.md in test_readme.py, docs/label-studio.md in labelstudio/test_page.py,
docs/scale.md in test_cluster.py; those that need more than a corpus in test_pages.py.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from sayso import schema_page
from sayso.cli import cli
from tests.conftest import ROOT

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "annotations").glob("*.md")]
)
RUN = {
    "docs/agreement.md": "sayso agreement annotations/passes",
    "docs/faq.md": "sayso eval rules -m nervaluate",
    "docs/formats.md": "sayso export webanno",
    "docs/reports.md": "sayso eval rules --html",
    "docs/text-free.md": "sayso export --no-text",
    "docs/validate.md": "sayso validate annotations",
    "annotations/inline.md": "sayso import inline",
}
"""Pages, and how the block begins that is run here; what it needs and a reader has is laid out below."""
BEFORE = {"docs/reports.md": "sayso eval my_extractor:extract --baseline baseline.json --update-baseline"}
"""What is run before a block, since a reader has its result."""


def blocks(page: str) -> list[str]:
    return re.findall(r"```(?:sh|bash)\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def commands(page: str) -> list[list[str]]:
    """The arguments of each sayso of a page's blocks."""
    lines = "".join(blocks(page)).replace("\\\n", " ").splitlines()
    parts = [part for line in lines for part in re.split(r" (?:&&|--) ", line)]
    said = (re.match(r"\s*(?:[A-Z_]+=\S+ )*sayso (.*)", part) for part in parts)
    return [shlex.split(one[1], comments=True) for one in said if one]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_is_there(page):
    for words in commands(page):
        command: click.Command | None = cli
        context = click.Context(cli)
        rest = list(words)
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            command = command.get_command(context, rest.pop(0))
        assert command is not None, words
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        asked = {word.partition("=")[0] for word in rest if re.match(r"-[a-zA-Z-]", word)}
        assert asked <= known | {"--help", "--version"}, f"{page}: sayso {' '.join(words)}"


def lay_out(home: Path) -> None:
    """What the pages take a reader to have."""
    shutil.copytree(home / "annotations" / "passes" / "pass-a", home / "passes" / "ann")
    shutil.copytree(home / "annotations" / "passes" / "pass-b", home / "passes" / "bob")
    shutil.copytree(home / "corpus", home / "my-corpus")
    shutil.copytree(home / "seeds", home / "texts")
    doc = min((home / "annotations" / "gold").glob("*.json")).stem
    (home / "predictions.jsonl").write_text(f'{{"doc": "{doc}"}}\n', encoding="utf-8")
    (home / "my_extractor.py").write_text("def extract(article):\n    return {}\n", encoding="utf-8")
    (home / "seeds" / "challenge" / "dam.md").write_text("“It held,” said Ada Orr.\n", encoding="utf-8")


@pytest.mark.parametrize("page", RUN)
def test_the_commands_do_what_they_say(page, tmp_path):
    (block,) = (block for block in blocks(page) if block.startswith(RUN[page]))
    for folder in ("annotations", "corpus", "seeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    lay_out(tmp_path)
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BROWSER": "true",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{BEFORE.get(page, '')}\n{block}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_what_is_said_to_the_service_is_answered(tmp_path):
    """docs/serve.md, on a port that is free here."""
    start, *asked = blocks("docs/serve.md")[0].splitlines()
    (tmp_path / "article.txt").write_text("“It held,” said Ada Orr.", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", *shlex.split(start), "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            for line in asked:
                curl = line.replace("curl ", "curl -sS --retry 60 --retry-delay 1 --retry-connrefused ", 1)
                curl = curl.replace(":9090", f":{port}")
                done = subprocess.run(["bash", "-c", curl], cwd=tmp_path, capture_output=True, text=True, check=False)
                assert json.loads(done.stdout)["speakers"][0]["name"] == "Ada Orr", done.stderr
        finally:
            service.terminate()


def test_the_reference_is_that_of_the_schemas():
    """Where this fails: python -m sayso.schema_page."""
    assert schema_page.path().read_text(encoding="utf-8") == schema_page.page()


def test_the_site_is_built_strictly_and_stands_by_itself(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for page in ("", "ci/", "label-studio/", "measures/", "schema/", "annotations/guidelines/"):
        html = (tmp_path / "site" / page / "index.html").read_text(encoding="utf-8")
        assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(?:https?:)?//[^>]+", html)
