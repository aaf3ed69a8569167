"""The server dies, the client dies, the wire breaks: nothing is lost, doubled or half-written."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

import msgspec
import pytest

from sayso.errors import DataError
from sayso.formats import Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.tasks import task_of
from sayso.labelstudio import push as push_module
from sayso.labelstudio import sending
from sayso.labelstudio.client import Client, Interrupted
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.project import create, get
from sayso.labelstudio.push import push
from sayso.labelstudio.remote import BATCH, every, known, numbers
from sayso.labelstudio.sending import remove_twins
from sayso.labelstudio.settings import Settings
from sayso.model import SCHEMA_VERSION, Annotation, Annotator, Mention, Prediction, Speaker, dumps
from tests.formats.labelstudio import article_of

TEXT = "😀 “It held,” said Orr.\n"


def items(number):
    """So many articles, each with a little gold."""
    for i in range(number):
        article = article_of(f"{TEXT}{i}\n", f"rain-{i}")
        speaker = Speaker("S1", "Orr", "person", None, [Mention(18, 21, "Orr", "name")])
        gold = Annotator("gold", "adjudicated")
        yield Item(article, Annotation(SCHEMA_VERSION, article.id, article.text_sha256, gold, [speaker], [], []))


def counts(client, project):
    """How many annotations the task of each document has, and how many tasks there are."""
    tasks = [task for some in every(client, project, numbers(client, project)[1]) for task in some]
    return {task["data"]["doc"]: len(task["annotations"]) for task in tasks}, len(tasks)


def test_the_server_is_killed_in_the_middle_of_a_push(mortal, tmp_path):
    found = Settings(mortal.url, mortal.key)
    with Client(found, retries=2) as client:
        project = create(client, f"kill {uuid.uuid4().hex}", config.path().read_text(encoding="utf-8"))
        memory = Memory(client.url, project.id, tmp_path)
        killer = threading.Timer(0.3, mortal.kill)  # well into the second import

        def progress(_):
            if not killer.ident:
                killer.start()

        with pytest.raises(DataError, match="the same command goes on from there"):
            push(client, project, items(1000), memory, progress)
        killer.join()
        mortal.start()
        before = sum(1 for _ in known(client, project.id))
        assert 0 < before < 1000
        done = push(client, get(client, project.id), items(1000), memory, lambda _: None)
        assert (done.problems, done.created, done.there) == ([], 1000 - before, before)
        assert counts(client, project.id) == ({f"rain-{i}": 1 for i in range(1000)}, 1000)


class Wire:
    """A wire to the server that cuts the connection instead of giving back some of its answers."""

    def __init__(self, url: str, cut: bytes, times: int) -> None:
        self._to = ("127.0.0.1", int(url.rpartition(":")[2]))
        self._cut, self._left = cut, times
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                threading.Thread(target=self._carry, args=(self._listener.accept()[0],), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near, socket.create_connection(self._to) as far:
            doomed = False

            def back() -> None:
                with contextlib.suppress(OSError):
                    while data := far.recv(65536):
                        if doomed:
                            near.shutdown(socket.SHUT_RDWR)
                            return
                        near.sendall(data)

            answers = threading.Thread(target=back, daemon=True)
            answers.start()
            while data := near.recv(65536):
                if self._left and data.startswith(self._cut):
                    self._left -= 1
                    doomed = True
                far.sendall(data)
            answers.join(5)


@pytest.mark.parametrize("cut", [b"POST /api/projects", b"GET /api/tasks"])
def test_an_answer_that_is_lost_on_the_way_doubles_nothing(labelstudio, project, tmp_path, cut):
    """The import was made and the connection broke before that was told; or a look at the tasks was not answered."""
    wire = Wire(labelstudio.url, cut, times=1)
    try:
        with Client(Settings(wire.url, labelstudio.token)) as client:
            done = push(client, project, items(20), Memory(client.url, project.id, tmp_path), lambda _: None)
            assert (done.created, done.problems) == (20, [])
            assert counts(client, project.id) == ({f"rain-{i}": 1 for i in range(20)}, 20)
    finally:
        wire.close()


def test_a_prediction_that_a_slow_server_made_after_all_is_removed(client, project, tmp_path, monkeypatch):
    """Of two versions in one push; the connection breaks before either list is answered, and both arrive late."""
    memory, post, late = Memory(client.url, project.id, tmp_path), Client.post, []

    def slow(self, path, body, kind):
        if path.endswith("/predictions") and len(late) < 2:
            late.append((path, body))
            if len(late) == 1:
                raise Interrupted("broken")
            post(self, *late[0], kind)
        return post(self, path, body, kind)

    articles = [item.article for item in items(2)]
    push(client, project, map(Item, articles), memory, lambda _: None)
    monkeypatch.setattr(Client, "post", slow)
    monkeypatch.setattr(sending.time, "sleep", lambda _: None)
    both = [
        Item(article, prediction=Prediction(article.id, annotator=Annotator(version, "program")))
        for article, version in zip(articles, "ab", strict=True)
    ]
    assert push(client, project, both, memory, lambda _: None).predictions == 2
    found = [
        one for task in known(client, project.id) for one in client.get("api/predictions/", list[dict], task=task.id)
    ]
    assert sorted(one["model_version"] for one in found) == ["a", "b"]


def test_a_task_that_is_deleted_in_the_middle_of_a_push_is_told(client, project, tmp_path, monkeypatch):
    memory, predicted = Memory(client.url, project.id, tmp_path), push_module.predicted
    (item,) = items(1)
    push(client, project, [Item(item.article)], memory, lambda _: None)

    def deleted(*asked):
        (task,) = known(client, project.id)
        client.delete(f"api/tasks/{task.id}/")
        return predicted(*asked)

    monkeypatch.setattr(push_module, "predicted", deleted)
    item = dataclasses.replace(item, gold=None, prediction=Prediction(item.article.id))
    done = push(client, project, [item], memory, lambda _: None)
    assert [problem.partition(": ")[2].split(maxsplit=2)[2] for problem in done.problems] == [
        "was deleted on the server just now; push again."
    ]


def test_gold_that_a_server_left_out_is_added(client, project, tmp_path, monkeypatch):
    """As it does when its database is locked at the wrong time: the tasks are there, without their annotations."""
    post = Client.post

    def forgetful(self, path, body, kind):
        if path.endswith("/import"):
            body = [{"data": msgspec.json.decode(bytes(raw))["data"]} for raw in body]
        return post(self, path, body, kind)

    monkeypatch.setattr(Client, "post", forgetful)
    done = push(client, project, items(3), Memory(client.url, project.id, tmp_path), lambda _: None)
    assert (done.created, done.gold_new, done.problems) == (3, 3, [])
    assert counts(client, project.id) == ({f"rain-{i}": 1 for i in range(3)}, 3)


def test_a_task_that_a_slow_server_made_after_all_is_removed_unless_somebody_works_on_it(client, project):
    tasks = [task_of(item)[0] for item in items(4)]
    for some in (tasks, tasks[:3]):
        client.post(f"api/projects/{project.id}/import", some, dict)
    twin = [task.id for task in known(client, project.id) if task.doc == "rain-1"][1]
    client.post(f"api/tasks/{twin}/annotations/", {"result": []}, dict)
    first = [task.id for task in known(client, project.id)]
    problems = remove_twins(client, project.id, {"rain-0", "rain-1", "rain-3"})
    assert [problem.startswith("rain-1: tasks") for problem in problems] == [True]
    assert {task.id for task in known(client, project.id)} == {*first} - {first[4]}  # rain-2 was not sent again
    assert remove_twins(client, project.id, set()) == []


def test_the_client_is_killed_in_the_middle_of_a_pull(labelstudio, client, project, tmp_path):
    number = 3 * BATCH
    push(client, project, items(number), Memory(client.url, project.id, tmp_path), lambda _: None)
    command = [sys.executable, "-m", "sayso", "labelstudio", "pull", "--project", str(project.id), "-o", "passes"]
    environment = os.environ | {"LABEL_STUDIO_URL": labelstudio.url, "LABEL_STUDIO_API_KEY": labelstudio.token}
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
    folder = tmp_path / "passes" / "gold"
    while not (folder.is_dir() and any(folder.glob("*.json"))):
        assert running.poll() is None, running.stderr.read()
        time.sleep(0.01)
    with open(f"/proc/{running.pid}/cmdline", "rb") as shown:  # noqa: PTH123 - of the running program
        assert labelstudio.token.encode() not in shown.read()
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    running.stderr.close()
    written = list(folder.glob("*.json"))
    assert 0 < len(written) < number
    golden = {item.article.id: dumps(item.gold) for item in items(number)}
    assert {path.stem: path.read_bytes() for path in written} == {path.stem: golden[path.stem] for path in written}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert (
        f"{number} annotations in passes: {number - len(written)} new, 0 changed, {len(written)} as before"
        in done.stderr
    )
    assert collections.Counter(path.suffix for path in folder.iterdir())[".json"] == number
