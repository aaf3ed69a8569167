"""The corpora that a suite names."""

from __future__ import annotations

import os
from pathlib import Path

from sayso.corpus import Corpus, load
from sayso.errors import DataError, UsageError
from sayso.suites.definition import CorpusEntry, Suite

_STEPS = {"all": (0, 1), "even": (0, 2), "odd": (1, 2)}


def place(entry: CorpusEntry, home: Path, path: Path | None = None) -> Path | None:
    """Where a corpus is: at `path` if it stands in a variable, else in that, else beside the suite; None: not known."""
    if entry.variable is not None:
        stated = path or os.environ.get(entry.variable)
        if stated:
            return Path(stated)
    return None if entry.path is None else home / entry.path


def open_corpus(entry: CorpusEntry, suite: Suite, where: Path) -> Corpus:
    """The documents of an entry: the splits and the part that it names.

    Raises `UsageError` where there is no such corpus or split, `DataError` where it has faults.
    """
    corpus = load(where, entry.splits or None) if entry.format is None else _imported(entry, where)
    first, step = _STEPS[entry.part]
    documents = corpus.documents[first::step]
    if not documents:
        raise DataError(f"{where}: there is no document of {entry.name!r} in it.")
    return Corpus(corpus.name if entry.format is None else f"{suite.name}/{entry.name}", documents)


def _imported(entry: CorpusEntry, where: Path) -> Corpus:
    from sayso import formats
    from sayso.formats.choosing import choose

    chosen = formats.get(entry.format or "")
    if chosen.read is None:
        raise UsageError(f"the format {chosen.name} can be written and not read.")
    if not where.exists():
        raise UsageError(f"{where}: no such file or folder; check the path.")
    found = chosen.read(where, articles=None, annotators={})
    if found.problems:
        raise DataError(f"{where}: {found.problems[0]} ({len(found.problems)} such in all)")
    documents = choose(found).documents
    there = sorted({document.split for document in documents})
    for split in entry.splits:
        if split not in there:
            raise UsageError(f"{where}: there is no split {split}; there are {', '.join(there)}.")
    wanted = [d for d in documents if not entry.splits or d.split in entry.splits]
    return Corpus(where.name, sorted(wanted, key=lambda document: (document.split, document.article.id)))
