"""What is compared between two annotators: quotes, claims and speakers, mentions, and the labels of what is matched.

The measures of `sayso.measures` are taken as they are. Mentions, which no extractor is scored on, are compared as
quotes are, their content the mention and their speaker the one whom they mention: columns made of them go through the
same code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa

from sayso.columns import ATTRIBUTES, Columns, Ints, Items
from sayso.comparison import Comparison, Kind
from sayso.flattening import FlatSpans
from sayso.matching import Match, Pairs, one_to_one
from sayso.measures import Measure, parse
from sayso.measures.base import COUNTS, PRF, TASKS, Floats, Task, recall
from sayso.measures.peers import classification
from sayso.model import Annotation

MATCHES = ("exact", "trimmed", "iou=0.5", "overlap")
LABEL_MATCH = "iou=0.5"
"""Labels are judged on items paired under this match: where the edges are has figures of its own."""
AGR = "agr"


def mentions_of(side: Columns, records: Sequence[Annotation | None]) -> Columns:
    """`side`, which was made of `records`, with its mentions in the place of quotes, and no claims."""
    mentions = side.entities.mentions
    owner, n = mentions.owner, len(mentions.start)
    texts = [m.text for record in records if record is not None for who in record.speakers for m in who.mentions]
    flat = FlatSpans(np.arange(n), mentions.start, mentions.end, pa.array(texts, pa.string()), np.zeros(n, np.int64))
    spans, trimmed = flat.merged()
    attributes = {"form": side.entities.form}
    roles = {"content": spans, "trimmed content": trimmed}
    items = Items(side.entities.doc[owner], roles, owner, attributes, np.full(n, np.nan))
    return dataclasses.replace(side, quotes=items, claims=side.claims.part(0, 0, 0))


def mirrored(measure: Measure, rows: Floats) -> Floats:
    """Rows of B against A as rows of A against B."""
    if measure.task.counts == COUNTS:
        return rows[:, [0, 2, 1]]
    k = next(k for k in range(1, rows.shape[1]) if k * (k + 1) + 1 == rows.shape[1])
    matrix = rows[:, :-1].reshape(-1, k, k + 1)
    turned = matrix.copy()
    turned[:, :, :k] = matrix[:, :, :k].transpose(0, 2, 1)
    return np.concatenate((turned.reshape(len(rows), -1), rows[:, -1:]), axis=1)


def _mentions(comparison: Comparison, match: Match) -> Ints:
    if match.kind == "overlap":
        return comparison.characters("quotes")
    return comparison.items("quotes", comparison.matched("quotes", match))


def _referents(comparison: Comparison, match: Match) -> Ints:
    return comparison.items("quotes", comparison.matched("quotes", match) & comparison.same_entity("quotes"))


def _agr(comparison: Comparison, match: Match, kind: Kind) -> Ints:  # noqa: ARG001
    """A's items that share a character with one of B's, B's items, A's items."""
    a, b = comparison.sides(kind)
    found = np.unique(comparison.pairs(kind).gold)
    return comparison.rows(a.doc[found], b.doc, a.doc)


def _speaker_kinds(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
    """Kinds of the speakers that are the same, paired one to one."""
    a, b = comparison.gold.entities, comparison.predicted.entities
    same: Pairs = comparison.entities()[1]
    same = same.keep(one_to_one(same, len(a), len(b)))
    return _confusion(comparison, a.doc[same.gold], a.kind[same.gold], b.kind[same.predicted], "speaker kind")


def _label(comparison: Comparison, match: Match, attribute: str) -> Ints:
    """Values of an attribute of the matched quotes, or mentions."""
    pairs = comparison.once(classification.matched, "quotes", match)
    a, b = comparison.sides("quotes")
    values = a.attributes[attribute][pairs.gold], b.attributes[attribute][pairs.predicted]
    return _confusion(comparison, a.doc[pairs.gold], *values, attribute)


def _confusion(comparison: Comparison, doc: Ints, a: Ints, b: Ints, attribute: str) -> Ints:
    """Rows in the shape that `sayso.measures.peers.classification` gives them."""
    k = len(ATTRIBUTES[attribute])
    found = np.zeros((comparison.documents, k * (k + 1) + 1), np.int64)
    np.add.at(found, (doc, a * (k + 1) + b), 1)
    found[:, -1] = found.sum(axis=1)
    return found


def _kappa(name: str, attribute: str, rows: object, match: str = "") -> Measure:
    classes = [str(value).lower() for value in ATTRIBUTES[attribute]]
    matches = ("exact", "trimmed", "iou") if match else ()
    made = Task(name, matches, classification.counts(classes), classification.metrics(classes), rows)  # type: ignore[arg-type]
    return Measure(made, "kappa", Match.parse(match) if match else None)


def _f1(found: Task) -> list[Measure]:
    matches: list[Match | None] = [Match.parse(name) for name in MATCHES if name.partition("=")[0] in found.matches]
    return [Measure(found, "f1", match) for match in matches or [None]]


def _agr_measure(kind: Kind) -> Measure:
    return Measure(Task(kind, (), ("found", "other", "drawn"), {AGR: recall}, partial(_agr, kind=kind)), AGR, None)


_SCORED = "quotes cues sources types attribution speakers claims claimers check_worthiness".split()

MEASURES: tuple[Measure, ...] = (
    *(measure for name in _SCORED for measure in _f1(TASKS[name])),
    _agr_measure("quotes"),
    _agr_measure("claims"),
    *(parse(f"{name}.kappa@{LABEL_MATCH}") for name in "quote_types asserted claim_kinds stance check_worthy".split()),
    _kappa("nested", "nested", partial(_label, attribute="nested"), LABEL_MATCH),
    _kappa("speaker_kinds", "speaker kind", _speaker_kinds),
)
"""What is measured on quotes, claims and speakers."""

MENTION_MEASURES: tuple[Measure, ...] = (
    *_f1(Task("mentions", ("exact", "trimmed", "iou", "overlap"), COUNTS, PRF, _mentions)),
    *_f1(Task("referents", ("exact", "trimmed", "iou"), COUNTS, PRF, _referents)),
    _kappa("mention_forms", "form", partial(_label, attribute="form"), LABEL_MATCH),
)
"""What is measured on the columns that `mentions_of` makes."""
