"""Every fault is one sentence that says what to do, and the token is in none of them."""

from __future__ import annotations

import http.server
import json
import os
import resource
import socket
import subprocess
import sys
import threading

import pytest

from sayso.cli.labelstudio_options import Connection, working
from sayso.errors import DataError, SaysoError
from sayso.formats.labelstudio import config
from sayso.labelstudio.client import Client, Interrupted
from sayso.labelstudio.project import check_labelling, create, dropped, lacking, same_config
from sayso.labelstudio.remote import exported, named
from sayso.labelstudio.settings import Settings
from tests.labelstudio.test_round_trip import TEXT, hand


@pytest.fixture
def page():
    """A server that answers everything with what the test sets."""

    class Handler(http.server.BaseHTTPRequestHandler):
        asked = []
        answers = [(200, "text/html", b"<!doctype html><title>Welcome</title>")]

        def do_GET(self):
            self.asked.append(self.path)
            status, kind, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Handler.url = f"http://127.0.0.1:{server.server_port}"
        yield Handler
        server.shutdown()


def dead():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def fast(monkeypatch):
    """Retries without waiting for them."""
    import httpx_retries

    monkeypatch.setattr(httpx_retries.Retry, "backoff_strategy", lambda _: 0.0)


def test_wrong_token(sayso, monkeypatch):
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0" * 40)
    done = sayso("status", "--project", "1")
    assert (done.code, "does not accept the token" in done.err, "0" * 40 in done.err) == (1, True, False)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "a.b.c")
    assert "does not accept the token" in sayso("status", "--project", "1").err


@pytest.mark.parametrize("command", [("init",), ("push", "--split", "seed"), ("pull",), ("status",), ("open",)])
def test_no_server_there(sayso, fast, command):  # noqa: ARG001
    url = dead()
    done = sayso(*command, "--url", url)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"no server answers at {url}; start Label Studio there, or correct --url" in done.err


def test_a_proxy_is_heeded(page, monkeypatch):
    page.answers = [(200, "application/json", b"[]")]
    page.asked.clear()
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "near.example.org")
    monkeypatch.setenv("http_proxy", page.url)
    with Client(Settings("http://far.example.org", "0" * 40)) as client:
        assert client.get("api/users/", list) == []
    assert page.asked == ["http://far.example.org/api/users/"]
    for url in ("http://near.example.org", dead()):
        with Client(Settings(url, "0" * 40), retries=0) as client, pytest.raises(DataError, match="no server answers"):
            client.get("api/users/", list)
    monkeypatch.setenv("http_proxy", "gopher://x")
    with pytest.raises(SaysoError, match="HTTP_PROXY names no proxy"):
        Client(Settings("http://far.example.org", "0" * 40))


def test_no_such_project(sayso, tmp_path):
    for command in (("push", "--split", "seed"), ("pull",), ("status",)):
        done = sayso(*command, "--project", "987654321")
        assert (done.code, "there is no project 987654321 at" in done.err) == (1, True)
    assert "there is no project called 'nobody' at" in sayso("pull", "--project", "nobody").err
    assert sayso("init", "--project", "no").code == 2
    (tmp_path / ".sayso").mkdir()
    (tmp_path / ".sayso" / "labelstudio.json").write_text("{broken")  # no harm
    assert "sayso labelstudio init" in sayso("pull", "--project", "987654321").err


@pytest.mark.usefixtures("sayso")
def test_a_project_that_is_deleted_while_a_command_is_at_work(client, labelstudio):
    project = create(client, "to be deleted", config.path().read_text(encoding="utf-8"))

    def work():
        with working(Connection(labelstudio.url, None, None), str(project.id)) as (there, *_):
            client.delete(f"api/projects/{project.id}/")
            exported(there, project.id, [1])

    with pytest.raises(DataError, match=rf"there is no project {project.id} at .+ \(any more\)"):
        work()


def labelling(control, label):
    labels = f'<Labels name="{control}" toName="text"><Label value="{label}"/></Labels>'
    return f'<View>{labels}<Text name="text" value="$text"/></View>'


@pytest.mark.parametrize("broken", ["<View>", "<View/>", labelling("label", "Quote")])
def test_a_configuration_is_checked_before_it_is_sent(broken):
    with pytest.raises(DataError, match=r"label_studio\.xml: (Label Studio would not take it|it lacks)"):
        check_labelling(broken)
    check_labelling(config.path().read_text(encoding="utf-8"))


def test_another_configuration(sayso, client, project, tmp_path):
    ours = config.path().read_text(encoding="utf-8")
    assert not lacking(ours)
    assert same_config(ours, ours.replace(">\n", ">\n\n", 3).replace("Okabe and Ito", "Okabe"))
    other = labelling("label", "Quote")
    assert dropped(other, {"label": {"Quote", "Cue"}, "type": set()}) == ["label=Cue", "type"]
    client.patch(f"api/projects/{project.id}/", {"label_config": other}, dict)
    for command in ("push", "pull"):
        done = sayso(command, "--project", project.id)
        assert (done.code, "has another labelling configuration, without" in done.err) == (1, True)
    assert sayso("init", "--project", project.id).code == 1
    assert sayso("init", "--project", project.id, "--update-config").code == 0
    (tmp_path / "rain.txt").write_text(TEXT)
    assert sayso("push", "--project", project.id, "rain.txt").code == 0
    client.patch(f"api/projects/{project.id}/", {"label_config": labelling("shout", "Loud")}, dict)
    task = client.get("api/tasks", dict, project=project.id)["tasks"][0]["id"]
    value = {"start": 3, "end": 10, "text": TEXT[3:10], "labels": ["Loud"]}
    loud = {"id": "x", "from_name": "shout", "to_name": "text", "type": "labels", "value": value}
    client.post(f"api/tasks/{task}/annotations/", {"result": [loud]}, dict)
    done = sayso("init", "--project", project.id, "--update-config")
    assert (done.code, "has annotations that use shout" in done.err) == (1, True)


