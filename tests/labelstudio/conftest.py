"""A project on the real server, and the command line as a user runs it against that."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from sayso.cli import main


@dataclasses.dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def sayso(labelstudio, tmp_path, monkeypatch, capfd):
    """`sayso labelstudio …` in an empty folder, with the server in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LABEL_STUDIO_URL", labelstudio.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", labelstudio.token)
    monkeypatch.setenv("SAYSO_LABELSTUDIO_CONFIG", str(tmp_path / "none.toml"))

    def run(*arguments) -> Done:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main(["labelstudio", *map(str, arguments)])
        out, err = capfd.readouterr()
        assert labelstudio.token not in out + err
        assert "Traceback" not in err
        return Done(end.value.code or 0, out, err)

    return run


@pytest.fixture
def client(labelstudio):
    """Our client of the server."""
    from sayso.labelstudio.client import Client

    with Client(labelstudio, retries=1) as opened:
        yield opened


@pytest.fixture
def project(client):
    """A project with our configuration, gone after the test."""
    from sayso.formats.labelstudio import config
    from sayso.labelstudio.project import create

    made = create(client, f"test {uuid.uuid4().hex}", config.path().read_text(encoding="utf-8"))
    yield made
    client.delete(f"api/projects/{made.id}/")
