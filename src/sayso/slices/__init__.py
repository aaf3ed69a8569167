"""Slices: the same measures on part of the gold, by what the quotes are like or by what is known of the document.

A slice by **document** restricts both sides to the documents of a value; every measure is defined. Intervals resample
those documents only.

A slice by **quote** restricts the gold side to the gold quotes of a value. *Recall* is the right ones among them / all
of them. *Precision* goes by what a prediction is like itself: the right ones among the predicted quotes of the value /
all of those. So the two sides count what is right for themselves: a direct quote that is found, and called indirect, is
right in the recall of `direct` and in the precision of `indirect`. F1 is the harmonic mean of the two. A prediction
that states no type, or whose content has no place (fabricated) where the slice goes by place, has no value. Where no
prediction has a value, precision and F1 are null. The attributes that say what gold knows of a quote rather
than what its spans are like have recall only. `quotes`, `attribution`, `types`, `cues` and `sources` are sliced by
quote, with `exact`, `trimmed` and `iou=T`.

Where several one-to-one pairings have as many pairs, which quote is right depends on the pairing: the one with the
largest total IoU is taken, so that slices do not depend on the order of a file. Values that every gold quote has one of
add up to the whole: gold, and right.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.errors import UsageError
from sayso.metadata import COLUMNS
from sayso.slices.attributes import BY_QUOTE

PHENOMENON = "phenomenon"
"""The slice by quote whose values are the phenomena of `sayso.phenomena`; a quote may have several, or none."""
BY_DOCUMENT = ("split", *COLUMNS)
NAMES = (*BY_QUOTE, PHENOMENON, *BY_DOCUMENT)


def expand(names: Sequence[str]) -> list[str]:
    """The slices of these names, each once; `all` stands for all. Raises `UsageError` on an unknown one.

    >>> expand(["nested", "type", "nested"])
    ['nested', 'type']
    """
    for name in names:
        if name not in (*NAMES, "all"):
            raise UsageError(f"“{name}” is no slice; use all, {', '.join(NAMES)}.")
    return list(dict.fromkeys(one for name in names for one in (NAMES if name == "all" else (name,))))
