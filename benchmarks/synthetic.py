"""Made-up gold and predictions of any size for the benchmarks, seeded, as columns and as plain spans."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sayso.columns import QUOTE_ATTRIBUTES, Columns, Entities, Items, Spans

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


def worst(n: int, seed: int = 0) -> tuple[Columns, Columns]:
    """One document with n quotes a side, each of which overlaps all others."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(2):
        start = np.sort(random.integers(0, n, n))
        found.append(_columns(1, np.zeros(n, np.int64), start, start + n + random.integers(1, n, n), start % SPEAKERS))
    return found[0], found[1]


def _columns(documents: int, doc: np.ndarray, start: np.ndarray, end: np.ndarray, speaker: np.ndarray) -> Columns:
    """Columns that are the same throughout take no memory, and those of content and trimmed content are shared."""
    n = len(doc)
    none = np.zeros(0, np.int64)
    nothing = np.broadcast_to(np.int64(0), n)
    offsets = np.arange(n + 1)
    content = Spans(offsets, start, end, nothing)
    trimmed = Spans(offsets, start + 1, end - 1, nothing)
    empty = Spans(np.broadcast_to(np.int64(0), n + 1), none, none, nothing)
    roles = {"content": content, "trimmed content": trimmed}
    roles |= {f"{edges}{role}": empty for role in ("cue", "source") for edges in ("", "trimmed ")}
    attributes = dict.fromkeys(QUOTE_ATTRIBUTES, nothing)
    quotes = Items(doc, roles, doc * SPEAKERS + speaker, attributes, np.broadcast_to(np.float64(np.nan), n))
    of_none = Spans(np.zeros(1, np.int64), none, none, none)
    claims = Items(none, {"content": of_none, "trimmed content": of_none}, none, {}, none.astype(float))
    return Columns(documents, quotes, claims, _entities(documents), np.zeros((documents, 2), np.int64))


def _entities(documents: int) -> Entities:
    """Speakers with a mention each and no name: who they are is told by the mentions."""
    n = documents * SPEAKERS
    doc = np.repeat(np.arange(documents), SPEAKERS)
    start = np.tile(np.arange(SPEAKERS) * 30 + SPANS * ROOM, documents)
    none = np.zeros(0, np.int64)
    mentions = Spans(np.arange(n + 1), start, start + 9, np.zeros(n, np.int64))
    names = pa.nulls(n, pa.large_string())
    unknown = np.full(n, -1)
    return Entities(doc, mentions, unknown, none, none, none.astype(bool), [], names, unknown, unknown)
