"""What the files of a corpus's tables hold: rows, sizes and checksums, as card and Croissant metadata state them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import DataError
from sayso.shards import Place, opened

if TYPE_CHECKING:
    import pyarrow.parquet as pq


@dataclasses.dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file. Sizes are in bytes: `size` on disk, `memory` as `datasets` counts the Arrow tables it reads."""

    rows: int
    memory: int
    size: int
    sha256: str


def inventory(folder: Path, paths: Iterable[str]) -> dict[str, TableFile]:
    """The tables `paths` of a corpus, those that are there. Raises `DataError` for a file that is no Parquet."""
    return {path: _measure(folder / path) for path in sorted(paths) if (folder / path).is_file()}


def _measure(path: Path) -> TableFile:
    with open_parquet(path) as file:
        memory = sum(file.read_row_group(number).nbytes for number in range(file.num_row_groups))
        rows = file.metadata.num_rows
    data = path.read_bytes()
    return TableFile(rows, memory, len(data), hashlib.sha256(data).hexdigest())


def open_parquet(path: Place) -> pq.ParquetFile:
    """The Parquet file of a corpus or of predictions, at a path or URL. Raises `DataError` where it is not one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(opened(path))
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: no Parquet file ({first_line(error)}); check the path, or write it anew.") from None


def first_line(error: Exception) -> str:
    """What an error of pyarrow says, as part of a sentence."""
    return str(error).partition("\n")[0].rstrip(".")
