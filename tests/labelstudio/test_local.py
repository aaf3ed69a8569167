"""`sayso labelstudio serve` with a real Label Studio, and without one what is refused beforehand."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import pytest

from sayso.cli import main
from sayso.errors import SaysoError
from sayso.labelstudio.local import database, installing, server
from sayso.labelstudio.local.folder import Folder
from sayso.labelstudio.local.variables import BANNED, LOOPBACK, variables
from tests.conftest import ROOT, missing


@pytest.fixture(scope="module")
def environment():
    """The folder of an installed Label Studio."""
    named = os.environ.get(installing.VARIABLE)
    if not named or not installing.is_installed(Path(named)):
        missing(f"needs {installing.VARIABLE}, an environment with Label Studio; `.ci/label-studio` exports it")
    return Path(named)


class Serving:
    """`sayso labelstudio serve` in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.data, self.log = data, data.with_name("log")
        command = [sys.executable, "-m", "sayso", "labelstudio", "serve", "--data", str(data), "--port", "0"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stderr=out)
        while "Sign in as" not in self.log.read_text() and self.process.poll() is None:
            time.sleep(0.2)

    def server(self) -> int:
        """The process group of Label Studio."""
        return int(re.match(r"process group (\d+)", (self.data / "lock").read_text())[1])

    def stop(self, number=signal.SIGTERM) -> str:
        self.process.send_signal(number)
        assert self.process.wait(60) == 0
        return self.log.read_text()


def client(data):
    from sayso.labelstudio.client import Client
    from sayso.labelstudio.settings import settings

    return Client(settings(config=data / "labelstudio.toml"))


@pytest.mark.usefixtures("environment")
def test_it_starts_keeps_its_data_and_stops_with_all_its_children(tmp_path, monkeypatch):
    from sayso.labelstudio import project as projects

    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    data = tmp_path / "data"
    first = Serving(data)
    admin = tomllib.loads((data / "admin.toml").read_text())
    assert f"with the password {admin['password']}" in first.log.read_text()
    private = [
        path.stat().st_mode & 0o077 for path in (data / "data", *(data / f"{n}.toml" for n in ("admin", "labelstudio")))
    ]
    assert private == [0, 0, 0]
    with client(data) as there:
        (ready,) = projects.listed(there)
        made = projects.create(there, "kept", projects.get(there, ready).label_config).id
    second = subprocess.run(
        [sys.executable, "-m", "sayso", "labelstudio", "serve", "--data", str(data)], capture_output=True, text=True
    )
    assert (second.returncode, "runs with this data already" in second.stderr) == (1, True)
    assert str(first.server()) in second.stderr
    group = first.server()
    assert "its data stay" in first.stop(signal.SIGINT)
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)

    again = Serving(data)
    assert admin["password"] not in again.log.read_text()
    with client(data) as there:
        assert sorted(projects.listed(there)) == [ready, made]
    os.killpg(again.server(), signal.SIGKILL)
    assert again.process.wait(60) == 1
    assert "Label Studio was ended by SIGKILL" in again.log.read_text()

    (data / "data" / "label_studio.sqlite3").write_bytes(b"not a database at all" * 100)
    broken = Serving(data)
    assert broken.process.wait(60) == 1
    assert "label_studio.sqlite3: the database cannot be read" in broken.log.read_text()


@pytest.fixture
def postgresql():
    """The address of an empty database, whose password needs quoting, of a PostgreSQL that the test has started."""
    found = [shutil.which("pg_ctl"), *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")))]
    if not any(found):
        missing("needs PostgreSQL, which `.ci/packages` installs")
    command = [one for one in found if one][-1]
    folder = Path(tempfile.mkdtemp(prefix="sayso-"))  # short and open, for its socket and its user
    owner = {"user": "postgres"} if os.getuid() == 0 else {}  # it refuses to run as root
    if owner:
        shutil.chown(folder, "postgres")
    (folder / "password").write_text("p@ss/w")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])

    def run(*arguments, **variables):
        subprocess.run(
            list(map(str, arguments)),
            check=True,
            cwd=folder,
            env=os.environ | variables,
            stdout=subprocess.DEVNULL,
            **owner,
        )

    data = folder / "data"
    run(command, "init", "-D", data, "-o", f"--username=ann --auth=scram-sha-256 --pwfile={folder / 'password'}")
    run(command, "start", "-w", "-D", data, "-l", folder / "log", "-o", f"-h 127.0.0.1 -p {port} -k {folder}")
    try:
        createdb = Path(command).with_name("createdb")
        run(createdb, "-h", "127.0.0.1", "-p", port, "-U", "ann", "labels", PGPASSWORD="p@ss/w")
        yield f"postgresql://ann:p%40ss%2Fw@127.0.0.1:{port}/labels"
    finally:
        run(command, "stop", "-m", "immediate", "-D", data)
        shutil.rmtree(folder)


