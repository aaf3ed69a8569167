"""What this folder last sent to and got from a server: which project, and each annotation as it then was.

It is kept in the folder `.sayso/` below the current one. Nothing breaks where it is lost: what differs is then shown as
a conflict, and not overwritten.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

import msgspec

from sayso.files import read_bytes, write_bytes

PLACE = Path(".sayso")
_PROJECT = "labelstudio.json"
T = TypeVar("T")


class Filed(msgspec.Struct, array_like=True, gc=False):
    """An annotation as a file was pulled of it: when it had last been changed on the server, and the file's hash."""

    updated_at: str
    sha256: str


class _Project(msgspec.Struct):
    url: str = ""
    project: int = 0


class _Annotations(msgspec.Struct):
    seen: dict[str, str] = {}
    """When an annotation had last been changed on the server, as it was last seen."""
    files: dict[str, Filed] = {}
    """By number of the annotation and path: the same annotation may be pulled into several folders."""


class Memory:
    """The memory of one project."""

    def __init__(self, url: str, project: int, folder: Path | None = None) -> None:
        self._project = _Project(url, project)
        self._folder = (folder or Path()) / PLACE
        self._path = self._folder / f"labelstudio-{re.sub(r'[^A-Za-z0-9.]+', '_', url)}-{project}.json"
        self._stored = _load(self._path, _Annotations)
        self._changed = False

    def seen(self, annotation: int) -> str | None:
        """When the annotation of that number had last been changed, as it was last seen or sent."""
        return self._stored.seen.get(str(annotation))

    def saw(self, annotation: int, updated_at: str) -> None:
        """Remember when an annotation that was seen, or sent, had last been changed."""
        self._put(self._stored.seen, str(annotation), updated_at)

    def filed(self, annotation: int, path: Path) -> Filed | None:
        """The annotation as it was last pulled to `path`."""
        return self._stored.files.get(self._key(annotation, path))

    def pulled(self, annotation: int, updated_at: str, path: Path, data: bytes) -> None:
        """Remember an annotation and its file."""
        self.saw(annotation, updated_at)
        self._put(self._stored.files, self._key(annotation, path), Filed(updated_at, digest(data)))

    def missing(self, there: Collection[int]) -> dict[Path, int]:
        """The files that are still here of annotations which are not `there`, with the number of the annotation."""
        found, kept = {}, set()
        for key in self._stored.files:
            number, _, path = key.partition(" ")
            if int(number) in there:
                kept.add(path)
            elif (self._folder.parent / path).exists():
                found[path] = int(number)
        return {self._folder.parent / path: number for path, number in found.items() if path not in kept}

    def elsewhere(self, there: Collection[int], due: Collection[Path]) -> dict[Path, int]:
        """The files that are still here of annotations which are `there`, other than those that are `due` now."""
        now = {self._relative(path) for path in due}
        found = [(int(number), path) for number, _, path in (key.partition(" ") for key in self._stored.files)]
        left = {self._folder.parent / path: number for number, path in found if number in there and path not in now}
        return {path: number for path, number in left.items() if path.exists()}

    def claim(self) -> None:
        """Make this the project that the folder works with."""
        self._write(self._folder / _PROJECT, self._project)

    def save(self) -> None:
        """Write what is new."""
        if self._changed:
            self._write(self._path, self._stored)
            self._changed = False

    def _key(self, annotation: int, path: Path) -> str:
        return f"{annotation} {self._relative(path)}"

    def _relative(self, path: Path) -> str:
        return os.path.relpath(path, self._folder.parent)

    def _put(self, stored: dict[str, T], key: str, new: T) -> None:
        if stored.get(key) != new:
            stored[key] = new
            self._changed = True

    def _write(self, path: Path, what: msgspec.Struct) -> None:
        ignored = self._folder / ".gitignore"
        if not ignored.exists():
            write_bytes(ignored, b"*\n")
        write_bytes(path, msgspec.json.encode(what))


def project_of(url: str, folder: Path | None = None) -> int | None:
    """The project at `url` that this folder works with."""
    found = _load((folder or Path()) / PLACE / _PROJECT, _Project)
    return found.project if found.url == url and found.project else None


def digest(data: bytes) -> str:
    """The SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def _load(path: Path, kind: type[T]) -> T:
    if not path.exists():
        return kind()
    try:
        return msgspec.json.decode(read_bytes(path), type=kind)
    except msgspec.MsgspecError:
        return kind()  # no harm: see above
