"""Quotation marks: which characters they are, and what type of quote a content's marks make it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.model import QuoteType

PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "「": "」",
    "『": "』",
    "``": "''",
}
"""Opening mark to the characters that may close it."""

MARKS = "\"'“”„‟‘’‚‛«»‹›「」『』``´"
"""Every character that serves as a quotation mark (some also as an apostrophe)."""

_MARK = re.compile(r"([\"“”„«»「」『』`'](?:(?<=`)`|(?<=')')?)")  # a class comes first: it is searched for much quicker
_OPENING = ("“", "„", "«", "「", "『", "``")
_WORD = re.compile(r"[^\W_]")  # what str.isalnum is true of
_SINGLE_OPEN = re.compile(r"[‘‹'](?<!\w.)(?=\w)")
_SINGLE_CLOSE = re.compile(r"[’›'](?<=[\w.,!?…].)(?!\w)")
_SIGNS = "\"“”„«»「」『』`'‘‹"  # without any of these there is no mark to count
_ANY: frozenset[QuoteType] = frozenset({"direct", "indirect", "mixed"})
_DIRECT: frozenset[QuoteType] = frozenset({"direct"})
_INDIRECT: frozenset[QuoteType] = frozenset({"indirect"})
_MIXED: frozenset[QuoteType] = frozenset({"mixed"})


def types_of(contents: Sequence[str]) -> frozenset[QuoteType]:
    """The types that the quotation marks of a quote allow, after O'Keefe et al. (2013).

    `contents` are the texts of the content's spans, marks included. Every word inside marks makes the quote direct, no
    word indirect, else mixed. More than one type is returned where the marks leave it open: a single mark that may be
    an apostrophe, an unbalanced mark.

    >>> sorted(types_of(["“It held,”", "“It did.”"]))
    ['direct']
    >>> sorted(types_of(["that “millions” could die"]))
    ['mixed']
    >>> sorted(types_of(["that it’s the workers’ fault"]))
    ['indirect']

    A mark may stay open where the next span, a new paragraph, opens with the same mark again.

    >>> sorted(types_of(["“It held.", "“It did.”"])), sorted(types_of(["“It held."]))
    (['direct'], ['direct', 'indirect', 'mixed'])
    """
    if len(contents) == 1:
        return _span_types(contents[0], "")
    found = {_span_types(*pair) for pair in zip(contents, [*contents[1:], ""], strict=False)}
    if len(found) == 1:
        return found.pop()
    return _ANY if _ANY in found or not found else _MIXED


def _span_types(content: str, following: str) -> frozenset[QuoteType]:
    """The types that the marks of one span allow; `following` is the text of the next span."""
    # The next two settle most contents, at little cost: `in` is many times quicker than a regular expression.
    if not any(map(content.__contains__, _SIGNS)):
        return _INDIRECT if _WORD.search(content) else _ANY
    if content[0] == "“" and content.find("”") == len(content) - 1 and content.find("“", 1) < 0:
        return _DIRECT if _WORD.search(content) else _ANY
    balanced, inside, outside = _count(_MARK.split(content), following)
    if not balanced:
        return _ANY
    if outside and _SINGLE_OPEN.search(content) and _SINGLE_CLOSE.search(content):
        return _ANY  # single marks, or apostrophes: the characters cannot tell
    if inside:
        return _MIXED if outside else _DIRECT
    return _INDIRECT if outside else _ANY


def _count(pieces: list[str], following: str) -> tuple[bool, bool, bool]:
    """Whether the marks balance, and whether words stand inside and outside of them; `pieces` are text, mark, text …"""
    inside, outside = False, bool(_WORD.search(pieces[0]))
    open_marks: list[str] = []
    for i in range(1, len(pieces), 2):
        if pieces[i] not in "`'" and not _turn(pieces[i], open_marks):
            return False, inside, outside
        if _WORD.search(pieces[i + 1]):
            inside, outside = inside or bool(open_marks), outside or not open_marks
    balanced = not open_marks or (len(open_marks) == 1 and following.startswith(open_marks[0]))
    return balanced, inside, outside


def _turn(mark: str, open_marks: list[str]) -> bool:
    """Close or open a mark; False where it closes what is not open."""
    if open_marks and mark in PAIRS[open_marks[-1]]:
        open_marks.pop()
    elif mark in _OPENING or (mark == '"' and mark not in open_marks):
        open_marks.append(mark)
    else:
        return False
    return True


def paired_marks(text: str) -> list[tuple[int, int]]:
    """Where a paragraph's pairs of quotation marks stand, marks included, in the order in which they close.

    >>> paired_marks("The “smart wall” isn’t ‘it’.")
    [(4, 16), (23, 27)]
    """
    return _pairing(text)[0]


def unpaired_marks(text: str) -> list[int]:
    """Where a paragraph's quotation marks without a partner stand; single marks that may be apostrophes do not count.

    >>> unpaired_marks("“It held.”"), unpaired_marks("It held.” It’s the workers’ fault.")
    ([], [8])
    """
    return _pairing(text)[1]


_PAIRED = re.compile('[“”„«»「」『』"]|' + _SINGLE_OPEN.pattern + "|" + _SINGLE_CLOSE.pattern)
_APOSTROPHES = "’'›"


def _pairing(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    pairs: list[tuple[int, int]] = []
    unpaired: list[int] = []
    waiting: list[int] = []
    for found in _PAIRED.finditer(text):
        place, mark = found.start(), found[0]
        partner = next((i for i in reversed(range(len(waiting))) if mark in PAIRS[text[waiting[i]]]), None)
        if partner is not None:
            pairs.append((waiting[partner], place + 1))
            unpaired += waiting[partner + 1 :]
            del waiting[partner:]
        elif mark in PAIRS:
            waiting.append(place)
        elif mark not in _APOSTROPHES:
            unpaired.append(place)
    left = unpaired + waiting
    return pairs, sorted(place for place in left if text[place] not in _APOSTROPHES)
