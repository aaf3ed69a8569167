"""Fixtures for a real Label Studio: the one that the environment names, and one that a test may kill."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, missing

PASSWORD = "correct horse 7"
"""Of everybody whom a test lets join."""
SCRIPT = ROOT / ".ci" / "label-studio"


@pytest.fixture(scope="session")
def labelstudio():
    """Address and key of the server that the environment names, as `sayso.labelstudio.settings.Settings`."""
    url, key = os.environ.get("LABEL_STUDIO_URL"), os.environ.get("LABEL_STUDIO_API_KEY")
    if not (url and key):
        missing("needs LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY, which `.ci/label-studio start DIR` writes to DIR/env")
    pytest.importorskip("httpx_retries", reason="needs sayso[labelstudio]")
    from sayso.labelstudio.settings import Settings

    return Settings(url, key)


class Mortal:
    """A server of the test's own, on a copy of the data of the one that the environment names."""

    def __init__(self, folder: Path, key: str, data: Path, venv: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.key, self._folder, self._venv = key, folder, venv
        (folder / "data").mkdir(parents=True)
        name = "label_studio.sqlite3"
        with (
            contextlib.closing(sqlite3.connect(data / name)) as old,
            contextlib.closing(sqlite3.connect(folder / "data" / name)) as new,
        ):
            old.backup(new)
        (folder / "env").write_text(f"export LABEL_STUDIO_URL={self.url}\nexport LABEL_STUDIO_API_KEY={key}\n")

    def start(self) -> None:
        """Start it, at the same address each time, and wait until it answers."""
        subprocess.run([SCRIPT, "start", self._folder], check=True, env={**os.environ, "LABEL_STUDIO_VENV": self._venv})

    def kill(self) -> None:
        """Kill it and its children at once."""
        os.killpg(int((self._folder / "pid").read_text()), signal.SIGKILL)

    def stop(self) -> None:
        """Stop it for good."""
        subprocess.run([SCRIPT, "stop", self._folder], check=True)


@pytest.fixture
def mortal(labelstudio, tmp_path) -> Iterator[Mortal]:
    """A server that the test starts and kills."""
    data, venv = os.environ.get("LABEL_STUDIO_DATA"), os.environ.get("LABEL_STUDIO_VENV")
    if not (data and venv):
        missing("needs LABEL_STUDIO_DATA and LABEL_STUDIO_VENV, which `.ci/label-studio start DIR` writes to DIR/env")
    made = Mortal(tmp_path / "server", labelstudio.token, Path(data), venv)
    made.start()
    yield made
    made.stop()


def join(admin, email: str):
    """A new user of the server, who comes by the administrator's invitation and makes a personal access token."""
    import httpx

    from sayso.labelstudio.settings import Settings

    headers = {"Authorization": f"Token {admin.token}"}
    invited = httpx.get(f"{admin.url}/api/invite", headers=headers).raise_for_status().json()["invite_url"]
    page = httpx.URL(admin.url).join(invited)
    with httpx.Client(base_url=admin.url) as person:
        person.get(page).raise_for_status()
        form = {"email": email, "password": PASSWORD, "csrfmiddlewaretoken": person.cookies["csrftoken"]}
        assert person.post(page, data=form).status_code == httpx.codes.FOUND
        csrf = {"X-CSRFToken": person.cookies["csrftoken"], "Referer": admin.url}
        return Settings(admin.url, person.post("/api/token/", json={}, headers=csrf).raise_for_status().json()["token"])
