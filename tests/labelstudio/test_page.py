"""docs/label-studio.md as a lead follows it from an empty folder to gold: two annotators, who decides, a real server.

Left out are `pip install`, and `serve`, by which `.ci/label-studio` has started this server (test_local.py).
"""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import subprocess
import sys
import uuid

import msgspec
import pytest

from sayso.adjudication.tasks import DECIDE, REST, TOGETHER
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.writing import results_of
from sayso.labelstudio.client import Client
from sayso.labelstudio.project import find
from sayso.labelstudio.remote import exported, known
from sayso.model import Annotation, sha256_text
from tests.projects import DAM, dam_gold, make_project, of_bob
from tests.server import join
from tests.test_pages import follow
from tests.test_site import blocks

PAGE = "docs/label-studio.md"


def block(begins: str) -> str:
    """The one block of the page that begins so."""
    (found,) = (one for one in blocks(PAGE) if one.startswith(begins))
    return found


@pytest.fixture
def lead(tmp_path, labelstudio, client, monkeypatch):
    """Follows a block as a lead who has seeds, a corpus with gold and nothing else, in projects that go afterwards."""
    make_project(tmp_path)
    follow(tmp_path, "sayso build")
    shutil.rmtree(tmp_path / "annotations" / "gold")
    (tmp_path / "predictions.jsonl").write_text('{"doc": "dam"}\n{"doc": "snow"}\n{"doc": "new"}\n')
    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY", "SAYSO_LABELSTUDIO_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    titles = {"Wire stories": f"wire {uuid.uuid4().hex}", "sayso adjudication": f"deciding {uuid.uuid4().hex}"}

    def run(script: str, typed: str = "") -> str:
        script = script.replace("http://localhost:8080", labelstudio.url)
        for title, own in titles.items():
            script = script.replace(title, own)
        return follow(tmp_path, script, typed=typed, HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), BROWSER="true")

    run.titles = titles
    yield run
    for title in titles.values():
        if made := find(client, title):
            client.delete(f"api/projects/{made.id}/")


def drawn(labelstudio, client, task: int, record: Annotation) -> tuple[str, int]:
    """Somebody new submits that of the task: their address, and their number on the server."""
    email = f"someone-{uuid.uuid4().hex[:8]}@example.org"
    with Client(join(labelstudio, email)) as person:
        person.post(f"api/tasks/{task}/annotations/", {"result": results_of(record, DAM)}, msgspec.Raw)
    users = client.get("api/users/", list[dict])
    return email, next(user["id"] for user in users if user["email"] == email)


def test_from_nothing_to_gold(lead, labelstudio, client, tmp_path):
    lead(block("sayso labelstudio login"), typed=f"{labelstudio.token}\n")
    other = re.search(r"# or: (init --project .*)", block("sayso labelstudio login"))
    lead(f"sayso labelstudio {other[1]}")
    lead(block("sayso labelstudio push"))
    project = find(client, lead.titles["Wire stories"])
    tasks = {one.doc: one.id for one in known(client, project.id)}
    assert tasks.keys() == {"dam", "snow", "new"}

    digest = sha256_text(DAM)
    ann, first = drawn(labelstudio, client, tasks["dam"], dam_gold(digest))
    _, second = drawn(labelstudio, client, tasks["dam"], of_bob(dam_gold(digest)))
    assert "dam" in lead(block("sayso labelstudio status"))
    rename = block("sayso labelstudio pull").replace("ann@example.org", ann).replace("2=bob", f"{second}=bob")
    assert "2 annotators" in lead(rename)
    assert {path.name for path in (tmp_path / "annotations" / "passes").iterdir()} == {"ann", "bob", "gold"}

    command, *after = [line for line in block("sayso adjudicate").splitlines() if not line.startswith("#")]
    command += " --project 'sayso adjudication'"
    lead(f"{command} || test $? = 1")
    (files,) = (one for one in blocks("docs/agreement.md") if one.startswith("sayso adjudicate"))
    (there,) = (line.split("#")[0] for line in files.splitlines() if "--label-studio" in line)
    lead(f"{there} --project 'sayso adjudication' || test $? = 1")
    deciding = find(client, lead.titles["sayso adjudication"])
    (number,) = (one.id for one in known(client, deciding.id))
    together, *_ = (
        one["result"]
        for one in client.get(f"api/tasks/{number}/", dict)["predictions"]
        if one["model_version"] == TOGETHER
    )
    chosen = {"from_name": f"{DECIDE}{REST}", "to_name": config.TEXT, "type": "choices", "value": {"choices": ["bob"]}}
    result = [*together, chosen]
    client.post(f"api/tasks/{number}/annotations/", {"result": result}, msgspec.Raw)
    lead("\n".join([command, *after]))
    gold = msgspec.json.decode((tmp_path / "annotations" / "gold" / "dam.json").read_bytes(), type=Annotation)
    assert gold.speakers[0].name == "Ada M. Orr"

    (tmp_path / "export.json").write_bytes(msgspec.json.encode(exported(client, project.id, [tasks["dam"]])))
    by_files = block("sayso export labelstudio").replace("1=ann", f"{first}=ann").replace("2=bob", f"{second}=bob")
    shutil.rmtree(tmp_path / "annotations" / "passes")
    lead(by_files)
    assert (tmp_path / "annotations" / "passes" / "bob" / "dam.json").exists()


def test_the_service_for_live_predictions(tmp_path):
    """That a server calls it is tested in tests/serve."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *shlex.split(block("sayso serve"), comments=True), "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as service:
        try:
            curl = ["curl", "-sS", "--retry", "60", "--retry-delay", "1", "--retry-connrefused"]
            asked = subprocess.run([*curl, f"http://127.0.0.1:{port}/health"], capture_output=True, check=True)
            assert msgspec.json.decode(asked.stdout)["status"] == "UP"
        finally:
            service.terminate()
