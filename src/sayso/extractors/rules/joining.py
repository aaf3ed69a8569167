"""Quotes that reach over sentences and paragraphs: announced, interrupted, and continued ones."""

from __future__ import annotations

from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.marks import Region

_CLOSING = "\"”»’'›」』"


def join(text: str, paragraphs: list[Place], found: list[list[Found]], regions: list[Region]) -> list[Found]:
    """All quotes of an article in text order, from those of each paragraph."""
    for number, here in enumerate(found):
        following = number + 1 if number + 1 < len(found) else None
        for quote in [quote for quote in here if not quote.content]:
            if following is None or not _take_next(text, paragraphs[following], quote, found[following]):
                here.remove(quote)
    quotes = [quote for here in found for quote in here]
    quotes = _chained(quotes, regions)
    quotes.sort(key=lambda quote: (quote.content[0][0], -quote.content[-1][1]))
    quotes = _continued(text, quotes)
    for quote in quotes:
        quote.content = _apart(quote.content)
    return sorted(quotes, key=lambda quote: (quote.content[0][0], -quote.content[-1][1]))


def _apart(places: list[Place]) -> list[Place]:
    """The places in text order, without those that overlap an earlier one."""
    kept: list[Place] = []
    for place in sorted(places):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _take_next(text: str, paragraph: Place, announced: Found, following: list[Found]) -> bool:
    """Give *He added:* the paragraph after it: its quoted words, or all of it."""
    start, end = paragraph
    first = next((quote for quote in following if quote.content and quote.content[0][0] == start), None)
    if first is not None and first.form == "region":
        following.remove(first)
        announced.content, announced.end = first.content, first.end
    elif first is not None and first.follows:
        return False
    else:
        announced.content = [(start, end - 1 if text[end - 1] == "." and end - start > 1 else end)]
    return True


def _chained(quotes: list[Found], regions: list[Region]) -> list[Found]:
    """Put the paragraphs of one quotation together."""
    chains: dict[int, list[Place]] = {}
    chain_of: dict[int, int] = {}
    for region in regions:
        if region.chain >= 0:
            chains.setdefault(region.chain, []).append((region.start, region.end))
            chain_of[region.start] = region.chain
    if not chains:
        return quotes
    owner: dict[int, Found] = {}
    for quote in sorted(quotes, key=lambda quote: not quote.cue):
        for start, _ in quote.content:
            if start in chain_of:
                owner.setdefault(chain_of[start], quote)
    kept = []
    for quote in quotes:
        chain = next((chain_of[start] for start, _ in quote.content if start in chain_of), None)
        if chain is not None and owner[chain] is quote:
            spans = set(quote.content) | set(chains[chain])
            quote.content = sorted(spans)
            quote.end = max(quote.end, quote.content[-1][1])
        if chain is None or owner[chain] is quote or quote.cue:
            kept.append(quote)
    return kept


def _continued(text: str, quotes: list[Found]) -> list[Found]:
    """Add quoted words without an attribution of their own to the quote whose attribution they come right after."""
    kept: list[Found] = []
    last: Found | None = None
    for quote in quotes:
        if last is not None and quote.form == "region" and not quote.cue and _goes_on(text, last, quote):
            last.content.extend(quote.content)
            last.end = max(last.end, quote.end)
            continue
        kept.append(quote)
        if quote.content and text[quote.content[-1][1] - 1] in _CLOSING and (last is None or quote.end >= last.end):
            last = quote
    return kept


def _goes_on(text: str, last: Found, quote: Found) -> bool:
    start = quote.content[0][0]
    gap = text[last.end : start] if last.end <= start <= last.end + 50 else "?"
    return (last.follows or "\n" not in gap) and not gap.strip()
