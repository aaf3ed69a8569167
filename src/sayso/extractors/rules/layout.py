"""The paragraphs of an article that are read."""

from __future__ import annotations

import re

from sayso.extractors.rules.found import Place
from sayso.model import Article

_LINE = re.compile(r"[^\n]+")
_LINES = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_BREAK = re.compile(r"[^\n]\n[^\n]")
_BREAK_IN_SENTENCE = re.compile(r"[^\n.?!:\"”’)]\n[^\n]")


def paragraphs(article: Article) -> list[Place]:
    """The paragraphs outside of boilerplate blocks, their edge white space trimmed.

    A paragraph is a line; in a text with hard line breaks (blank lines between paragraphs, most other line breaks in
    the middle of a sentence) it is all that stands between two blank lines.
    """
    text = article.text
    pattern = _LINES if _is_wrapped(text) else _LINE
    found: list[Place] = []
    at = 0
    for block in article.blocks:
        if block.kind == "boilerplate":
            found.extend(_trimmed(text, at, min(block.start, len(text)), pattern))
            at = max(at, min(block.end, len(text)))
    return found + _trimmed(text, at, len(text), pattern)


def _trimmed(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Place]:
    found = []
    for match in pattern.finditer(text, start, end):
        line = match[0]
        first = match.end() - len(line.lstrip())
        last = match.start() + len(line.rstrip())
        if first < last:
            found.append((first, last))
    return found


def _is_wrapped(text: str) -> bool:
    if "\n\n" not in text:
        return False
    breaks = len(_BREAK.findall(text))
    return breaks > 3 and len(_BREAK_IN_SENTENCE.findall(text)) > breaks / 2
