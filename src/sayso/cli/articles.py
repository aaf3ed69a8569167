"""Articles that a user names by paths: seed files, folders of them, or a corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sayso.corpus import load
from sayso.errors import DataError
from sayso.ingest import ingest, ingest_file
from sayso.model import Article


def read_articles(paths: Iterable[Path]) -> list[Article]:
    """The articles of seed files, of folders of seeds, and of corpus folders.

    Raises `DataError` where two of the paths have an article of one id, by which answers could not be told apart.
    """
    found: dict[str, tuple[Path, Article]] = {}
    for path in paths:
        for article in _read(path):
            if article.id in found:
                both = f"{found[article.id][0]} and {path}"
                raise DataError(f"{both} both have the article {article.id!r}; rename one, or leave it out.")
            found[article.id] = (path, article)
    return [article for _, article in found.values()]


def _read(path: Path) -> list[Article]:
    if (path / "documents").is_dir():
        return [document.article for document in load(path)]
    return [seed.article for seed in (ingest(path) if path.is_dir() else ingest_file(path))]


def read_copies(paths: Iterable[Path]) -> list[Article]:
    """The articles of all `paths`, of one id as many as there are: copies of a text, of which one may be the right."""
    return [article for path in paths for article in _read(path)]
