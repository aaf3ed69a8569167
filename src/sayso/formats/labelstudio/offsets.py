r"""Offsets that an older server counted otherwise: recognised over a whole task by its regions' own texts, converted.

Older front ends counted in UTF-16 units (Label Studio's issue 1347), and where the text had `\r\n` a line break was one
unit in the browser and two in the file, or the other way round (issues 2007 and 4929). One rule must explain every
region of a task; nothing is guessed span by span, and what no rule explains stays as it is, for `regions` to refuse.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from sayso.decoding import normalize

_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"\r\n|\r|\n|\\n")
_PIECE = re.compile(r"\r\n|.", re.DOTALL)


class Counting(NamedTuple):
    """One way to count: its name in a sentence, and the code point of the article for each offset at an edge."""

    name: str
    places: dict[int, int]


class Moved(NamedTuple):
    """The article's text, the results of a task's annotations on it, and what to tell: a remark, or a fault."""

    text: str
    results: list[Any]
    note: str | None = None
    fault: str | None = None


def move(text: str, results: Sequence[Any]) -> Moved:
    """Results, one list an annotation, with offsets in code points of the article `normalize(text)`.

    The way of counting is taken under which the text of every region is where its offsets say, letter by letter, else
    with white space forgiven. Code points come first: where they fit, nothing is moved. Where no way fits the results
    are returned as they were, and so they are where several others disagree.
    """
    article, unmoved = normalize(text), list(results)
    values = [value for one in results for value in _regions(one)]
    if not values:
        return Moved(article, unmoved)
    if text != article and not any(isinstance(value.get("text"), str) for value in values):
        fault = r"its text has \r\n, and its regions state no text that tells how these were counted; annotate it anew."
        return Moved(article, unmoved, fault=fault)
    if text == article and _stands(values, article):
        return Moved(article, unmoved)
    ways = list(_countings(text, article))
    fitting = [way for way in ways if _explains(way, values, article, exact)]
    fitting = fitting or [way for way in ways if _explains(way, values, article, same)]
    if not fitting or (text == article and fitting[0] is ways[0]):
        return Moved(article, unmoved)
    way, *others = fitting
    if rival := next((other for other in others if _differ(way, other, values)), None):
        doubt = f"the texts of its regions fit offsets in {way.name} as well as in {rival.name}; none was moved."
        return Moved(article, unmoved, doubt)
    distances = [way.places[value["start"]] - value["start"] for value in values]
    moved = [distance for distance in distances if distance]
    told = f"the server counted in {way.name}; {len(moved)} of {len(values)} regions were moved, by "
    note = told + f"{max(moved)} to {min(moved)} characters." if moved else None
    return Moved(article, [_placed(one, way) for one in results], note)


def exact(found: str, said: str) -> bool:
    r"""Whether the server's copy of a region's text is the article's `found`, but for how a line break is written.

    The browser writes it as a backslash and an n, or as `\r\n`.

    >>> exact("did.\n\nAnd  more", "did.\\n\\nAnd  more")
    True
    """
    return found == said or _BREAKS.sub("\n", found) == _BREAKS.sub("\n", said)


def same(found: str, said: str) -> bool:
    """As `exact`, and several white-space characters may have become one space (issue 3078)."""
    return found == said or _SPACES.sub(" ", _BREAKS.sub("\n", found)) == _SPACES.sub(" ", _BREAKS.sub("\n", said))


def _countings(text: str, article: str) -> Iterator[Counting]:
    """What an older server may have counted, the most ordinary first."""
    breaks = ["" if char != "\n" else "\r\n" for char in article]
    raw = _PIECE.findall(text.removeprefix("\ufeff"))
    first = len(text) - len(text.removeprefix("\ufeff"))
    for widths, start, name in (
        ([len(piece) for piece in raw], first, ""),
        ([1] * len(article), 0, " with each line break as one"),
        ([len(pair) or 1 for pair in breaks], 0, r" with each line break as two (\r\n)"),
    ):
        yield Counting("code points" + name, _edges(widths, start))
        wide = [width + (ord(char) > 0xFFFF) for width, char in zip(widths, article, strict=True)]
        yield Counting("UTF-16 units" + name, _edges(wide, start))


def _edges(widths: Sequence[int], first: int) -> dict[int, int]:
    return {offset: index for index, offset in enumerate(itertools.accumulate(widths, initial=first))}


def _regions(results: Any) -> Iterator[dict[str, Any]]:
    """The values of the regions among the results of an annotation: what has a place, and is no field of a region."""
    for result in results if isinstance(results, list) else ():
        value = result.get("value") if isinstance(result, dict) else None
        if isinstance(value, dict) and "labels" in value and _has_place(value):
            yield value


def _has_place(value: dict[str, Any]) -> bool:
    return type(value.get("start")) is int and type(value.get("end")) is int


def _stands(values: Sequence[dict[str, Any]], article: str) -> bool:
    """Whether offsets in code points explain every region letter by letter: the ordinary case, told without tables."""
    end = len(article)
    return all(
        0 <= value["start"] <= end
        and 0 <= value["end"] <= end
        and (not isinstance(value.get("text"), str) or exact(article[value["start"] : value["end"]], value["text"]))
        for value in values
    )


def _explains(way: Counting, values: Sequence[dict[str, Any]], article: str, alike: Callable[[str, str], bool]) -> bool:
    """Whether every region starts and ends at a character, and those that state their text have it there."""
    for value in values:
        start, end = way.places.get(value["start"]), way.places.get(value["end"])
        if start is None or end is None:
            return False
        if isinstance(value.get("text"), str) and not alike(article[start:end], value["text"]):
            return False
    return True


def _differ(way: Counting, other: Counting, values: Sequence[dict[str, Any]]) -> bool:
    ends = {value[key] for value in values for key in ("start", "end")}
    return any(way.places.get(offset) != other.places.get(offset) for offset in ends)


def _placed(results: Any, way: Counting) -> Any:
    """The results of one annotation with the place of every region, and of its fields, converted."""
    if not isinstance(results, list):
        return results
    return [_converted(result, way) for result in results]


def _converted(result: Any, way: Counting) -> Any:
    value = result.get("value") if isinstance(result, dict) else None
    if not isinstance(value, dict) or not _has_place(value):
        return result
    place = {key: way.places.get(value[key], value[key]) for key in ("start", "end")}
    return {**result, "value": {**value, **place}}
