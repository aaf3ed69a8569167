"""What peers read: content spans with the quote's type as their label, and the tokens of the articles.

A token is a run of letters, digits and underscores, or any other visible character by itself (`TOKEN`). Peers count on
the tokens of whatever tokenizer their users ran; this one is plain enough to repeat anywhere. A span covers the tokens
that it shares a character with.
"""

from __future__ import annotations

import dataclasses
import re

import numpy as np

from sayso.columns import ATTRIBUTES, Ints, Items
from sayso.comparison import Comparison

TOKEN = re.compile(r"\w+|[^\w\s]")
LABELS: tuple[str, ...] = ATTRIBUTES["type"]
UNLABELLED = ""
"""Label of a predicted quote without a type. No gold quote has it."""
Span = tuple[str, int, int]
"""Label, start, end."""


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of all documents: those of document d are `start[offsets[d]:offsets[d + 1]]` and so on (code points)."""

    offsets: Ints
    start: Ints
    end: Ints

    def cover(self, doc: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """First token and one past the last, counted within the document; both the same for a span of white space."""
        length = int(max(self.end.max(initial=0), end.max(initial=0))) + 1
        shift = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets)) * length
        first = np.searchsorted(self.end + shift, start + doc * length, "right")
        last = np.searchsorted(self.start + shift, end + doc * length, "left")
        return first - self.offsets[doc], last - self.offsets[doc]


def tokens(comparison: Comparison) -> Tokens:
    """Tokens of the articles of a comparison; ask for them by `comparison.once(tokens)`."""
    found = [[match.span() for match in TOKEN.finditer(text)] for text in comparison.texts]
    offsets = np.concatenate(([0], np.cumsum([len(of_one) for of_one in found], dtype=np.int64)))
    edges = np.array([span for of_one in found for span in of_one], np.int64).reshape(-1, 2)
    return Tokens(offsets, edges[:, 0], edges[:, 1])


def character_spans(items: Items, documents: int) -> list[list[Span]]:
    """Content spans of quotes, document by document: label, start, end in code points (end exclusive).

    In text order, of two that start together the longer first, then by label: an order that no file can change.
    """
    content = items.roles["content"]
    return _by_document(items, content.start, content.end, documents)


def token_spans(items: Items, comparison: Comparison) -> list[list[Span]]:
    """Content spans as above, in tokens (end exclusive). A span of white space only covers none and is left out."""
    content = items.roles["content"]
    first, last = comparison.once(tokens).cover(items.doc[content.owner], content.start, content.end)
    return _by_document(items, first, last, comparison.documents)


def _by_document(items: Items, start: Ints, end: Ints, documents: int) -> list[list[Span]]:
    owner = items.roles["content"].owner
    order = np.lexsort((items.attributes["type"][owner], -end, start, items.doc[owner]))
    order = order[start[order] < end[order]]
    found: list[list[Span]] = [[] for _ in range(documents)]
    columns = (items.doc[owner], items.attributes["type"][owner], start, end)
    for doc, code, first, last in zip(*(column[order].tolist() for column in columns), strict=True):
        found[doc].append((LABELS[code] if code >= 0 else UNLABELLED, first, last))
    return found


def fabricated(items: Items, documents: int, label: str | None = None) -> Ints:
    """Number of quotes in each document whose content is not all in the article, of one label or of any.

    No peer has a place for such text. It is one wrong prediction for each quote.
    """
    lost = items.roles["content"].lost > 0
    if label is not None:
        lost = lost & (items.attributes["type"] == LABELS.index(label))
    return np.bincount(items.doc[lost], minlength=documents)
