"""Texts that come with a format, and the units that its offsets may count in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from sayso.blocks import find_blocks
from sayso.decoding import normalize
from sayso.errors import DataError
from sayso.model import Article, sha256_text
from sayso.validate.problems import shown

Unit = Literal[
    "code points", "code points of the file", "bytes of the file", "bytes", "UTF-16 units", "UTF-16 units of the file"
]
"""What an offset may count. The file may have a BOM and `\\r\\n`, which the article's text has not."""

UNITS: tuple[Unit, ...] = ("code points", "code points of the file", "UTF-16 units", "bytes of the file")
"""What offsets are tried for, in this order, where the format says that they are characters."""


class Stated(NamedTuple):
    """A span as a source states it: start and end of each of its parts, and the text that it says stands there, that of
    the parts joined by a space."""

    places: tuple[tuple[int, int], ...]
    text: str


_FACTS = ("title", "language", "published", "publisher", "url", "rights")
_NEAR = 2000


def article_of(doc: str, raw: str, source_file: str | None = None, **facts: Any) -> Article:
    """The article `doc` of `raw`, a decoded file. `facts` are fields such as `title`; what is not given is null.

    Raises `DataError` for a text that no article may have: blank, or with NUL or half a surrogate pair; and for a
    fact of another form than the record's.
    """
    text = normalize(raw)
    if not text.strip():
        raise DataError(f"{source_file or doc}: there is no text in it; fill it or remove it.")
    for sign, name in (("\x00", "NUL"), *((chr(code), "half a surrogate pair") for code in _surrogates(text))):
        if sign in text:
            raise DataError(f"{source_file or doc}: {name} at code point {text.index(sign)} of the text; remove it.")
    known: dict[str, Any] = dict.fromkeys(_FACTS) | facts
    made = {
        "id": doc,
        "text": text,
        "blocks": find_blocks(text, title=known["title"]),
        "source_file": source_file,
        "raw_sha256": hashlib.sha256(raw.encode()).hexdigest(),
        "text_sha256": sha256_text(text),
    }
    try:
        return msgspec.convert(made | known, Article)
    except msgspec.ValidationError as error:
        raise DataError(f"{source_file or doc}: what is said of the article is not as it should be: {error}.") from None


def _surrogates(text: str) -> list[int]:
    return [] if text.isascii() else sorted({ord(sign) for sign in text if "\ud800" <= sign <= "\udfff"})


def same(a: str, b: str) -> bool:
    """Whether two texts are the same but for white space, which editors and annotation tools change."""
    return a == b or a.split() == b.split()


def mismatch(doc: str, what: str, places: Sequence[tuple[int, int]], expected: str, text: str) -> str:
    """The sentence on a span of `doc` that is not where its source says; `what` names it, `text` is the article's."""
    start, end = places[0][0], places[-1][1]
    found = " ".join(text[a:b] for a, b in places)
    fault = f"{doc}: {what}, {start} to {end}: expected {shown(expected)}, found {shown(found)}"
    near = text.find(expected, max(0, start - _NEAR), end + _NEAR) if expected else -1
    return f"{fault}; it stands from {near} to {near + len(expected)}." if near >= 0 else f"{fault}."


class Offsets:
    """Offsets into a decoded file as code points of the article's text.

    >>> offsets = Offsets("\\ufeffÉté\\r\\nwarm")
    >>> offsets.text, offsets.convert(6, 10, "code points of the file"), offsets.convert(3, 8, "bytes of the file")
    ('Été\\nwarm', (4, 8), (0, 3))
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = normalize(raw)
        self._tables: dict[Unit, npt.NDArray[np.int64]] = {}

    def convert(self, start: int, end: int, unit: Unit) -> tuple[int, int] | None:
        """Start and end in code points of the text; None where there is no such place, or it splits a character."""
        if unit == "code points":
            return (start, end) if 0 <= start < end <= len(self.text) else None
        table = self._table(unit)
        a, b = (int(place) for place in np.searchsorted(table, (start, end)))
        if a < b < len(table) and table[a] == start and table[b] == end:
            return a, b
        return None

    def state(self, start: int, end: int, unit: Unit) -> list[int]:
        """Start and end in code points of the text as offsets that count `unit`."""
        return [int(place) for place in self._table(unit)[[start, end]]]

    def find(self, stated: Stated, unit: Unit) -> tuple[tuple[int, int], ...] | None:
        """Where the parts of a stated span stand in the text; None where that has another text there."""
        found = [self.convert(start, end, unit) for start, end in stated.places]
        places = tuple(place for place in found if place is not None)
        right = len(places) == len(found) and same(" ".join(self.text[a:b] for a, b in places), stated.text)
        return places if right else None

    def unit_of(self, stated: Sequence[Stated], units: Sequence[Unit]) -> Unit:
        """The first of `units` in which most of the stated spans have the text that they are stated to have."""
        best, most = units[0], -1
        for unit in units:
            right = sum(self.find(span, unit) is not None for span in stated)
            if right == len(stated):
                return unit
            if right > most:
                best, most = unit, right
        return best

    def _table(self, unit: Unit) -> npt.NDArray[np.int64]:
        """The offset in `unit` of each code point of the text, and of its end."""
        if unit not in self._tables:
            codes, kept = (self._codes, self._kept) if unit.endswith("file") else (_codes(self.text), None)
            if unit.startswith("bytes"):
                widths = 1 + sum((codes >= least).astype(np.int64) for least in (0x80, 0x800, 0x10000))
            elif unit.startswith("UTF-16"):
                widths = 1 + (codes >= 0x10000)
            else:
                widths = np.ones(len(codes), np.int64)
            places = np.concatenate(([0], np.cumsum(widths)))
            self._tables[unit] = places if kept is None else places[np.append(kept, len(codes))]
        return self._tables[unit]

    @cached_property
    def _codes(self) -> npt.NDArray[np.uint32]:
        return _codes(self.raw)

    @cached_property
    def _kept(self) -> npt.NDArray[np.int64]:
        """The code points of the file that the text has kept: all but a BOM, and of `\\r\\n` the first."""
        codes = self._codes
        second = np.concatenate(([False], (codes[1:] == ord("\n")) & (codes[:-1] == ord("\r"))))
        dropped = second[: len(codes)] | ((np.arange(len(codes)) == 0) & (codes == 0xFEFF))
        return np.flatnonzero(~dropped)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)
