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
    """Hash of the texts and the gold of a split, or of a part of it: 64 hexadecimal digits.

    The SHA-256 of each document are added up modulo 2²⁵⁶ (Bellare and Micciancio 1997), so that neither the order of
    the documents nor how they are cut into shards matters.
    """
    total = 0
    for document in documents:
        digest = hashlib.sha256(document.article.text_sha256.encode() + msgspec.json.encode(document.gold))
        total += int.from_bytes(digest.digest())
    return _digits(total)


def joined_hash(parts: Iterable[str]) -> str:
    """The hash of a split from those of its parts."""
    return _digits(sum(int(part, 16) for part in parts))


def _digits(total: int) -> str:
    return f"{total % 2**256:064x}"


def corpus_hash(splits: Iterable[str]) -> str:
    """First 12 hexadecimal digits of the SHA-256 over the hashes of the splits that are there."""
    return hashlib.sha256("".join(sorted(splits)).encode()).hexdigest()[:12]


def load(path: str | Path | None = None, splits: list[str] | None = None) -> Corpus:
    """Load a corpus folder or URL (the bundled corpus by default), all splits or those named.

    Raises `UsageError` where the folder is missing or holds no corpus, or a split does not exist.
    """
    from sayso.tables import read_documents

    return read_documents(path, splits)
