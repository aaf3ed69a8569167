"""Which gold and predicted items match: candidate pairs on columns, and optimal one-to-one matching.

A *pair* is a gold and a predicted item of one document that share at least one character of their content. Every match
of the design implies that, so pairs are found once, by one interval join, and each match and each further condition of
a task is a mask over them. Cost: sorting the spans, plus the pairs. A document in which very many items overlap has
its pairs cut down to the nearest: see `sayso.crowds`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from sayso.bipartite import maximum_matching
from sayso.columns import Entities, Ints, Items, Spans, merge
from sayso.crowds import MOST_PAIRS, Keys, crowded, length_of, line, nearest, ranges, shared_characters, sweep
from sayso.errors import UsageError
from sayso.names import alias

Mask = npt.NDArray[np.bool_]
MOST_CELLS = 4_000_000
"""Most gold times predicted items that an assignment solver gets as a matrix (32 MB)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """When two items match: `exact`, `trimmed`, `iou=T`, `overlap`.

    >>> [str(Match.parse(name)) for name in ("exact", "iou", "iou=0.80", "iou=1.0", "iou=0.12345678")]
    ['exact', 'iou=0.5', 'iou=0.8', 'iou=1', 'iou=0.12345678']
    """

    kind: Literal["exact", "trimmed", "iou", "overlap"]
    threshold: float | None = None

    @classmethod
    def parse(cls, text: str) -> Match:
        """Raises `UsageError` on an unknown match or a threshold outside 0 < T ≤ 1."""
        if text in ("exact", "trimmed", "overlap"):
            return cls(text)  # type: ignore[arg-type]
        found = re.fullmatch(r"iou(?:=([0-9]*\.?[0-9]+))?", text)
        threshold = float(found[1] or 0.5) if found else 0.0
        if not 0 < threshold <= 1:
            raise UsageError(f"“{text}” is no match; use exact, trimmed, overlap or iou=T with 0 < T ≤ 1.")
        return cls("iou", threshold)

    def __str__(self) -> str:
        if self.threshold is None:
            return self.kind
        return f"{self.kind}={np.format_float_positional(self.threshold, trim='-')}"  # every digit, no exponent


