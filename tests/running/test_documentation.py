"""Every example of docs/extractors.md, run as it stands there: all forms give the same answers."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from sayso import load
from tests.conftest import ROOT, missing

PAGE = (ROOT / "docs" / "extractors.md").read_text(encoding="utf-8")
FILES = {
    re.search(r"^(?:#|//) ([\w.]+)$", code, re.MULTILINE)[1]: code
    for code in re.findall(r"```(?:python|toml|sh|js)\n(.*?)```", PAGE, re.DOTALL)
}
COMMANDS = [line for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
EXTRACT = [command for command in COMMANDS if command.startswith("sayso extract")]
NEEDS = {"quotes.sh": "jq", "quotes.mjs": "node"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with all files of the page, a few documents of the corpus, and the package installed."""
    folder = tmp_path_factory.mktemp("examples")
    for name, code in FILES.items():
        (folder / name).write_text(code, encoding="utf-8")
    articles = [{"id": one.article.id, "text": one.article.text} for one in load(ROOT / "corpus")][::10]
    (folder / "articles.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in articles))
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*install, "--target", "installed", "."], cwd=folder, check=True, capture_output=True)
    return folder


def sayso(command: str, folder: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(folder / "installed")}
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def quotes(path: Path) -> dict[str, list[str]]:
    """The content of each document's quotes."""
    lines = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    return {line["doc"]: [quote["content"][0]["text"] for quote in line.get("quotes", [])] for line in lines}


def expected(folder: Path) -> dict[str, list[str]]:
    articles = [msgspec.json.decode(line) for line in (folder / "articles.jsonl").read_bytes().splitlines()]
    return {one["id"]: re.findall("“[^”]{15,}”", one["text"]) for one in articles}


def test_the_page_has_an_example_in_each_form():
    named = " ".join(EXTRACT)
    for form in ("quotes:extract", "waiting:", "many:", "marks", "cmd:sh", "cmd:node", "http://"):
        assert form in named


@pytest.mark.parametrize("command", EXTRACT)
def test_each_form_finds_the_same(folder, command):
    for file, tool in NEEDS.items():
        if file in command and shutil.which(tool) is None:
            missing(f"needs {tool}")
    service = None
    if "8123" in command:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = command.replace("8123", str(port))
        code = FILES["service.py"].replace("8123", str(port))
        service = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        await_port(port)
    try:
        sayso(f"{command.replace('predictions.jsonl', 'found.jsonl')} articles.jsonl", folder)
    finally:
        if service:
            service.kill()
            service.wait()
    found = quotes(folder / "found.jsonl")
    assert found == expected(folder)
    assert sum(map(len, found.values())) > 10


def await_port(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return


def test_answers_are_scored_from_a_file_of_any_format(folder):
    """The commands of the last example, on the bundled corpus."""
    sayso("sayso extract quotes:extract -o predictions.jsonl", folder)
    commands = COMMANDS[COMMANDS.index("sayso eval predictions.jsonl") :]
    values = []
    for i, command in enumerate(commands):
        scored = command.startswith("sayso eval")
        more = f" --samples 100 -m quotes.f1@exact --json report{i}.json" if scored else ""
        sayso(command + more, folder)
        if scored:
            report = msgspec.json.decode((folder / f"report{i}.json").read_bytes())
            values.append(report["measures"]["quotes.f1@exact"]["value"])
    assert len(values) == 2
    assert values[0] == values[1] > 0
