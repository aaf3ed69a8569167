"""Significance groups: systems that share a letter do not differ significantly.

The compact letter display of Piepho (2004), by insertion and absorption.
"""

from __future__ import annotations

from collections.abc import Iterable


def letters(number: int, differ: Iterable[tuple[int, int]]) -> list[str]:
    """The letters of systems 0 to `number` - 1, the best first; `differ` are the pairs that differ significantly.

    >>> letters(3, [(0, 2)])
    ['a', 'ab', 'b']
    >>> letters(3, []), letters(2, [(0, 1)])
    (['a', 'a', 'a'], ['a', 'b'])
    """
    groups: list[frozenset[int]] = [frozenset(range(number))]
    for pair in differ:
        split: list[frozenset[int]] = []
        for group in groups:
            split += [group - {one} for one in pair] if group.issuperset(pair) else [group]
        groups = [g for i, g in enumerate(split) if not any(g < o or (g == o and i > j) for j, o in enumerate(split))]
    groups.sort(key=sorted)
    return ["".join(_letter(i) for i, group in enumerate(groups) if system in group) for system in range(number)]


def _letter(i: int) -> str:
    return chr(ord("a") + i) if i < 26 else f"[{i + 1}]"
