"""Long articles in parts that a model can answer on, cut between blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.errors import DataError
from sayso.model import Article

_LINE = re.compile(r"\n")


def chunks(article: Article, longest: int) -> list[str]:
    """Parts of at most `longest` code points, which follow each other; one where the article is no longer than that.

    Raises `DataError` where a single block, or a line of an article without blocks, is longer.
    """
    if len(article.text) <= longest:
        return [article.text]
    found, start, end = [], 0, 0
    for edge in _edges(article):
        if edge - start > longest and end > start:
            found.append(article.text[start:end])
            start = end
        if edge - start > longest:
            raise DataError(
                f"a block of {edge - start} characters, at {start}, is longer than a request may be ({longest}); "
                "raise the setting longest, or cut the article into shorter blocks."
            )
        end = edge
    found.append(article.text[start:])
    return [part for part in found if part.strip()]


def _edges(article: Article) -> Iterator[int]:
    """Where a part may end: at the starts of blocks, or of lines where there are none, and at the end."""
    if article.blocks:
        yield from (block.start for block in article.blocks if block.start)
    else:
        yield from (found.end() for found in _LINE.finditer(article.text))
    yield len(article.text)