@dataclasses.dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of items by index, sorted by gold then predicted, with the number of code points they share."""

    gold: Ints
    predicted: Ints
    shared: Ints

    def __len__(self) -> int:
        return len(self.gold)

    def keep(self, mask: Mask) -> Pairs:
        return Pairs(self.gold[mask], self.predicted[mask], self.shared[mask])


def increasing(x: Ints) -> bool:
    """Whether each number is greater than the one before: then there is nothing to sort or to add up."""
    return bool((x[1:] > x[:-1]).all())


def overlapping(
    gold_doc: Ints,
    gold: Spans,
    predicted_doc: Ints,
    predicted: Spans,
    also: Sequence[tuple[Spans, Spans]] = (),
    keys: Callable[[], Keys] = tuple,
) -> Pairs:
    """All pairs of items of one document that share a character, by a sorted interval join.

    In crowded documents only the nearest, and those that are the same, be it by the spans in `also`; `keys` tells there
    which of the same are which (`sayso.crowds`).
    """
    length = length_of(gold, predicted)
    g_start, g_end = g_line = line(gold_doc, gold, length)
    p_start, p_end = p_line = line(predicted_doc, predicted, length)
    g_owner = gold.owner
    if not increasing(g_start):
        order = np.argsort(g_start, kind="stable")
        g_start, g_end, g_owner = g_start[order], g_end[order], g_owner[order]
    # Gold spans that may meet p: they start before p ends, and some span up to them reaches past p's start.
    low = np.searchsorted(np.maximum.accumulate(g_end), p_start, "right")
    high = np.searchsorted(g_start, p_end, "left")
    if int(np.maximum(high - low, 0).sum()) > MOST_PAIRS:
        return _of_many(gold_doc, g_line, predicted_doc, p_line, [(gold, predicted), *also], keys)
    p, g = ranges(low, high)
    shared = np.minimum(g_end[g], p_end[p]) - np.maximum(g_start[g], p_start[p])
    if not (shared > 0).all():
        real = shared > 0
        g, p, shared = g[real], p[real], shared[real]
    return by_item(g_owner[g], predicted.owner[p], shared, len(predicted.lost))


def _of_many(
    gold_doc: Ints,
    g_line: tuple[Ints, Ints],
    predicted_doc: Ints,
    p_line: tuple[Ints, Ints],
    sides: Sequence[tuple[Spans, Spans]],
    keys: Callable[[], Keys],
) -> Pairs:
    """The same where the simple join would look at very many spans: crowded documents for themselves."""
    gold, predicted = sides[0]
    documents = crowded(gold_doc, gold, predicted_doc, predicted)
    g_kept, p_kept = (
        np.flatnonzero(~np.isin(doc[spans.owner], documents))
        for doc, spans in ((gold_doc, gold), (predicted_doc, predicted))
    )
    (g_start, g_end), (p_start, p_end) = g_line, p_line
    g, p = sweep((g_start[g_kept], g_end[g_kept]), (p_start[p_kept], p_end[p_kept]))
    g, p = g_kept[g], p_kept[p]
    shared = np.minimum(g_end[g], p_end[p]) - np.maximum(g_start[g], p_start[p])
    g, p = gold.owner[g], predicted.owner[p]
    if len(documents):
        near_g, near_p = nearest(documents, gold_doc, predicted_doc, sides, keys)
        near = shared_characters(gold, near_g, predicted, near_p)
        real = near > 0
        g, p = np.concatenate((g, near_g[real])), np.concatenate((p, near_p[real]))
        shared = np.concatenate((shared, near[real]))
    return by_item(g, p, shared, len(predicted.lost))


def by_item(gold: Ints, predicted: Ints, shared: Ints, width: int) -> Pairs:
    """Add up what pairs of spans share to pairs of items; `width` is the number of predicted items."""
    key = gold * max(width, 1) + predicted
    if increasing(key):
        return Pairs(gold, predicted, shared)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    return Pairs(gold[order][first], predicted[order][first], np.add.reduceat(shared[order], first))


def matches(pairs: Pairs, gold: Items, predicted: Items, role: str, match: Match) -> Mask:
    """Which of the pairs match in `role`; `pairs.shared` counts the characters of that role."""
    g, p = gold.roles[role], predicted.roles[role]
    g_size, p_size = g.size[pairs.gold], p.size[pairs.predicted]
    exact: Mask = (pairs.shared == g_size) & (pairs.shared == p_size)
    if match.kind == "exact":
        return exact
    if match.kind == "trimmed":
        g_print = gold.roles[f"trimmed {role}"].fingerprint[pairs.gold]
        p_print = predicted.roles[f"trimmed {role}"].fingerprint[pairs.predicted]
        # Spans that touch lose edges inside the item, which the same characters drawn as one span keep.
        return exact | ((g_print == p_print) & (p.lost[pairs.predicted] == 0))
    if match.kind == "iou":
        # shared / union >= T, compared without a division; the tiny slack keeps 0.1 + 0.2 style thresholds true.
        return pairs.shared >= (match.threshold or 0.5) * (g_size + p_size - pairs.shared) * (1 - 1e-12)
    raise UsageError("@overlap counts characters and pairs nothing.")


def iou(pairs: Pairs, gold: Items, predicted: Items, role: str = "content") -> npt.NDArray[np.float64]:
    """Intersection over union of the characters of each pair."""
    union = gold.roles[role].size[pairs.gold] + predicted.roles[role].size[pairs.predicted] - pairs.shared
    ratio: npt.NDArray[np.float64] = pairs.shared / union
    return ratio


def one_to_one(pairs: Pairs, gold: int, predicted: int) -> Mask:
    """A largest set of pairs in which no item stands twice as a mask.

    `gold` and `predicted` are the numbers of items. Pairs whose items occur in no other pair are taken at once;
    only the others go to the solver. Which of several largest sets is returned is not said; its size is the same.
    """
    alone = _alone(pairs, gold, predicted)
    rest = np.flatnonzero(~alone)
    if len(rest):
        alone[rest[maximum_matching(pairs.gold[rest], pairs.predicted[rest])]] = True
    return alone


def _alone(pairs: Pairs, gold: int, predicted: int) -> Mask:
    g_degree = np.bincount(pairs.gold, minlength=gold)[pairs.gold]
    p_degree = np.bincount(pairs.predicted, minlength=predicted)[pairs.predicted]
    mask: Mask = (g_degree == 1) & (p_degree == 1)
    return mask


def best_one_to_one(
    pairs: Pairs, weight: npt.NDArray[np.float64], gold: int, predicted: int, largest: bool = True
) -> Mask:
    """Of the largest one-to-one sets of pairs the one with the greatest total weight (0 < weight ≤ 1), as a mask.

    With `largest=False` the one with the greatest total weight of all sets, be it smaller.
    A connected component of more than one pair goes to SciPy's assignment solver, n x m memory for n gold and m
    predicted items, or, where that is more than `MOST_CELLS`, to its sparse one, memory for its pairs; unless the items
    of its smaller side all want different ones of the other and are wanted by them.
    Ties are settled by the order of the items; give them in an order that depends on their content only.
    """
    taken = _alone(pairs, gold, predicted)
    rest = np.flatnonzero(~taken)
    if len(rest) == 0:
        return taken
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    rows, g = np.unique(pairs.gold[rest], return_inverse=True)
    columns, p = np.unique(pairs.predicted[rest], return_inverse=True)
    nodes = len(rows) + len(columns)
    graph = csr_array((np.ones(len(g), np.int8), (g, p + len(rows))), shape=(nodes, nodes))
    component: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    wanted, settled = _mutual(g, p, weight[rest], component[: len(rows)], component[len(rows) :])
    taken[rest[wanted]] = True
    component = component[g][~settled]
    rest, g, p = rest[~settled], g[~settled], p[~settled]
    if len(rest) == 0:
        return taken
    order = np.argsort(component, kind="stable")
    for edges in np.split(order, np.flatnonzero(np.diff(component[order])) + 1):
        _, gi = np.unique(g[edges], return_inverse=True)
        _, pi = np.unique(p[edges], return_inverse=True)
        shape = int(gi.max()) + 1, int(pi.max()) + 1
        # One more pair is always worth more than all the weight there is to win.
        score = (min(shape) + 1) * largest + weight[rest[edges]]
        assigned = _assigned if shape[0] * shape[1] <= MOST_CELLS else _assigned_sparse
        taken[rest[edges[assigned(gi, pi, score, shape)]]] = True
    return taken


def _assigned(g: Ints, p: Ints, score: npt.NDArray[np.float64], shape: tuple[int, int]) -> Mask:
    """Of pairs the one-to-one set with the greatest total score."""
    from scipy.optimize import linear_sum_assignment

    matrix, chosen = np.zeros(shape), np.zeros(shape, bool)
    matrix[g, p] = score
    chosen[linear_sum_assignment(matrix, maximize=True)] = True
    found: Mask = chosen[g, p]
    return found


def _assigned_sparse(g: Ints, p: Ints, score: npt.NDArray[np.float64], shape: tuple[int, int]) -> Mask:
    """The same in the memory of the pairs. The solver gives every row a column, so that each has one of its own too."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    (n, m), most = shape, score.max() + 1
    own = np.arange(n)
    costs, row, column = np.append(most - score, np.full(n, most)), np.append(g, own), np.append(p, m + own)
    of_row = np.empty(n, np.int64)
    rows, columns = min_weight_full_bipartite_matching(csr_array((costs, (row, column)), shape=(n, m + n)))
    of_row[rows] = columns
    found: Mask = of_row[g] == p
    return found


