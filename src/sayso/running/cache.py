"""Answers kept on disk, so that no question is paid for twice: an SQLite file in a folder.

The key is made of the text, and of the extractor's name, version and settings (or its `cached_by`); so an extractor
that changes must say so in its version. A cache that cannot be read or written costs a warning, never the run.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sayso.model import Article, Prediction
from sayso.results import System

FILE = "answers.sqlite"


class Cache:
    """The answers of one system in `folder`; without a folder nothing is kept. `warn` is told once when it breaks."""

    def __init__(self, folder: Path | None, system: System, by: object, warn: Callable[[str], None]) -> None:
        """`by` is what the system's answers depend on beside its name and version: mostly its settings."""
        self._of = msgspec.json.encode([system.name, system.version, by], order="sorted")
        self._folder, self._warn = folder, warn
        self._base: sqlite3.Connection | None = None
        if folder is not None:
            with self._guarded():
                folder.mkdir(parents=True, exist_ok=True)
                self._base = sqlite3.connect(folder / FILE, isolation_level=None, timeout=10)
                self._base.execute("PRAGMA journal_mode = WAL")
                self._base.execute("PRAGMA synchronous = OFF")  # a lost answer is asked for again
                self._base.execute("CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, answer BLOB NOT NULL)")

    def get(self, article: Article) -> Prediction | None:
        """The answer that was kept for this text."""
        if self._base is None:
            return None
        with self._guarded():
            found = self._base.execute("SELECT answer FROM answers WHERE key = ?", [self._key(article)]).fetchone()
            if found:
                with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):  # then it is asked for again
                    return msgspec.structs.replace(msgspec.json.decode(found[0], type=Prediction), doc=article.id)
        return None

    def put(self, article: Article, prediction: Prediction) -> None:
        """Keep an answer."""
        if self._base is not None:
            with self._guarded():
                answer = msgspec.json.encode(prediction)
                self._base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", [self._key(article), answer])

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.close()

    def _key(self, article: Article) -> bytes:
        return hashlib.sha256(article.text_sha256.encode() + self._of).digest()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self.close()
            self._base = None
            self._warn(f"the cache {self._folder} is not used any more ({error}); answers are not kept.")


def default_folder() -> Path:
    """The user's cache folder."""
    import platformdirs

    return platformdirs.user_cache_path("sayso")
