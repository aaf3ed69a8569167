"""Quotes of one paragraph: the cues of each sentence with contents and sources, and quoted words without a cue."""

from __future__ import annotations

import re

from sayso.extractors.rules import contents, cues, lexicon, limits, sources, tags, words
from sayso.extractors.rules.contents import Content
from sayso.extractors.rules.cues import Cue
from sayso.extractors.rules.found import Found, Place, Range, place_of, places_of
from sayso.extractors.rules.limits import Form
from sayso.extractors.rules.marks import Region
from sayso.extractors.rules.tokens import QUOTE, Sentence, Token, sentences, tokenize

_LABEL = re.compile(
    r"(?P<name>[A-Z][\w.’'-]*(?: \([\w-]+\))?(?: [A-Z][\w.’'-]*(?: \([\w-]+\))?){0,4})(?P<colon>:)\s*(?=\S)"
)
_LONGEST_LABEL = 80
_ONLY_QUOTED = frozenset(("quoted", "work"))
_FEW = 4
"""A subject is shared with one of this many earlier cues."""


def in_paragraph(text: str, start: int, end: int, regions: list[Region], first: bool = False) -> list[Found]:
    """The quotes of a paragraph, or of the inside of a quoted region; `regions` are those that start in it, sorted.

    `first` says that it is the article's first paragraph, where a name and a colon are a headline's attribution.
    """
    nested = _nested(regions)
    outer = [region for region, _ in nested]
    labelled = [] if outer and outer[0].start == start else _labelled(text, start, end, first)
    read_from = labelled[0].content[0][0] if labelled else start
    found = list(labelled)
    for sentence in sentences(text, tokenize(text, read_from, end, outer)):
        here = _in_sentence(sentence)
        found.extend(quote for quote in here if not (labelled and quote.form == "region"))
    for region, inside in nested:
        inner_end = region.end - region.mark if region.closed else region.end
        found.extend(in_paragraph(text, region.start + region.mark, inner_end, inside))
    return found


def _nested(regions: list[Region]) -> list[tuple[Region, list[Region]]]:
    """The outermost regions, each with those inside it."""
    nested: list[tuple[Region, list[Region]]] = []
    for region in regions:
        if nested and region.start < nested[-1][0].end:
            nested[-1][1].append(region)
        else:
            nested.append((region, []))
    return nested


def _labelled(text: str, start: int, end: int, first: bool) -> list[Found]:
    """*WALLACE: Will she be there?* in a transcript, *Orr: Dam Is Safe* in a headline."""
    match = _LABEL.match(text, start, min(end, start + _LONGEST_LABEL))
    if match is None:
        return []
    name = match["name"]
    quoted = text[match.end() : match.end() + 1] in ("“", '"', "‘")
    known = name.isupper() or quoted or (first and (name in lexicon.HEADLINE_SOURCES or text.find(name, end) >= 0))
    if not known or name.upper() in lexicon.LABELS:
        return []
    content_end = end - 1 if text[end - 1] == "." else end
    if content_end <= match.end():
        return []
    return [Found([(match.end(), content_end)], [match.span("colon")], [match.span("name")], form="colon", end=end)]


def _in_sentence(sentence: Sentence) -> list[Found]:
    tokens = sentence.tokens
    found: list[Found] = []
    earlier: list[Cue] = []
    all_cues = cues.find(sentence)
    heads = {cue.first: cue for cue in all_cues}
    for cue in all_cues:
        quote = _quote(tokens, cue, earlier[-_FEW:], heads)
        if quote is not None:
            quote.end, quote.kind = sentence.end, cue.kind
            found.append(quote)
            earlier.append(cue)
    _end_before_tags(found)
    covered = [place for quote in found for place in quote.content]
    for i, token in enumerate(tokens):
        free = token.low == QUOTE and not any(start <= token.start < end for start, end in covered)
        if free and _is_speech(sentence.text, token, i == 0):
            found.append(Found([(token.start, token.end)], end=sentence.end))
    return found


def _end_before_tags(found: list[Found]) -> None:
    """*She believes that it held, he said*: what she believes ends where his tag begins."""
    for tag in [quote for quote in found if quote.follows]:
        stop = tag.content[0][1]
        for quote in found:
            start, end = quote.content[-1] if quote.content else (stop, stop)
            if not quote.follows and start < stop < end and stop <= tag.cue[0][0]:
                quote.content[-1] = (start, stop)


def _is_speech(text: str, token: Token, opens: bool) -> bool:
    """Whether quoted words without a cue are speech rather than a title, a nickname or scare quotes."""
    inside = text[token.start + 1 : token.end - 1].rstrip("'\"’” ")
    label = _LABEL.match(text, token.start + 1, min(token.end, token.start + _LONGEST_LABEL))
    if label is not None and label["name"].isupper():
        return False  # a transcript whose every paragraph opens with a mark
    if token.capital:
        return False
    count = inside.count(" ") + 1
    return count >= 4 or (opens and count >= 2 and inside[-1:] in (".", "?", "!", ",", "…", "—"))


def _quote(tokens: list[Token], cue: Cue, earlier: list[Cue], heads: dict[int, Cue]) -> Found | None:
    """The quote of a cue. `earlier` are the cues before it that have one, `heads` all cues by their first token."""
    if cue.kind == "according":
        return tags.according(tokens, cue)
    if cue.kind == "view":
        return tags.view(tokens, cue)
    if cue.passive and cue.frames <= _ONLY_QUOTED:
        return None  # *The gates were closed by noon*
    content = contents.after(tokens, cue, heads)
    if cue.kind == "verb":
        found = tags.tag(tokens, cue, content)
        if found is not None:
            return found
        if content is None and not cue.passive:
            return _announced(tokens, cue)
    source = sources.of(tokens, cue, earlier)
    if cue.passive and (content is None or content.form in ("to", "thing", "attitude")):
        spans = _passive(tokens, cue, content, source)
        form: Form = "attitude" if cue.frames <= {"attitude"} else "passive"
    elif content is not None:
        spans = [place_of(tokens, (content.first, content.last))]
        form = content.form
    else:
        return None
    if not spans:
        return None
    return Found(spans, [place_of(tokens, (cue.first, cue.last))], places_of(tokens, source), cue.asserted, form)


def _passive(tokens: list[Token], cue: Cue, content: Content | None, source: Range | None) -> list[Place]:
    """*Rates are expected to rise*, *the plan was attacked by critics*: the subject belongs to the content."""
    if content is None and source is None:
        return []
    spans = []
    subject = None if cue.frames & {"told", "addressee"} else sources.subject(tokens, cue)
    if subject is not None and tokens[subject[0]].low not in words.RELATIVES | {"it", "there"}:
        spans.append(place_of(tokens, subject))
    first = content.first if content is not None else len(tokens)
    if source is not None and source[1] < len(tokens):
        first = max(source[1], first) if content is not None else source[1]
    if first < len(tokens):
        last = limits.end_of(tokens, first, "thing", cue, {})
        spans += [place_of(tokens, (first, last))] if first < last else []
    return spans


def _announced(tokens: list[Token], cue: Cue) -> Found | None:
    """*He added:* at the end of a paragraph; the content is still to come, in the next one."""
    if tokens[-1].low != ":" or not cue.frames & {"speech", "quoted"}:
        return None
    if any(token.low in (",", ";", QUOTE) for token in tokens[cue.last :]):
        return None
    source = sources.subject(tokens, cue) if cue.finite else None
    return Found([], [place_of(tokens, (cue.first, cue.last))], places_of(tokens, source), cue.asserted, "colon")
