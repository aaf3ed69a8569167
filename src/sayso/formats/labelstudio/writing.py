"""From a record to what Label Studio draws: results, and the speakers that a task offers."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence
from typing import Any

from msgspec import UnsetType

from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.cast import Line, write_line
from sayso.formats.labelstudio.ids import keep
from sayso.model import (
    AUTHOR,
    Annotation,
    Claim,
    Mention,
    PredictedClaim,
    PredictedMention,
    PredictedQuote,
    PredictedSpan,
    PredictedSpeaker,
    Prediction,
    Quote,
    Span,
    Speaker,
)

Result = dict[str, Any]
Record = Annotation | Prediction

_OFFERED, _SPARE = 9, 3
"""Ids offered so that a new speaker is chosen by a key wherever it appears: so many in all, so many at least."""
_LONGEST_NAME = 40


def results_of(record: Record, text: str, offered: Container[str] | None = None) -> list[Result]:
    """The results that draw `record` on `text`, in the shape of `annotations/label_studio.xml`.

    `offered` are the speakers' ids that the task gives to choose from, where these are not all: any other speaker is
    written by name.

    Spans are in code points. Of a prediction the spans that have no offsets are left out, and what hangs on them; its
    ids are not kept either, so that what comes back is numbered by the guidelines.
    """
    return _Drawing(text, offered, named=isinstance(record, Annotation)).draw(record)


def speaker_choices(records: Sequence[Record], modifier: str = "") -> list[dict[str, str]]:
    """The choices that a task offers for the speaker of a region: the speakers of `records`, then unused ids.

    The alias, which is the speaker's id, is what Label Studio stores; the value is what it shows. The first nine have
    the digits as hotkeys, with `modifier` before them.
    """
    offered: dict[str, set[str]] = {}
    for record in records:
        for line in lines_of(record):
            offered.setdefault(str(line.id), set()).add(line.name or "")
    shown = {key: _shown(key, names) for key, names in offered.items()}
    spare = (key for key in (f"S{n}" for n in itertools.count(1)) if key not in offered)
    shown |= {key: f"{key} (new)" for key in itertools.islice(spare, max(_SPARE, _OFFERED - len(offered)))}
    choices = [{"value": value, "alias": key} for key, value in shown.items()]
    for digit, choice in enumerate(choices[:9], 1):
        choice["hotkey"] = f"{modifier}{digit}"
    return choices


def _shown(key: str, names: set[str]) -> str:
    """The id, and the name where all records give the same. A `$` would be taken for a field of the task."""
    name = names.copy().pop() if len(names) == 1 else ""
    short = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    return f"{key} {short}".strip().replace("$", "$\N{ZERO WIDTH SPACE}")


def lines_of(record: Record) -> list[Line]:
    """One line for each speaker, and for each name that an extractor gives without listing it, all with an id."""
    listed = {key for speaker in record.speakers for key in (speaker.id, speaker.name) if isinstance(key, str)}
    named = [who for quote in record.quotes for who in (quote.speaker, *quote.addressees)]
    named += [claim.claimer for claim in record.claims if claim.claimer != AUTHOR]
    loose = dict.fromkeys(who for who in named if isinstance(who, str) and who and who not in listed)
    taken = {speaker.id for speaker in record.speakers}
    free = (key for key in (f"S{n}" for n in itertools.count(1)) if key not in taken)
    return [_line(speaker, free) for speaker in record.speakers] + [Line(name, next(free)) for name in loose]


def _line(speaker: Speaker | PredictedSpeaker, free: Iterator[str]) -> Line:
    """A speaker's facts; one that an extractor left without a name goes by its first mention, or by its id."""
    key = next(free) if isinstance(speaker.id, UnsetType) else speaker.id
    names = (speaker.name, *(mention.text for mention in speaker.mentions), key)
    name = next(name for name in names if isinstance(name, str) and name)
    return Line(name, key, None if isinstance(speaker.kind, UnsetType) else speaker.kind, speaker.wikidata)


