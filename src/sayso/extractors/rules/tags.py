"""Attributions after, in or around their content: *…, she said*, *…, said Orr, “…”*, *according to*, *in her view*."""

from __future__ import annotations

from sayso.extractors.rules import contents, sources, words
from sayso.extractors.rules.contents import Content
from sayso.extractors.rules.cues import Cue
from sayso.extractors.rules.found import Found, Range, place_of
from sayso.extractors.rules.tokens import QUOTE, Token


def tag(tokens: list[Token], cue: Cue, content: Content | None) -> Found | None:
    """An attribution after its content, or in the middle of it: *…, she said.*; *…, said Orr, “…”*."""
    if not cue.finite or cue.passive or not cue.frames & {"speech", "thought", "quoted", "finding"}:
        return None
    source = sources.subject(tokens, cue)
    end = contents.skip_adjuncts(tokens, cue.last)
    turned = _turned(tokens, cue, source)
    if turned is not None:
        source, content, end = turned, None, turned[1]
        first = cue.first
    elif source is None or tokens[source[0]].low in words.RELATIVES:
        return None
    else:
        first = source[0]
    as_clause = first > 0 and tokens[first - 1].low == "as"
    first -= as_clause
    before = tokens[first - 1].low if first > 0 else ""
    if before not in (QUOTE, ",") and not (as_clause and first == 0):
        return None
    if not _closes_content(tokens, cue, before, end, content):
        return None
    last = first - 1 if before == "," else first
    start = _content_start(tokens, last)
    spans = [place_of(tokens, (start, last))] if last > start and contents.is_clause(tokens, start, last) else []
    rest = _rest(tokens, end, before == QUOTE)
    if not spans and (not as_clause or rest is None):
        return None
    if rest is not None:
        spans.append(place_of(tokens, rest))
    cue_place = place_of(tokens, (cue.first, cue.last))
    return Found(spans, [cue_place], [place_of(tokens, source)], cue.asserted, "tag", follows=True)


def _closes_content(tokens: list[Token], cue: Cue, before: str, end: int, content: Content | None) -> bool:
    """Whether what stands before the subject, rather than after the verb, is what the cue attributes."""
    if before == QUOTE:
        return True
    closed = end >= len(tokens) or not tokens[end].low[0].isalnum()
    if content is not None and not (before == "," and closed and tokens[end].low not in (":", QUOTE)):
        return False
    return bool(cue.frames & {"speech", "thought"}) or (closed and "quoted" not in cue.frames)


def _turned(tokens: list[Token], cue: Cue, source: Range | None) -> Range | None:
    """The subject behind the verb (*…, said Orr*), when there is none before it."""
    if cue.first == 0 or tokens[cue.first - 1].low not in (QUOTE, ","):
        return None
    turned = sources.inverted(tokens, cue)
    if turned is None or tokens[cue.first - 1].low == QUOTE:
        return turned
    # *Orr, the mayor, said …* or *The dam held, the town said, said Orr.*
    closes = turned[1] >= len(tokens) or tokens[turned[1]].low in (".", ",")
    named = source is None or tokens[turned[0]].capital
    return turned if closes and named and not _has_finite(tokens, turned) else None


def _has_finite(tokens: list[Token], tokens_range: Range) -> bool:
    return any(tokens[i].low in words.FINITE_AUXILIARIES for i in range(*tokens_range) if tokens[i - 1].low != "who")


def _content_start(tokens: list[Token], last: int) -> int:
    """Where a content that ends before token `last` starts: at the sentence's start or after its last semicolon."""
    for i in range(last - 1, 0, -1):
        if tokens[i].low == ";":
            return i + 1
    return 0


def _rest(tokens: list[Token], end: int, quoted: bool) -> Range | None:
    """What goes on after a tag in the middle: *…, she said on the radio, “…”*; *Rates, she said, will rise*."""
    if end < len(tokens) and tokens[end].low in words.PREPOSITIONS:
        stop = next((i for i in range(end, min(len(tokens), end + 12)) if not tokens[i].low[0].isalnum()), end)
        end = stop
    if end + 1 >= len(tokens) or tokens[end].low != ",":
        return None
    following = tokens[end + 1]
    if following.low == QUOTE:
        return (end + 1, end + 2)
    if quoted or following.low in _OWN_WORDS or following.low.endswith("ing"):
        return None
    return _until_stop(tokens, end + 1)


_OWN_WORDS = frozenset("and but while who which whose according though although as after before a an".split())


def according(tokens: list[Token], cue: Cue) -> Found | None:
    """*According to Orr, …*; *…, according to Orr*."""
    end = sources.phrase_end(tokens, cue.last, apposition=cue.first > 1)
    if end <= cue.last:
        return None
    opens = cue.first == 0 or (cue.first == 1 and tokens[0].low in words.CONJUNCTIONS)
    if opens:
        while end < len(tokens) and tokens[end].low != "," and tokens[end].low not in (".", QUOTE):
            end += 1
        content = _until_stop(tokens, end + 1) if end < len(tokens) and tokens[end].low == "," else None
        if end < len(tokens) and tokens[end].low == QUOTE:
            content = _until_stop(tokens, end)
    else:
        last = cue.first - 1 if tokens[cue.first - 1].low == "," else cue.first
        start = _content_start(tokens, last)
        content = (start, last) if last > start else None
    if content is None:
        return None
    return Found(
        [place_of(tokens, content)],
        [place_of(tokens, (cue.first, cue.last))],
        [place_of(tokens, (cue.last, end))],
        form="according",
        follows=not opens,
    )


def view(tokens: list[Token], cue: Cue) -> Found | None:
    """*In her view, …*; *…, in her view*; *The bridge, in her view, is old*. The cue is *in … view*."""
    source = sources.of(tokens, cue, [])
    contents_found: list[Range] = []
    if cue.first > 0:
        last = cue.first - 1 if tokens[cue.first - 1].low == "," else cue.first
        contents_found.append((_content_start(tokens, last), last))
    if cue.last < len(tokens) and tokens[cue.last].low == ",":
        rest = _until_stop(tokens, cue.last + 1)
        contents_found += [] if rest is None else [rest]
    spans = [place_of(tokens, found) for found in contents_found if found[0] < found[1]]
    if not spans or source is None:
        return None
    cue_places = [place_of(tokens, (cue.first, cue.first + 1)), place_of(tokens, (cue.last - 1, cue.last))]
    return Found(spans, cue_places, [place_of(tokens, source)], form="view")


def _until_stop(tokens: list[Token], first: int) -> Range | None:
    last = len(tokens)
    while last > first and tokens[last - 1].low in (".", "?", "!"):
        last -= 1
    return (first, last) if last > first else None
