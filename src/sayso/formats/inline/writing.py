"""The record to an inline file: what the defaults would not say goes into the head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import UNSET

from sayso.errors import DataError
from sayso.formats.inline import defaults, head, markup
from sayso.formats.inline.head import ClaimHead, Head, QuoteHead, SpeakerHead
from sayso.formats.inline.markup import Tagged
from sayso.formats.inline.reading import in_text_order
from sayso.model import AUTHOR, Annotation, Claim, Quote, Speaker


def inline_of(annotation: Annotation, text: str) -> str:
    """The inline file of a valid annotation of `text`; `compile_inline` reads it back.

    Raises `DataError` where the markup cannot hold it: ids of another form, items in another order than the text's,
    two spans of one item that cross.
    """
    _check(annotation)
    spans = sorted(_spans(annotation), key=lambda span: (span.start, -span.end))
    try:
        body = markup.write(text, spans)
    except DataError as error:
        raise DataError(f"{annotation.doc}: {error}") from None
    return head.write(_head(annotation)) + body


def numbered(annotation: Annotation) -> Annotation:
    """The record with the ids S1, Q1, C1 … that the markup has, quotes and claims in the order of the text."""
    speakers = _ids("S", annotation.speakers) | {AUTHOR: AUTHOR}
    quotes, claims = sorted(annotation.quotes, key=_beginning), sorted(annotation.claims, key=_beginning)
    names = _ids("Q", quotes)
    replace = msgspec.structs.replace
    return replace(
        annotation,
        speakers=[replace(one, id=speakers[one.id]) for one in annotation.speakers],
        quotes=[
            replace(
                one,
                id=names[one.id],
                speaker=speakers.get(one.speaker or ""),
                addressees=[speakers[who] for who in one.addressees],
                parent=names.get(one.parent or ""),
            )
            for one in quotes
        ],
        claims=[
            replace(one, id=f"C{number}", claimer=speakers[one.claimer], quote=names.get(one.quote or ""))
            for number, one in enumerate(claims, 1)
        ],
    )


def _ids(letter: str, items: Iterable[Speaker | Quote]) -> dict[str, str]:
    return {item.id: f"{letter}{number}" for number, item in enumerate(items, 1)}


def _beginning(item: Quote | Claim) -> tuple[int, int]:
    return item.content[0].start, -defaults.length(item.content)


def _check(annotation: Annotation) -> None:
    for letter, items in (("S", annotation.speakers), ("Q", annotation.quotes), ("C", annotation.claims)):
        for id_ in [item.id for item in items]:
            if not re.fullmatch(f"{letter}[1-9][0-9]*", id_):
                raise DataError(f"{annotation.doc}: the id {id_!r} is not {letter} with a number; rename it.")
    if annotation.quotes != in_text_order(annotation.quotes) or annotation.claims != in_text_order(annotation.claims):
        raise DataError(f"{annotation.doc}: its quotes or claims are not in the order in which they begin; sort them.")


def _spans(annotation: Annotation) -> Iterator[Tagged]:
    for quote in annotation.quotes:
        yield from (Tagged(span.start, span.end, quote.id) for span in quote.content)
        yield from (Tagged(span.start, span.end, f"{quote.id}.cue") for span in quote.cue)
        yield from (Tagged(span.start, span.end, f"{quote.id}.source") for span in quote.source)
    for claim in annotation.claims:
        yield from (Tagged(span.start, span.end, claim.id) for span in claim.content)
    for speaker in annotation.speakers:
        yield from _mentions(speaker)


def _mentions(speaker: Speaker) -> Iterator[Tagged]:
    for mention in speaker.mentions:
        usual = mention.form == defaults.mention_form(mention.text, speaker.name)
        yield Tagged(mention.start, mention.end, speaker.id if usual else f"{speaker.id}.{mention.form}")


def _head(annotation: Annotation) -> Head:
    speakers: dict[str, str | SpeakerHead] = {
        speaker.id: SpeakerHead(speaker.name, speaker.kind, speaker.wikidata) for speaker in annotation.speakers
    }
    return Head(
        doc=annotation.doc,
        annotator=annotation.annotator,
        speakers=speakers,
        quotes=dict(_quotes(annotation)),
        claims=dict(_claims(annotation)),
    )


def _quotes(annotation: Annotation) -> Iterator[tuple[str, QuoteHead]]:
    by_id = {quote.id: quote for quote in annotation.quotes}
    for quote, parent in zip(annotation.quotes, defaults.parents_of(annotation.quotes), strict=True):
        outer = by_id.get(quote.parent or "")
        entry = QuoteHead(
            speaker=_unless(defaults.speaker_of(quote.source, annotation.speakers), quote.speaker),
            addressees=quote.addressees,
            parent=_unless(parent, quote.parent),
            type=_unless(defaults.type_of(quote.content, outer.content if outer else None), quote.type),
            asserted=quote.asserted,
        )
        if entry != QuoteHead():
            yield quote.id, entry


def _claims(annotation: Annotation) -> Iterator[tuple[str, ClaimHead]]:
    by_id = {quote.id: quote for quote in annotation.quotes}
    for claim, around in zip(annotation.claims, defaults.quotes_of(annotation.claims, annotation.quotes), strict=True):
        yield (
            claim.id,
            ClaimHead(
                kind=claim.kind,
                normalized=claim.normalized,
                stance=claim.stance,
                check_worthy=claim.check_worthy,
                quote=_unless(around, claim.quote),
                claimer=_unless(defaults.claimer_of(by_id.get(claim.quote or "")), claim.claimer),
            ),
        )


def _unless(default: Any, value: Any) -> Any:
    """UNSET where the default says the same as the record."""
    return UNSET if value == default else value
