"""Citron (BBC, 2021): exact and overlap scores of cue, source, content and whole quote, on tokens.

A quote has one cue, a list of source spans and a list of content spans, all on the tokens of
`sayso.measures.peers.spans.TOKEN` (Citron: spaCy's). Two lists match when they are the same span by span.

`citron.exact`: a predicted quote is right when **some** gold quote agrees, a gold quote is missed when no prediction
agrees with it; nothing is paired. To agree means, for

- `cue`: the same cue;
- `source`, `content`: cues that overlap, and sources (contents) that match;
- `quote`: the same cue, and sources and contents that match.

    precision = right / predicted, recall = right / (right + missed)

Range 0–1. `citron.overlap`: tokens in common, summed over **every pair** of a predicted and a gold quote of a document.

    precision = shared / predicted tokens, recall = shared / gold tokens

Range from 0 up, and past 1 (below). F1 is the harmonic mean throughout. Empty case: 0 where there is nothing to divide
by, even when there is neither gold nor prediction.

It cannot hold a quote without a cue: such quotes are left out on both sides, as in Citron's own conversion of PARC. A
cue of several spans is one from its first token to its last, as there. Who the speaker is plays no part. A fabricated
span is what Citron calls an invalid one: it matches nothing and has no tokens.

Source: Newell (BBC), https://github.com/bbc/citron, `citron/metrics.py`, version of 2021.

**Where it is wrong.** One gold quote makes several predictions right, so right + missed is not the number of gold
quotes, and neither copy is wrong:

>>> one = Quote((3, 4), [(4, 5)], [(0, 3)])
>>> exact([one], [one, one], "quote")
(2, 0, 0)

Overlap counts both, and passes 1:

>>> overlap([one], [one, one], "content")
(6, 6, 3)

that is, precision 6 / 6 and recall 6 / 3 = 2. Cues "overlap" when the prediction begins right where the gold cue ends,
but not the other way round:

>>> left, right = Quote((3, 4), [], [(0, 3)]), Quote((4, 5), [], [(0, 3)])
>>> exact([left], [right], "content"), exact([right], [left], "content")
((1, 0, 0), (0, 1, 1))

The published script hands gold tokens and predicted tokens over in the wrong order for the overlap of all roles
together, so that `citron.overlap.quote.precision` **is the recall** and the other way round; F1 is not touched:

>>> from sayso.measures.example import example, quote
>>> text = "“It held for a long time,” said Orr."
>>> sides = [quote("“It held for a long time,”", cue="said")], [quote("“It held", cue="said")]
>>> [round(example(f"citron.overlap.{role}.precision", text, *sides), 2) for role in ("cue", "content", "quote")]
[1.0, 1.0, 0.4]
>>> [round(example(f"citron.overlap.{role}.recall", text, *sides), 2) for role in ("cue", "content", "quote")]
[1.0, 0.33, 1.0]
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from sayso.columns import Ints, Items
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import COUNTS, Floats, task
from sayso.measures.peers.scores import ZERO_PRF, f1, harmonic, precision, recall, share
from sayso.measures.peers.spans import tokens

Role = Literal["cue", "source", "content", "quote"]
Span = tuple[int, int]
"""First token and one past the last."""
_ROLES: tuple[Role, ...] = ("cue", "source", "content", "quote")


@dataclasses.dataclass(frozen=True, slots=True)
class Quote:
    """One quote in tokens; a span that is not in the text is None."""

    cue: Span | None
    sources: Sequence[Span | None]
    contents: Sequence[Span | None]


def exact(gold: Sequence[Quote], predicted: Sequence[Quote], role: Role) -> tuple[int, int, int]:
    """Right and wrong predictions, and missed gold quotes, of one document."""
    right = sum(any(_agree(said, true, role) for true in gold) for said in predicted)
    missed = sum(not any(_agree(said, true, role) for said in predicted) for true in gold)
    return right, len(predicted) - right, missed


def _agree(said: Quote, true: Quote, role: Role) -> bool:
    if said.cue is None or true.cue is None:
        return False
    if role in ("cue", "quote"):
        near = said.cue == true.cue
    else:
        near = said.cue[0] <= true.cue[1] and said.cue[1] > true.cue[0]
    return (
        near
        and (role not in ("source", "quote") or list(said.sources) == list(true.sources))
        and (role not in ("content", "quote") or list(said.contents) == list(true.contents))
    )


def overlap(gold: Sequence[Quote], predicted: Sequence[Quote], role: Role) -> tuple[int, int, int]:
    """Tokens in common over all pairs of quotes, predicted tokens and gold tokens of one document."""
    if role == "quote":
        counted = [overlap(gold, predicted, one) for one in _ROLES[:3]]
        return sum(c[0] for c in counted), sum(c[1] for c in counted), sum(c[2] for c in counted)
    true, said = ([span for quote in side for span in _spans(quote, role)] for side in (gold, predicted))
    shared = sum(max(min(a[1], b[1]) - max(a[0], b[0]), 0) for a in said for b in true)
    return shared, sum(end - start for start, end in said), sum(end - start for start, end in true)


def _spans(quote: Quote, role: Role) -> list[Span]:
    spans = {"cue": [quote.cue], "source": quote.sources, "content": quote.contents}[role]
    return [span for span in spans if span is not None]


def _quotes(items: Items, comparison: Comparison) -> list[list[Quote]]:
    """Quotes with a cue, document by document, in tokens."""
    spans = {role: _token_lists(items, comparison, role) for role in ("cue", "source", "content")}
    found: list[list[Quote]] = [[] for _ in range(comparison.documents)]
    given = items.roles["cue"].given
    for i, doc in enumerate(items.doc.tolist()):
        if given[i]:
            cue = [span for span in spans["cue"][i] if span is not None]
            whole = (cue[0][0], cue[-1][1]) if cue else None
            found[doc].append(Quote(whole, spans["source"][i], spans["content"][i]))
    return found


def _token_lists(items: Items, comparison: Comparison, role: str) -> list[list[Span | None]]:
    """The spans of each item, then None for those that are not in the article."""
    spans = items.roles[role]
    first, last = comparison.once(tokens).cover(items.doc[spans.owner], spans.start, spans.end)
    found: list[list[Span | None]] = [[] for _ in range(len(items))]
    for owner, start, end in zip(spans.owner.tolist(), first.tolist(), last.tolist(), strict=True):
        found[owner].append((start, end) if start < end else None)
    for owner in np.flatnonzero(spans.lost > 0).tolist():
        found[owner].append(None)
    return found


def _sides(comparison: Comparison) -> tuple[list[list[Quote]], list[list[Quote]]]:
    return _quotes(comparison.gold.quotes, comparison), _quotes(comparison.predicted.quotes, comparison)


def _recall(rows: Any) -> Floats:
    """right / (right + missed); 0 where that is 0."""
    return share(rows[..., 0], rows[..., 0] + rows[..., 2])


def _f1(rows: Any) -> Floats:
    """2 PR / (P + R); 0 where both are 0."""
    return harmonic(precision(rows), _recall(rows))


_EXACT = {"precision": precision, "recall": _recall, "f1": _f1}
_SWAPPED = {"precision": recall, "recall": precision, "f1": f1}
_AGREE: dict[Role, str] = {
    "cue": "cue",
    "source": "sources, by a cue that overlaps,",
    "content": "contents, by a cue that overlaps,",
    "quote": "cue, sources and contents",
}


def _register(role: Role) -> None:
    def exact_rows(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
        found = np.zeros((comparison.documents, 4), np.int64)
        for row, gold, predicted in zip(found, *comparison.once(_sides), strict=True):
            right, wrong, missed = exact(gold, predicted, role)
            row[:] = right, right + wrong, missed, len(gold)
        return found

    def overlap_rows(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
        sides = zip(*comparison.once(_sides), strict=True)
        counted = [overlap(gold, predicted, role) for gold, predicted in sides]
        return np.array(counted, np.int64).reshape(-1, 3)

    exact_rows.__doc__ = f"Predictions whose {_AGREE[role]} some gold quote has."
    overlap_rows.__doc__ = f"Tokens of {'all roles' if role == 'quote' else f'the {role}'} in common, over all pairs."
    task(f"citron.exact.{role}", (), ("right", "predicted", "missed", "gold"), _EXACT)(exact_rows)
    task(f"citron.overlap.{role}", (), COUNTS, _SWAPPED if role == "quote" else ZERO_PRF)(overlap_rows)


for _role in _ROLES:
    _register(_role)
