"""What this folder last sent to and got from a server: which project, and each annotation as it then was.

It is kept in `.sayso/labelstudio.json` below the current folder. Nothing breaks where it is lost: what differs is then
shown as a conflict, and not overwritten.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from sayso.files import read_bytes, write_bytes

PLACE = Path(".sayso") / "labelstudio.json"


class Remembered(msgspec.Struct, array_like=True, gc=False):
    """An annotation on the server: when it had last been changed there as it was last seen, and as its file was
    pulled, and the hash of that file."""

    seen: str
    pulled: str = ""
    sha256: str = ""


class _Stored(msgspec.Struct, omit_defaults=True):
    url: str = ""
    project: int = 0
    annotations: dict[str, Remembered] = {}


class Memory:
    """The memory of one project; of another project's it takes nothing."""

    def __init__(self, url: str, project: int, folder: Path | None = None) -> None:
        self._path = (folder or Path()) / PLACE
        stored = _load(self._path)
        same = (stored.url, stored.project) == (url, project)
        self._stored = stored if same else _Stored(url, project)
        self._changed = False

    def get(self, annotation: int) -> Remembered | None:
        """The annotation of that number, as it was."""
        return self._stored.annotations.get(str(annotation))

    def saw(self, annotation: int, updated_at: str) -> None:
        """Remember when an annotation that was seen, or sent, had last been changed."""
        before = self.get(annotation) or Remembered("")
        self._put(annotation, Remembered(updated_at, before.pulled, before.sha256))

    def pulled(self, annotation: int, updated_at: str, data: bytes) -> None:
        """Remember an annotation and its file."""
        self._put(annotation, Remembered(updated_at, updated_at, digest(data)))

    def _put(self, annotation: int, new: Remembered) -> None:
        if self.get(annotation) != new:
            self._stored.annotations[str(annotation)] = new
            self._changed = True

    def claim(self) -> None:
        """Make this the project that the folder works with."""
        self._changed = True
        self.save()

    def save(self) -> None:
        """Write what is new."""
        if self._changed:
            write_bytes(self._path, msgspec.json.encode(self._stored))
            self._changed = False


def project_of(url: str, folder: Path | None = None) -> int | None:
    """The project at `url` that this folder works with."""
    stored = _load((folder or Path()) / PLACE)
    return stored.project if stored.url == url and stored.project else None


def digest(data: bytes) -> str:
    """The SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def _load(path: Path) -> _Stored:
    if not path.exists():
        return _Stored()
    try:
        return msgspec.json.decode(read_bytes(path), type=_Stored)
    except msgspec.MsgspecError:
        return _Stored()  # no harm: see above
