"""The fast verdict: an annotation, already decoded into its types, in which no check of `meaning` can find anything.

Everything here is a flat comprehension or a set, and nothing is reported: where the answer is no, `meaning` says why.
Nothing that `meaning` would report may pass, and a property test holds the two together; what it would let pass may be
declined, such as a nested quote whose marks are its parent's.
"""

from __future__ import annotations

from itertools import chain, pairwise

from sayso.model import AUTHOR, Annotation, Annotator, Article, Claim, Mention, Quote, Span, Speaker
from sayso.quotation import types_of


def is_clean(annotation: Annotation, article: Article) -> bool:
    """Whether nothing is wrong with the meaning of `annotation`; False leaves the verdict to `meaning`."""
    if annotation.doc != article.id or annotation.text_sha256 != article.text_sha256:
        return False
    speakers, quotes, claims = annotation.speakers, annotation.quotes, annotation.claims
    lists = [spans for quote in quotes for spans in (quote.content, quote.cue, quote.source)]
    lists += [claim.content for claim in claims]
    mentions = [speaker.mentions for speaker in speakers]
    return (
        _placed([*chain.from_iterable(lists), *chain.from_iterable(mentions)], article)
        and all(_apart(spans) for spans in lists if len(spans) > 1)
        and all(_sorted(spans) for spans in mentions if len(spans) > 1)
        and _resolved(speakers, quotes, claims)
        and all(quote.type in types_of([span.text for span in quote.content]) for quote in quotes)
    )


def _placed(spans: list[Span | Mention], article: Article) -> bool:
    """Every text is the article's at its offsets (which settles start < end, as no text is empty), in range, and
    outside of boilerplate."""
    text, size = article.text, len(article.text)
    boilerplate = [(block.start, block.end) for block in article.blocks if block.kind == "boilerplate"]
    for span in spans:
        start, end = span.start, span.end
        if text[start:end] != span.text or end > size:
            return False
        for block_start, block_end in boilerplate:
            if start < block_end and end > block_start:
                return False
    return True


def _apart(spans: list[Span]) -> bool:
    return all(before.end <= span.start for before, span in pairwise(spans))


def _sorted(mentions: list[Mention]) -> bool:
    """In the order of the text, and none twice."""
    starts = [mention.start for mention in mentions]
    if starts == sorted(set(starts)):
        return True
    places = {(mention.start, mention.end) for mention in mentions}  # nested ones may start together
    return starts == sorted(starts) and len(places) == len(mentions)


def _resolved(speakers: list[Speaker], quotes: list[Quote], claims: list[Claim]) -> bool:
    """Ids are unique, references have their aim, and no parents go in a ring."""
    speaker_ids = {speaker.id for speaker in speakers}
    quote_ids = {quote.id for quote in quotes}
    if (
        len(speaker_ids) != len(speakers)
        or len(quote_ids) != len(quotes)
        or len({claim.id for claim in claims}) != len(claims)
        or AUTHOR in speaker_ids
    ):
        return False
    named = {quote.speaker for quote in quotes}
    named.update(chain.from_iterable([quote.addressees for quote in quotes]))
    claimers = {claim.claimer for claim in claims}
    parents = {quote.id: quote.parent for quote in quotes if quote.parent is not None}
    return (
        named <= speaker_ids | {None}
        and claimers <= speaker_ids | {AUTHOR}
        and {claim.quote for claim in claims} <= quote_ids | {None}
        and quote_ids.issuperset(parents.values())
        and _rooted(parents)
    )


def _rooted(parents: dict[str, str]) -> bool:
    """Whether every chain of parents ends."""
    settled: set[str] = set()
    for quote in parents:
        path: set[str] = set()
        while quote in parents and quote not in settled:
            if quote in path:
                return False
            path.add(quote)
            quote = parents[quote]
        settled |= path
    return True


# --- duplicate keys, which decoding into types does not notice --------------------------------------------------------

_KEYS = {kind: len(kind.__struct_fields__) for kind in (Annotation, Annotator, Speaker, Mention, Quote, Span, Claim)}


def has_each_key_once(data: bytes, annotation: Annotation) -> bool:
    """Whether the JSON that `annotation` was decoded from has no key twice; False also where it cannot tell.

    All fields of an annotation are required, so that the number of keys and strings in its JSON is known, and a key
    more is two quotation marks more. As long as no backslash is escaped, one before a quotation mark always says that
    the mark belongs to a string.
    """
    marks = data.count(b'"')
    if b"\\" in data:
        if b"\\\\" in data:
            return False
        marks -= data.count(b'\\"')
    speakers, quotes, claims = annotation.speakers, annotation.quotes, annotation.claims
    mentions = sum([len(speaker.mentions) for speaker in speakers])
    spans = sum([len(quote.content) + len(quote.cue) + len(quote.source) for quote in quotes])
    spans += sum([len(claim.content) for claim in claims])
    keys = (
        _KEYS[Annotation]
        + _KEYS[Annotator]
        + _KEYS[Speaker] * len(speakers)
        + _KEYS[Mention] * mentions
        + _KEYS[Quote] * len(quotes)
        + _KEYS[Span] * spans
        + _KEYS[Claim] * len(claims)
    )
    strings = (
        5  # schema_version, doc, text_sha256; the annotator's id and kind
        + 3 * len(speakers)  # id, name, kind
        + sum([speaker.wikidata is not None for speaker in speakers])
        + 2 * mentions  # text, form
        + 2 * len(quotes)  # id, type
        + sum([(quote.speaker is not None) + (quote.parent is not None) + len(quote.addressees) for quote in quotes])
        + spans  # text
        + 5 * len(claims)  # id, claimer, kind, stance, normalized
        + sum([claim.quote is not None for claim in claims])
    )
    return marks == 2 * (keys + strings)
