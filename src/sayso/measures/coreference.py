"""Coreference of speakers: are their mentions gathered under the right people? MUC, B³, CEAFe, LEA and their means.

A speaker is the set of its mentions. Mentions are the same when they are the same characters (**exact**, as in CoNLL:
a boundary that is off by one is a mention missed and one made up). All speakers that have a mention count, quoted or
not. A mention that one side gives to several speakers belongs to the first of them in text order. The mentions of one
speaker that are not in the article at all count as one mention that nothing matches.

Numerators and denominators of recall are summed over documents before they are divided, as in the official scorer. With
g a gold speaker, p a predicted one, |g| their mentions and |g ∩ p| the mentions they share:

- `speakers.muc` = Σ_g (|g| − parts of g) / Σ_g (|g| − 1). Parts of g are the speakers p that share a mention with it,
  and each mention that is in none. A speaker mentioned once (a singleton) counts for nothing.
- `speakers.b3` = Σ_g Σ_p |g ∩ p|² / |g|, over Σ_g |g|. A singleton counts like any mention.
- `speakers.ceafe` = Σ 2 |g ∩ p| / (|g| + |p|) over the pairs of the one-to-one pairing that makes it greatest, over the
  number of g. A singleton counts as a whole speaker.
- `speakers.lea` = Σ_g |g| · (links of g found / links of g), over Σ_g |g|. A link is two mentions together; a singleton
  is linked to itself, and found when it is a singleton on the other side too.

Precision is the same with g and p exchanged, F1 the harmonic mean. `speakers.conll.f1` is the mean of the F1 of MUC, B³
and CEAFe, as in CoNLL-2012; `speakers.coreference.f1` the mean of all four. Range 0–1. Empty case: where both
denominators are 0 (nothing to do and nothing done; for MUC also when all are singletons) 1, where one is 0, 0; the
official scorer gives 0 in both cases.

Source: Vilain et al. (1995); Bagga and Baldwin (1998); Luo (2005); Moosavi and Strube (2016); Pradhan et al. (2014).

The example of Pradhan et al.: gold {a b c} {d e f g}, predicted {a b} {c d} {f g h i}.

>>> from sayso.measures.example import speakers_example
>>> sides = "a b c d e f g h i", ["abc", "defg"], ["ab", "cd", "fghi"]
>>> for name in ("muc", "b3", "ceafe", "lea"):
...     scores = [speakers_example(f"speakers.{name}.{metric}", *sides) for metric in ("recall", "precision", "f1")]
...     print(name, *(f"{score:.2f}" for score in scores))
muc 0.40 0.40 0.40
b3 0.42 0.50 0.45
ceafe 0.65 0.43 0.52
lea 0.24 0.33 0.28
>>> [round(speakers_example(f"speakers.{mean}.f1", *sides), 2) for mean in ("conll", "coreference")]
[0.46, 0.41]
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from sayso.columns import Entities, Ints
from sayso.comparison import Comparison
from sayso.matching import Match, Pairs, best_one_to_one, by_item
from sayso.measures.base import Floats, Metric, ratio, task

COUNTS = ("recall part", "recall whole", "precision part", "precision whole", "gold")
"""Of one task; `gold` is the number of gold mentions."""


@dataclasses.dataclass(frozen=True, slots=True)
class Clusters:
    """Mentions by speaker: each mention once. Speakers are numbered so that no file can change their order."""

    doc: Ints
    """Document of each speaker."""
    owner: Ints
    """Speaker of each mention."""
    start: Ints
    end: Ints

    @property
    def size(self) -> Ints:
        """Number of mentions of each speaker; 0 where other speakers have them all."""
        return np.bincount(self.owner, minlength=len(self.doc))


def clusters(entities: Entities, invented: int) -> Clusters:
    """The speakers' mentions; `invented` (negative) stands for the end of mentions that are not in the article."""
    spans = entities.mentions
    lost = np.flatnonzero(spans.lost > 0)
    first = np.full(len(entities), np.iinfo(np.int64).max)
    np.minimum.at(first, spans.owner, spans.start)
    order = np.lexsort((spans.lost, spans.fingerprint, first, entities.doc))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    owner = rank[np.concatenate((spans.owner, lost))]
    doc = entities.doc[order]
    start = np.concatenate((spans.start, -1 - rank[lost]))
    end = np.concatenate((spans.end, np.full(len(lost), invented)))
    by_place = np.lexsort((owner, end, start, doc[owner]))
    owner, start, end = owner[by_place], start[by_place], end[by_place]
    repeated = np.zeros(len(owner), bool)
    repeated[1:] = _same(doc[owner], start, end)
    return Clusters(doc, owner[~repeated], start[~repeated], end[~repeated])