def _mutual(g: Ints, p: Ints, weight: npt.NDArray[np.float64], of_g: Ints, of_p: Ints) -> tuple[Mask, Mask]:
    """The pairs of components that are settled without a solver, and which pairs lie in such a component.

    A pair is wanted where it alone has the greatest weight of both its items. Where all items of one side of a
    component have one, nothing is larger or heavier: no item can stand in a better pair. `of_g` and `of_p` are the
    components of the items.
    """
    wanted = np.ones(len(g), bool)
    for items, number in ((g, len(of_g)), (p, len(of_p))):
        best = np.zeros(number)
        np.maximum.at(best, items, weight)
        equal = weight == best[items]
        wanted &= equal & (np.bincount(items[equal], minlength=number) == 1)[items]
    number = int(max(of_g.max(), of_p.max())) + 1
    sizes = np.minimum(np.bincount(of_g, minlength=number), np.bincount(of_p, minlength=number))
    settled: Mask = (np.bincount(of_g[g[wanted]], minlength=number) == sizes)[of_g[g]]
    return wanted & settled, settled


def union(lines: Ints, spans: Spans, n_lines: int) -> Spans:
    """The characters that some item on a line covers: one item a line. Item i lies on line `lines[i]`."""
    return merge(lines[spans.owner], spans.start, spans.end, np.zeros(n_lines, np.int64))


