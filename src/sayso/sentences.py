"""Sentences by a rule, where another's format or measure is about sentences."""

from __future__ import annotations

import re

_END = re.compile(r"\n+|[.!?…]+[\"'”’»)\]]*\s+")


def sentence_starts(text: str) -> list[int]:
    """Where sentences begin, in code points.

    A sentence ends at a line break, or at `.`, `!`, `?` or `…` with the closing marks behind it, before white space.

    >>> sentence_starts("“It held.” Orr left. U.S. aid")
    [0, 11, 21, 26]
    """
    return [0, *(match.end() for match in _END.finditer(text))]