class _Drawing:
    """The results while they are gathered: regions with their fields first, then the speakers, then relations."""

    def __init__(self, text: str, offered: Container[str] | None, *, named: bool) -> None:
        self.text, self.offered, self.named = text, offered, named
        self.results: list[Result] = []
        self.relations: list[Result] = []
        self.speakers: dict[str, str] = {}  # id by id and by name
        self.mentions: dict[str, Result] = {}  # the first of each speaker
        self.shared: dict[tuple[str, int, int], str] = {}

    def draw(self, record: Record) -> list[Result]:
        lines = lines_of(record)
        speakers: Sequence[Speaker | PredictedSpeaker] = record.speakers
        quotes: Sequence[Quote | PredictedQuote] = record.quotes
        claims: Sequence[Claim | PredictedClaim] = record.claims
        self.speakers = {str(line.name): str(line.id) for line in lines} | {
            str(line.id): str(line.id) for line in lines
        }
        for line, speaker in zip(lines, speakers, strict=False):  # after them come names that are not listed
            mentions: Sequence[Mention | PredictedMention] = speaker.mentions
            for i, mention in enumerate(mentions, 1):
                self._mention(mention, str(line.id), i)
        drawn = [self._quote(quote, i) for i, quote in enumerate(quotes, 1)]
        first = {quote.id: region for quote, region in zip(quotes, drawn, strict=True)}
        for quote, region in zip(quotes, drawn, strict=True):
            if quote.parent is not None:
                self._relate(region, first.get(quote.parent), "parent")
        for i, claim in enumerate(claims, 1):
            region = self._claim(claim, i)
            if claim.quote is not None:
                self._relate(region, first.get(claim.quote), "quote")
        if lines:
            written = {"text": [write_line(line) for line in lines]}
            self.results.append(_result(config.SPEAKERS, "sayso-speakers", "textarea", written))
        return self.results + self.relations

    def _mention(self, mention: Mention | PredictedMention, speaker: str, number: int) -> None:
        region = self._region(keep("mention", speaker, number), config.MENTION, mention)
        if region:
            self.mentions.setdefault(speaker, region)
            self._choose(region, config.FORM, mention.form)
            self._who(region, speaker)

    def _quote(self, quote: Quote | PredictedQuote, number: int) -> Result | None:
        parts = self._parts("quote", quote, number)
        if not parts:
            return None
        first = parts[0]
        for part in parts:
            self._choose(part, config.TYPE, quote.type)
        if not quote.asserted:
            self._choose(first, config.ASSERTED, config.NO)
        if quote.speaker is None:
            self._choose(first, config.NO_SPEAKER, config.YES)
        else:
            self._who(first, quote.speaker)
        addressees = list(dict.fromkeys(self.speakers[who] for who in quote.addressees if who))
        if offered := [who for who in addressees if self._offers(who)]:
            self._choose(first, config.ADDRESSEES, *offered)
        for who in addressees:
            if not self._offers(who):
                self._relate(first, self.mentions.get(who), "addressee")
        for role, label, spans in (("source", config.SOURCE, quote.source), ("cue", config.CUE, quote.cue)):
            for span in spans:
                self._relate(first, self._share(label, span), role)
        return first

    def _claim(self, claim: Claim | PredictedClaim, number: int) -> Result | None:
        parts = self._parts("claim", claim, number)
        if not parts:
            return None
        first = parts[0]
        for part in parts:
            self._choose(part, config.KIND, claim.kind)
        if claim.stance == "refute":
            self._choose(first, config.STANCE, claim.stance)
        if claim.check_worthy is True:
            self._choose(first, config.CHECK_WORTHY, config.YES)
        if claim.claimer == AUTHOR:
            self._choose(first, config.CLAIMER, AUTHOR)
        else:
            self._who(first, claim.claimer)
        if isinstance(claim.normalized, str):
            self._write(first, config.NORMALIZED, claim.normalized)
        return first

    def _who(self, region: Result, speaker: str | UnsetType) -> None:
        if isinstance(speaker, str) and speaker:
            key = self.speakers[speaker]
            if self._offers(key):
                self._choose(region, config.SPEAKER, key)
            else:
                self._write(region, config.SPEAKER_NAME, key)

    def _offers(self, speaker: str) -> bool:
        return self.offered is None or speaker in self.offered

    def _parts(self, role: str, item: Quote | PredictedQuote | Claim | PredictedClaim, number: int) -> list[Result]:
        """One region for each span of the content, joined to the first."""
        named = self.named and isinstance(item.id, str)
        role, key = (role, str(item.id)) if named else (f"predicted{role}", str(number))
        label = config.QUOTE if isinstance(item, Quote | PredictedQuote) else config.CLAIM
        spans: Sequence[Span | PredictedSpan] = item.content
        drawn = [self._region(keep(role, key, n), label, span) for n, span in enumerate(spans, 1)]
        parts = [part for part in drawn if part]
        for part in parts[1:]:
            self._relate(parts[0], part, "part")
        if parts and isinstance(item, PredictedQuote | PredictedClaim) and isinstance(item.score, float):
            parts[0]["score"] = item.score
        return parts

    def _share(self, label: str, span: Span | PredictedSpan) -> Result | None:
        """Quotes with the same source or cue point to one region: two in the same place would hide each other."""
        if isinstance(span.start, UnsetType) or isinstance(span.end, UnsetType):
            return None
        place = (label, span.start, span.end)
        if place not in self.shared:
            self.shared[place] = f"sayso-{label.lower()}-{span.start}-{span.end}"
            self._region(self.shared[place], label, span)
        return {"id": self.shared[place]}

    def _region(self, key: str, label: str, span: Span | Mention | PredictedSpan | PredictedMention) -> Result | None:
        if isinstance(span.start, UnsetType) or isinstance(span.end, UnsetType):
            return None
        place = {"start": span.start, "end": span.end}
        value = {**place, "text": self.text[span.start : span.end], "labels": [label]}
        self.results.append(_result(config.LABEL, key, "labels", value))
        return self.results[-1]

    def _choose(self, region: Result, control: str, *values: str | UnsetType) -> None:
        if not isinstance(values[0], UnsetType):
            self._add(region, control, "choices", {"choices": list(values)})

    def _write(self, region: Result, control: str, value: str) -> None:
        self._add(region, control, "textarea", {"text": [value]})

    def _add(self, region: Result, control: str, kind: str, value: dict[str, Any]) -> None:
        place = {key: region["value"][key] for key in ("start", "end")}
        self.results.append(_result(control, region["id"], kind, place | value))

    def _relate(self, start: Result | None, end: Result | None, label: str) -> None:
        if start is not None and end is not None:
            ends = {"from_id": start["id"], "to_id": end["id"]}
            self.relations.append({"type": "relation", **ends, "direction": "right", "labels": [label]})


def _result(control: str, key: str, kind: str, value: dict[str, Any]) -> Result:
    return {"id": key, "from_name": control, "to_name": config.TEXT, "type": kind, "value": value}
