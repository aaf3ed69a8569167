"""Text from outside, made safe to show."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"  # holds emoji together


def printable(text: str) -> str:
    """`text` with its control and direction characters written out, so that none acts on the reader's terminal.

    >>> print(printable("red\\x1b[31m"))
    red\\x1b[31m
    """
    if text.isprintable():
        return text
    return "".join(
        char if char == _JOINER or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs") else _escape(char)
        for char in text
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
