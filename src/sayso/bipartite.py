"""Maximum one-to-one matching on columns of edges, without a loop over items.

SciPy's `maximum_bipartite_matching` takes minutes on the graphs of crowded documents, and importing it longer than
most matchings last.
"""

from __future__ import annotations

import numpy as np

from sayso.columns import Ints
from sayso.crowds import ranges

_FREE = -1


def maximum_matching(left: Ints, right: Ints) -> Ints:
    """Indices of the edges of a largest matching: no node of either side stands in it twice.

    `left` is sorted, and no edge is given twice. First comes a matching that no edge can be added to. Then
    breadth-first searches from all free left nodes at once grow disjoint trees of alternating paths, and every tree
    that reaches a free right node is turned over, until none does (Azad, Buluç and Pothen 2017, without grafting).
    """
    lefts, g = np.unique(left, return_inverse=True)
    rights, p = np.unique(right, return_inverse=True)
    of_left, of_right = _maximal(g, p, len(lefts), len(rights))
    offsets = np.searchsorted(g, np.arange(len(lefts) + 1))
    while _augment(p, offsets, of_left, of_right):
        pass
    return np.flatnonzero(of_left[g] == p)


def _maximal(g: Ints, p: Ints, lefts: int, rights: int) -> tuple[Ints, Ints]:
    """Partners of the left and right nodes in a matching that no edge can be added to.

    In each round the edges that come first at both their ends, in a shuffled order, are taken (Luby 1986).
    """
    of_left, of_right = np.full(lefts, _FREE), np.full(rights, _FREE)
    edges = np.random.default_rng(0).permutation(len(g))
    while len(edges):
        first_g, first_p = np.full(lefts, -1), np.full(rights, -1)
        first_g[g[edges[::-1]]] = edges[::-1]  # the last one written stays
        first_p[p[edges[::-1]]] = edges[::-1]
        taken = edges[(first_g[g[edges]] == edges) & (first_p[p[edges]] == edges)]
        of_left[g[taken]], of_right[p[taken]] = p[taken], g[taken]
        edges = edges[(of_left[g[edges]] == _FREE) & (of_right[p[edges]] == _FREE)]
    return of_left, of_right


def _augment(p: Ints, offsets: Ints, of_left: Ints, of_right: Ints) -> bool:
    """One phase: search from all free left nodes, and turn over the paths found. Whether there were any."""
    root = np.full(len(of_left), -1)
    front = np.flatnonzero(of_left == _FREE)
    root[front] = front
    came_from = np.full(len(of_right), -1)
    leaf = np.full(len(of_left), -1)  # by root: the free right node that its tree has reached
    while len(front):
        row, edge = ranges(offsets[front], offsets[front + 1])
        origin, reached = front[row], p[edge]
        new = came_from[reached] < 0
        origin, reached = origin[new], reached[new]
        came_from[reached] = origin
        reached = reached[came_from[reached] == origin]  # of several edges to a node one stays
        free = reached[of_right[reached] == _FREE]
        leaf[root[came_from[free]]] = free
        further = reached[of_right[reached] != _FREE]
        root[of_right[further]] = root[came_from[further]]
        front = of_right[further]
        front = front[leaf[root[front]] < 0]
    ends = leaf[leaf >= 0]
    found = len(ends) > 0
    while len(ends):
        at = came_from[ends]
        before = of_left[at].copy()
        of_left[at], of_right[ends] = ends, at
        ends = before[before != _FREE]
    return found
