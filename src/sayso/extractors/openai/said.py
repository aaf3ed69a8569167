"""What a model is asked for: a prediction without offsets and ids, every field required as strict schemas want it."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.model import AUTHOR, Annotation, ClaimKind, Prediction, QuoteType, Span, SpeakerKind, Stance


class SaidSpeaker(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    kind: SpeakerKind


class SaidQuote(msgspec.Struct, forbid_unknown_fields=True):
    content: list[str]
    cue: list[str]
    source: list[str]
    speaker: str | None
    type: QuoteType
    asserted: bool


class SaidClaim(msgspec.Struct, forbid_unknown_fields=True):
    content: list[str]
    claimer: str
    kind: ClaimKind
    stance: Stance
    check_worthy: bool
    normalized: str


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """One answer."""

    speakers: list[SaidSpeaker]
    quotes: list[SaidQuote]
    claims: list[SaidClaim]


def schema() -> dict[str, Any]:
    """The JSON Schema of `Said`."""
    found = msgspec.json.schema(Said)
    definitions = found.pop("$defs")
    top = definitions.pop("Said")
    top.pop("description", None)
    return {**top, "$defs": definitions}


def prediction_of(doc: str, parts: list[Said]) -> Prediction:
    """The answers on the parts of an article as one prediction; speakers of one name are one."""
    names: dict[str, str] = {}
    speakers = []
    for speaker in (speaker for part in parts for speaker in part.speakers):
        if speaker.name.strip() and speaker.name not in names:
            names[speaker.name] = f"S{len(names) + 1}"
            speakers.append({"id": names[speaker.name], "name": speaker.name, "kind": speaker.kind})
    quotes, claims = [], []
    for part in parts:
        for quote in part.quotes:
            record = {role: _spans(getattr(quote, role)) for role in ("content", "cue", "source")}
            who = names.get(quote.speaker, quote.speaker) if quote.speaker else None
            quotes.append({**record, "speaker": who, "type": quote.type, "asserted": quote.asserted})
        for claim in part.claims:
            record = msgspec.to_builtins(claim) | {"content": _spans(claim.content)}
            record["claimer"] = names.get(claim.claimer, claim.claimer)
            claims.append({key: value for key, value in record.items() if value != ""})
    return msgspec.convert({"doc": doc, "speakers": speakers, "quotes": quotes, "claims": claims}, Prediction)


def said_of(gold: Annotation) -> Said:
    """A gold annotation as a model would have to answer."""
    names = {speaker.id: speaker.name for speaker in gold.speakers}
    return Said(
        [SaidSpeaker(speaker.name, speaker.kind) for speaker in gold.speakers],
        [
            SaidQuote(
                _texts(quote.content),
                _texts(quote.cue),
                _texts(quote.source),
                names.get(quote.speaker or ""),
                quote.type,
                quote.asserted,
            )
            for quote in gold.quotes
        ],
        [
            SaidClaim(
                _texts(claim.content),
                names.get(claim.claimer, AUTHOR),
                claim.kind,
                claim.stance,
                claim.check_worthy,
                claim.normalized,
            )
            for claim in gold.claims
        ],
    )


def _spans(texts: list[str]) -> list[dict[str, str]]:
    return [{"text": text} for text in texts]


def _texts(spans: list[Span]) -> list[str]:
    return [span.text for span in spans]
