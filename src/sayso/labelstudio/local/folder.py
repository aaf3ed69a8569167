"""The data folder of a local server: its administrator, its lock, its files. What is secret only its owner may read."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import secrets
from collections.abc import Iterator
from pathlib import Path

import tomlkit
import tomlkit.exceptions
from platformdirs import user_data_path

from sayso.errors import DataError, UsageError
from sayso.files import read_text, writing

EMAIL = "admin@localhost"


def default_folder() -> Path:
    """Where a server keeps its data when no other folder is named."""
    return user_data_path("sayso") / "label-studio"


@dataclasses.dataclass(frozen=True)
class Admin:
    """The first user, and the database that knows them."""

    email: str
    password: str = dataclasses.field(repr=False)
    token: str = dataclasses.field(repr=False)
    database: str


@dataclasses.dataclass(frozen=True)
class Folder:
    """The data folder `path`."""

    path: Path

    @property
    def admin_file(self) -> Path:
        return self.path / "admin.toml"

    @property
    def data(self) -> Path:
        """What Label Studio itself keeps."""
        return self.path / "data"

    @property
    def sqlite(self) -> Path:
        return self.data / "label_studio.sqlite3"

    @property
    def log(self) -> Path:
        return self.path / "server.log"

    @property
    def settings(self) -> Path:
        """Address and token, as `sayso labelstudio` reads them."""
        return self.path / "labelstudio.toml"

    @contextlib.contextmanager
    def locked(self) -> Iterator[int]:
        """Hold the folder; gives the lock's file descriptor, which the server inherits.

        So the folder stays held while a server runs, even one whose sayso was killed; and a lock dies with its holders,
        so that none is ever stale. Raises `DataError` where another holds it, `UsageError` where it cannot be made.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.data.mkdir(exist_ok=True)
            self.data.chmod(0o700)
            lock = (self.path / "lock").open("a+")
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be written ({error.strerror}); name another with --data.") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                held = lock.read().strip()
                raise DataError(
                    f"{self.path}: a server runs with this data already{f' ({held})' if held else ''}; use that, "
                    "stop it, or name another folder with --data."
                ) from None
            yield lock.fileno()

    def note(self, holder: str) -> None:
        """Write who holds the folder, for the message to whoever comes second."""
        (self.path / "lock").write_text(holder, encoding="utf-8")

    def admin(self, database: str) -> tuple[Admin, bool]:
        """The administrator, and whether they are new: made at the first start, with a password of their own.

        Raises `DataError` where the file cannot be read, `UsageError` where the data are in another database.
        """
        if not self.admin_file.exists():
            made = Admin(EMAIL, secrets.token_urlsafe(15), secrets.token_hex(20), database)
            text = tomlkit.dumps(dataclasses.asdict(made))
            with writing(self.admin_file, mode=0o600) as beside:
                beside.write_text(text, encoding="utf-8")
            return made, True
        try:
            found = Admin(**{key: str(value) for key, value in tomlkit.parse(read_text(self.admin_file)).items()})
        except (tomlkit.exceptions.ParseError, TypeError):
            raise DataError(
                f"{self.admin_file}: email, password, token and database are needed; restore the file from a backup."
            ) from None
        if found.database != database:
            raise UsageError(
                f"{self.path}: its data are in {found.database}, and this would use {database}; give the same "
                "--database-url as before, or name another folder with --data."
            )
        return found, False
