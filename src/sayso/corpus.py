"""A corpus: articles with their gold, in splits."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sayso.model import Annotation, Article

SPLIT_PATTERN = r"^\w+(\.\w+)*$(?!\n)"
"""What may name a split, as Hugging Face datasets has it: letters, digits, underscores and single dots."""


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One article with its gold annotation and the split that it stands in."""

    article: Article
    gold: Annotation
    split: str


@dataclasses.dataclass(frozen=True)
class Corpus:
    """Documents in a fixed order: splits as the corpus names them, ids sorted inside each."""

    name: str
    documents: list[Document]

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)

    @property
    def splits(self) -> list[str]:
        """Names of the splits, in order."""
        return list(dict.fromkeys(document.split for document in self.documents))

    @property
    def hash(self) -> str:
        """First 12 hexadecimal digits of the SHA-256 over texts and gold: what the signature of a report pins."""
        digest = hashlib.sha256()
        for document in sorted(self.documents, key=lambda document: document.article.id):
            digest.update(document.article.text_sha256.encode())
            digest.update(msgspec.json.encode(document.gold))
        return digest.hexdigest()[:12]


def load(path: str | Path | None = None, splits: list[str] | None = None) -> Corpus:
    """Load a corpus folder (the bundled corpus by default), all splits or those named.

    Raises `UsageError` where the folder is missing or holds no corpus, or a split does not exist.
    """
    from sayso.tables import read_documents

    return read_documents(path, splits)
