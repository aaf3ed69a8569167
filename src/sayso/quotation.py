"""Quotation marks: which characters they are, and what type of quote a content's marks make it."""

from __future__ import annotations

import re

from sayso.model import QuoteType

PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "「": "」",
    "『": "』",
    "``": "''",
}
"""Opening mark to the characters that may close it."""

MARKS = "\"'“”„‟‘’‚‛«»‹›「」『』``´"
"""Every character that serves as a quotation mark (some also as an apostrophe)."""

_WORD = re.compile(r"\w")
_DOUBLE_OPEN = "“„«"
_DOUBLE_CLOSE = "”»"
_SINGLE_OPEN = re.compile(r"(?<!\w)[‘‹'](?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])[’›'](?!\w)")


def types_of(contents: list[str]) -> frozenset[QuoteType]:
    """The types that the quotation marks of a quote allow, after O'Keefe et al. (2013).

    `contents` are the texts of the content's spans, marks included. Every word inside marks makes the quote direct, no
    word indirect, else mixed. More than one type is returned where the marks leave it open: a single mark that may be
    an apostrophe, an unbalanced mark.

    >>> sorted(types_of(["“It held,”", "“It did.”"]))
    ['direct']
    >>> sorted(types_of(["that “millions” could die"]))
    ['mixed']
    >>> sorted(types_of(["that it’s the workers’ fault"]))
    ['indirect']
    """
    found = [_span_types(content) for content in contents]
    if all(kinds == {"direct"} for kinds in found):
        return frozenset({"direct"})
    if all(kinds == {"indirect"} for kinds in found):
        return frozenset({"indirect"})
    if all(len(kinds) == 1 for kinds in found):
        return frozenset({"mixed"})
    return frozenset({"direct", "indirect", "mixed"})


def _span_types(content: str) -> set[QuoteType]:
    inside, outside, certain = _words(content)
    if not certain or (not inside and not outside):
        return {"direct", "indirect", "mixed"}
    if inside and outside:
        return {"mixed"}
    return {"direct"} if inside else {"indirect"}


def _words(content: str) -> tuple[bool, bool, bool]:
    """Whether words stand inside and outside of double marks, and whether the marks settle it."""
    depth = 0
    inside = outside = False
    certain = True
    for char in content:
        if char == '"':
            depth = 0 if depth else 1
        elif char in _DOUBLE_OPEN:
            depth += 1
        elif char in _DOUBLE_CLOSE:
            certain = certain and depth > 0
            depth = max(0, depth - 1)
        elif char.isalnum():
            inside, outside = inside or depth > 0, outside or depth == 0
    certain = certain and depth == 0
    if outside and _SINGLE_OPEN.search(content) and _SINGLE_CLOSE.search(content):
        certain = False  # single marks, or apostrophes: the characters cannot tell
    return inside, outside, certain
