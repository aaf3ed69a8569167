"""Text from outside, made safe to show; and numbers with their nouns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no file can hold, written out.

    >>> print(encodable("a\\ud800"))
    a\\ud800
    """
    return text.encode("utf-8", "backslashreplace").decode()


def numbered(names: Sequence[str]) -> list[str]:
    """The names, made unique.

    >>> numbered(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    found: list[str] = []
    for name in names:
        ways = (name, *(f"{name} ({number})" for number in range(2, len(names) + 2)))
        found.append(next(way for way in ways if way not in found))
    return found


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "pass"), counted(2, "pass"), counted(0, "quote")
    ('1 pass', '2 passes', '0 quotes')
    """
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def listed(names: Sequence[str]) -> str:
    """The first ten names, and how many more there are.

    >>> listed("abcdefghijkl")
    'a, b, c, d, e, f, g, h, i, j, and 2 more'
    """
    return ", ".join(names[:10]) + f", and {len(names) - 10} more" * (len(names) > 10)
