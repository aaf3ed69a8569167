"""The `trimmed` match: spans without edge white space, quotation marks, edge punctuation and a leading *that*."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.columns import Ints


@cache
def _edge_characters() -> str:
    """Punctuation (P*), separators (Z*), controls and the back tick and acute accent that serve as marks."""
    edge = (chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c))[0] in "PZ")
    return "".join(edge) + "`´\t\n\r\v\f"


_LEADING_THAT = r"^(?i:that)\b(\PL|$)"


def trim(start: Ints, end: Ints, texts: pa.Array) -> tuple[Ints, Ints]:
    """New starts and ends of spans with these texts. A span of edge characters only stays as it is.

    >>> trim(np.array([10]), np.array([30]), pa.array(["that “it held” , …  "]))
    (array([16]), array([23]))
    """
    edges = _edge_characters()
    left = pc.utf8_ltrim(texts, edges)
    that = pc.match_substring_regex(left, _LEADING_THAT)
    if pc.any(that).as_py():
        left = pc.if_else(that, pc.utf8_ltrim(pc.utf8_slice_codeunits(left, 4), edges), left)
    both = pc.utf8_rtrim(left, edges)
    length = end - start
    new_start = start + (length - pc.utf8_length(left).to_numpy())
    new_end = new_start + pc.utf8_length(both).to_numpy()
    empty = new_end <= new_start
    return np.where(empty, start, new_start), np.where(empty, end, new_end)
