"""What may leave the house: the checks before a corpus is published, and the files that would be."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sayso.build import Sources, build, outdated
from sayso.corpus import Document
from sayso.errors import DataError, UsageError
from sayso.validate.articles import Articles
from sayso.validate.paths import Checker

_MOST_NAMES = 5
_CLEARED = re.compile(
    r"\b(?:CC[ -]?(?:BY|0)(?![a-z])|creative ?commons\b|public domain\b|licen[cs]ed under\b|with permission\b|"
    r"open (?:(?:government|data|database|content|parliament|access|publication) )?licen[cs]es?\b|open data commons\b)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not?|nor|neither|never|without|only|except|unless|cannot|\w+n['’]t)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;:()\n]")


@dataclasses.dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to publish. `sha256` is that of its bytes, `blob` the SHA-1 by which git names them."""

    path: Path
    size: int
    sha256: str
    blob: str


def check(sources: Sources, seeds: Path, annotations: Path, corpus: Path) -> None:
    """Raise `DataError` where `corpus` is not what its sources make, or any of the three does not validate."""
    if stale := outdated(sources, corpus):
        raise DataError(f"{corpus} is not what would be built ({', '.join(stale)}); run sayso build, then publish.")
    checker = Checker(Articles([seeds]))
    found = [problem for path in (seeds, annotations, corpus) for problem in checker.check(path)]
    if errors := [problem for problem in found if problem.severity == "error"]:
        raise DataError(
            f"{errors[0].file}: {errors[0].message} ({len(errors)} errors in all); "
            f"sayso validate {seeds} {annotations} {corpus} lists them with what to do."
        )


def check_rights(documents: Iterable[Document]) -> None:
    """Raise `DataError` where the rights in a text are unknown, or not free: it may not be ours to publish."""
    if not (found := unclear(documents)):
        return
    raise DataError(
        f"{found}; publish only the splits whose texts are free with --split, state the licence in manifest.toml, or "
        f"say --allow-unknown-rights if you know that you may."
    )


def unclear(documents: Iterable[Document]) -> str:
    """Which texts are not cleared, as part of a sentence; empty where all are."""
    ids = [document.article.id for document in documents if not cleared(document.article.rights)]
    if not ids:
        return ""
    texts = "1 article" if len(ids) == 1 else f"{len(ids)} articles"
    names = ", ".join(ids[:_MOST_NAMES]) + ", …" * (len(ids) > _MOST_NAMES)
    return f"the rights in the text of {texts} are unknown or not free ({names})"


def cleared(rights: str | None) -> bool:
    """Whether what is recorded of a text's rights names a licence or leave to pass it on, as far as words tell.

    >>> [cleared(rights) for rights in ("CC BY 4.0", "with permission of the Harbour", None, "© 2025 The Harbour")]
    [True, True, False, False]
    >>> cleared("Not in the public domain")
    False
    """
    return any(map(_grants, _CLAUSE.split(rights or "")))


def _grants(clause: str) -> bool:
    """Whether a clause names a licence or leave, and nothing before that takes it back."""
    found = _CLEARED.search(clause)
    return found is not None and not _DENIED.search(clause[: found.start()])


@contextlib.contextmanager
def selected(sources: Sources, corpus: Path, splits: Sequence[str]) -> Iterator[tuple[Path, list[Document]]]:
    """The folder to publish and its documents: `corpus` itself, or for as long as needed one of some splits only.

    Raises `UsageError` for a split that there is not.
    """
    there = sorted({document.split for document in sources.documents})
    if missing := [split for split in splits if split not in there]:
        raise UsageError(f"{corpus}: there is no split {missing[0]}; there are {', '.join(there)}.")
    if not splits or set(splits) == set(there):
        yield corpus, sources.documents
        return
    documents = [document for document in sources.documents if document.split in splits]
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / corpus.resolve().name
        build(dataclasses.replace(sources, documents=documents), part)
        yield part, documents


def local_files(folder: Path) -> dict[str, LocalFile]:
    """The files of a corpus by their paths in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _measure(path) for path in paths}


def _measure(path: Path) -> LocalFile:
    data = path.read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return LocalFile(path, len(data), hashlib.sha256(data).hexdigest(), blob)
