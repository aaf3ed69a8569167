"""The texts of imported documents as raw seed files, with what is known of each in manifest.toml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from sayso.corpus import Document
from sayso.errors import UsageError
from sayso.files import writing_folder
from sayso.manifest import FILE_NAME, METADATA, UNKNOWN


def write_seeds(folder: Path, documents: Sequence[Document]) -> None:
    """Write each text as `folder`/SPLIT/DOC.txt in UTF-8, and `folder`/manifest.toml: what `sayso build` ingests.

    Raises `UsageError` where `folder` has something in it, or cannot be written.
    """
    check_empty(folder)
    with writing_folder(folder) as new:
        entries = []
        for document in documents:
            path = new / document.split / f"{document.article.id}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(document.article.text.encode())
            entries.append(_entry(f"{document.split}/{path.name}", document))
        (new / FILE_NAME).write_text("\n".join(entries), encoding="utf-8", newline="\n")


def check_empty(folder: Path) -> None:
    """Raise `UsageError` where `folder` has something in it that seeds would replace."""
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder}: there is something in this folder; name a new one for the texts, or empty it.")


def _entry(name: str, document: Document) -> str:
    """A table of TOML; what is empty or null is left out."""
    values = {key: getattr(document.article, key) for key in METADATA}
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value and value != UNKNOWN]
    return "\n".join([f"[{_toml(name)}]", *lines, ""])


def _toml(value: object) -> str:
    """A string, list of strings or Boolean: TOML writes these as JSON does, but for the character DEL."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
