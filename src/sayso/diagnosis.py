"""Error classes: what is wrong with each gold and each predicted item that the other side does not have just so.

`sayso eval` counts them, and with `--json` lists each one with its offsets. Items are paired one to one where their
contents match (`iou=0.5`, or the match that `--errors` names): as many pairs as possible, of such sets the one with the
largest total IoU, and among equals the one that agrees most in speaker, then type, then source. An item in a pair
without any difference below is right. Every other item has exactly one class, the first of this table whose rule it
meets. *Gold* items that carry a class are missed as they stand, *predicted* ones are spurious as they stand; the two
items of a pair carry the same class. A *piece* of an item is an item of the other side more than half of whose
characters lie in it and that is in no pair, or in a pair with it. Two pieces are *side by side* where one ends before
the other begins.

| class | carried by | rule |
|---|---|---|
| `wrong_speaker` | both of a pair | the speaker (of a claim: the claimer) is another one, or given and `null` |
| `wrong_type` | both of a pair | the type (of a claim: the kind) that the prediction states is another one |
| `wrong_mention` | both of a pair of quotes | the source that the prediction gives does not match the gold source |
| `fabricated` | predicted | in no pair, and some of its content is not in the article |
| `split` | gold | in no pair, and has two pieces side by side: one gold item, several predicted |
| | predicted | in no pair, and is such a piece (the gold item may be paired with another piece) |
| `merged` | predicted | in no pair, and has two gold pieces side by side: one predicted item, several gold |
| | gold | in no pair, and is such a piece (the predicted item may be paired with another piece) |
| `boundary` | both | in no pair, and shares a character with an item of the other side that is in no pair either |
| `scare_quote` | predicted quote | in no pair, and its content is one phrase in quotation marks of at most 4 words |
| `missed_indirect` | gold quote | in no pair, and its type is indirect |
| `missed` | gold | anything else in no pair: the other side has nothing of its own there |
| `spurious` | predicted | likewise; a second prediction of what is paired already is one |

So `boundary` is between two items that nothing else explains: a missed quote nested in a found one is `missed`. What a
prediction leaves out (type, source, claimer) is not wrong, only what it states; a quote without speaker and source
counts as said by nobody. A `scare_quote` is told by its form: the marks enclose the phrase or stand right around it, no
cue is looked for, so a short real quote that gold lacks is called one too, and a longer title or nickname is not. It
takes the article: scored from Parquet, which is read without, it is `spurious`. Of a fabricated text no text is listed.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

import numpy as np

from sayso.columns import ATTRIBUTES, UNKNOWN, Columns, Ints, Items, Spans
from sayso.comparison import Comparison, Kind
from sayso.matching import Mask, Match, Pairs
from sayso.pairing import paired
from sayso.results import Error, ErrorClass, ErrorCount, Errors, Place
from sayso.scare_quotes import scare_quotes

DEFAULT_MATCH = Match("iou", 0.5)
CLASSES: tuple[ErrorClass, ...] = get_args(ErrorClass)
"""All classes, the first that applies first."""
_KINDS: tuple[Kind, ...] = ("quotes", "claims")
_RIGHT = -1
_CODE: dict[str, int] = {name: code for code, name in enumerate(CLASSES)}
_AT_ONCE = 2000
_SHOWN = 80


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """What became of the items of one side: index of each one's class in `CLASSES`, or -1 where it is right.

    `beside` is the item of the other side that it is paired with, or else shares most characters with; -1: none.
    """

    error: Ints
    beside: Ints


def diagnose(gold: Columns, predicted: Columns, match: Match, ids: Sequence[str] | None = None) -> Errors:
    """Errors of a system by class, and one by one where the documents' `ids` are given.

    Offsets are code points. Time grows with the spans and the pairs that overlap.
    """
    counts = {kind: (Counter[int](), Counter[int]()) for kind in _KINDS}
    listed: list[Error] = []
    for low, comparison, sides in classified(gold, predicted, match):
        for kind, both in sides.items():
            for counter, side in zip(counts[kind], both, strict=True):
                counter.update(side.error[side.error >= 0].tolist())
        if ids is not None:
            listed += _listed(comparison, sides, ids[low : low + comparison.documents])
    return Errors(
        str(match),
        {
            kind: {name: ErrorCount(g[code], p[code]) for code, name in enumerate(CLASSES) if g[code] or p[code]}
            for kind, (g, p) in counts.items()
        },
        None if ids is None else listed,
    )


def joined_errors(parts: Sequence[Errors]) -> Errors:
    """The errors of all documents from those of parts of them, in order."""
    kinds: dict[str, dict[str, ErrorCount]] = {
        kind: {
            name: ErrorCount(
                sum(part.counts[kind][name].gold for part in parts if name in part.counts[kind]),
                sum(part.counts[kind][name].predicted for part in parts if name in part.counts[kind]),
            )
            for name in CLASSES
            if any(name in part.counts[kind] for part in parts)
        }
        for kind in _KINDS
    }
    listed = [part.items for part in parts if part.items is not None]
    return Errors(parts[0].match, kinds, [error for items in listed for error in items] if listed else None)


def classified(
    gold: Columns, predicted: Columns, match: Match
) -> Iterator[tuple[int, Comparison, dict[Kind, tuple[Side, Side]]]]:
    """The classes of all items, some documents at a time: the number of the first of them comes before each part."""
    predicted = dataclasses.replace(predicted, entities=predicted.entities.in_words_of(gold.entities))
    for low in range(0, gold.documents, _AT_ONCE):
        high = min(low + _AT_ONCE, gold.documents)
        comparison = Comparison(gold.part(low, high), predicted.part(low, high))
        yield low, comparison, {kind: classify(comparison, kind, match) for kind in _KINDS}


def classify(comparison: Comparison, kind: Kind, match: Match) -> tuple[Side, Side]:
    """The class of every gold and every predicted item. Depends on no order and no id."""
    gold, predicted = comparison.sides(kind)
    pairs = comparison.pairs(kind)
    wrong = _differences(comparison, kind, match)
    taken = paired(comparison, kind, comparison.matched(kind, match), tuple(~mask for mask in wrong))
    g, p = pairs.gold[taken], pairs.predicted[taken]
    of_pair = np.select([mask[taken] for mask in wrong], [0, 1, 2], _RIGHT)
    errors, besides = [], []
    for number, mine, other in ((len(gold), g, p), (len(predicted), p, g)):
        error, beside = np.full(number, len(CLASSES)), np.full(number, -1)
        error[mine], beside[mine] = of_pair, other
        errors.append(error)
        besides.append(beside)
    free_g, free_p = besides[0] < 0, besides[1] < 0

    split, merged, boundary = _overlaps(pairs, gold, predicted, besides[0], besides[1])
    for name, found in (("boundary", boundary), ("merged", merged), ("split", split)):
        for error, free, mine in ((errors[0], free_g, pairs.gold), (errors[1], free_p, pairs.predicted)):
            hit = mine[found]
            error[hit[free[hit]]] = _CODE[name]
    errors[1][free_p & (predicted.roles["content"].lost > 0)] = _CODE["fabricated"]

    rest_g, rest_p = errors[0] == len(CLASSES), errors[1] == len(CLASSES)
    errors[0][rest_g] = _CODE["missed"]
    errors[1][rest_p] = _CODE["spurious"]
    if kind == "quotes":
        indirect = gold.attributes["type"] == ATTRIBUTES["type"].index("indirect")
        errors[0][rest_g & indirect] = _CODE["missed_indirect"]
        errors[1][scare_quotes(predicted, np.flatnonzero(rest_p), comparison.gold.texts)] = _CODE["scare_quote"]

    near = pairs.keep(split | merged | boundary)
    _set_nearest(besides[0], near.gold, near.predicted, near.shared, predicted)
    _set_nearest(besides[1], near.predicted, near.gold, near.shared, gold)
    return Side(errors[0], besides[0]), Side(errors[1], besides[1])


def _differences(comparison: Comparison, kind: Kind, match: Match) -> tuple[Mask, Mask, Mask]:
    """Which of the pairs differ in speaker, in type, in mention, as far as the prediction states them."""
    _, predicted = comparison.sides(kind)
    of = comparison.pairs(kind).predicted
    attribute = "type" if kind == "quotes" else "kind"
    speaker = ~comparison.same_entity(kind) & (predicted.entity != UNKNOWN)[of]
    type_ = ~comparison.same_attribute(kind, attribute) & (predicted.attributes[attribute] >= 0)[of]
    if kind == "claims":
        return speaker, type_, np.zeros(len(of), bool)
    mention = predicted.roles["source"].given[of] & ~comparison.role_matched(kind, "source", match)
    return speaker, type_, mention


def _overlaps(
    pairs: Pairs, gold: Items, predicted: Items, of_gold: Ints, of_predicted: Ints
) -> tuple[Mask, Mask, Mask]:
    """Which pairs are a split, a merger, or two items in no pair; the last two say who is paired with whom."""
    g, p = pairs.gold, pairs.predicted
    g_content, p_content = gold.roles["content"], predicted.roles["content"]
    free_g, free_p, together = of_gold[g] < 0, of_predicted[p] < 0, of_gold[g] == p
    split = (free_p | together) & (2 * pairs.shared > p_content.size[p])
    split[split] = _side_by_side(g[split], p[split], p_content, len(gold))
    merged = (free_g | together) & (2 * pairs.shared > g_content.size[g])
    merged[merged] = _side_by_side(p[merged], g[merged], g_content, len(predicted))
    return split, merged, free_g & free_p


def _side_by_side(whole: Ints, piece: Ints, spans: Spans, wholes: int) -> Mask:
    """Which pieces end before another piece of the same whole begins, or begin after it ends."""
    first, last = spans.start[spans.offsets[piece]], spans.end[spans.offsets[piece + 1] - 1]
    latest, earliest = np.full(wholes, -1), np.full(wholes, np.iinfo(np.int64).max)
    np.maximum.at(latest, whole, first)
    np.minimum.at(earliest, whole, last)
    mask: Mask = (last <= latest[whole]) | (first >= earliest[whole])
    return mask


def _set_nearest(beside: Ints, mine: Ints, other: Ints, shared: Ints, others: Items) -> None:
    """Set for each item without a pair the one that it shares most with; among equals the first in the text."""
    free = beside[mine] < 0
    mine, other, shared = mine[free], other[free], shared[free]
    content = others.roles["content"]
    order = np.lexsort((content.fingerprint[other], content.start[content.offsets[other]], -shared, mine))[::-1]
    beside[mine[order]] = other[order]  # the nearest comes last and stays


# --- the list ---------------------------------------------------------------------------------------------------------


def _listed(comparison: Comparison, sides: dict[Kind, tuple[Side, Side]], ids: Sequence[str]) -> list[Error]:
    """The errors in the order of the documents, quotes before claims, and then of the text."""
    found: list[tuple[int, Error]] = []
    for kind, (of_gold, of_predicted) in sides.items():
        gold, predicted = (_Shown(items, comparison.gold.texts) for items in comparison.sides(kind))
        for item in np.flatnonzero(of_gold.error >= 0).tolist():
            doc, name = int(gold.items.doc[item]), CLASSES[of_gold.error[item]]
            other = predicted.spans(int(of_gold.beside[item]))
            error = Error(ids[doc], kind, name, "gold", gold.spans(item), other, gold.text(item))
            found.append((doc, error))
        for item in np.flatnonzero(of_predicted.error >= 0).tolist():
            doc, name = int(predicted.items.doc[item]), CLASSES[of_predicted.error[item]]
            other = gold.spans(int(of_predicted.beside[item]))
            error = Error(ids[doc], kind, name, "predicted", other, predicted.spans(item), predicted.text(item))
            found.append((doc, error))
    return [error for _, error in sorted(found, key=_place)]


def _place(found: tuple[int, Error]) -> tuple[object, ...]:
    doc, error = found
    mine, other = (error.gold, error.predicted) if error.side == "gold" else (error.predicted, error.gold)
    return doc, _KINDS.index(error.kind), mine, error.side, other, error.error


class _Shown:
    """Items with their spans and texts as the list shows them."""

    def __init__(self, items: Items, texts: Sequence[str] | None) -> None:
        content = items.roles["content"]
        self.items, self.texts = items, texts
        self.offsets, self.start, self.end = content.offsets.tolist(), content.start.tolist(), content.end.tolist()

    def spans(self, item: int) -> list[Place]:
        """Each span; nothing for no item."""
        if item < 0:
            return []
        mine = slice(self.offsets[item], self.offsets[item + 1])
        return list(map(Place, self.start[mine], self.end[mine]))

    def text(self, item: int) -> str | None:
        spans = self.spans(item)
        if self.texts is None or not spans:
            return None
        text = self.texts[int(self.items.doc[item])]
        whole = " … ".join(text[span.start : min(span.end, span.start + _SHOWN + 1)] for span in spans)
        return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1] + "…"
