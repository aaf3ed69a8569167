"""Tables in CSV and TSV, for formats that bring such files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sayso.errors import DataError
from sayso.files import read_text


def read_table(path: Path, columns: Sequence[str], delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a table, under `columns` in the case given and whatever others there are.

    Raises `DataError` where the file is no such table or lacks one of `columns`.
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), delimiter=delimiter)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise DataError(f"{path}: line {reader.line_num}: not CSV ({error}).") from None
    named = {name.casefold(): name for name in reader.fieldnames or ()}
    if missing := [name for name in columns if name.casefold() not in named]:
        raise DataError(f"{path}: the column {missing[0]} is missing; it has {', '.join(named.values()) or 'none'}.")
    return [row | {name: row[named[name.casefold()]] or "" for name in columns} for row in rows]
