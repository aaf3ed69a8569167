"""Grounding: where in the article the strings of a prediction are.

A span that states its offsets and the text there is taken as it is. Any other text is looked for, in this order:

1. *exact*: letter by letter;
2. *normalized*: case, the shape of quotation marks, apostrophes and dashes, and white space forgiven;
3. *fuzzy*: the stretch most like it, if at least `FUZZY_THRESHOLD` per cent alike (RapidFuzz's partial ratio: the Indel
   similarity of the text and its best window) and the text has `FUZZY_LENGTH` characters or more.

What is found in none of these ways is *fabricated*: it keeps its text and has no offsets. A text that occurs more than
once is placed by order and nearness: offsets that were given count first, then contents go on from the content before,
cues and sources go next to their content, claims into their quote, mentions on from the mention before.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import UNSET

from sayso.errors import DataError
from sayso.model import Article, PredictedMention, PredictedSpan, Prediction

FUZZY_THRESHOLD = 90.0
"""Least similarity, in per cent, of a text and the stretch that it is taken for."""
FUZZY_LENGTH = 12
"""Least length, in code points, of a text that is looked for by similarity: shorter ones are like too much."""
_INSIDE_WORD = 8  # a shorter text must not be found inside a longer word: "he" is not in "the"

How = Literal["exact", "normalized", "fuzzy", "fabricated"]
_Span = TypeVar("_Span", PredictedSpan, PredictedMention)
_Prefer = Callable[[int, int], float]


@dataclasses.dataclass(frozen=True, slots=True)
class Placement:
    """What became of one predicted span: its JSON pointer, how it was found, what was given and what was found."""

    pointer: str
    how: How
    given: str
    found: str | None
    start: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Grounded:
    """A prediction whose spans have offsets and the article's text, or are fabricated and have their own text only.

    `said` is the prediction as it was given.
    """

    prediction: Prediction
    placements: list[Placement]
    said: Prediction
    article: Article

    @property
    def verbatim(self) -> tuple[int, int]:
        """Number of spans of quotes and claims that stand in the article as given, and of such spans in all."""
        counted = [place for place in self.placements if not place.pointer.startswith("/speakers")]
        return sum(place.how == "exact" for place in counted), len(counted)


def ground(prediction: Prediction, article: Article) -> Grounded:
    """Align a prediction to the article it is about.

    Raises `DataError` on reversed offsets, and on offsets past the end that come without a text to look for.
    Cost: one pass over the article for each different text, and a second one for those that are not found exactly.
    """
    return _Grounder(article).ground(prediction)


def nearest(given: str, text: str, least: float) -> tuple[int, int] | None:
    """Start and end of the stretch of `text` most like `given`, whole words, if at least `least` per cent alike."""
    found = _Normalized(text).most_similar(given, least, 1)
    if not found:
        return None
    start, end = found[0]
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


class _Grounder:
    def __init__(self, article: Article) -> None:
        self.article, self.text, self.doc = article, article.text, article.id
        self.placements: list[Placement] = []
        self._found: dict[str, tuple[How, list[tuple[int, int]]]] = {}
        self._normal: _Normalized | None = None

    def ground(self, prediction: Prediction) -> Grounded:
        quotes, places, cursor = [], {}, 0
        for i, quote in enumerate(prediction.quotes):
            content = self._sequence(quote.content, f"/quotes/{i}/content", cursor)
            near = _beside(content)
            cursor = _after(content, cursor)
            if quote.id is not UNSET:
                places[quote.id] = content
            cue = self._all(quote.cue, f"/quotes/{i}/cue", near)
            source = self._all(quote.source, f"/quotes/{i}/source", near)
            quotes.append(msgspec.structs.replace(quote, content=content, cue=cue, source=source))
        claims, cursor = [], 0
        for i, claim in enumerate(prediction.claims):
            inside = places.get(claim.quote or "")
            pointer = f"/claims/{i}/content"
            if inside:
                content = self._all(claim.content, pointer, _within(inside))
            else:
                content = self._sequence(claim.content, pointer, cursor)
                cursor = _after(content, cursor)
            claims.append(msgspec.structs.replace(claim, content=content))
        speakers = [
            msgspec.structs.replace(speaker, mentions=self._sequence(speaker.mentions, f"/speakers/{i}/mentions", 0))
            for i, speaker in enumerate(prediction.speakers)
        ]
        done = msgspec.structs.replace(prediction, quotes=quotes, claims=claims, speakers=speakers)
        return Grounded(done, self.placements, prediction, self.article)

    def _sequence(self, spans: Sequence[_Span], pointer: str, cursor: int) -> list[_Span]:
        """Ground spans that follow each other in the text, from `cursor` on where the text leaves a choice."""
        grounded = []
        for k, span in enumerate(_not_blank(spans)):
            placed = self._place(span, f"{pointer}/{k}", _first_from(cursor))
            if placed.start is not UNSET and placed.end is not UNSET:
                cursor = placed.end
            grounded.append(placed)
        return grounded

    def _all(self, spans: Sequence[_Span], pointer: str, prefer: _Prefer) -> list[_Span]:
        return [self._place(span, f"{pointer}/{k}", prefer) for k, span in enumerate(_not_blank(spans))]

    def _place(self, span: _Span, pointer: str, prefer: _Prefer) -> _Span:
        start, end, given = span.start, span.end, span.text
        if start is not UNSET and end is not UNSET:
            if start >= end:
                raise DataError(f"{self.doc}: {pointer}: start {start} is not before end {end}; swap or correct them.")
            there = self.text[start:end]
            if given is not UNSET and not given.strip():
                given = UNSET  # language models say so that they give no text
            if given is UNSET and end > len(self.text):
                raise DataError(
                    f"{self.doc}: {pointer}: end {end} is past the end of the text ({len(self.text)} code points); "
                    "correct it or give the span's text."
                )
            if given in (UNSET, there) and end <= len(self.text):
                return self._keep(span, pointer, "exact", there, start, end)
            prefer = _within([span])
        assert given is not UNSET  # the types ask for offsets or a text
        how, places = self._search(given)
        if not places:
            self.placements.append(Placement(pointer, "fabricated", given, None, None))
            return msgspec.structs.replace(span, start=UNSET, end=UNSET)
        start, end = min(places, key=lambda place: prefer(*place))
        return self._keep(span, pointer, how, given, start, end)

    def _keep(self, span: _Span, pointer: str, how: How, given: str, start: int, end: int) -> _Span:
        found = self.text[start:end]
        self.placements.append(Placement(pointer, how, given, found, start))
        return msgspec.structs.replace(span, start=start, end=end, text=found)

    def _search(self, given: str) -> tuple[How, list[tuple[int, int]]]:
        if given not in self._found:
            self._found[given] = self._search_afresh(given)
        return self._found[given]

    def _search_afresh(self, given: str) -> tuple[How, list[tuple[int, int]]]:
        places = _occurrences(given, self.text)
        if places:
            return "exact", places
        if self._normal is None:
            self._normal = _Normalized(self.text)
        places = self._normal.occurrences(given)
        if places:
            return "normalized", places
        return "fuzzy", self._normal.most_similar(given)


class _Normalized:
    """A text in a form that forgives case, quotation marks, dashes and white space, with the way back."""

    def __init__(self, text: str) -> None:
        self.text, self.origin = _normalize(text)
        self.origin.append(len(text))

    def occurrences(self, given: str) -> list[tuple[int, int]]:
        needle = _normalize(given)[0].strip()
        return [self._back(start, end) for start, end in _occurrences(needle, self.text)] if needle else []

    def most_similar(
        self, given: str, least: float = FUZZY_THRESHOLD, length: int = FUZZY_LENGTH
    ) -> list[tuple[int, int]]:
        from rapidfuzz import fuzz

        needle = _normalize(given)[0].strip()
        if not length <= len(needle) <= len(self.text):
            return []
        best = fuzz.partial_ratio_alignment(needle, self.text, score_cutoff=least)
        if best is None or best.dest_end <= best.dest_start:
            return []
        start, end = best.dest_start, best.dest_end
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return [self._back(start, end)]

    def _back(self, start: int, end: int) -> tuple[int, int]:
        return self.origin[start], self.origin[end - 1] + 1


FORGIVEN = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›`´", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "."}
)
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def _normalize(text: str) -> tuple[str, list[int]]:
    """The normal form and, for each of its characters, the index of the character in `text` that it came from."""
    characters: list[str] = []
    origin: list[int] = []
    blank = False
    for i, char in enumerate(text.translate(FORGIVEN)):
        if char.isspace():
            if not blank:
                characters.append(" ")
                origin.append(i)
            blank = True
        elif char not in _DROPPED:
            lower = char.lower()
            characters.append(lower if len(lower) == 1 else char)
            origin.append(i)
            blank = False
    return "".join(characters), origin


def _occurrences(needle: str, text: str) -> list[tuple[int, int]]:
    """Where `needle` stands in `text`; a short one only where it is not part of a longer word."""
    pattern = re.escape(needle)
    if len(needle) < _INSIDE_WORD:
        before = r"(?<!\w)" if needle[:1].isalnum() else ""
        after = r"(?!\w)" if needle[-1:].isalnum() else ""
        pattern = before + pattern + after
    return [match.span() for match in re.finditer(pattern, text)]


def _not_blank(spans: Sequence[_Span]) -> list[_Span]:
    """Without the empty strings by which language models say that there is nothing."""
    return [span for span in spans if span.start is not UNSET or (span.text is not UNSET and span.text.strip())]


def _after(spans: Sequence[Any], cursor: int) -> int:
    """Where the next item may start: past where this one starts, since the next may be nested in it."""
    return max([cursor, *(span.start + 1 for span in spans if span.start is not UNSET)])


def _first_from(cursor: int) -> _Prefer:
    """Prefer the first place from `cursor` on, else the first of all."""
    return lambda start, end: (start < cursor) * 1e12 + start  # noqa: ARG005


def _within(spans: Sequence[Any]) -> _Prefer:
    """Prefer a place inside of these spans, else the nearest to them."""
    return lambda start, end: _gap(spans, start, end) + start * 1e-9


def _beside(spans: Sequence[Any]) -> _Prefer:
    """Prefer the nearest place outside of these spans: the *he* of *“He left,” he said* is the second."""

    def distance(start: int, end: int) -> float:
        inside = any(span.start is not UNSET and start < span.end and span.start < end for span in spans)
        return inside * 1e12 + _gap(spans, start, end) + start * 1e-9

    return distance


def _gap(spans: Sequence[Any], start: int, end: int) -> int:
    """Code points between a place and the nearest of these spans; 0 where they touch or overlap."""
    return min((max(s.start - end, start - s.end, 0) for s in spans if s.start is not UNSET), default=start)
