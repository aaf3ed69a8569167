"""The articles that annotations and predictions are checked against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from sayso.errors import DataError, UsageError
from sayso.model import Article, sha256_text
from sayso.resources import checkout, resource
from sayso.validate.reading import lines

_DECODER = msgspec.json.Decoder(Article)


class Articles:
    """Articles by id, read when the first one is asked for.

    `paths` are corpus folders, seeds folders, seed files, or `.jsonl` files of articles; by default `seeds/` here or
    in the checkout, else the corpus that sayso carries.
    """

    def __init__(self, paths: Sequence[Path] = ()) -> None:
        self._paths = list(paths) or [_default()]
        self._found: dict[str, Article] | None = None

    @property
    def origin(self) -> str:
        """Where they are from, for a message."""
        return ", ".join(str(path) for path in self._paths)

    def get(self, doc: str) -> Article | None:
        """The article with the id `doc`.

        Raises `UsageError` where a path is missing or of no kind that holds articles, and `DataError` where they
        cannot be read, or differ in what they say of one id.
        """
        if self._found is None:
            self._found = _collect(article for path in self._paths for article in _read(path))
        return self._found.get(doc)


def _default() -> Path:
    root = checkout()
    here = Path("seeds")
    if here.is_dir():
        return here
    return root / "seeds" if root is not None else resource("corpus")


def _collect(articles: Iterable[Article]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for article in articles:
        known = found.setdefault(article.id, article)
        if known.text_sha256 != article.text_sha256:
            raise DataError(f"{article.id}: two different articles have this id; name other --articles.")
    return found


def _read(path: Path) -> Iterator[Article]:
    if (path / "documents").is_dir():
        from sayso.corpus import load

        return _hashed(path, (document.article for document in load(path)))
    if path.suffix == ".jsonl" and _has_articles(path):
        return _hashed(path, _records(path))
    from sayso.ingest import ingest, ingest_file

    if not path.exists():
        raise UsageError(f"{path}: no such file or folder to read articles from; check --articles.")
    return (seed.article for seed in (ingest(path) if path.is_dir() else ingest_file(path)))


def _has_articles(path: Path) -> bool:
    """Whether the first line is an article as sayso writes them, rather than a seed."""
    return b'"raw_sha256"' in next((line for _, _, line in lines(path) if line.strip()), b"")


def _records(path: Path) -> Iterator[Article]:
    for number, _, line in lines(path):
        if line.strip():
            try:
                yield _DECODER.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                raise DataError(f"{path}:{number}: no article; sayso validate {path} says why.") from None


def _hashed(path: Path, articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, after a look whether each has the text that its hash is of."""
    for article in articles:
        if sha256_text(article.text) != article.text_sha256:
            raise DataError(f"{path}: the text_sha256 of {article.id} is not its text's; sayso validate {path}.")
        yield article
