"""Quotation marks at the edges of a quotation: of formats that leave them out, where the guidelines want them in."""

from __future__ import annotations

import re

from sayso.model import Span
from sayso.quotation import MARKS

_SIGNS = re.escape(MARKS)
_BEFORE = re.compile(rf"(?:[{_SIGNS}]|(?<!\S)[{_SIGNS}]\s)\Z")
_AFTER = re.compile(rf"[{_SIGNS}]|\s[{_SIGNS}](?!\w)")
_EDGES = re.compile(rf"\A\s*[{_SIGNS}]?\s*|\s*[{_SIGNS}]?\s*\Z")


def with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A sub-quotation without white space at its edges and with the quotation marks beside it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    before, after = _BEFORE.search(text[max(0, start - 3) : start]), _AFTER.match(text, end)
    return start - len(before[0]) if before else start, after.end() if after else end


def without_marks(span: Span) -> tuple[int, int]:
    """A span without the quotation marks and white space at its edges, unless there is nothing else in it."""
    inner = _EDGES.sub("", span.text)
    if not inner:
        return span.start, span.end
    start = span.start + span.text.index(inner)
    return start, start + len(inner)