def test_two_projects_of_one_title(sayso, client, project):
    twin = create(client, project.title, project.label_config)
    try:
        assert (
            f"several projects called {project.title!r}, {project.id} and {twin.id}; give the number"
            in sayso("init", "--project", project.title).err
        )
    finally:
        client.delete(f"api/projects/{twin.id}/")


def test_a_web_page_instead_of_the_api(sayso, page):
    done = sayso("status", "--url", page.url, "--project", "1")
    assert (done.code, "answers with a web page where Label Studio would answer with data" in done.err) == (1, True)


def test_a_server_that_speaks_otherwise(sayso, page):
    page.answers[:] = [(200, "application/json", b'{"number": 1}')] * 1 + [
        (200, "application/json", b'{"release": "0.9.1"}')
    ]
    done = sayso("status", "--url", page.url, "--project", "1")
    assert (done.code, "runs Label Studio 0.9.1, which answers otherwise than sayso" in done.err) == (1, True)


def test_reads_are_tried_again_when_the_server_is_busy_and_not_when_it_refuses(page, fast):  # noqa: ARG001
    page.answers[:] = [(503, "text/plain", b"busy"), (502, "text/html", b"<p>"), (200, "application/json", b"[7]")]
    with Client(Settings(page.url, "x")) as client:
        assert client.get("api/anything", list[int]) == [7]
        page.answers[:] = [(404, "application/json", b'{"detail": "no\\u001b[31m"}'), (200, "application/json", b"[7]")]
        with pytest.raises(Exception, match=r"refused a GET request: no"):
            client.get("api/anything", list[int])
        page.answers[:] = [(302, "text/plain", b"")]
        with pytest.raises(Exception, match="sends on to another address"):
            client.get("api/anything", list[int])


def test_a_server_that_is_busy_says_nothing_of_a_personal_token(page, fast):  # noqa: ARG001
    page.answers[:] = [(503, "text/plain", b"busy")]
    with Client(Settings(page.url, "a.b.c")) as client, pytest.raises(Interrupted, match="is busy or broken"):
        client.get("api/anything", list[int])


def test_a_package_that_is_missing_where_it_is_used(sayso, project, monkeypatch):
    monkeypatch.setitem(sys.modules, "label_studio_sdk.label_interface", None)
    done = sayso("push", "--project", project.id, "--split", "seed")
    assert (done.code, 'pip install "sayso[labelstudio]"' in done.err) == (2, True)


def test_who_has_no_address_does_not_name_others_who_have_none(page):
    page.answers[:] = [(200, "application/json", b'[{"id": 1, "username": "ann"}, {"id": 2, "email": "bob@x"}]')]
    with Client(Settings(page.url, "x")) as client:
        assert named(client, {}) == {"1": "ann", "2": "bob", "bob@x": "bob"}


def test_nowhere_to_write(sayso, project, tmp_path, labelstudio):
    assert sayso("push", "--project", project.id, "--split", "seed", "--gold").code == 0
    (tmp_path / "file").touch()
    done = sayso("pull", "--project", project.id, "-o", "file")
    assert (done.code, "cannot be written" in done.err) == (2, True)
    limit = 2000  # as on a disk that is full after so many bytes
    command = [sys.executable, "-m", "sayso", "labelstudio", "pull", "--project", str(project.id), "-o", "full"]
    environment = os.environ | {"LABEL_STUDIO_URL": labelstudio.url, "LABEL_STUDIO_API_KEY": labelstudio.token}
    full = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (full.returncode, "cannot be written" in full.stderr, "Traceback" in full.stderr) == (2, True, False)
    assert [path for path in (tmp_path / "full").rglob("*") if path.is_file()] == []


def test_what_is_no_record_is_told_and_not_written(sayso, client, project, tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT)
    assert sayso("push", "--project", project.id, "rain.txt").code == 0
    task = client.get("api/tasks", dict, project=project.id)["tasks"][0]["id"]
    drawn = hand(TEXT, "“It held,”")
    made = client.post(f"api/tasks/{task}/annotations/", {"result": drawn[:1]}, dict)
    done = sayso("pull", "--project", project.id)
    assert (done.code, "has no type; choose one" in done.err) == (1, True)
    assert not list((tmp_path / "annotations").rglob("*.json"))
    drawn[1]["value"]["choices"] = ["indirect"]
    client.patch(f"api/annotations/{made['id']}/", {"result": drawn}, dict)
    done = sayso("pull", "--project", project.id)
    assert (done.code, "/quotes/0/type" in done.err) == (1, True)
    (path,) = (tmp_path / "annotations").rglob("*.json")
    assert json.loads(path.read_bytes())["quotes"][0]["type"] == "indirect"
