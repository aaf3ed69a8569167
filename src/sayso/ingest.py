"""Seeds to articles: text, Markdown, HTML and JSON Lines, with what manifest.toml knows of each."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from sayso.blocks import find_blocks
from sayso.decoding import decode, normalize
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes
from sayso.manifest import (
    FILE_NAME,
    LINE_KEYS,
    METADATA,
    Entry,
    Manifest,
    SplitName,
    boilerplate,
    check,
    folders,
    read_manifest,
)
from sayso.model import Article, DocId, sha256_text

TOP_SPLIT = "seed"
"""The split of the files at the top of seeds/; files in a folder below belong to the split of the folder's name."""

_HTML = (".html", ".htm")
_SUFFIXES = (".txt", ".md", *_HTML, ".jsonl")
_NULLABLE = ("title", "language", "published", "publisher", "url", "rights")
_IGNORED = (FILE_NAME, "README.md")


@dataclasses.dataclass(frozen=True, slots=True)
class Seed:
    """An ingested article and the split that it belongs to."""

    article: Article
    split: str


def ingest(seeds: Path) -> list[Seed]:
    """All articles of the folder `seeds`, sorted by file name.

    Raises `UsageError` where there is no such folder, and `DataError` for a file that cannot be taken as it is: of an
    unknown kind, empty, not decodable, with an id that is no id or that two articles share.
    """
    if not seeds.is_dir():
        raise UsageError(f"{seeds}: no such folder; run this where seeds/ is, or name it with --seeds.")
    manifest = read_manifest(seeds)
    found: list[Seed] = []
    files = {path.relative_to(seeds).as_posix(): path for path in _files(seeds)}
    known = set(files).union(*map(folders, files))
    if foreign := sorted(manifest.tables.keys() - known):
        raise DataError(
            f'{seeds / FILE_NAME}: ["{foreign[0]}"] names no article and no folder with any; write '
            f"its path in {seeds}, such as dam.txt or quiet/, or remove the entry."
        )
    for name, path in files.items():
        found += _read(path, name, manifest.entry(name))
    _check_boilerplate(seeds, manifest, found)
    return _unique(found, seeds)


def ingest_file(path: Path) -> list[Seed]:
    """The articles of one file outside of any seeds/: of whom nothing is known but what the file itself says.

    Raises what `ingest` raises.
    """
    return _unique(_read(path, path.name, Entry()), path.parent)


def _unique(found: list[Seed], folder: Path) -> list[Seed]:
    """`found`, when no two have the same id."""
    first: dict[str, str] = {}
    for seed in found:
        name = str(seed.article.source_file)
        if seed.article.id in first:
            raise DataError(
                f"{folder / name}: the id {seed.article.id} is also that of an article in "
                f"{folder / first[seed.article.id]}; rename one of them."
            )
        first[seed.article.id] = name
    return found


def _files(seeds: Path) -> Iterator[Path]:
    for path in sorted(seeds.rglob("*")):
        parts = path.relative_to(seeds).parts
        if path.is_dir() or path.name in _IGNORED or any(part.startswith(".") for part in parts):
            continue
        yield path


def _read(path: Path, name: str, entry: Entry) -> list[Seed]:
    """The articles of one file."""
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise DataError(f"{path}: articles are {', '.join(_SUFFIXES)} files; convert this one or move it elsewhere.")
    data = read_bytes(path)
    text = decode(data, path, entry.encoding, html=suffix in _HTML)
    split = entry.split or _split_of(path, name)
    file = _File(path, entry, {"source_file": name, "raw_sha256": hashlib.sha256(data).hexdigest()})
    if suffix == ".jsonl":
        return list(_lines(file, text, split))
    if suffix in _HTML:
        from sayso.web import main_text

        text, found = main_text(text, path)
        return [Seed(file.article(path.stem, text, found | entry.metadata, title=found.get("title")), split)]
    return [Seed(file.article(path.stem, text, entry.metadata, markdown=suffix == ".md"), split)]


def _lines(file: _File, text: str, split: str) -> Iterator[Seed]:
    """The articles of a JSON Lines file: one object a line, `text` required; the line overrides the manifest."""
    empty = True
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        empty = False
        place = f"{file.path}:{number}"
        try:
            fields = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            raise DataError(f"{place}: not JSON ({error}); one object a line is needed.") from None
        if not isinstance(fields, dict) or "text" not in fields:
            raise DataError(f'{place}: an object with the key "text" is needed.')
        known = {key: value for key, value in file.entry.metadata.items() if key not in fields}
        fields = check(fields, LINE_KEYS, place)
        metadata = known | {key: fields[key] for key in METADATA if key in fields}
        doc = fields.get("id", f"{file.path.stem}-{number}")
        yield Seed(file.article(doc, normalize(fields["text"]), metadata, line=number), fields.get("split", split))
    if empty:
        raise DataError(f"{file.path}: the file is empty; one JSON object a line is needed.")


@dataclasses.dataclass(frozen=True, slots=True)
class _File:
    """What the articles of one file share. `common` holds the fields of `Article` that say where it is from."""

    path: Path
    entry: Entry
    common: dict[str, Any]

    def article(
        self,
        doc: str,
        text: str,
        metadata: dict[str, Any],
        *,
        markdown: bool = False,
        title: str | None = None,
        line: int | None = None,
    ) -> Article:
        """An article with its blocks. `title` is a headline that the text may hold, `line` the place in JSON Lines."""
        place = str(self.path) if line is None else f"{self.path}:{line}"
        if not text.strip():
            raise DataError(f"{place}: there is no text in it; fill it or remove it.")
        if "\x00" in text:
            raise DataError(f"{place}: NUL character at code point {text.index(chr(0))} of the text; remove it.")
        try:
            msgspec.convert(doc, DocId)
        except msgspec.ValidationError:
            raise DataError(
                f"{place}: {doc!r} cannot be an id (no space, slash or backslash, no dot at its start); rename it."
            ) from None
        blocks = find_blocks(text, markdown=markdown, title=title, boilerplate=self.entry.boilerplate)
        known: dict[str, Any] = dict.fromkeys(_NULLABLE) | metadata
        if known["title"] is None and blocks and blocks[0].kind == "headline":
            known["title"] = text[blocks[0].start : blocks[0].end]
        return Article(id=doc, text=text, blocks=blocks, text_sha256=sha256_text(text), **self.common, **known)


def _check_boilerplate(seeds: Path, manifest: Manifest, found: list[Seed]) -> None:
    """Raise `DataError` where the manifest lists a line that no article it is of has: it was mistyped."""
    for name, table in manifest.tables.items():
        if not (lines := boilerplate(table)):
            continue
        texts = {
            seed.article.text[block.start : block.end]
            for seed in found
            if (source := str(seed.article.source_file)) == name or (name.endswith("/") and source.startswith(name))
            for block in seed.article.blocks
            if block.kind == "boilerplate"
        }
        if missing := [line for line in lines if line not in texts]:
            raise DataError(
                f"{seeds / name}: no line reads {missing[0]!r}, which manifest.toml lists as boilerplate; "
                f"copy the whole line."
            )


def _split_of(path: Path, name: str) -> str:
    folder, slash, _ = name.partition("/")
    if not slash:
        return TOP_SPLIT
    try:
        return msgspec.convert(folder, SplitName)
    except msgspec.ValidationError:
        raise DataError(
            f"{path}: the folder {folder} cannot name a split (letters, digits, _ and single dots); rename it."
        ) from None
