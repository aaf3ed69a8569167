"""Things that belong together, in the order in which they were first seen."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

_Item = TypeVar("_Item", bound=Hashable)


def connected(items: Iterable[_Item], pairs: Iterable[tuple[_Item, _Item]]) -> list[list[_Item]]:
    """The connected components of the graph of `items` and `pairs`, each in the order of `items`.

    >>> connected("abcd", [("c", "a")])
    [['a', 'c'], ['b'], ['d']]
    """
    group = {item: [item] for item in items}
    for first, second in pairs:
        if group[first] is not group[second]:
            group[first] += group[second]
            for item in group[second]:
                group[item] = group[first]
    order = {item: i for i, item in enumerate(group)}
    return [sorted(members, key=order.__getitem__) for members in {id(m): m for m in group.values()}.values()]
