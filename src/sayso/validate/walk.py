"""What there is to validate below a path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sayso.errors import UsageError
from sayso.files import read_bytes
from sayso.validate.reading import lines
from sayso.validate.suites import SUFFIX, is_suite

SUFFIXES = (".json", ".jsonl")


class Source(NamedTuple):
    """Where a JSON text is from; `line` and `offset` (in bytes) are where it starts in a JSON Lines file."""

    path: Path
    line: int | None = None
    offset: int = 0


def units(folder: Path) -> Iterator[Path]:
    """The corpora, seeds and JSON files below a folder; what is hidden or linked is passed over.

    Raises `UsageError` for a folder that cannot be read.
    """
    if is_corpus(folder) or is_seeds(folder):
        yield folder
        return
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
        folders = {entry for entry in entries if entry.is_dir()}
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read ({error.strerror}); check its permissions.") from None
    for entry in entries:
        if entry in folders:
            if not entry.is_symlink():
                yield from units(entry)
        elif entry.suffix in SUFFIXES or (entry.suffix == SUFFIX and is_suite(entry)):
            yield entry


def texts(path: Path) -> Iterator[tuple[Source, bytes]]:
    """The JSON texts of a file: its lines, or all of it; none where it is empty."""
    if path.suffix != ".jsonl":
        data = read_bytes(path)
        if data.strip():
            yield Source(path), data
        return
    for number, offset, line in lines(path):
        if line.strip():
            yield Source(path, number, offset), line


def is_corpus(folder: Path) -> bool:
    """Whether a folder has the documents of a corpus in it."""
    return any((folder / "documents").glob("*.parquet"))


def is_seeds(folder: Path) -> bool:
    """Whether a folder is one of raw articles."""
    return folder.name == "seeds" or (folder / "manifest.toml").is_file()
