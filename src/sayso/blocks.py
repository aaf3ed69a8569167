"""Blocks: where an article's headline, subheads, paragraphs and boilerplate stand.

Only what the file shows is marked. A line of plain text is a paragraph; in Markdown, lines up to the next blank line
are one. Headlines are never guessed from plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sayso.model import Block, BlockKind


class Boilerplate(NamedTuple):
    """A kind of line that belongs to no story: its name, pattern, a line that is one, a line that is not."""

    name: str
    pattern: re.Pattern[str]
    example: str
    counterexample: str


BOILERPLATE = (
    Boilerplate(
        "link to another story",
        re.compile(
            r"(?:see also|read more|read next|read also|also read|more to read|related(?: (?:stor(?:y|ies)|articles?|"
            r"coverage|content|news|links?))?|recommended(?: (?:stories|reading))?|more on this(?: story)?|(?-i:MORE|"
            r"WATCH|LISTEN|DON['’]T MISS))\s?[:|]\s?\S",
            re.IGNORECASE,
        ),
        "SEE ALSO: Council votes on the dam",
        "See also how the council voted in 2019, she said.",
    ),
    Boilerplate(
        "advertisement",
        re.compile(
            r"\W{0,5}(?:advertisement|sponsored(?: content)?|"
            r"(?:story|article) continues below(?: (?:this )?advertisement)?|"
            r"scroll (?:down )?to continue(?: reading)?)\W{0,5}$",
            re.IGNORECASE,
        ),
        "Advertisement",
        "Advertisement revenue fell by a third, the paper said.",
    ),
    Boilerplate(
        "photo credit",
        re.compile(
            r"[(\[]?(?:file )?(?:photo(?:graph)?|image|picture|video|graphic|illustration)s?(?:"
            r"(?: credits?| courtesy(?: of)?| by)? ?[:/] ?\S.{0,120}| (?:by|courtesy of) [^.]{1,80})$",
            re.IGNORECASE,
        ),
        "Photo: Ada Orr / Harbour Press",
        "Photo evidence shows that the dam held: it was dry.",
    ),
    Boilerplate(
        "caption with credit",
        re.compile(
            r".{1,400}[(\[](?:AP|Reuters|AFP|EPA|Getty|(?:file )?(?:photo|image|picture|video))\b"
            r"(?: (?:photo|images|via)\b|/| ?:| by | courtesy )[^()\[\]]{1,100}[)\]]\.?$",
            re.IGNORECASE,
        ),
        "The dam on Friday, March 14, 2025. (AP Photo/Ada Orr)",
        "The photo (taken by a resident) shows the dam.",
    ),
    Boilerplate(
        "newsletter",
        re.compile(
            r"(?:sign up|subscribe|register)\b(?=.{0,150}\b(?:newsletters?|podcasts?|(?:e-?mail|news) alerts?)\b)"
            r".{0,200}$",
            re.IGNORECASE,
        ),
        "Sign up for our daily newsletter",
        "Subscribers to the newsletter were told on Friday.",
    ),
    Boilerplate(
        "social media",
        re.compile(
            r"(?:(?:follow|like|join) (?:us|the \w[\w ]{0,40}|@\w{1,30}|[A-Z]\w+(?: [A-Z]\w+){0,3}) on (?-i:"
            r"Twitter|X|Facebook|Instagram|Threads|Bluesky|LinkedIn|TikTok|YouTube|WhatsApp|Telegram)\b|"
            r"share (?:this(?: (?:article|story|page))?|on \w{1,20})\W{0,3}$).{0,80}$",
            re.IGNORECASE,
        ),
        "Follow us on Twitter @harbourpress",
        "Follow the money on the dam, she told reporters.",
    ),
    Boilerplate(
        "click",
        re.compile(r"(?:>|»)?\s?click here (?:to|for)\b.{0,120}$", re.IGNORECASE),
        "CLICK HERE TO GET THE NEWS APP",
        "The page told users to click here to vote.",
    ),
    Boilerplate(
        "copyright",
        re.compile(
            r"(?:©|\(c\)|copyright (?:©|\(c\)|[12]\d{3})).{0,200}$|all rights reserved\W{0,3}$",
            re.IGNORECASE,
        ),
        "© 2025 Harbour Press. All rights reserved.",
        "Copyright law protects the article, the judge said.",
    ),
)
"""The patterns of boilerplate, matched from the start of a whole line of at most 500 characters."""

_LONGEST_BOILERPLATE = 500
_LINE = re.compile(r"[^\n]+")
_LIST_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,})$")


def find_blocks(
    text: str, *, markdown: bool = False, title: str | None = None, boilerplate: tuple[str, ...] = ()
) -> list[Block]:
    """Blocks of `text` in order, without overlap, edges trimmed of white space. Offsets are code points.

    `title` makes the first line the headline when they are equal (HTML). `boilerplate` lists lines that are boilerplate
    whatever the patterns say.

    >>> [(block.start, block.end, block.kind) for block in find_blocks("It rained.\\nSEE ALSO: Snow falls")]
    [(0, 10, 'paragraph'), (11, 31, 'boilerplate')]
    """
    lines = [Block(start, end, _kind(text[start:end], boilerplate)) for start, end in _lines(text)]
    if markdown:
        return list(_markdown(text, lines, boilerplate))
    if lines and title is not None and text[lines[0].start : lines[0].end] == title.strip():
        lines[0] = Block(lines[0].start, lines[0].end, "headline")
    return lines


def is_boilerplate(line: str) -> bool:
    """Whether `line`, white space at its edges aside, matches a pattern of `BOILERPLATE`."""
    line = line.strip()
    return len(line) <= _LONGEST_BOILERPLATE and any(rule.pattern.match(line) for rule in BOILERPLATE)


def _kind(line: str, boilerplate: tuple[str, ...]) -> BlockKind:
    return "boilerplate" if line in boilerplate or is_boilerplate(line) else "paragraph"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that is not blank, white space at its edges left out."""
    for found in _LINE.finditer(text):
        line = found[0]
        if stripped := line.strip():
            start = found.start() + len(line) - len(line.lstrip())
            yield start, start + len(stripped)


def _markdown(text: str, lines: list[Block], boilerplate: tuple[str, ...]) -> Iterator[Block]:
    """Join the lines of a Markdown paragraph, and tell headings, unless they are listed as boilerplate."""
    paragraph: Block | None = None
    for index, line in enumerate(lines):
        content = text[line.start : line.end]
        heading = 0 if content in boilerplate else _heading(content)
        starts_block = heading or line.kind == "boilerplate" or _LIST_ITEM.match(content) or _RULE.match(content)
        if paragraph and (starts_block or text.count("\n", paragraph.end, line.start) > 1):
            yield paragraph
            paragraph = None
        if heading:
            yield Block(line.start + heading, line.end, _heading_kind(content, first=index == 0))
        elif line.kind == "boilerplate":
            yield line
        elif not _RULE.match(content):
            paragraph = Block(paragraph.start if paragraph else line.start, line.end, "paragraph")
    if paragraph:
        yield paragraph


def _heading(line: str) -> int:
    """Length of the marks and space before a heading's text; 0 where the line is no heading."""
    marks = len(line) - len(line.lstrip("#"))
    words = line[marks:].lstrip()
    return len(line) - len(words) if 1 <= marks <= 6 and words and line[marks].isspace() else 0


def _heading_kind(line: str, *, first: bool) -> BlockKind:
    return "headline" if first and not line.startswith("##") else "subhead"
