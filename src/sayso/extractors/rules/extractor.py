"""The extractor: from an article to a prediction."""

from __future__ import annotations

from sayso.extractors.rules import claimed
from sayso.extractors.rules.coreference import Entity
from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.limits import Form
from sayso.extractors.rules.reading import Reading, read
from sayso.model import (
    AUTHOR,
    SCHEMA_VERSION,
    Annotator,
    Article,
    PredictedClaim,
    PredictedMention,
    PredictedQuote,
    PredictedSpan,
    PredictedSpeaker,
    Prediction,
    QuoteType,
)
from sayso.quotation import MARKS, types_of

SCORES: dict[Form, float] = {
    "tag": 0.95,
    "colon": 0.9,
    "according": 0.9,
    "quote": 0.85,
    "view": 0.8,
    "bare": 0.7,
    "that": 0.7,
    "region": 0.65,
    "to": 0.55,
    "passive": 0.55,
    "thing": 0.55,
    "attitude": 0.5,
    "wh": 0.45,
}
"""The score of a quote: the share of quotes of its form that matched one of the gold (intersection over union ≥ 0.5) on
the tuning half of PolNeAR dev."""


class Rules:
    """Quotes, speakers and claims of English news by rules; docs/built-in.md says how, and how well.

    A noun phrase that someone merely attacks, praises or supports is no quote by annotations/guidelines.md; PolNeAR
    counts it, and so does `Rules(attitudes=True)`.
    """

    name = "rules"
    version = "1.0"

    def __init__(self, attitudes: bool = False) -> None:
        self._attitudes = attitudes

    def __call__(self, article: Article) -> Prediction:
        """Quotes, speakers and claims with exact offsets, in code points. Raises on no text."""
        return prediction(article, read(article, self._attitudes), self.name)


def prediction(article: Article, reading: Reading, name: str) -> Prediction:
    """What was read as a prediction of the extractor `name`."""
    ids = _speaker_ids(reading)
    return Prediction(
        doc=article.id,
        schema_version=SCHEMA_VERSION,
        text_sha256=article.text_sha256,
        annotator=Annotator(name, "program"),
        speakers=[_speaker(reading.text, entity, speaker_id) for entity, speaker_id in ids.items()],
        quotes=[_quote(reading, number, ids) for number in range(len(reading.quotes))],
        claims=[_claim(reading, number, claim, ids) for number, claim in enumerate(claimed.find(reading), 1)],
    )


with_attitudes = Rules(attitudes=True)
"""The extractor with attitudes as quotes: `sayso eval sayso.extractors.rules:with_attitudes`."""


def _speaker_ids(reading: Reading) -> dict[Entity, str]:
    """The entities that speak, in the order of first mention, each with its id."""
    entities = {entity: None for entity in reading.speakers if entity is not None}
    ordered = sorted(entities, key=lambda entity: min((mention.start for mention in entity.mentions), default=0))
    return {entity: f"S{number}" for number, entity in enumerate(ordered, 1)}


def _span(text: str, place: Place) -> PredictedSpan:
    return PredictedSpan(place[0], place[1], text[place[0] : place[1]])


def _speaker(text: str, entity: Entity, speaker_id: str) -> PredictedSpeaker:
    places = sorted({(mention.start, mention.end, mention.form) for mention in entity.mentions})
    return PredictedSpeaker(
        id=speaker_id,
        name=entity.name,
        kind=entity.kind,
        mentions=[PredictedMention(start, end, text[start:end], form) for start, end, form in places],
    )


def _quote(reading: Reading, number: int, ids: dict[Entity, str]) -> PredictedQuote:
    text, quote = reading.text, reading.quotes[number]
    parent, speaker = reading.parents[number], reading.speakers[number]
    return PredictedQuote(
        id=f"Q{number + 1}",
        type=_type(text, quote),
        content=[_span(text, place) for place in quote.content],
        cue=[_span(text, place) for place in quote.cue],
        source=[_span(text, place) for place in quote.source],
        speaker=None if speaker is None else ids[speaker],
        parent=None if parent is None else f"Q{parent + 1}",
        asserted=quote.asserted,
        score=SCORES[quote.form],
    )


def _type(text: str, quote: Found) -> QuoteType:
    """The type that the marks allow; where single or stray marks leave it open, by the marks at the edges."""
    contents = [text[start:end] for start, end in quote.content]
    allowed = types_of(contents)
    if len(allowed) == 1:
        return next(iter(allowed))
    edges = [content.strip(" ,.") for content in contents]
    if all(edge[:1] in MARKS and edge[-1:] in MARKS for edge in edges if edge):
        return "direct"
    return "mixed" if any(mark in content for content in contents for mark in '"“”«»') else "indirect"


def _claim(reading: Reading, number: int, claim: claimed.Claimed, ids: dict[Entity, str]) -> PredictedClaim:
    text, clause = reading.text, claim.clause
    speaker = None if claim.quote is None else reading.speakers[claim.quote]
    content = " ".join(text[start:end] for start, end in clause.places)
    return PredictedClaim(
        id=f"C{number}",
        content=[_span(text, place) for place in clause.places],
        claimer=AUTHOR if speaker is None else ids[speaker],
        quote=None if claim.quote is None else f"Q{claim.quote + 1}",
        kind=clause.kind,
        stance="refute" if claim.denied else "affirm",
        check_worthy=clause.check_worthy,
        normalized=" ".join(f"{content[0].upper()}{content[1:]}.".split()),
    )
