"""Quoted regions: where quotation marks open and close, and which of them are apostrophes, inches or errors.

Marks are paired inside a paragraph. A mark still open at its end belongs to a quotation that goes on in the next
paragraph when that one opens with a mark too; otherwise it is stray, as is a closing mark that nothing opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"``|''|[\"“”„‟«»‹›「」『』‘’‚'`´]")
_OPENING = {"“": '”"', "„": "“”", "‟": "”", "«": "»", "‹": "›", "「": "」", "『": "』", "``": "''"}
_STRAIGHT = ('"', "''")
_SINGLE_OPENING = "‘‚'`"
_BEFORE_OPENING = " \t\n\xa0([{—–-―/:,;=>"
_ELISION = re.compile(r"['’‘](?:\d\ds?\b|(?:cause|em|til|tis|twas|n|bout|round|course|nother)\b)", re.IGNORECASE)
_MOST_DEPTH = 4


@dataclass(slots=True)
class Region:
    """A quoted stretch, marks included. `depth` is 0 outside of any other region. Regions of one `chain` are the
    paragraphs of one quotation; a chain of one is written -1."""

    start: int
    end: int
    depth: int
    chain: int = -1
    mark: int = 1
    """Length of the opening mark; the closing mark is as long, or missing where the quotation goes on."""
    closed: bool = True


@dataclass(slots=True)
class _Open:
    start: int
    mark: str
    closers: str


def regions(text: str, paragraphs: list[tuple[int, int]]) -> list[Region]:
    """The quoted regions of the paragraphs, in the order of their starts; a region never leaves its paragraph."""
    found: list[Region] = []
    chain = -1
    carried = ""
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else (end, end)
        closed, unclosed = _paragraph(text, start, end)
        goes_on = unclosed is not None and _opens_with(text, following, unclosed.mark)
        first = closed[0] if closed else None
        if carried and not goes_on:
            # the last paragraph of a chain: its first region, when it stands at the paragraph's start
            if first is not None and first.start - start <= 1:
                first.chain = chain
            carried = ""
        if goes_on and unclosed is not None:
            if not (carried and unclosed.start - start <= 1):
                chain = chain + 1
            carried = unclosed.mark
            inside = [region for region in closed if region.start > unclosed.start]
            for region in inside:
                region.depth += 1
            closed.append(Region(unclosed.start, end, 0, chain, len(unclosed.mark), closed=False))
        found.extend(sorted(closed, key=lambda region: (region.start, -region.end)))
    return found


def _opens_with(text: str, paragraph: tuple[int, int], mark: str) -> bool:
    return text.startswith(mark, paragraph[0], paragraph[1])


def _paragraph(text: str, start: int, end: int) -> tuple[list[Region], _Open | None]:
    """The closed regions of a paragraph, and its first double mark left open."""
    stack: list[_Open] = []
    closed: list[Region] = []
    for match in _MARK.finditer(text, start, end):
        mark, at = match[0], match.start()
        level = _closes(stack, text, at, match.end(), end, mark)
        if level is not None:
            opened = stack[level]
            del stack[level:]  # what was opened further in and not closed is stray
            if match.end() - opened.start > 2 * len(mark):
                closed.append(Region(opened.start, match.end(), level, mark=len(opened.mark)))
        elif len(stack) < _MOST_DEPTH:
            closers = _opens(text, at, match.end(), start, end, mark)
            if closers:
                stack.append(_Open(at, mark, closers))
    unclosed = next((opened for opened in stack if opened.mark not in _SINGLE_OPENING), None)
    if stack:
        closed = [_lifted(region, stack) for region in closed]
    return closed, unclosed


def _lifted(region: Region, stray: list[_Open]) -> Region:
    """The region with the depth it has once the stray marks around it are gone."""
    region.depth = max(0, region.depth - sum(opened.start < region.start for opened in stray))
    return region


def _opens(text: str, at: int, after: int, start: int, end: int, mark: str) -> str:
    """The characters that close the mark, when it opens a region; else an empty string."""
    free = at == start or text[at - 1] in _BEFORE_OPENING or text[at - 1] in "“\"'‘«„"
    touching = after < end and not text[after].isspace()
    if mark in _OPENING:
        return _OPENING[mark] if touching else ""
    if mark in _STRAIGHT:
        return ('"”' if mark == '"' else mark) if free and touching else ""
    if mark in _SINGLE_OPENING and free and after < end and (text[after].isalnum() or text[after] in '“"[.…'):
        if _ELISION.match(text, at):
            return ""
        return "’'" if mark in "‘‚" else "'" if mark == "'" else "'´"
    return ""


def _closes(stack: list[_Open], text: str, at: int, after: int, end: int, mark: str) -> int | None:
    """The index in the stack of what the mark closes, innermost first; a single mark closes only the top."""
    if mark in "’'" or mark == "´":
        return (
            len(stack) - 1 if stack and mark in stack[-1].closers and _may_close(text, at, after, end, mark) else None
        )
    for level in range(len(stack) - 1, -1, -1):
        if mark in stack[level].closers and _may_close(text, at, after, end, mark):
            return level
    return None


def _may_close(text: str, at: int, after: int, end: int, mark: str) -> bool:
    """Whether a mark that could close does so here: not an apostrophe, not an opening straight mark."""
    following = text[after] if after < end else " "
    before = text[at - 1]
    if mark in _STRAIGHT:
        return not (before.isspace() and following.isalnum())
    if mark in "’'":
        if before.isspace() or following.isalnum():
            return False
        # *the workers’ fault*: a plural possessive runs on to a word, a quotation mostly ends at punctuation
        possessive = before == "s" and following == " " and after + 1 < end and text[after + 1].islower()
        return not possessive
    return True
