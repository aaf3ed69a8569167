"""How far annotators agree, whatever their number and whichever documents each has drawn; see docs/agreement.md.

Agreement is scored as systems are (`sayso.scoring`): statistics rows for each document and pair of annotators, and
figures from their sums, so that intervals resample documents and no pair is compared twice.
"""

from __future__ import annotations

from sayso.agreement.disagreements import Disagreement, disagreements
from sayso.agreement.figures import Agreement, Figure, Pair, agreement, drawn_twice, pairwise
from sayso.agreement.passes import Pass, read_passes

__all__ = [
    "Agreement",
    "Disagreement",
    "Figure",
    "Pair",
    "Pass",
    "agreement",
    "disagreements",
    "drawn_twice",
    "pairwise",
    "read_passes",
]
