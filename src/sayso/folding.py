"""Folding: a text without what copies of one text differ in, and the way back to its characters.

Forgiven are white space (and line ends, soft hyphens, zero-width spaces, byte order marks), the shape of quotation
marks and apostrophes, and Unicode normalisation (UAX #15: compatibility decomposition). Words, case, punctuation and
dashes are not. Two texts that fold to the same characters say the same, letter by letter.
"""

from __future__ import annotations

import bisect
import unicodedata
from typing import NamedTuple

_SHAPES = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›`´", "'"))
_UNSEEN = "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"


class Folded(NamedTuple):
    """A folded text, and for each of its characters the code point of the text that it comes from."""

    text: str
    origin: list[int]

    def inward(self, offset: int) -> int:
        """How many folded characters come from before the code point `offset` of the text."""
        return bisect.bisect_left(self.origin, offset)

    def outward(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text that folds to the characters from `start` to `end`: as short as can be.

        Raises `ValueError` where there is none: the stretch is empty, or not in the folded text.
        """
        if not 0 <= start < end <= len(self.origin):
            raise ValueError(f"nothing is left between {start} and {end} of the folded text.")
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """`text` folded.

    >>> fold("“It’s  on,”\\nsaid Zoe\\u0308") == fold("“It’s  on,”\\nsaid Zoe\\u0308")
    True
    >>> fold("“It’s\\u00a0on,”\\n").text == fold('"It\\'s on, "').text
    True
    >>> fold("a b").outward(1, 2)
    (2, 3)
    """
    chars: list[str] = []
    origin: list[int] = []
    first = 0  # of the last character and the marks that combine with it
    for index, char in enumerate(text):
        for piece in unicodedata.normalize("NFKD", char.translate(_SHAPES)):
            if piece.isspace() or piece in _UNSEEN:
                continue
            rank = unicodedata.combining(piece)
            place = len(chars)
            if rank == 0:
                first = place
            else:  # marks in canonical order, which pieces of one composed character each have but not all together
                while place > first + 1 and unicodedata.combining(chars[place - 1]) > rank:
                    place -= 1
            chars.insert(place, piece)
            origin.append(index)
    return Folded("".join(chars), origin)
