"""Worked examples: a figure for annotators whose quotes are given by their texts."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.agreement.figures import agreement
from sayso.agreement.passes import Pass
from sayso.model import Annotation, Annotator, Quote, QuoteType, Span, Speaker, sha256_text

Given = str | tuple[str, ...]


def record(doc: str, text: str, quotes: Sequence[Given]) -> Annotation:
    """A record of `text`. A quote is its content, or content, cue, source, speaker and type, of which the last may be
    left out."""
    drawn = [(quote,) if isinstance(quote, str) else quote for quote in quotes]
    full = [(*quote, *("", "", "", "", "direct")[len(quote) :]) for quote in drawn]
    ids = {name: f"S{n}" for n, name in enumerate(dict.fromkeys(quote[3] for quote in full if quote[3]), 1)}
    made = [_quote(n, text, quote, ids) for n, quote in enumerate(full, 1)]
    speakers = [Speaker(id_, name, "person", None, []) for name, id_ in ids.items()]
    return Annotation("1.0", doc, sha256_text(text), Annotator("example", "human"), speakers, made, [])


def agree(name: str, text: str, *annotators: Sequence[Given]) -> float | None:
    """The figure `name` among annotators of one document, each given by quotes as `record` takes them."""
    passes = [Pass(str(n), {"example": record("example", text, quotes)}, {}) for n, quotes in enumerate(annotators)]
    return agreement(passes, {"example": text}).figures[name].value


def _quote(n: int, text: str, given: tuple[str, ...], ids: dict[str, str]) -> Quote:
    content, cue, source = ([_span(text, part)] if part else [] for part in given[:3])
    types: dict[str, QuoteType] = {"direct": "direct", "indirect": "indirect", "mixed": "mixed"}
    return Quote(f"Q{n}", types[given[4]], content, cue, source, ids.get(given[3]), [], None, True)


def _span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), part)
