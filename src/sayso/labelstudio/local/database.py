"""The server's database: SQLite in the data folder, or PostgreSQL by address."""

from __future__ import annotations

import dataclasses
import sqlite3
import urllib.parse
from pathlib import Path

from sayso.errors import DataError, UsageError

_SHAPE = "postgresql://USER:PASSWORD@HOST:PORT/NAME"


@dataclasses.dataclass(frozen=True)
class Database:
    """`name` is how it is told apart and shown, without a password; `variables` are Label Studio's."""

    name: str
    variables: dict[str, str] = dataclasses.field(repr=False)


def sqlite(path: Path) -> Database:
    """SQLite in the file `path`, which need not be there yet. Raises `DataError` where it is no database."""
    if path.exists():
        try:
            with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            raise DataError(
                f"{path}: the database cannot be read ({error}); put a backup in its place, or name another folder "
                "with --data."
            ) from None
    return Database("SQLite", {"LABEL_STUDIO_DJANGO_DB": "sqlite", "LABEL_STUDIO_DATABASE_NAME": str(path)})


def postgresql(url: str) -> Database:
    """PostgreSQL at `url`; user, password and so on that it lacks are libpq's own: PGPASSFILE and the like.

    Raises `UsageError`, which never shows the password, where the address cannot be used.
    """
    try:
        parsed = urllib.parse.urlsplit(url)
        port = parsed.port or 5432
    except ValueError:
        raise UsageError(f"--database-url cannot be read; write it like {_SHAPE}.") from None
    name = urllib.parse.unquote(parsed.path.removeprefix("/"))
    if parsed.scheme not in ("postgresql", "postgres") or not parsed.hostname or not name or "/" in name:
        raise UsageError(f"--database-url is no address of a PostgreSQL database; write it like {_SHAPE}.")
    options = urllib.parse.parse_qs(parsed.query)
    if unknown := set(options) - {"sslmode"}:
        raise UsageError(f"--database-url: {min(unknown)} cannot be set; of the options only sslmode can.")
    user, password = (urllib.parse.unquote(part or "") for part in (parsed.username, parsed.password))
    variables = {
        "LABEL_STUDIO_DJANGO_DB": "default",
        "LABEL_STUDIO_POSTGRE_USER": user,
        "LABEL_STUDIO_POSTGRE_PASSWORD": password,
        "LABEL_STUDIO_POSTGRE_NAME": name,
        "LABEL_STUDIO_POSTGRE_HOST": parsed.hostname,
        "LABEL_STUDIO_POSTGRE_PORT": str(port),
    }
    if "sslmode" in options:
        variables["PGSSLMODE"] = options["sslmode"][0]
    return Database(f"PostgreSQL {name} at {parsed.hostname}:{port}", variables)
