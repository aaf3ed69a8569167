"""The `trimmed` match: spans without edge white space, quotation marks, edge punctuation and a leading *that*."""

from __future__ import annotations

import string
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sayso.columns import Ints

_LAST_EDGE = 0x1FFFF
"""No character beyond is punctuation or a separator; to look through all of Unicode takes a quarter of a second."""


@cache
def _edge_characters() -> str:
    """Punctuation (P*), separators (Z*), controls and the back tick and acute accent that serve as marks."""
    edge = (chr(c) for c in range(_LAST_EDGE + 1) if unicodedata.category(chr(c))[0] in "PZ")
    return "".join(edge) + "`´\t\n\r\v\f"


_LEADING_THAT = r"^(?i:that)\b([^\pL'’]|['’](\PL|$)|$)"  # That’s is another word


def trim(start: Ints, end: Ints, texts: pa.Array) -> tuple[Ints, Ints]:
    """New starts and ends of spans with these texts. A span of edge characters only stays as it is.

    >>> trim(np.array([10]), np.array([30]), pa.array(["that “it held” , …  "]))
    (array([16]), array([23]))
    """
    texts = texts.cast(pa.large_string())
    some = np.flatnonzero(_may_change(texts))
    cut_start, cut_end = _trim(start[some], end[some], texts.take(pa.array(some)))
    new_start, new_end = start.copy(), end.copy()
    new_start[some], new_end[some] = cut_start, cut_end
    return new_start, new_end


_PLAIN = np.zeros(256, bool)
_PLAIN[np.frombuffer((string.ascii_letters + string.digits).encode(), np.uint8)] = True


def _may_change(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Whether a text has edges to look at: most begin and end with a letter of ASCII, which one byte tells."""
    _, edges, held = texts.buffers()
    if not held:  # all are empty
        return np.zeros(len(texts), bool)
    offsets = np.frombuffer(edges, np.int64, texts.offset + len(texts) + 1)[texts.offset :]
    data = np.frombuffer(held, np.uint8)
    filled = offsets[1:] > offsets[:-1]
    first, last = (data[np.where(filled, place, 0)] for place in (offsets[:-1], offsets[1:] - 1))
    that = (first == ord("t")) | (first == ord("T"))
    return filled & ~(_PLAIN[first] & _PLAIN[last] & ~that)


def _trim(start: Ints, end: Ints, texts: pa.Array) -> tuple[Ints, Ints]:
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
