"""The one record that most formats can hold of an article: its gold, or a prediction settled as one."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Sequence

from msgspec import UnsetType

from sayso.formats import Item
from sayso.formats.drawing import Drawn, annotate, form_of, in_order, kind_of, mention, spans_of
from sayso.formats.losses import passes_lost
from sayso.grounding import ground
from sayso.model import (
    AUTHOR,
    Annotation,
    Annotator,
    Article,
    Claim,
    PredictedMention,
    PredictedSpan,
    Prediction,
    Span,
    Speaker,
)

_PROGRAM = Annotator("prediction", "program")


def settle(items: Sequence[Item], *, passes: bool = False) -> tuple[list[Item], Counter[str]]:
    """Items with gold alone, or with nothing to write about their article; and what is lost by that.

    Where an item has only a prediction that is grounded and made a record: what is not in the article is left out, and
    so are scores. With `passes` those stay, for a format that holds several annotators' work.
    """
    losses: Counter[str] = Counter()
    settled = []
    for item in items:
        gold = item.gold
        if item.prediction is not None:
            if gold is None:
                gold = _record(item.prediction, item.article, losses)
            else:
                losses["predictions beside the gold"] += 1
        settled.append(dataclasses.replace(item, gold=gold, prediction=None, passes=item.passes if passes else ()))
    return settled, losses if passes else losses + passes_lost(items)


def _record(given: Prediction, article: Article, losses: Counter[str]) -> Annotation:
    prediction = ground(given, article).prediction
    cast = _Cast(prediction, article.text, losses)
    drawn = []
    for quote in prediction.quotes:
        content, cue, source = (
            _spans(spans, article.text, losses) for spans in (quote.content, quote.cue, quote.source)
        )
        losses["scores"] += isinstance(quote.score, float)
        if not content:
            losses["predicted quotes that are not in the article"] += 1
            continue
        kind = None if isinstance(quote.type, UnsetType) else quote.type
        who, told = cast.id(quote.speaker), [key for name in quote.addressees if (key := cast.id(name))]
        key = None if isinstance(quote.id, UnsetType) else quote.id
        drawn.append(Drawn(content, cue, source, key, who, told, quote.asserted, kind))
    claims = []
    for number, claim in enumerate(prediction.claims, 1):
        content = _spans(claim.content, article.text, losses)
        if content:
            claimer = AUTHOR if claim.claimer == AUTHOR else cast.id(claim.claimer) or AUTHOR
            claims.append(
                Claim(
                    f"C{number}",
                    content,
                    claimer,
                    None,
                    "other" if isinstance(claim.kind, UnsetType) else claim.kind,
                    "affirm" if isinstance(claim.stance, UnsetType) else claim.stance,
                    claim.check_worthy is True,
                    claim.normalized if isinstance(claim.normalized, str) and claim.normalized else content[0].text,
                )
            )
    annotator = _PROGRAM if isinstance(prediction.annotator, UnsetType) else prediction.annotator
    return annotate(article, annotator, drawn, list(cast.speakers.values()) or None, claims)


def _spans(spans: Sequence[PredictedSpan] | Sequence[PredictedMention], text: str, losses: Counter[str]) -> list[Span]:
    places = [(span.start, span.end) for span in spans if isinstance(span.start, int) and isinstance(span.end, int)]
    losses["predicted spans that are not in the article"] += len(spans) - len(places)
    return spans_of(text, places)


class _Cast:
    """The speakers of a prediction: those listed, and those that a quote or claim knows by name only."""

    def __init__(self, prediction: Prediction, text: str, losses: Counter[str]) -> None:
        self.speakers: dict[str, Speaker] = {}
        self._ids: dict[str, str] = {}
        listed = {speaker.id for speaker in prediction.speakers}
        self._free = (key for key in (f"S{number}" for number in itertools.count(1)) if key not in listed)
        for speaker in prediction.speakers:
            key = next(self._free) if isinstance(speaker.id, UnsetType) else speaker.id
            name = speaker.name if isinstance(speaker.name, str) and speaker.name else key
            mentions = in_order(mention(span) for span in _spans(speaker.mentions, text, losses))
            kind = kind_of(name) if isinstance(speaker.kind, UnsetType) else speaker.kind
            self.speakers[key] = Speaker(key, name, kind, speaker.wikidata, mentions)
            self._ids.setdefault(name, key)

    def id(self, who: str | UnsetType | None) -> str | None:
        """The id of a speaker that is given by id or name; a new one where no listed speaker has it."""
        if not isinstance(who, str) or not who or form_of(who) == "pronoun":
            return None
        if who in self.speakers:
            return who
        if who not in self._ids:
            key = self._ids[who] = next(self._free)
            self.speakers[key] = Speaker(key, who, kind_of(who), None, [])
        return self._ids[who]
