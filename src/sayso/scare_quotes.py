"""Scare quotes: words in quotation marks that nobody is quoted with, told by their form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sayso.columns import Ints, Items
from sayso.quotation import PAIRS

SCARE_WORDS = 4
"""Most words of a phrase in quotation marks that passes for a scare quote."""
_AFTER = " \n.,;:!?"


def scare_quotes(predicted: Items, candidates: Ints, texts: Sequence[str] | None) -> Ints:
    """Which of the candidates, by index, are scare quotes by the form of their content; none without the articles."""
    if texts is None:
        return candidates[:0]
    content = predicted.roles["content"]
    single = candidates[content.count[candidates] == 1]
    first = content.offsets[single]
    places = np.stack((predicted.doc[single], content.start[first], content.end[first]), axis=1).tolist()
    return single[np.array([is_scare_quote(texts[doc], start, end) for doc, start, end in places], bool)]


def is_scare_quote(text: str, start: int, end: int) -> bool:
    """Whether a span is one phrase in quotation marks, in it or right around it, of at most `SCARE_WORDS` words.

    >>> text = "The so-called “smart wall,” he said, is “a hoax and a lie and a waste”."
    >>> is_scare_quote(text, 14, 27), is_scare_quote(text, 15, 25), is_scare_quote(text, 40, 70)
    (True, True, False)
    """
    end = start + len(text[start:end].rstrip(_AFTER))
    comma = text[end : end + 1] in tuple(_AFTER)  # the closing mark may stand behind it
    for opening, closing in PAIRS.items():
        for mark in (closing,) if len(opening) > 1 else closing:
            inside, outside = (start, end), (start - len(opening), end + comma + len(mark))
            if any(_encloses(text, *place, opening, mark) for place in (inside, outside)):
                return True
    return False


def _encloses(text: str, start: int, end: int, opening: str, mark: str) -> bool:
    """Whether the marks stand at these edges, not as apostrophes in a word, with a short phrase between."""
    if not (start >= 0 and text.startswith(opening, start) and text.endswith(mark, start, end)):
        return False
    phrase = text[start + len(opening) : end - len(mark)]
    words = sum(any(map(str.isalnum, word)) for word in phrase.split())
    return (
        1 <= words <= SCARE_WORDS
        and opening not in phrase
        and not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
    )
