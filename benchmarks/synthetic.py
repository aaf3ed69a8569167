"""Made-up gold and predictions of any size for the benchmarks, seeded, as columns and as plain spans."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sayso.columns import ATTRIBUTES, QUOTE_ATTRIBUTES, Columns, Entities, Items, Spans, merge

SPANS = 16  # quotes a document
SPEAKERS = 4
ROOM = 120  # code points from one quote to the next


def sides(documents: int, seed: int = 0) -> tuple[Columns, Columns]:
    """Gold, and predictions that miss 15 % of it, move 30 % of the rest a little and confuse 10 % of the speakers."""
    random = np.random.default_rng(seed)
    n = documents * SPANS
    start = np.tile(np.arange(SPANS) * ROOM, documents) + random.integers(0, 50, n)
    end = start + random.integers(10, 60, n)
    doc = np.repeat(np.arange(documents), SPANS)
    speaker = random.integers(0, SPEAKERS, n)
    gold = _columns(documents, doc, start, end, speaker)
    kept = random.random(n) > 0.15
    moved = start + np.where(random.random(n) < 0.3, random.integers(1, 9, n), 0)
    other = np.where(random.random(n) < 0.1, (speaker + 1) % SPEAKERS, speaker)
    return gold, _columns(documents, doc[kept], moved[kept], end[kept] + 1, other[kept])


def entities_of(side: Columns, documents: int) -> list[list[dict[str, object]]]:
    """The quotes' contents as nervaluate takes them: a list of label, start, end (inclusive) for each document."""
    spans = side.quotes.roles["content"]
    found: list[list[dict[str, object]]] = [[] for _ in range(documents)]
    for doc, start, end in zip(side.quotes.doc.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True):
        found[doc].append({"label": "quote", "start": start, "end": end - 1})
    return found


def _columns(documents: int, doc: np.ndarray, start: np.ndarray, end: np.ndarray, speaker: np.ndarray) -> Columns:
    n = len(doc)
    none = np.zeros(0, np.int64)
    nothing = np.zeros(n, np.int64)
    content = merge(np.arange(n), start, end, nothing)
    trimmed = merge(np.arange(n), start + 1, end - 1, nothing)
    empty = Spans(np.zeros(n + 1, np.int64), none, none, nothing)
    roles = {"content": content, "trimmed content": trimmed, "cue": empty, "source": empty}
    attributes = {name: nothing % len(ATTRIBUTES[name]) for name in QUOTE_ATTRIBUTES}
    quotes = Items(doc, roles, doc * SPEAKERS + speaker, attributes, np.full(n, np.nan))
    claims = Items(none, {"content": Spans(np.zeros(1, np.int64), none, none, none)}, none, {}, none.astype(float))
    return Columns(documents, quotes, claims, _entities(documents), np.zeros((documents, 2), np.int64))


def _entities(documents: int) -> Entities:
    """Speakers with a mention each and no name: who they are is told by the mentions."""
    n = documents * SPEAKERS
    doc = np.repeat(np.arange(documents), SPEAKERS)
    start = np.tile(np.arange(SPEAKERS) * 30 + SPANS * ROOM, documents)
    none = np.zeros(0, np.int64)
    mentions = Spans(np.arange(n + 1), start, start + 9, np.zeros(n, np.int64))
    names = pa.nulls(n, pa.large_string())
    unstated = np.full(n, -1)
    return Entities(doc, mentions, unstated, none, none, none.astype(bool), [], names, unstated, unstated)
