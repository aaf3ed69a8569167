"""Few-shot examples from gold that is not scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sayso.corpus import Document, load
from sayso.errors import UsageError
from sayso.model import Article

LONGEST = 4000
"""Code points of an example's text at most."""


def choose(number: int, gold: Path | None, splits: Sequence[str], scored: Iterable[Article]) -> list[Document]:
    """The documents to show: of those in the corpus `gold` (by default the bundled one) that are not scored, by id and
    by text, the ones with most quotes for their length.

    Raises `UsageError` where there are too few.
    """
    scored = list(scored)
    ids, texts = {article.id for article in scored}, {article.text_sha256 for article in scored}
    pool = load(gold, list(splits) or None).documents
    outside = [one for one in pool if one.article.id not in ids and one.article.text_sha256 not in texts]
    fit = [one for one in outside if len(one.article.text) <= LONGEST and one.gold.quotes]
    if len(fit) < number:
        raise UsageError(
            f"shots={number}: of the {len(pool)} examples {len(fit)} are not scored themselves and have up to "
            f"{LONGEST} characters; score another split, or name other gold with examples=DIR and split=NAME."
        )
    return sorted(fit, key=lambda one: (-len(one.gold.quotes) / len(one.article.text), one.article.id))[:number]
