"""Reading and writing files so that a fault is one plain sentence and nothing is ever half-written."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sayso.errors import DataError, UsageError


def read_bytes(path: Path) -> bytes:
    """The bytes of `path`. Raises `UsageError` where it is missing, a folder or not readable."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; check the path.") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: this is a folder, and a file is needed.") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check its permissions.") from None


def read_text(path: Path) -> str:
    """The UTF-8 text of `path` without a BOM. Raises `DataError` with the place of the first undecodable byte."""
    return read_raw(path).removeprefix("\ufeff")


def read_raw(path: Path) -> str:
    """The UTF-8 text of `path` with its BOM and line ends. Raises what `read_text` does."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: byte {error.start} (0x{data[error.start]:02x}) is not UTF-8; save the file as UTF-8."
        ) from None


@contextlib.contextmanager
def writing(path: Path, mode: int | None = None) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends without an exception.

    Of a link the file that it leads to is replaced. A device or pipe is never replaced: it is written into, and the
    path given is its own. `mode` are the permissions of the file; by default the user's usual ones.
    Raises `UsageError` where the folder cannot be written to.
    """
    if _is_special(path):
        try:
            yield path
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None
        return
    place = Path(os.path.realpath(path))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}); choose a folder that you may write to."
        ) from None
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644 & ~_umask() if mode is None else mode)
        beside.replace(place)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None
    finally:
        beside.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Raise `UsageError` where `path` cannot be written, before work is done that would then be lost."""
    if _is_special(path):
        if not os.access(path, os.W_OK):
            raise UsageError(f"{path}: cannot be written; choose one that you may write to.")
        return
    path = Path(os.path.realpath(path))
    folder = next(parent for parent in path.parents if parent.exists())
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{path}: cannot be written; choose a file in a folder that you may write to.")


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with writing(path) as beside:
        beside.write_bytes(data)


def _is_special(path: Path) -> bool:
    """Whether a device, pipe or socket stands there, perhaps behind a link."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def writing_folder(path: Path) -> Iterator[Path]:
    """An empty folder beside `path` that takes its place when the block ends without an exception.

    The old folder stays whole until the new one is complete; then two renames swap them. What a killed run left beside
    `path` is cleared away, and an old folder that it was just moving is put back. Raises `UsageError` where the folder
    cannot be written, or `path` is a file.
    """
    path = path.resolve()
    new, old = path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")
    try:
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path}: a file is in the way of the folder; name another, or remove the file.")
        if old.exists() and not path.exists():
            old.rename(path)
        for left in (new, old):
            if left.exists():
                shutil.rmtree(left)
        new.mkdir(parents=True)
        yield new
        try:
            if path.exists():
                path.rename(old)
            new.rename(path)
        except BaseException:
            if old.exists() and not path.exists():
                old.rename(path)
            raise
        if old.exists():
            shutil.rmtree(old)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror or error}); choose a folder that you may write to."
        ) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextlib.contextmanager
def staging(path: Path) -> Iterator[Path]:
    """A path in a fresh folder beside `path`: the file or folder made there takes its place when the block ends
    without an exception.

    Links, devices and pipes are treated as by `writing`. Raises `UsageError` where that cannot be written, or would
    replace a folder with something in it.
    """
    special = _is_special(path)
    path = path.absolute() if special else Path(os.path.realpath(path))
    if path.is_dir() and any(path.iterdir()):
        raise UsageError(f"{path}: there is something in this folder; name a new one, or empty it.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=None if special else path.parent) as folder:
            beside = Path(folder) / path.name
            yield beside
            if special:
                path.write_bytes(beside.read_bytes())
                return
            if path.is_dir():
                path.rmdir()
            beside.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror or error}); choose a folder that you may write to."
        ) from None
