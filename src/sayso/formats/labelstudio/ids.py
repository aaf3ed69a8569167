"""Ids: regions that keep the ids of the record, and the numbering of what was drawn since.

Label Studio makes a CSS class of a region's id, so only letters, digits, `-` and `_` are safe in it; the ids that it
gives to what a person draws have ten of these, fewer than any id made here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

_Item = TypeVar("_Item")
_KEPT = re.compile(r"sayso-([a-z]+)-((?:[A-Za-z0-9]|_[0-9a-f]{2})+)-([1-9][0-9]*)")
_BYTE = re.compile(r"_([0-9a-f]{2})")


def keep(role: str, key: str, number: int) -> str:
    """The region id of part `number` of the record's item `key`.

    Bytes other than letters and digits are written `_` and two hexadecimal digits.

    >>> keep("quote", "Q1", 1), keep("mention", "a b", 2)
    ('sayso-quote-Q1-1', 'sayso-mention-a_20b-2')
    """
    safe = "".join(chr(byte) if byte < 128 and chr(byte).isalnum() else f"_{byte:02x}" for byte in key.encode())
    return f"sayso-{role}-{safe}-{number}"


def kept(role: str, region: str) -> tuple[str, int] | None:
    """The record's id and the number of the part that a region id keeps; None for a region that was drawn.

    >>> kept("quote", "sayso-quote-a_20b-2"), kept("claim", "sayso-quote-Q1-1"), kept("quote", "Xy3-_kLm90")
    (('a b', 2), None, None)
    """
    match = _KEPT.fullmatch(region)
    if match is None or match[1] != role:
        return None
    try:
        key = _BYTE.sub(lambda byte: chr(int(byte[1], 16)), match[2]).encode("latin-1").decode()
    except UnicodeDecodeError:
        return None
    return key, int(match[3])


def merged(old: Iterable[_Item], new: Iterable[_Item], where: Callable[[_Item], tuple[float, ...]]) -> list[_Item]:
    """`old` in its own order, each of `new` before the first item that stands after it in the text.

    >>> merged([5, 1], [3, 0], lambda item: (item,))
    [0, 3, 5, 1]
    """
    waiting = sorted(new, key=where)[::-1]
    items = []
    for item in old:
        while waiting and where(waiting[-1]) < where(item):
            items.append(waiting.pop())
        items.append(item)
    return items + waiting[::-1]


def numbers(prefix: str, taken: Iterable[str]) -> Iterable[str]:
    """Ids `Q1`, `Q2`, … for `prefix` Q, from the one after the highest that is taken.

    >>> list(itertools.islice(numbers("Q", ["Q2", "other"]), 2))
    ['Q3', 'Q4']
    """
    pattern = re.compile(rf"{prefix}([1-9][0-9]{{0,8}})")
    highest = max((int(match[1]) for match in map(pattern.fullmatch, taken) if match), default=0)
    return (f"{prefix}{number}" for number in itertools.count(highest + 1))