def same_entities(gold: Entities, predicted: Entities) -> tuple[Ints, Pairs]:
    """Which predicted speakers are which gold speakers.

    Three things tell that two speakers of a document are the same, the first the strongest:

    1. their names are the same in normal form (`sayso.names.alias`: without case, a possessive, an article and titles
       in front; a title stays where no name follows it, as in *President of France*), and no other gold speaker has
       that name;
    2. a name or the text of a name or nominal mention is the same, and stands for no other gold speaker;
    3. a mention of one and a mention of the other share at least half of their union (IoU ≥ 0.5); the more of
       their mentions do (Dice), the stronger.

    A predicted speaker *stands for* the gold speaker that most tells for; among equals for the one mentioned first.
    Several predicted speakers may stand for one gold speaker: whoever splits a person in two still names the right one.

    Returns for each predicted entity the gold index or -1, and all pairs for which anything tells.
    """
    predicted = predicted.in_words_of(gold)
    strength: dict[str, Pairs] = {
        "name": _named_alike(gold, predicted, only_names=True),
        "alias": _named_alike(gold, predicted, only_names=False),
        "mention": _mentioned_alike(gold, predicted),
    }
    dice_of = (
        2
        * strength["mention"].shared
        / (gold.mentions.count[strength["mention"].gold] + predicted.mentions.count[strength["mention"].predicted])
    )
    told = np.concatenate((strength["name"].shared * 1e9, strength["alias"].shared * 1e3, dice_of))
    g = np.concatenate([pairs.gold for pairs in strength.values()])
    p = np.concatenate([pairs.predicted for pairs in strength.values()])
    pairs = by_item(g, p, told, len(predicted))
    stands_for = np.full(len(predicted), -1, np.int64)
    order = np.lexsort((-first_mentioned(gold)[pairs.gold], pairs.shared))
    stands_for[pairs.predicted[order]] = pairs.gold[order]  # the strongest comes last and stays
    return stands_for, pairs


def first_mentioned(entities: Entities) -> Ints:
    """Rank of entities by their first mention, then by name and mentions: an order that files cannot change."""
    first = np.full(len(entities), np.iinfo(np.int64).max)
    np.minimum.at(first, entities.mentions.owner, entities.mentions.start)
    order = np.lexsort((entities.mentions.fingerprint, entities.name, first))
    rank = np.empty(len(entities), np.int64)
    rank[order] = np.arange(len(entities))
    return rank


def _named_alike(gold: Entities, predicted: Entities, only_names: bool) -> Pairs:
    """Pairs of entities with the number of normalised names they share that no other gold entity has.

    Both sides' codes are of the same vocabulary.
    """
    width = len(gold.vocabulary) + 1

    def keyed(side: Entities) -> tuple[Ints, Ints]:
        owner, code = side.alias_entity, side.alias
        if only_names:
            owner, code = owner[side.alias_is_name], code[side.alias_is_name]
        return owner, side.doc[owner] * width + code

    (g_of, g_key), (p_of, p_key) = keyed(gold), keyed(predicted)
    unique, first, times = np.unique(g_key, return_index=True, return_counts=True)
    place = np.searchsorted(unique, p_key)
    hit = np.flatnonzero(place < len(unique))
    hit = hit[(unique[place[hit]] == p_key[hit]) & (times[place[hit]] == 1)]
    return by_item(g_of[first[place[hit]]], p_of[hit], np.ones(len(hit), np.int64), len(predicted))


def _mentioned_alike(gold: Entities, predicted: Entities) -> Pairs:
    """Pairs of entities with the number of their mentions that share at least half of their union."""
    g, p = gold.mentions, predicted.mentions
    g_owner, p_owner = g.owner, p.owner
    spans = overlapping(
        gold.doc[g_owner],
        _singles(g),
        predicted.doc[p_owner],
        _singles(p),
        keys=lambda: [
            (_name_bits(gold)[g_owner], _name_bits(predicted)[p_owner]),
            (g.fingerprint[g_owner], p.fingerprint[p_owner]),
        ],
    )
    union = (g.end - g.start)[spans.gold] + (p.end - p.start)[spans.predicted] - spans.shared
    alike = spans.keep(2 * spans.shared >= union)
    return by_item(g_owner[alike.gold], p_owner[alike.predicted], np.ones(len(alike), np.int64), len(predicted))


def _name_bits(entities: Entities) -> npt.NDArray[np.uint64]:
    """64 bits of each entity's normalised name, also of those that the vocabulary lacks; 0 where it has none."""
    encoded = entities.names.dictionary_encode()
    forms = (alias(name).encode(errors="surrogatepass") for name in encoded.dictionary.to_pylist())
    digests = [int.from_bytes(hashlib.blake2b(form, digest_size=8).digest(), "little") for form in forms]
    return np.array([*digests, 0], np.uint64)[pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)]


def _singles(spans: Spans) -> Spans:
    """Every span as an item of its own."""
    n = len(spans.start)
    return Spans(np.arange(n + 1), spans.start, spans.end, np.zeros(n, np.int64))
