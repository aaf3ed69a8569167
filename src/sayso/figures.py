"""The figures of the dataset card: what each one shows, and the SVG files of corpus/figures/.

A figure is a list of horizontal bars; `sayso.plots` draws it. Each file carries the fingerprint of what it shows, so
that one that still holds is known as such, even where matplotlib is not installed or of another version.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from sayso.corpus import Document
from sayso.counts import NO_GENRE, Distributions, distributions
from sayso.errors import UsageError
from sayso.files import read_text
from sayso.model import QuoteType
from sayso.printing import printable

FOLDER = "figures"

_IDENTIFIER = re.compile(r"<dc:identifier>(.*?)</dc:identifier>")
_MAKER = re.compile(r"<dc:creator>.*?</dc:creator>", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the sizes of its parts (one, unless the figure names several), and what stands at its end."""

    label: str
    parts: tuple[float, ...]
    value: str


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """Horizontal bars under a title. `parts` names the parts of each bar, from left to right; empty: bars are whole."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    parts: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """The figure in words, for those who do not see it."""
        return f"{self.title} ({self.subtitle}): " + "; ".join(self._in_words(bar) for bar in self.bars) + "."

    def _in_words(self, bar: Bar) -> str:
        if not self.parts:
            return f"{bar.label}: {bar.value}"
        shares = ", ".join(f"{name} {size:.0%}" for name, size in zip(self.parts, bar.parts, strict=True))
        return f"{bar.label} ({bar.value}): {shares}"

    @property
    def fingerprint(self) -> str:
        """What tells whether a file shows this figure."""
        shown = json.dumps(dataclasses.asdict(self), sort_keys=True)
        return f"sha256:{hashlib.sha256(shown.encode()).hexdigest()}"


def figures(found: Distributions) -> dict[str, Figure]:
    """The figures by file name; one that would show nothing is left out."""
    drawn = {
        "quote-lengths.svg": _quote_lengths(found),
        "speakers-per-article.svg": _speakers_per_article(found),
        "types-by-genre.svg": _types_by_genre(found),
        "phenomena.svg": _phenomena(found),
    }
    return {name: figure for name, figure in drawn.items() if figure.bars}


def _quote_lengths(found: Distributions) -> Figure:
    if not found.quote_words:
        return Figure("Quotes by length", "", ())
    total = sum(found.quote_lengths.values())
    bars = [
        Bar(name, (size,), f"{_number(size)} ({_share(size, total)})") for name, size in found.quote_lengths.items()
    ]
    subtitle = f"words in the content of a quote; median {found.quote_words['median']:g}"
    return Figure("Quotes by length", subtitle, tuple(bars))


def _speakers_per_article(found: Distributions) -> Figure:
    bars = [Bar(str(number), (size,), _number(size)) for number, size in found.speakers_per_article.items()]
    return Figure(
        "Articles by number of speakers",
        "speakers marked in the article: who speaks, claims or is addressed",
        tuple(bars),
    )


def _types_by_genre(found: Distributions) -> Figure:
    """Shares, the genre with the largest share of direct quotes first; nothing where no article states its genre."""
    order = ("direct", "mixed", "indirect")
    assert set(order) == set(get_args(QuoteType))
    bars = []
    for genre, types in found.types_by_genre.items():
        if total := sum(types.values()):
            bars.append(Bar(_words(genre), tuple(types[kind] / total for kind in order), _number(total)))
    bars.sort(key=lambda bar: (-bar.parts[0], bar.label))
    stated = set(found.types_by_genre) - {NO_GENRE}
    subtitle = "shares of the genre’s quotes; at the right, how many there are"
    return Figure("Types of quotes by genre", subtitle, tuple(bars if stated else ()), order)


def _phenomena(found: Distributions) -> Figure:
    instances = {name: numbers["instances"] for name, numbers in found.phenomena.items()}
    bars = [Bar(_words(name), (size,), _number(size)) for name, size in instances.items()]
    return Figure("Phenomena", "instances in all articles", tuple(bars))


def _words(name: str) -> str:
    """A name as a label: `live_blog` is `live blog`."""
    return printable(re.sub(r"[_-]+", " ", name))


def _number(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _share(size: int, total: int) -> str:
    return "<1%" if 0 < size / total < 0.005 else f"{size / total:.0%}"


def write(folder: Path, documents: Sequence[Document], old: Path) -> None:
    """Write the figures of `documents` to `folder`/figures.

    Where matplotlib is not installed, those of the corpus `old` are kept if they show the same. Raises `UsageError`
    where one does not.
    """
    drawn = figures(distributions(documents))
    (folder / FOLDER).mkdir()
    try:
        from sayso.plots import draw
    except ImportError as error:
        cause = str(error).partition("\n")[0].rstrip(".")
        for name, figure in drawn.items():
            kept = old / FOLDER / name
            if not (kept.is_file() and _fingerprint(read_text(kept)) == figure.fingerprint):
                raise UsageError(
                    f'{FOLDER}/{name} has to be drawn, which needs matplotlib ({cause}); pip install "sayso[plots]".'
                ) from None
            (folder / FOLDER / name).write_bytes(kept.read_bytes())
        return
    for name, figure in drawn.items():
        (folder / FOLDER / name).write_bytes(draw(figure))


def same(old: Path, new: Path) -> bool:
    """Whether two files hold one drawing: the same bytes, or the same figure drawn by two versions of matplotlib."""
    mine, theirs = read_text(old), read_text(new)
    if mine == theirs:
        return True
    return _fingerprint(mine) == _fingerprint(theirs) is not None and _maker(mine) != _maker(theirs)


def _fingerprint(svg: str) -> str | None:
    found = _IDENTIFIER.search(svg)
    return found[1] if found else None


def _maker(svg: str) -> str | None:
    found = _MAKER.search(svg)
    return found[0] if found else None
