"""From groups and decisions to one record, its ids in text order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sayso.adjudication.cases import MENTIONS, Case, Group, Portrait
from sayso.errors import DataError
from sayso.model import AUTHOR, SCHEMA_VERSION, Annotation, Annotator, Claim, Mention, Quote, Span, Speaker

GOLD = Annotator("gold", "adjudicated")
Chosen = Mapping[str, Portrait | None]
"""Every group's item as it will be, by label; None is left out."""


def settle(case: Case, decided: Mapping[str, Any], annotator: Annotator = GOLD) -> Annotation:
    """The record that the annotators' agreement and the decisions make.

    `decided` has for the id of every dispute the value decided for: a field's value, an item's portrait, or None for an
    item that is left out. A quote whose parent is left out, or a claim whose quote is, goes to the next one that
    encloses it. Raises `DataError` where an item refers to a speaker who is left out.
    """
    if undecided := [dispute.id for dispute in case.disputes if dispute.id not in decided]:
        raise DataError(f"{case.article.id}: {', '.join(undecided)} not decided; decide, then settle.")
    chosen = {group.label: _portrait(group, decided) for group in case.groups}
    enclosing = {group.label: group.first["parent"] for group in case.quotes}
    _check_speakers(case, chosen)
    mentions: dict[str, list[Mention]] = {group.label: [] for group in case.speakers}
    for group in case.mentions:
        if (portrait := chosen[group.label]) is not None and portrait["speaker"] in mentions:
            mentions[portrait["speaker"]] += [_mention(span, portrait["form"]) for span in portrait["content"]]
    speakers = [
        Speaker(label, p["name"], p["kind"], p["wikidata"], _with(mentions[label], p[MENTIONS] if group.whole else []))
        for group in case.speakers
        for label, p in _kept(group, chosen)
    ]
    quotes = [
        Quote(
            label,
            p["type"],
            p["content"],
            p["cue"],
            p["source"],
            p["speaker"],
            p["addressees"],
            _kept_around(p["parent"], chosen, enclosing),
            p["asserted"],
        )
        for group in case.quotes
        for label, p in _kept(group, chosen)
    ]
    claims = [
        Claim(
            label,
            p["content"],
            p["claimer"],
            _kept_around(p["quote"], chosen, enclosing),
            p["kind"],
            p["stance"],
            p["check_worthy"],
            p["normalized"],
        )
        for group in case.claims
        for label, p in _kept(group, chosen)
    ]
    article = case.article
    return in_text_order(
        Annotation(SCHEMA_VERSION, article.id, article.text_sha256, annotator, speakers, quotes, claims)
    )


def _portrait(group: Group, decided: Mapping[str, Any]) -> Portrait | None:
    """The item as it will be, None where it is left out."""
    if group.whole:
        found: Portrait | None = decided[group.label]
        return found
    return {field: decided.get(f"{group.label}.{field}", value) for field, value in group.first.items()}


def _kept(group: Group, chosen: Chosen) -> list[tuple[str, Portrait]]:
    portrait = chosen[group.label]
    return [] if portrait is None else [(group.label, portrait)]


def _kept_around(label: str | None, chosen: Chosen, enclosing: Mapping[str, str | None]) -> str | None:
    """The quote itself, or the nearest around it that is kept."""
    passed = set()
    while label is not None and chosen[label] is None and label not in passed:
        passed.add(label)
        label = enclosing[label]
    return None if label is None or chosen[label] is None else label


def _check_speakers(case: Case, chosen: Chosen) -> None:
    for group in (*case.mentions, *case.quotes, *case.claims):
        for label, portrait in _kept(group, chosen):
            named = [portrait.get("speaker"), portrait.get("claimer"), *portrait.get("addressees", [])]
            for speaker in named:
                if speaker is not None and speaker != AUTHOR and chosen[speaker] is None:
                    raise DataError(
                        f"{case.article.id}: {label} refers to the speaker {speaker}, who is decided to be left out; "
                        f"keep {speaker}, or decide {label} otherwise."
                    )


def _with(given: Sequence[Mention], own: Sequence[Mention]) -> list[Mention]:
    """The mentions of a speaker: those decided one by one, and of the speaker's version those in other places."""
    places = {(one.start, one.end) for one in given}
    return [*given, *(one for one in own if (one.start, one.end) not in places)]


def _mention(span: Span, form: Any) -> Mention:
    return Mention(span.start, span.end, span.text, form)


def in_text_order(record: Annotation) -> Annotation:
    """The record with its items in text order and ids that count from S1, Q1 and C1.

    Speakers go by their first mention, those without at the end; of quotes that start together the longer comes first.
    """
    speakers = sorted(
        (
            msgspec.structs.replace(speaker, mentions=sorted(speaker.mentions, key=lambda one: (one.start, one.end)))
            for speaker in record.speakers
        ),
        key=lambda speaker: min(((one.start, -one.end) for one in speaker.mentions), default=(2**62, 0)),
    )
    quotes = sorted(record.quotes, key=_place)
    claims = sorted(record.claims, key=_place)
    who = {speaker.id: f"S{n}" for n, speaker in enumerate(speakers, 1)}
    quote_ids: dict[str | None, str | None] = {quote.id: f"Q{n}" for n, quote in enumerate(quotes, 1)}
    quote_ids[None] = None
    replace = msgspec.structs.replace
    return replace(
        record,
        speakers=[replace(speaker, id=who[speaker.id]) for speaker in speakers],
        quotes=[
            replace(
                quote,
                id=quote_ids[quote.id],
                speaker=None if quote.speaker is None else who[quote.speaker],
                addressees=sorted((who[one] for one in quote.addressees), key=lambda id_: int(id_[1:])),
                parent=quote_ids[quote.parent],
            )
            for quote in quotes
        ],
        claims=[
            replace(claim, id=f"C{n}", claimer=who.get(claim.claimer, claim.claimer), quote=quote_ids[claim.quote])
            for n, claim in enumerate(claims, 1)
        ],
    )


def _place(item: Quote | Claim) -> tuple[int, int]:
    spans: Sequence[Span] = item.content
    return min(span.start for span in spans), -max(span.end for span in spans)
