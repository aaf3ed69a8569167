"""Whose work becomes the gold of a corpus, where a format brings several annotators' annotations of one document."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from sayso.corpus import Document
from sayso.errors import DataError, UsageError
from sayso.formats import DEFAULT_SPLIT, Imported
from sayso.model import Annotation


class Chosen(NamedTuple):
    """Documents with their gold, the passes of documents that several annotators drew, and what was decided."""

    documents: list[Document]
    passes: list[Annotation]
    notes: list[str]


def choose(found: Imported, annotator: str | None = None) -> Chosen:
    """The documents that `found` makes, with the work of `annotator` as their gold.

    Without one, a document's gold is that of whoever drew most documents of the source among those who drew this one;
    of equals the first by name. Documents that nobody drew, or not `annotator`, are left out.

    Raises `UsageError` where `annotator` drew nothing, and `DataError` for an annotation without its article.
    """
    articles = {article.id: article for article in found.articles}
    drawn: dict[str, dict[str, Annotation]] = defaultdict(dict)
    for one in found.annotations:
        if one.doc not in articles:
            raise DataError(f"{one.doc}: there is no text of this document; it cannot be part of a corpus.")
        drawn[one.doc][one.annotator.id] = one
    work = Counter(name for passes in drawn.values() for name in passes)
    if annotator is not None and annotator not in work:
        names = ", ".join(sorted(work)) or "nobody"
        raise UsageError(f"{annotator!r} has annotated nothing; there is work of {names}.")
    rank = sorted(work, key=lambda name: (-work[name], name))
    documents = []
    for doc, passes in drawn.items():
        who = annotator or next(name for name in rank if name in passes)
        if who in passes:
            documents.append(Document(articles[doc], passes[who], found.splits.get(doc, DEFAULT_SPLIT)))
    several = [doc for doc, passes in drawn.items() if len(passes) > 1]
    return Chosen(
        documents,
        [one for doc in several for one in drawn[doc].values()],
        [*_told(several, documents, annotator), *_left_out(articles.keys() - {one.article.id for one in documents})],
    )


def _told(several: list[str], documents: list[Document], annotator: str | None) -> list[str]:
    if not several or annotator is not None:
        return []
    golds = Counter(one.gold.annotator.id for one in documents if one.article.id in set(several))
    who = ", ".join(f"{name} ({count})" for name, count in golds.most_common())
    return [
        f"several annotators drew {len(several)} of the documents; their gold is the work of {who}, who drew most "
        "documents; --annotator chooses another."
    ]


def _left_out(docs: set[str]) -> list[str]:
    if not docs:
        return []
    return [f"{len(docs)} documents without such annotations are left out, {min(docs)} the first of them."]
