"""The Parquet files of a corpus: `SPLIT.parquet`, or a split in shards, `SPLIT-00000-of-00010.parquet` and so on.

A folder is a local one or a URL that fsspec knows (`s3://bucket/corpus`; its package, such as s3fs, must be installed).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Any

from sayso.errors import DataError, UsageError
from sayso.extractors import is_form

Place = Path | str
"""A local path, or the URL of a file or folder."""

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)

_NAME = re.compile(r"(?P<split>.+?)(-(?P<number>\d{5,})-of-(?P<of>\d{5,}))?\.parquet")


@dataclasses.dataclass(frozen=True, slots=True)
class Shard:
    """One file of a split."""

    split: str
    path: Place

    @property
    def name(self) -> str:
        """The name of the file."""
        return PurePosixPath(str(self.path)).name


def shard_name(split: str, number: int, of: int) -> str:
    """The name of a split's shard.

    >>> shard_name("train", 3, 10)
    'train-00003-of-00010.parquet'
    """
    return f"{split}-{number:05}-of-{of:05}.parquet"


def is_url(place: Place) -> bool:
    """Whether this is a URL rather than a local path."""
    return _URL.match(str(place)) is not None


def place(text: str) -> Place:
    """What a user wrote as a local path, or as a URL."""
    return text.rstrip("/") if is_url(text) else Path(text)


def is_parquet(text: str) -> bool:
    """Whether this is a Parquet file, or a folder or URL of some."""
    if is_form(text):
        return False  # though an address stand in it
    if is_url(text):
        return True
    return text.endswith(".parquet") or (Path(text).is_dir() and any(Path(text).glob("*.parquet")))


def beside(folder: Place, *names: str) -> Place:
    """A path below a folder or URL."""
    return folder.joinpath(*names) if isinstance(folder, Path) else "/".join((folder.rstrip("/"), *names))


def shards(folder: Place, splits: Sequence[str] | None = None) -> list[Shard]:
    """The files of the documents of a corpus, split by split in the order of their names, whatever the
    order of `splits`, so that reports of the same splits are of the same documents in the same order.

    Raises `UsageError` where the folder is missing, holds no corpus or has no such split, and `DataError` where a shard
    is missing.
    """
    found = in_folder(beside(folder, "documents"))
    if not found:
        if not _there(folder):
            raise UsageError(f"{folder}: no such folder; check the path, or run sayso build to make a corpus.")
        raise UsageError(
            f"{folder}: not a corpus, there is no documents/*.parquet in it; run sayso build, or sayso import."
        )
    names = list(dict.fromkeys(shard.split for shard in found))
    for split in splits or ():
        if split not in names:
            raise UsageError(f"{folder}: there is no split {split}; there are {', '.join(names)}.")
    return [shard for shard in found if splits is None or shard.split in splits]


def in_folder(folder: Place) -> list[Shard]:
    """The Parquet files right in a folder, sorted; none where there is no folder. Raises as `shards` does."""
    found: dict[str, list[tuple[int, int, Place]]] = {}
    for path in _listed(folder):
        if match := _NAME.fullmatch(PurePosixPath(str(path)).name):
            number, of = int(match["number"] or 0), int(match["of"] or 1)
            found.setdefault(match["split"], []).append((number, of, path))
    for split, members in found.items():
        stated = {of for _, of, _ in members}
        if missing := sorted(set(range(max(stated))) - {number for number, _, _ in members}):
            raise DataError(f"{folder}: split {split}: shard {missing[0]} of {max(stated)} is missing; write it anew.")
        if len(stated) > 1 or len(members) > max(stated):
            raise DataError(f"{folder}: split {split}: files of two versions; remove those that are not wanted.")
    return [Shard(split, path) for split in sorted(found) for *_, path in sorted(found[split], key=itemgetter(0))]


def opened(path: Place) -> Any:
    """What pyarrow reads a file from: the path, or the open file of a URL."""
    if not isinstance(path, str):
        return path
    filesystem, name = _filesystem(path)
    return filesystem.open(name)


def opened_to_write(url: str) -> Any:
    """The open file of a URL, which is there when it is closed."""
    filesystem, name = _filesystem(url)
    filesystem.makedirs(name.rpartition("/")[0], exist_ok=True)
    return filesystem.open(name, "wb")


def _listed(folder: Place) -> list[Place]:
    if isinstance(folder, Path):
        return [path for path in folder.glob("*.parquet") if not path.name.startswith(".")]
    filesystem, name = _filesystem(folder)
    try:
        return [str(filesystem.unstrip_protocol(path)) for path in filesystem.glob(f"{name}/*.parquet")]
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder}: cannot be listed ({error}); check the URL and your rights there.") from None


def _there(folder: Place) -> bool:
    if isinstance(folder, Path):
        if folder.is_file():
            raise UsageError(f"{folder}: this is a file, and the folder of a corpus is needed.")
        return folder.exists()
    filesystem, name = _filesystem(folder)
    return bool(filesystem.exists(name))


def _filesystem(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError(f"{url}: URLs need fsspec; pip install 'sayso[ray]'.") from None
    try:
        filesystem, name = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url}: {str(error).rstrip('.')}.") from None
    return filesystem, name
