"""Gold and one system's predictions side by side: the pairs, masks and counts that the measures are made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal, TypeVar

import numpy as np

from sayso.columns import NOBODY, THE_AUTHOR, UNKNOWN, Columns, Ints, Items
from sayso.crowds import Keys, shared_characters
from sayso.errors import UsageError
from sayso.matching import Mask, Match, Pairs, first_mentioned, matches, one_to_one, overlapping, same_entities, union

Kind = Literal["quotes", "claims"]
_NO_ONE = -9
_Found = TypeVar("_Found")


class Comparison:
    """Two sides over the same documents. What several measures need is worked out once and kept.

    A statistics row is three counts of a document: right, predicted, gold.
    """

    def __init__(self, gold: Columns, predicted: Columns) -> None:
        if gold.documents != predicted.documents:
            raise ValueError(f"gold has {gold.documents} documents and the predictions {predicted.documents}")
        self.gold, self.predicted = gold, predicted
        self.documents = gold.documents
        self._kept: dict[Hashable, Any] = {}

    def once(self, make: Callable[..., _Found], *args: Hashable) -> _Found:
        """`make(self, *args)`, worked out once and kept for the next measure that asks."""
        key = (make, args)
        if key not in self._kept:
            self._kept[key] = make(self, *args)
        found: _Found = self._kept[key]
        return found

    @property
    def texts(self) -> Sequence[str]:
        """The articles. Raises `UsageError` where the columns were made without them."""
        if self.gold.texts is None:
            raise UsageError("This measure counts words, and the gold columns hold no texts; make them with `texts`.")
        return self.gold.texts

    def sides(self, kind: Kind) -> tuple[Items, Items]:
        """Gold and predicted quotes, or claims."""
        return (
            (self.gold.quotes, self.predicted.quotes) if kind == "quotes" else (self.gold.claims, self.predicted.claims)
        )

    def pairs(self, kind: Kind, role: str = "content") -> Pairs:
        """All pairs of items that share a character in `role`."""
        return self.once(_pairs, kind, role)

    def matched(self, kind: Kind, match: Match) -> Mask:
        """Which of `pairs(kind)` match in their content."""
        return self.once(_matched, kind, match)

    def entities(self) -> tuple[Ints, Pairs]:
        """Which predicted speakers stand for which gold ones, and all candidate pairs: see `same_entities`."""
        return self.once(_entities)

    def role_matched(self, kind: Kind, role: str, match: Match) -> Mask:
        """Which of `pairs(kind)` match in another role as well as in their content."""
        gold, predicted = self.sides(kind)
        pairs = self.once(_shared_in, kind, role)
        return self.matched(kind, match) & (pairs.shared > 0) & matches(pairs, gold, predicted, role, match)

    def same_attribute(self, kind: Kind, attribute: str) -> Mask:
        """Which of `pairs(kind)` have the same value of an attribute; one left out equals nothing."""
        gold, predicted = self.sides(kind)
        pairs = self.pairs(kind)
        same: Mask = gold.attributes[attribute][pairs.gold] == predicted.attributes[attribute][pairs.predicted]
        return same

    def same_entity(self, kind: Kind) -> Mask:
        """Which of `pairs(kind)` have the same speaker or claimer; nobody is the same as nobody."""
        pairs = self.pairs(kind)
        same: Mask = self.sides(kind)[0].entity[pairs.gold] == self.gold_entity(kind)[pairs.predicted]
        return same

    def gold_entity(self, kind: Kind) -> Ints:
        """For each predicted item the gold entity that its own stands for, a code, or `_NO_ONE`."""
        codes = self.sides(kind)[1].entity
        stands_for = self.entities()[0]
        known = codes >= 0
        result = np.where((codes == NOBODY) | (codes == THE_AUTHOR), codes, _NO_ONE)
        found = stands_for[codes[known]]
        result[known] = np.where(found >= 0, found, _NO_ONE)
        return result

    def keys(self, kind: Kind) -> Keys:
        """What tells items of the same place apart: person, attributes, roles, and the score of a prediction."""
        return self.once(_keys, kind)

    def items(self, kind: Kind, right: Mask, role: str = "content") -> Ints:
        """Statistics rows of one-to-one matching among the pairs in `right`; items without `role` do not count."""
        gold, predicted = self.sides(kind)
        pairs = self.pairs(kind).keep(right)
        taken = one_to_one(pairs, len(gold), len(predicted))
        hits = np.bincount(gold.doc[pairs.gold[taken]], minlength=self.documents)
        return np.stack((hits, *self.once(_given, kind, role)), axis=1)

    def rows(self, right: Ints, predicted: Ints, gold: Ints) -> Ints:
        """Statistics rows from the document of each right, predicted and gold item."""
        return np.stack([np.bincount(side, minlength=self.documents) for side in (right, predicted, gold)], axis=1)

    def characters(self, kind: Kind, role: str = "content", by_entity: bool = False) -> Ints:
        """Statistics rows of characters: each side is the union of its spans, per document, or per speaker of it."""
        gold, predicted = self.sides(kind)
        g_line, p_line, line_doc = self._entity_lines(kind) if by_entity else self._document_lines(kind)
        lines = np.arange(len(line_doc))
        g, p = union(g_line, gold.roles[role], len(lines)), union(p_line, predicted.roles[role], len(lines))
        if by_entity or len(g.start) < len(gold.roles[role].start) or len(p.start) < len(predicted.roles[role].start):
            both = overlapping(lines, g, lines, p)
            doc = line_doc[both.gold]
        else:  # no two items of a side overlap, so that what pairs of items share is what the unions share
            both = self.pairs(kind, role)
            doc = gold.doc[both.gold]
        return np.stack(
            (
                self._sum(doc, both.shared),
                self._sum(line_doc, p.size) + self._sum(predicted.doc, predicted.roles[role].lost),
                self._sum(line_doc, g.size),
            ),
            axis=1,
        )

    def _sum(self, doc: Ints, amount: Ints) -> Ints:
        """Amounts added up by document; float64 is exact up to 2⁵³."""
        return np.bincount(doc, amount, self.documents).astype(np.int64)

    def _document_lines(self, kind: Kind) -> tuple[Ints, Ints, Ints]:
        gold, predicted = self.sides(kind)
        return gold.doc, predicted.doc, np.arange(self.documents)

    def _entity_lines(self, kind: Kind) -> tuple[Ints, Ints, Ints]:
        """A line for each gold speaker, for nobody in each document, and for strangers in each document."""
        gold, predicted = self.sides(kind)
        n = len(self.gold.entities)
        documents = np.arange(self.documents)
        g_line = np.where(gold.entity >= 0, gold.entity, n + gold.doc)
        entity = self.gold_entity(kind)
        p_line = np.where(entity >= 0, entity, n + predicted.doc)
        p_line = np.where(entity == _NO_ONE, n + self.documents + predicted.doc, p_line)
        return g_line, p_line, np.concatenate((self.gold.entities.doc, documents, documents))


def _given(comparison: Comparison, kind: Kind, role: str) -> tuple[Ints, Ints]:
    """How many predicted and how many gold items of each document have a role."""
    gold, predicted = (
        np.bincount(items.doc[items.roles[role].given], minlength=comparison.documents)
        for items in comparison.sides(kind)
    )
    return predicted, gold


def _pairs(comparison: Comparison, kind: Kind, role: str) -> Pairs:
    gold, predicted = comparison.sides(kind)
    trimmed = gold.roles[f"trimmed {role}"], predicted.roles[f"trimmed {role}"]
    return overlapping(
        gold.doc, gold.roles[role], predicted.doc, predicted.roles[role], [trimmed], lambda: comparison.keys(kind)
    )


def _keys(comparison: Comparison, kind: Kind) -> Keys:
    gold, predicted = comparison.sides(kind)
    rank = np.append(first_mentioned(comparison.gold.entities), 0)
    stands_for = np.where(predicted.entity == UNKNOWN, UNKNOWN, comparison.gold_entity(kind))
    g_who, p_who = (np.where(who >= 0, rank[np.maximum(who, 0)], who) for who in (gold.entity, stands_for))
    keys = [(g_who, p_who), (np.full(len(gold), np.nan), predicted.score)]
    keys += [(codes, predicted.attributes[name]) for name, codes in gold.attributes.items()]
    for role, spans in gold.roles.items():
        other = predicted.roles[role]
        keys += [(spans.lost, other.lost), (spans.fingerprint, other.fingerprint)]
    return keys


def _shared_in(comparison: Comparison, kind: Kind, role: str) -> Pairs:
    """The pairs of `pairs(kind)` with the characters that they share in another role."""
    gold, predicted = comparison.sides(kind)
    pairs = comparison.pairs(kind)
    shared = shared_characters(gold.roles[role], pairs.gold, predicted.roles[role], pairs.predicted)
    return Pairs(pairs.gold, pairs.predicted, shared)


def _matched(comparison: Comparison, kind: Kind, match: Match) -> Mask:
    gold, predicted = comparison.sides(kind)
    return matches(comparison.pairs(kind), gold, predicted, "content", match)


def _entities(comparison: Comparison) -> tuple[Ints, Pairs]:
    return same_entities(comparison.gold.entities, comparison.predicted.entities)
