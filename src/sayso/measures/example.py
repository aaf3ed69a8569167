"""Worked examples: a measure's value for quotes and claims given by their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from sayso.model import Article, Prediction, sha256_text

Quote = dict[str, Any]


def quote(content: str, cue: str = "", source: str = "", **attributes: Any) -> Quote:
    """A quote from the texts of its content, cue and source."""
    spans = {"cue": cue, "source": source}
    return {"content": [{"text": content}], **{k: [{"text": v}] for k, v in spans.items() if v}, **attributes}


def claim(content: str, **attributes: Any) -> Quote:
    """A claim from the text of its content."""
    return {"content": [{"text": content}], **attributes}


def example(
    measure: str,
    text: str,
    gold: Sequence[str | Quote] = (),
    predicted: Sequence[str | Quote] = (),
    claims: tuple[Sequence[Quote], Sequence[Quote]] = ((), ()),
) -> float:
    """The measure's value on one article; a quote is its content's text, or a dict made by `quote`."""
    sides = [
        {"quotes": [q if isinstance(q, dict) else quote(q) for q in quotes], "claims": of_side}
        for quotes, of_side in ((gold, claims[0]), (predicted, claims[1]))
    ]
    return value_of(measure, text, *sides)


def speakers_example(measure: str, text: str, gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The measure's value where each speaker is given by the letters that mention it."""
    sides = [
        {"speakers": [{"id": f"S{i}", "mentions": [{"text": c} for c in letters]} for i, letters in enumerate(side)]}
        for side in (gold, predicted)
    ]
    return value_of(measure, text, *sides)


def value_of(measure: str, text: str, *records: dict[str, Any]) -> float:
    """The measure's value on one article for gold and prediction, both records in the shape of a prediction."""
    from sayso.comparison import Comparison
    from sayso.flattening import columns
    from sayso.grounding import ground
    from sayso.measures.base import parse

    digest = sha256_text(text)
    article = Article("example", text, [], None, None, None, None, None, None, None, digest, digest)
    sides = []
    for record in records:
        grounded = ground(msgspec.convert({"doc": "example", **record}, Prediction), article)
        sides.append(columns([grounded.prediction], np.array([grounded.verbatim]), [text]))
    found = parse(measure)
    return float(found.score(found.rows(Comparison(*sides)).sum(axis=0)))
