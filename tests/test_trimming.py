"""`trim` on columns against the definition, one text at a time."""

from __future__ import annotations

import re
import sys
import unicodedata

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.trimming import _LAST_EDGE, _edge_characters, trim


def test_no_character_beyond_the_last_edge_is_one():
    assert not [c for c in range(_LAST_EDGE + 1, sys.maxunicode + 1) if unicodedata.category(chr(c))[0] in "PZ"]


def by_definition(text: str) -> tuple[int, int]:
    """Where the text starts and ends without its edges; a text of edge characters only stays as it is."""
    edges = _edge_characters()
    left = text.lstrip(edges)
    after = left[4:5] or " "
    letter = left[5:6] if after in "'’" else after
    word = re.match(r"[0-9_]", after) or unicodedata.category(letter or " ")[0] == "L"
    if left[:4].lower() == "that" and not word:
        left = left[4:].lstrip(edges)
    start = len(text) - len(left)
    end = start + len(left.rstrip(edges))
    return (start, end) if end > start else (0, len(text))


words = st.text(st.sampled_from("aZ0_ thatTHAT“”\"'.,…`´\t\n\u00a0é𝔞\U0001f600"), max_size=12)
openings = st.sampled_from(["that ", "That", "“that, ", "THAT’s ", "that'", "that_", "thaté"])
begun = st.builds(str.__add__, openings, words)


@given(st.lists(st.one_of(words, begun, st.text(st.characters(exclude_categories=["Cs"])))), st.integers(0, 3))
@example(["that", "That’s so", "that'll do", "that’ is", "that'"], 0)
def test_trim_is_its_definition_on_any_text(texts, before):
    start = np.arange(len(texts)) * 100
    end = start + np.array([len(text) for text in texts], np.int64)
    # a slice of a longer array: offsets that do not begin at 0
    column = pa.array(["“x” "] * before + texts, pa.large_string()).slice(before)
    new = np.stack(trim(start, end, column), axis=1) - start[:, None]
    assert new.tolist() == [list(by_definition(text)) for text in texts]
