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
    from sayso.columns import columns
    from sayso.comparison import Comparison
    from sayso.grounding import ground
    from sayso.measures.base import parse

    digest = sha256_text(text)
    article = Article("example", text, [], None, None, None, None, None, None, None, digest, digest)
    sides = []
    for quotes, of_side in ((gold, claims[0]), (predicted, claims[1])):
        record = {
            "doc": "example",
            "quotes": [q if isinstance(q, dict) else quote(q) for q in quotes],
            "claims": of_side,
        }
        grounded = ground(msgspec.convert(record, Prediction), article)
        sides.append(columns([grounded.prediction], np.array([grounded.verbatim]), [text]))
    found = parse(measure)
    return float(found.score(found.rows(Comparison(*sides)).sum(axis=0)))
