"""Quotation marks that are no quotes."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.phenomena.registry import PHENOMENA, Document, Instance, Phenomenon
from sayso.quotation import paired_marks, unpaired_marks


def _marks_without_quote(document: Document) -> Iterator[Instance]:
    contents = [(span.start, span.end) for quote in document.annotation.quotes for span in quote.content]
    for block in document.story:
        for start, end in paired_marks(document.text[block.start : block.end]):
            a, b = block.start + start, block.start + end
            if not any(first < b and a < last for first, last in contents):
                yield Instance(None, a)


PHENOMENA["marks_without_quote"] = Phenomenon(
    "marks_without_quote",
    "text",
    "Words in quotation marks, outside of every content: scare quotes, titles, nicknames.",
    _marks_without_quote,
)


def _unbalanced_marks(document: Document) -> Iterator[Instance]:
    story = document.story
    for i, block in enumerate(story):
        text = document.text[block.start : block.end]
        following = document.text[story[i + 1].start] if i + 1 < len(story) else ""
        left = unpaired_marks(text)
        if left and not (len(left) == 1 and text[left[0]] == following):
            yield Instance(None, block.start + left[0])


PHENOMENA["unbalanced_marks"] = Phenomenon(
    "unbalanced_marks",
    "text",
    "A paragraph with a quotation mark that has no partner, and that the next paragraph does not take up.",
    _unbalanced_marks,
)
