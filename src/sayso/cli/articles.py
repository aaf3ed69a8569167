"""Articles that a user names by paths: seed files, folders of them, or a corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sayso.corpus import load
from sayso.ingest import ingest, ingest_file
from sayso.model import Article


def read_articles(paths: Iterable[Path]) -> list[Article]:
    """The articles of seed files, of folders of seeds, and of corpus folders."""
    return [article for path in paths for article in _read(path)]


def _read(path: Path) -> list[Article]:
    if (path / "documents").is_dir():
        return [document.article for document in load(path)]
    return [seed.article for seed in (ingest(path) if path.is_dir() else ingest_file(path))]
