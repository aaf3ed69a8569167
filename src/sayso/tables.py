"""The corpus on disk: Parquet tables by configuration and split, a dataset card and Croissant metadata.

    README.md  croissant.json  figures/*.svg  documents/SPLIT.parquet  quotes/…  claims/…  speakers/…  mentions/…

Only `documents` is read back; the other tables are derived from it for people who want one row a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from sayso import card, croissant, figures
from sayso.corpus import SPLIT_PATTERN, Corpus, Document, split_hash
from sayso.errors import DataError, UsageError
from sayso.files import write_bytes, writing_folder
from sayso.inventory import first_line, inventory, open_parquet
from sayso.model import Annotation, dumps
from sayso.resources import resource
from sayso.rows import CONFIGURATIONS, DocumentRow, arrow_schema, rows, to_document
from sayso.shards import Place, Shard, place, shards

PASSES = "passes"
"""Folder of the annotators' own work in an imported corpus: passes/ANNOTATOR/DOC.json."""

_PARTS = re.compile(
    rf"{re.escape(card.FILE_NAME)}|{re.escape(croissant.FILE_NAME)}|{figures.FOLDER}/[^/]+\.svg|"
    rf"{PASSES}/[^/]+/[^/]+\.json|(?:{'|'.join(CONFIGURATIONS)})/[^/]+\.parquet"
)

HASH_KEY = "sayso.hash"
"""Key in the metadata of a table's schema under which the hash of its split stands."""

UNION = "all"
"""What Hugging Face datasets calls all splits together."""

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
    written as passes/ANNOTATOR/DOC.json beside the tables. Figures are drawn where the template asks for them. The same
    documents give the same bytes with the same versions of pyarrow and matplotlib. Memory grows with the largest split:
    its rows are held as Python objects and once more as Arrow.

    Raises `DataError` for two documents of one id, gold of another text or a split that cannot be named so, and
    `UsageError` where `folder` cannot be written or holds files that are no corpus, or figures are to be drawn and
    matplotlib is not installed.
    """
    ordered = _in_order(documents)
    _check_ids(ordered)
    if wrong := [document.split for document in ordered if not _SPLIT.match(document.split)]:
        raise DataError(f"{wrong[0]!r} cannot name a split; use letters, digits, _ and single dots.")
    if len(splits := {document.split for document in ordered}) > 1 and UNION in splits:
        raise DataError(f"{UNION!r} cannot name one of several splits, for it is their union in datasets; rename it.")
    if foreign := _foreign(folder):
        raise UsageError(
            f"{folder}: {foreign} is no part of a corpus and would be lost; choose an empty folder, or remove it."
        )
    template = template or card.parse_template(card.GENERIC)
    with writing_folder(folder) as new:
        _write_tables(new, ordered)
        if template.has("figures"):
            figures.write(new, ordered, old=folder)
        for name, text in describe(new, ordered, template, agreement).items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        for drawn in passes:
            write_bytes(new / PASSES / drawn.annotator.id / f"{drawn.doc}.json", dumps(drawn))


def is_part(name: str) -> bool:
    """Whether a corpus may have a file of that path in it; a folder with any other is never replaced."""
    return _PARTS.fullmatch(name) is not None


def _foreign(folder: Path) -> str | None:
    """The first file below `folder` that no corpus has, a link to a folder included."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return min((name for path in files if not is_part(name := path.relative_to(folder).as_posix())), default=None)


def _in_order(documents: Sequence[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: (document.split, document.article.id))


def describe(
    folder: Path,
    documents: Sequence[Document],
    template: card.Template | None = None,
    agreement: Sequence[tuple[str, str]] = (),
) -> dict[str, str]:
    """The texts of README.md and croissant.json for the tables of `documents` as they stand in `folder`."""
    template = template or card.parse_template(card.GENERIC)
    splits = {document.split for document in documents}
    files = inventory(folder, (f"{name}/{split}.parquet" for name in CONFIGURATIONS for split in splits))
    return {
        card.FILE_NAME: card.fill(template, _in_order(documents), files, agreement),
        croissant.FILE_NAME: croissant.dumps(croissant.describe(template, files)),
    }


def _check_ids(documents: Sequence[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.article.id in seen:
            raise DataError(f"{document.article.id}: two documents have this id; ids are unique in a corpus.")
        seen.add(document.article.id)


def _write_tables(folder: Path, documents: Sequence[Document]) -> None:
    """Write every table below `folder`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    splits: dict[str, list[Document]] = {}
    for document in documents:
        splits.setdefault(document.split, []).append(document)
    for name in CONFIGURATIONS:
        (folder / name).mkdir()
        for split, members in splits.items():
            schema = arrow_schema(name).with_metadata({HASH_KEY: split_hash(members)})
            table = pa.Table.from_pylist(list(rows(name, members)), schema=schema)
            path = folder / name / f"{split}.parquet"
            with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
                if len(table):  # an empty table has no row group: datasets cannot read a row group without rows
                    writer.write_table(table, _ROW_GROUP)


def read_documents(path: str | Path | None = None, splits: Sequence[str] | None = None) -> Corpus:
    """The corpus in the folder or at the URL `path` (default: the bundled one): all splits by name, or `splits`.

    Memory grows with what is read, about 60 MB for a thousand articles of 350 words with their gold; name `splits` to
    read less. Where only a column or two are wanted of very many articles, open the Parquet files themselves.

    Raises `UsageError` where the folder is missing, holds no corpus or has no such split, and `DataError` where a file
    is broken or holds something else.
    """
    folder = resource("corpus") if path is None else place(str(path))
    documents = documents_of(shards(folder, splits))
    _check_ids(documents)
    return Corpus(corpus_name(folder), documents)


def documents_of(files: Sequence[Shard]) -> list[Document]:
    """The documents of some files of a corpus, in order."""
    return list(_documents(files))


def iter_documents(folder: Place, splits: Sequence[str] | None = None) -> Iterator[Document]:
    """The documents of `read_documents` one after the other, none kept; two may have one id."""
    return _documents(shards(folder, splits))


def _documents(files: Sequence[Shard]) -> Iterator[Document]:
    for file in files:
        for row in _read(file.path):
            yield to_document(row, file.split)


def corpus_name(folder: Place) -> str:
    """What a corpus is called: the name of its folder."""
    return (folder.resolve() if isinstance(folder, Path) else PurePosixPath(folder)).name


def _read(path: Place) -> Iterator[Any]:
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
            raise DataError(f"{path}: broken ({first_line(error)}); build or import the corpus anew.") from None
        except msgspec.ValidationError as error:
            raise DataError(f"{path}: a document after row {done} is not as it should be: {error}.") from None
