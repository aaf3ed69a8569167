"""The corpus on disk: Parquet tables by configuration and split, a dataset card and Croissant metadata.

    README.md  croissant.json  documents/SPLIT.parquet  quotes/…  claims/…  speakers/…

Only `documents` is read back; the other tables are derived from it for people who want one row a quote.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sayso import card, croissant
from sayso.corpus import SPLIT_PATTERN, Corpus, Document, split_hash
from sayso.errors import DataError, UsageError
from sayso.files import write_bytes, writing_folder
from sayso.model import Annotation, dumps
from sayso.resources import resource
from sayso.rows import CONFIGURATIONS, DocumentRow, arrow_schema, rows, to_document

if TYPE_CHECKING:
    import pyarrow.parquet as pq

PASSES = "passes"
"""Folder of the annotators' own work in an imported corpus: passes/ANNOTATOR/DOC.json."""

ENTRIES = frozenset({card.FILE_NAME, croissant.FILE_NAME, PASSES, *CONFIGURATIONS})
"""What stands in a corpus folder; a folder with anything else in it is never replaced."""

HASH_KEY = "sayso.hash"
"""Key in the metadata of a table's schema under which the hash of its split stands."""

_ROW_GROUP = 1000  # fixed, so that the same rows give the same bytes; small enough for the Hub's viewer
_BATCH = 256
_ROWS: Any = list[DocumentRow]  # type: ignore[valid-type]
_SPLIT = re.compile(SPLIT_PATTERN)


def write_corpus(
    folder: Path,
    documents: Sequence[Document],
    template: card.Template | None = None,
    agreement: Sequence[tuple[str, str]] = (),
    passes: Sequence[Annotation] = (),
) -> None:
    """Write `documents` as the corpus `folder`, which takes the place of an older one whole or not at all.

    `template` is the dataset card's (`sayso.card`), a generic one by default; `agreement` fills its table. `passes` are
    written as passes/ANNOTATOR/DOC.json beside the tables. The same documents give the same bytes with the same version
    of pyarrow. Memory grows with the largest split: its rows are held as Python objects and once more as Arrow.

    Raises `DataError` for two documents of one id, gold of another text or a split that cannot be named so, and
    `UsageError` where `folder` cannot be written or holds files that are no corpus.
    """
    ordered = sorted(documents, key=lambda document: (document.split, document.article.id))
    _check_ids(ordered)
    if wrong := [document.split for document in ordered if not _SPLIT.match(document.split)]:
        raise DataError(f"{wrong[0]!r} cannot name a split; use letters, digits, _ and single dots.")
    if folder.is_dir() and (foreign := sorted({path.name for path in folder.iterdir()} - ENTRIES)):
        raise UsageError(
            f"{folder}: {foreign[0]} is no part of a corpus and would be lost; choose an empty folder, or remove it."
        )
    template = template or card.parse_template(card.GENERIC)
    with writing_folder(folder) as new:
        checksums = _write_tables(new, ordered)
        (new / card.FILE_NAME).write_text(card.fill(template, ordered, agreement), encoding="utf-8", newline="\n")
        metadata = croissant.dumps(croissant.describe(template, checksums))
        (new / croissant.FILE_NAME).write_text(metadata, encoding="utf-8", newline="\n")
        for drawn in passes:
            write_bytes(new / PASSES / drawn.annotator.id / f"{drawn.doc}.json", dumps(drawn))


def _check_ids(documents: Sequence[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.article.id in seen:
            raise DataError(f"{document.article.id}: two documents have this id; ids are unique in a corpus.")
        seen.add(document.article.id)


def _write_tables(folder: Path, documents: Sequence[Document]) -> dict[str, str]:
    """Write every table below `folder`; the SHA-256 of each file by its path."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    splits: dict[str, list[Document]] = {}
    for document in documents:
        splits.setdefault(document.split, []).append(document)
    checksums = {}
    for name in CONFIGURATIONS:
        (folder / name).mkdir()
        for split, members in splits.items():
            schema = arrow_schema(name).with_metadata({HASH_KEY: split_hash(members)})
            table = pa.Table.from_pylist(list(rows(name, members)), schema=schema)
            path = folder / name / f"{split}.parquet"
            with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
                if len(table):  # an empty table has no row group: datasets cannot read a row group without rows
                    writer.write_table(table, _ROW_GROUP)
            checksums[f"{name}/{split}.parquet"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return checksums


def read_documents(path: str | Path | None = None, splits: Sequence[str] | None = None) -> Corpus:
    """The corpus in the folder `path` (default: the bundled one): all splits in the order of their names, or `splits`.

    Memory grows with what is read, about 60 MB for a thousand articles of 350 words with their gold; name `splits` to
    read less. Where only a column or two are wanted of very many articles, open the Parquet files themselves.

    Raises `UsageError` where the folder is missing, holds no corpus or has no such split, and `DataError` where a file
    is broken or holds something else.
    """
    folder = Path(path) if path is not None else resource("corpus")
    files = split_files(folder)
    for split in splits or ():
        if split not in files:
            raise UsageError(f"{folder}: there is no split {split}; there are {', '.join(files)}.")
    documents = [
        to_document(row, split) for split in (files if splits is None else splits) for row in _read(files[split])
    ]
    _check_ids(documents)
    return Corpus(folder.resolve().name, documents)


def split_files(folder: Path) -> dict[str, Path]:
    """The files of the documents by split."""
    if not folder.exists():
        raise UsageError(f"{folder}: no such folder; check the path, or run sayso build to make a corpus.")
    if not folder.is_dir():
        raise UsageError(f"{folder}: this is a file, and the folder of a corpus is needed.")
    files = {file.stem: file for file in sorted((folder / "documents").glob("*.parquet"))}
    if not files:
        raise UsageError(
            f"{folder}: not a corpus, there is no documents/*.parquet in it; run sayso build, or sayso import."
        )
    return files


def _read(path: Path) -> Iterator[Any]:
    """The `DocumentRow`s of one file, in batches."""
    import pyarrow as pa

    names = list(DocumentRow.__struct_fields__)
    with open_parquet(path) as file:
        if missing := [name for name in names if name not in file.schema_arrow.names]:
            raise DataError(f"{path}: the column {missing[0]} is missing; build or import the corpus anew.")
        done = 0
        try:
            for batch in file.iter_batches(_BATCH, columns=names):
                yield from msgspec.convert(batch.to_pylist(), _ROWS)
                done += len(batch)
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{path}: broken ({_first_line(error)}); build or import the corpus anew.") from None
        except msgspec.ValidationError as error:
            raise DataError(f"{path}: a document after row {done} is not as it should be: {error}.") from None


def open_parquet(path: Path) -> pq.ParquetFile:
    """The Parquet file `path`. Raises `DataError` where it is not one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: no Parquet file ({_first_line(error)}); build or import the corpus anew.") from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