@pytest.mark.usefixtures("environment")
def test_all_is_kept_in_postgresql_where_that_is_named(postgresql, tmp_path, monkeypatch):
    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SAYSO_DATABASE_URL", postgresql)
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    first = Serving(data)
    assert "with PostgreSQL labels at 127.0.0.1" in first.log.read_text()
    reached = ["--config", str(data / "labelstudio.toml")]
    for command in (["push", "--split", "seed", "--gold"], ["pull", "--annotator", "gold", "-o", "gold"]):
        with pytest.raises(SystemExit) as end:
            main(["labelstudio", *command, *reached])
        assert end.value.code == 0
    (pulled,) = Path("gold").iterdir()
    assert pulled.read_bytes() == (ROOT / "annotations" / "gold" / pulled.name).read_bytes()
    assert "p@ss" not in first.stop()
    assert not (data / "data" / "label_studio.sqlite3").exists()
    monkeypatch.delenv("SAYSO_DATABASE_URL")
    other = Serving(data)
    assert other.process.wait(60) == 2
    assert "its data are in PostgreSQL labels at 127.0.0.1" in other.log.read_text()


def test_the_networks_that_stay_closed_are_those_of_the_installed_server(environment):
    (source,) = environment.glob("lib/python*/site-packages/label_studio/core/utils/io.py")
    (theirs,) = (
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "default_banned_subnets"
    )
    assert theirs == BANNED


def test_only_loopback_is_open_and_nobody_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTEX_COLLECT_ANALYTICS", "true")
    folder = Folder(tmp_path)
    admin, new = folder.admin("SQLite")
    made = variables(folder, admin, database.sqlite(folder.sqlite))
    assert new
    assert set(made["LABEL_STUDIO_USER_ADDITIONAL_BANNED_SUBNETS"].split(",")) == set(BANNED) - set(LOOPBACK)
    assert (made["LABEL_STUDIO_COLLECT_ANALYTICS"], "HEARTEX_COLLECT_ANALYTICS" in made) == ("false", False)
    assert folder.admin("SQLite") == (admin, False)
    with pytest.raises(SaysoError, match="give the same"):
        folder.admin("PostgreSQL labels at db:5432")


@pytest.mark.parametrize(
    "url",
    ["mysql://a:s3cret@b/c", "postgresql://a:s3cret@b", "postgresql://a:s3cret@b:x/c", "postgresql://a:s3cret@b/c?x=1"],
)
def test_an_address_of_no_database_is_refused_without_showing_its_password(url):
    with pytest.raises(SaysoError, match="--database-url") as refused:
        database.postgresql(url)
    assert "s3cret" not in str(refused.value)


def test_an_address_becomes_the_settings_of_the_server():
    found = database.postgresql("postgresql://ann%40x:p%2Fw@db.example.org/labels?sslmode=require")
    assert "p/w" not in repr(found)
    assert found.variables == {
        "LABEL_STUDIO_DJANGO_DB": "default",
        "LABEL_STUDIO_POSTGRE_USER": "ann@x",
        "LABEL_STUDIO_POSTGRE_PASSWORD": "p/w",
        "LABEL_STUDIO_POSTGRE_NAME": "labels",
        "LABEL_STUDIO_POSTGRE_HOST": "db.example.org",
        "LABEL_STUDIO_POSTGRE_PORT": "5432",
        "PGSSLMODE": "require",
    }


def test_a_failed_installation_is_one_sentence_and_leaves_nothing_that_looks_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # no uv
    monkeypatch.delenv(installing.VARIABLE, raising=False)
    monkeypatch.setattr(installing, "REQUIREMENT", "label-studio==0.0.0.nothing")
    with pytest.raises(SaysoError, match=r"could not be installed \(.+\); all of it is in .+env\.log"):
        installing.install(tmp_path / "env")
    assert not installing.is_installed(tmp_path / "env")


@pytest.mark.parametrize("killed", [False, True])
def test_only_what_a_killed_installation_of_ours_left_is_cleared_away(tmp_path, monkeypatch, killed):
    monkeypatch.setenv("PATH", str(tmp_path))  # no uv
    monkeypatch.setenv(installing.VARIABLE, str(tmp_path / "env"))
    monkeypatch.setattr(installing, "REQUIREMENT", "label-studio==0.0.0.nothing")
    (tmp_path / "env").mkdir()
    for name in ("pyvenv.cfg", "work"):
        (tmp_path / "env" / name).touch()
    if killed:
        (tmp_path / "env.begun").touch()
    with pytest.raises(SaysoError, match="could not be installed"):
        installing.install(tmp_path / "env")
    assert (tmp_path / "env" / "work").exists() is not killed


def test_a_server_that_nohup_started_outlives_its_terminal():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with server.stoppable():
            signal.raise_signal(signal.SIGHUP)
        with pytest.raises(server.Stopped), server.stoppable():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_port_that_is_taken_is_told_before_a_password_is_made(tmp_path, monkeypatch):
    """Which is shown once, at the start that comes to something."""
    monkeypatch.setenv(installing.VARIABLE, str(tmp_path / "env"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "sayso", "labelstudio", "serve", "--data", str(tmp_path / "data")]
        done = subprocess.run(
            [*command, "--port", str(taken.getsockname()[1])], capture_output=True, text=True, check=False
        )
    assert (done.returncode, "choose another, or 0" in done.stderr) == (2, True)
    assert not (tmp_path / "data" / "admin.toml").exists()