def _same(doc: Ints, start: Ints, end: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each mention but the first is the one before it."""
    same: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (doc[1:] == doc[:-1]) & (start[1:] == start[:-1]) & (end[1:] == end[:-1])
    )
    return same


def shared(gold: Clusters, predicted: Clusters) -> Pairs:
    """Pairs of speakers with the number of mentions they share."""
    doc, start, end = (
        np.concatenate(both)
        for both in (
            (gold.doc[gold.owner], predicted.doc[predicted.owner]),
            (gold.start, predicted.start),
            (gold.end, predicted.end),
        )
    )
    order = np.lexsort((end, start, doc))  # stable: of two that are the same the gold one comes first
    here = np.flatnonzero(_same(doc[order], start[order], end[order]))
    g, p = gold.owner[order[here]], predicted.owner[order[here + 1] - len(gold.owner)]
    return by_item(g, p, np.ones(len(g), np.int64), len(predicted.doc))


@dataclasses.dataclass(frozen=True, slots=True)
class Sides:
    """Both sides' speakers and what they share."""

    gold: Clusters
    predicted: Clusters
    pairs: Pairs
    documents: int

    def by_document(self, owner_doc: Ints, value: Any) -> Floats:
        """Sums of values over documents; the same to the last bit in whatever order the values come."""
        value = np.asarray(value, float)
        order = np.lexsort((value, owner_doc))
        total: Floats = np.bincount(owner_doc[order], value[order], self.documents).astype(np.float64)
        return total


def _sides(comparison: Comparison) -> Sides:
    gold, predicted = clusters(comparison.gold.entities, -1), clusters(comparison.predicted.entities, -2)
    return Sides(gold, predicted, shared(gold, predicted), comparison.documents)


def precision(rows: Any) -> Floats:
    """Of the predicted side; 1 where there is nothing on either side."""
    return ratio(rows[..., 2], rows[..., 3], rows[..., 1])


def recall(rows: Any) -> Floats:
    """Of the gold side; 1 where there is nothing on either side."""
    return ratio(rows[..., 0], rows[..., 1], rows[..., 3])


def f1(rows: Any) -> Floats:
    """The harmonic mean of precision and recall, 0 where both are 0."""
    p, r = precision(rows), recall(rows)
    return ratio(2 * p * r, p + r, 1)


PRF: dict[str, Metric] = {"precision": precision, "recall": recall, "f1": f1}


def _rows(sides: Sides, recall_part: Any, whole: Any, precision_part: Any, predicted_whole: Any) -> Floats:
    """Rows from parts by pair, and wholes by speaker."""
    doc, gold, predicted = sides.gold.doc[sides.pairs.gold], sides.gold, sides.predicted
    return np.stack(
        (
            sides.by_document(doc, recall_part),
            sides.by_document(gold.doc, whole),
            sides.by_document(doc, precision_part),
            sides.by_document(predicted.doc, predicted_whole),
            np.bincount(gold.doc[gold.owner], minlength=sides.documents),
        ),
        axis=1,
    )


def _muc(sides: Sides) -> Floats:
    links = sides.pairs.shared - 1
    return _rows(sides, links, np.maximum(sides.gold.size - 1, 0), links, np.maximum(sides.predicted.size - 1, 0))


def _b3(sides: Sides) -> Floats:
    pairs, gold, predicted = sides.pairs, sides.gold.size, sides.predicted.size
    squares = pairs.shared**2
    return _rows(sides, squares / gold[pairs.gold], gold, squares / predicted[pairs.predicted], predicted)


def _ceafe(sides: Sides) -> Floats:
    pairs, gold, predicted = sides.pairs, sides.gold.size, sides.predicted.size
    alike = 2 * pairs.shared / (gold[pairs.gold] + predicted[pairs.predicted])
    alike = alike * best_one_to_one(pairs, alike, len(gold), len(predicted), largest=False)
    return _rows(sides, alike, gold > 0, alike, predicted > 0)


def _lea(sides: Sides) -> Floats:
    pairs, gold, predicted = sides.pairs, sides.gold.size, sides.predicted.size
    g, p = gold[pairs.gold], predicted[pairs.predicted]
    found = np.where((g == 1) & (p == 1), 1, _links(pairs.shared))
    return _rows(
        sides,
        np.where((g == 1) & (p > 1), 0, g * found / np.maximum(_links(g), 1)),
        gold,
        np.where((p == 1) & (g > 1), 0, p * found / np.maximum(_links(p), 1)),
        predicted,
    )


def _links(size: Ints) -> Ints:
    return size * (size - 1) // 2


_SCORES: dict[str, tuple[Callable[[Sides], Floats], str]] = {
    "muc": (_muc, "Links between mentions of one speaker (Vilain et al. 1995)."),
    "b3": (_b3, "B³: for each mention, how alike its two speakers are (Bagga and Baldwin 1998)."),
    "ceafe": (_ceafe, "CEAFe: speakers paired one to one for the greatest total likeness (Luo 2005)."),
    "lea": (_lea, "Links found of each speaker, weighted by its mentions (Moosavi and Strube 2016)."),
}


def _register(name: str) -> None:
    count, words = _SCORES[name]

    def rows(comparison: Comparison, match: Match) -> Floats:  # noqa: ARG001
        return count(comparison.once(_sides))

    rows.__doc__ = words
    task(f"speakers.{name}", (), COUNTS, PRF)(rows)


def _register_mean(name: str, parts: tuple[str, ...]) -> None:
    def rows(comparison: Comparison, match: Match) -> Floats:  # noqa: ARG001
        found = [_SCORES[part][0](comparison.once(_sides)) for part in parts]
        return np.concatenate([*(part[:, :4] for part in found), found[0][:, 4:]], axis=1)

    def mean_f1(rows: Any) -> Floats:
        return np.mean([f1(rows[..., 4 * i : 4 * i + 4]) for i in range(len(parts))], axis=0)

    rows.__doc__ = f"The mean F1 of {', '.join(parts)}."
    counts = (*(f"{part} {count}" for part in parts for count in COUNTS[:4]), COUNTS[4])
    task(f"speakers.{name}", (), counts, {"f1": mean_f1})(rows)


for _name in _SCORES:
    _register(_name)
_register_mean("conll", ("muc", "b3", "ceafe"))
_register_mean("coreference", ("muc", "b3", "ceafe", "lea"))
