"""A corpus: articles with their gold, in splits."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
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
    def ids(self) -> list[str]:
        """Ids of the documents, in order."""
        return [document.article.id for document in self.documents]

    @property
    def hash(self) -> str:
        """What the signature of a report pins: see `corpus_hash`."""
        splits: dict[str, list[Document]] = {}
        for document in self.documents:
            splits.setdefault(document.split, []).append(document)
        return corpus_hash(split_hash(documents) for documents in splits.values())


def split_hash(documents: Iterable[Document]) -> str:
    """SHA-256 over the texts and the gold of a split, in hexadecimal; the order of the documents does not matter."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.article.id):
        digest.update(document.article.text_sha256.encode())
        digest.update(msgspec.json.encode(document.gold))
    return digest.hexdigest()


def corpus_hash(splits: Iterable[str]) -> str:
    """First 12 hexadecimal digits of the SHA-256 over the hashes of the splits that are there."""
    return hashlib.sha256("".join(sorted(splits)).encode()).hexdigest()[:12]


def load(path: str | Path | None = None, splits: list[str] | None = None) -> Corpus:
    """Load a corpus folder (the bundled corpus by default), all splits or those named.

    Raises `UsageError` where the folder is missing or holds no corpus, or a split does not exist.
    """
    from sayso.tables import read_documents

    return read_documents(path, splits)
