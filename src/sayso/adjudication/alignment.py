"""Which items of different annotators are the same item."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sayso.agreement.disagreements import extent, iou
from sayso.columns import Entities
from sayso.flattening import columns
from sayso.matching import same_entities
from sayso.model import Annotation, Span

Members = dict[int, int]
"""The items of one group: by annotator the index of the item in the record. Nobody has two in a group."""
Likeness = Callable[[int, int, int, int], float]

SAME_CONTENT = 10.0
"""What the same content weighs more than anything else that two items may share."""
LEAST_IOU = 0.5
_IN_ORDER = 1e-6  # of several items that are alike in everything the first is paired with the first


def aligned(sizes: Sequence[int], likeness: Likeness) -> list[Members]:
    """Groups of the items of annotators with so many items each; every item is in one group.

    Annotators are taken in turn: the items of each go to the groups of those before, one to one, so that the total of
    `likeness(annotator, item, other annotator, other item)` to the best member is greatest; 0 is no likeness.
    """
    groups: list[Members] = []
    for annotator, size in enumerate(sizes):
        table = np.zeros((len(groups), size))
        for g, group in enumerate(groups):
            for item in range(size):
                table[g, item] = max(
                    alike + _IN_ORDER * (other_item == item) if alike > 0 else 0.0
                    for other, other_item in group.items()
                    for alike in [likeness(other, other_item, annotator, item)]
                )
        taken = _assigned(table)
        for item in range(size):
            if item in taken:
                groups[taken[item]][annotator] = item
            else:
                groups.append({annotator: item})
    return groups


def _assigned(table: npt.NDArray[np.float64]) -> dict[int, int]:
    """Group of each item that has one."""
    if not table.size:
        return {}
    from scipy.optimize import linear_sum_assignment

    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return {int(item): int(group) for group, item in pairs if table[group, item] > 0}


def same_speakers(records: Sequence[Annotation]) -> list[Members]:
    """Groups of speakers, whose ids say nothing between records.

    Speakers are alike when they have the same name letter by letter, or by the rule of
    `sayso.matching.same_entities`: a name in normal form, another name, or at least half of their mentions (Dice).
    """
    entities = [columns([record]).entities for record in records]
    names = [[speaker.name for speaker in record.speakers] for record in records]
    told = {
        (i, j): _told(entities[i], entities[j], (len(names[i]), len(names[j])))
        for i in range(len(records))
        for j in range(i + 1, len(records))
    }

    def likeness(i: int, a: int, j: int, b: int) -> float:
        return SAME_CONTENT * (names[i][a] == names[j][b]) + float(told[i, j][a, b])

    return aligned([len(record.speakers) for record in records], likeness)


def _told(a: Entities, b: Entities, shape: tuple[int, int]) -> npt.NDArray[np.float64]:
    """How strongly it is told that two speakers are the same, in either direction: 0 to 9 or so, by order of size."""
    found = np.zeros(shape)
    for turned, pairs in ((False, same_entities(a, b)[1]), (True, same_entities(b, a)[1])):
        first, second = (pairs.predicted, pairs.gold) if turned else (pairs.gold, pairs.predicted)
        # Less than an alias is a Dice of mentions, which passes 1 where a speaker's own mentions overlap.
        strength = np.where(pairs.shared < 1000, np.minimum(pairs.shared, 1), pairs.shared)
        alike = np.where(strength >= LEAST_IOU, np.log10(1 + strength), 0)
        np.maximum.at(found, (first, second), alike)
    return found


def content_likeness(a: Sequence[Span], b: Sequence[Span]) -> float:
    """IoU of two contents where it is at least `LEAST_IOU`, and `SAME_CONTENT` more where they are the same; else 0."""
    one, other = extent(a), extent(b)
    if one == other:
        return SAME_CONTENT + 1
    if one[0][0] >= other[-1][1] or other[0][0] >= one[-1][1]:
        return 0.0
    shared = iou(one, other)
    return shared if shared >= LEAST_IOU else 0.0
