"""What the text and the spans already say, so that the head of an inline file need not: annotations/inline.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sayso.model import AUTHOR, Claim, MentionForm, Quote, QuoteType, Span, Speaker
from sayso.quotation import MARKS, PAIRS, types_of

PRONOUNS = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself they them their theirs themselves themself who whom whose this that these those one".split()
)
"""Mentions that are pronouns by default, in lower case."""

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset(("a", "an", "the"))


def mention_form(text: str, name: str) -> MentionForm:
    """The form of a mention of the speaker called `name`.

    >>> [mention_form(text, "Lena Orr") for text in ("she", "Ms. Orr", "the engineer")]
    ['pronoun', 'name', 'nominal']
    """
    if text.lower() in PRONOUNS:
        return "pronoun"
    return "name" if _names(text) & _names(name) else "nominal"


def _names(text: str) -> set[str]:
    """The words that do not start with a lower-case letter, in lower case."""
    return {word.lower() for word in _WORD.findall(text) if not word[0].islower()} - _ARTICLES


def speaker_of(source: Iterable[Span], speakers: Iterable[Speaker]) -> str | None:
    """Id of the first speaker with a mention of the same extent as a part of the source."""
    parts = {(span.start, span.end) for span in source}
    for speaker in speakers:
        if any((mention.start, mention.end) in parts for mention in speaker.mentions):
            return speaker.id
    return None


def parents_of(quotes: Sequence[Quote]) -> list[str | None]:
    """For each quote the id of the quote that it is nested in by its spans."""
    contents = [quote.content for quote in quotes]
    found: list[str | None] = []
    for quote, around in zip(quotes, _holders(contents, contents), strict=True):
        attribution = [*quote.source, *quote.cue]
        nesting = [
            quotes[i]
            for i in around
            if length(quotes[i].content) > length(quote.content)
            and (not attribution or any(_holds(quotes[i].content, [span]) for span in attribution))
        ]
        found.append(min(nesting, key=lambda outer: length(outer.content)).id if nesting else None)
    return found


def quotes_of(claims: Sequence[Claim], quotes: Sequence[Quote]) -> list[str | None]:
    """For each claim the id of the quote with the shortest content that holds it."""
    around = _holders([claim.content for claim in claims], [quote.content for quote in quotes])
    return [
        min((quotes[i] for i in indexes), key=lambda quote: length(quote.content)).id if indexes else None
        for indexes in around
    ]


def claimer_of(quote: Quote | None) -> str | None:
    """Who vouches for a claim in `quote`; None where that quote has no speaker."""
    return AUTHOR if quote is None else quote.speaker


def type_of(content: Sequence[Span], parent: Sequence[Span] | None) -> QuoteType | None:
    """The type that the marks of a content say; None where they leave it open. `parent` is the parent's content.

    Marks that `types_of` cannot tell from apostrophes count as marks where they stand around a whole part.
    """
    texts = [span.text for span in content] if parent is None else list(_without_marks_of(parent, content))
    allowed = types_of(texts)
    if len(allowed) == 1:
        return next(iter(allowed))
    return "direct" if all(map(_in_marks, texts)) else None


def _in_marks(text: str) -> bool:
    """Whether a text opens with a mark, and has no closing one but at its end."""
    closers = PAIRS.get(text[:1], "")
    inside = re.sub(r"(?<=\w)[’'](?=\w)", "", text[1:-1])  # an apostrophe closes nothing
    return bool(closers) and not any(mark in inside for mark in closers)


def _without_marks_of(parent: Sequence[Span], nested: Sequence[Span]) -> Iterator[str]:
    """The texts of a nested content without the marks at its edges that are its parent's."""
    starts, ends = {span.start for span in parent}, {span.end for span in parent}
    for span in nested:
        first = 1 if span.start in starts and span.text[0] in MARKS else 0
        last = 1 if span.end in ends and span.text[-1] in MARKS else 0
        yield span.text[first : len(span.text) - last]


def length(content: Iterable[Span]) -> int:
    """Code points of a content."""
    return sum(span.end - span.start for span in content)


def _holders(inner: Sequence[Sequence[Span]], outer: Sequence[Sequence[Span]]) -> list[list[int]]:
    """For each inner content, the indexes of those outer ones that hold it all. Time grows with overlaps."""
    found: list[list[int]] = [[] for _ in inner]
    waiting = sorted(range(len(outer)), key=lambda i: outer[i][0].start, reverse=True)
    around: list[int] = []
    for i in sorted(range(len(inner)), key=lambda i: inner[i][0].start):
        start = inner[i][0].start
        while waiting and outer[waiting[-1]][0].start <= start:
            around.append(waiting.pop())
        around = [j for j in around if outer[j][-1].end > start]
        found[i] = sorted(j for j in around if _holds(outer[j], inner[i]))
    return found


def _holds(outer: Iterable[Span], inner: Iterable[Span]) -> bool:
    """Whether every span of `inner` lies in one of `outer`."""
    parts = list(outer)
    return all(any(part.start <= span.start and span.end <= part.end for part in parts) for span in inner)
