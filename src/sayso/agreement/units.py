"""Krippendorff's alpha, nominal, on the tokens or the characters of the texts (Krippendorff 2004, 2011).

A unit is a token (a run of characters without white space) or a character; its value is the role that an annotator
gave it. Alpha comes from the coincidences of values, which add up over documents: so a document's coincidences are its
statistics row, and intervals resample documents as everywhere else. The package `krippendorff`, which takes all units
at once, gives the same values (a test holds the two together).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sayso.columns import Columns, Ints
from sayso.comparison import Kind
from sayso.measures.base import Floats

Unit = Literal["token", "character"]
UNITS: tuple[Unit, ...] = ("token", "character")
ROLES: Mapping[Kind, tuple[str, ...]] = {"quotes": ("content", "cue", "source"), "claims": ("content",)}
"""Values of a unit besides none. Of two roles at one place the one named last counts: inside an outer quote's content
the cue and the source of the quote nested in it are what tells that it is there."""

Labels = npt.NDArray[np.int8]
_TOKEN = re.compile(r"\S+")


def labels(side: Columns, doc: int, text: str, kind: Kind) -> dict[Unit, Labels]:
    """The value of each token and of each character of a document: 0 for none, else the place in `ROLES` from 1.

    A token has the value of its characters, of several the one named last in `ROLES`.
    """
    items = side.quotes if kind == "quotes" else side.claims
    first, last = (int(edge) for edge in np.searchsorted(items.doc, (doc, doc + 1)))
    found = np.zeros(len(text), np.int8)
    for value, role in enumerate(ROLES[kind], 1):
        spans = items.roles[role].part(first, last)
        for start, end in zip(spans.start.tolist(), spans.end.tolist(), strict=True):
            found[start:end] = value
    return {"token": _of_tokens(found, text), "character": found}


def _of_tokens(of_characters: Labels, text: str) -> Labels:
    places = np.array([match.span() for match in _TOKEN.finditer(text)], np.int64).reshape(-1, 2)
    if len(places) == 0:
        return np.zeros(0, np.int8)
    # reduceat takes every other stretch: the tokens, and what is between them. It takes no edge at the text's end.
    edges = places.ravel() if places[-1, 1] < len(text) else places.ravel()[:-1]
    return np.maximum.reduceat(of_characters, edges)[::2]


def coincidences(values: Sequence[Labels], k: int) -> Floats:
    """The coincidence matrix of one document's units, k x k laid flat, from the values of each of its annotators.

    Each unit's ordered pairs of values count, divided by the number of annotators less one; with fewer than two
    annotators there are none.
    """
    if len(values) < 2:
        return np.zeros(k * k)
    stacked = np.stack(values)
    counts = np.stack([(stacked == value).sum(axis=0) for value in range(k)], axis=1).astype(np.float64)
    matrix: Floats = (counts.T @ counts - np.diag(counts.sum(axis=0))) / (len(values) - 1)
    return matrix.ravel()


def alpha(rows: Any) -> Floats:
    """Alpha from sums of coincidences, on the last axis; undefined (not a number) where all units have one value.

    1 - (n - 1) · Σ o(c, k) / Σ n(c) · n(k), both sums over c ≠ k: o are the coincidences, n(c) their sums over k, and
    n the sum of all.
    """
    flat = np.asarray(rows, float)
    k = round(flat.shape[-1] ** 0.5)
    matrix = flat.reshape(*flat.shape[:-1], k, k)
    by_value = matrix.sum(axis=-1)
    n = by_value.sum(axis=-1)
    differ = n - np.trace(matrix, axis1=-2, axis2=-1)
    by_chance = n * n - (by_value**2).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(by_chance > 1e-9, 1 - (n - 1) * differ / by_chance, np.nan)
    return found


def unit_rows(
    sides: Sequence[Columns], drawn: npt.NDArray[np.bool_], texts: Sequence[str | None], kind: Kind
) -> dict[Unit, list[dict[int, Labels]]]:
    """For each unit and document the values by annotator; documents without a text have none."""
    found: dict[Unit, list[dict[int, Labels]]] = {unit: [] for unit in UNITS}
    for doc, text in enumerate(texts):
        annotators = np.flatnonzero(drawn[:, doc]).tolist() if text is not None else []
        made = {annotator: labels(sides[annotator], doc, text or "", kind) for annotator in annotators}
        for unit in UNITS:
            found[unit].append({annotator: values[unit] for annotator, values in made.items()})
    return found


def rows_of(values: Sequence[Mapping[int, Labels]], annotators: Sequence[int], k: int) -> Ints | Floats:
    """Statistics rows, documents x k², of the documents that at least two of `annotators` drew."""
    return np.stack([coincidences([of_doc[one] for one in annotators if one in of_doc], k) for of_doc in values])
