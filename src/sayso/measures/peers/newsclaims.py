"""NewsClaims (Reddy et al. 2022): claim sentences, spans, claimers and stance, as its evaluation scripts count them.

NewsClaims knows a claim by its sentence: one claim a sentence. Here a claim belongs to the sentence that it begins in,
and of several claims in one sentence the first stands for all (of those that begin together the longest). A sentence
ends at a line break, or at `.`, `!`, `?` or `…` with the closing marks behind it, before white space. Tokens are those
of `sayso.measures.peers.spans.TOKEN`. A gold claim is judged against the prediction for its own sentence; NewsClaims
stops with an error where there is none, here that is an empty answer: 0 in `claim_span` and `claimer`, wrong in
`stance`.

- `newsclaims.claim`: precision, recall and F1 of the set of claim sentences.
- `newsclaims.claim_span`: a claim's tokens from its first to its last, **both inclusive**. `precision` and `recall` are
  worked out for each gold claim and are then the **means over claims**; `f1` is the harmonic mean of the two means.
- `newsclaims.claimer`: `reported_f1` is the mean token F1 of the claimer's name (`squad_f1`) over gold claims that have
  a claimer; `in_sentence_f1` and `out_of_sentence_f1` split it by whether a mention of the gold claimer lies in the
  claim's sentence. `journalist_f1` is the F1 of the class *no claimer*, sayso's `author`. `f1` is the mean of reported
  and journalist F1 weighted by their numbers of gold claims.
- `newsclaims.stance`: accuracy and the other scores of labels over gold claims, as for `stance`.

Range 0–1. Empty case: a mean over no claims is undefined (null in the JSON; NewsClaims gives nan or stops); any other
0 / 0 is 0. The score of claim objects is left out: sayso's claims have no object.

Source: Reddy et al. (2022), https://github.com/blender-nlp/NewsClaims, `eval/eval_claim_detection.py`; token F1 of
SQuAD, Rajpurkar et al. (2016).

**Where it misleads.** Two claims, one predicted too short and one too long by half, have an F1 of 2/3 each; the
harmonic mean of the mean precision and the mean recall is 3/4:

>>> p, r = zip(span_scores((0, 1), (0, 3)), span_scores((0, 3), (0, 1)))
>>> sum(p) / 2, sum(r) / 2
(0.75, 0.75)

A prediction of "no claimer" is the string `<AUTHOR>`, and has a word in common with a gold claimer of that name:

>>> squad_f1(NO_CLAIMER, "the author")
1.0

On an article:

>>> from sayso.measures.example import claim, example
>>> text = "Ada Orr said the dam held. It broke in 2020."
>>> gold = [claim("the dam held", claimer="Ada Orr"), claim("It broke in 2020", claimer="author")]
>>> predicted = [claim("dam held", claimer="Orr"), claim("It broke in 2020", claimer="author")]
>>> [round(example(f"newsclaims.claimer.{f1}", text, claims=(gold, predicted)), 3) for f1 in ("reported_f1", "f1")]
[0.667, 0.833]
>>> [round(example(f"newsclaims.claim_span.{m}", text, claims=(gold, predicted)), 3) for m in ("precision", "recall")]
[1.0, 0.833]
"""

from __future__ import annotations

import dataclasses
import math
import re
import string
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from sayso.columns import ATTRIBUTES, THE_AUTHOR, Columns, Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import COUNTS, Floats, task
from sayso.measures.peers import classification
from sayso.measures.peers.scores import ZERO_PRF, harmonic, share
from sayso.measures.peers.spans import tokens
from sayso.sentences import sentence_starts

NO_CLAIMER = "<AUTHOR>"
"""What NewsClaims takes a prediction of "no claimer" for."""
_STANCES: tuple[str, ...] = ATTRIBUTES["stance"]
_UNSAID = len(_STANCES)
Span = tuple[int, int]


def span_scores(predicted: Span, gold: Span) -> tuple[float, float]:
    """Precision and recall of the tokens of one span; first and last token, both inclusive.

    >>> span_scores((2, 5), (4, 9))
    (0.5, 0.3333333333333333)
    """
    shared = max(min(predicted[1], gold[1]) - max(predicted[0], gold[0]) + 1, 0)
    return shared / (predicted[1] - predicted[0] + 1), shared / (gold[1] - gold[0] + 1)


def squad_words(text: str) -> list[str]:
    """Words in lower case, without ASCII punctuation and the articles *a*, *an*, *the*.

    >>> squad_words("The C.D.C.’s Dr. Orr")
    ['cdc’s', 'dr', 'orr']
    """
    plain = "".join(char for char in text.lower() if char not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", plain).split()


def squad_f1(predicted: str, gold: str) -> float:
    """F1 of the multisets of words; 0 where they share none, also where both are empty.

    >>> squad_f1("Governor Ada Orr", "Ada Orr")
    0.8
    """
    said, true = squad_words(predicted), squad_words(gold)
    shared = sum((Counter(said) & Counter(true)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(said), shared / len(true)
    return 2 * precision * recall / (precision + recall)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Claim:
    """The claim of one sentence: first and (negative, so that the longest sorts first) last token, and what is said."""

    first: int
    minus_last: int
    claimer: str
    """A name, or `NO_CLAIMER`; empty where it is left out or has no name."""
    stance: int
    claimer_in_sentence: bool

    @property
    def span(self) -> Span:
        return self.first, -self.minus_last


Claims = dict[int, Claim]
"""Claims of one document by number of sentence. A fabricated claim, which is in none, has a negative number."""


def _claims(comparison: Comparison, gold: bool) -> list[Claims]:
    side = comparison.gold if gold else comparison.predicted
    items, content = side.claims, side.claims.roles["content"]
    first, last = comparison.once(tokens).cover(items.doc[content.owner], content.start, content.end)
    starts = comparison.once(_sentences)
    mentions, names = _mentions(side), side.entities.names.to_pylist()
    found: list[Claims] = [{} for _ in range(comparison.documents)]
    stances = np.where(items.attributes["stance"] < 0, _UNSAID, items.attributes["stance"])
    columns = (items.doc.tolist(), items.entity.tolist(), stances.tolist())
    for i, (doc, code, stance) in enumerate(zip(*columns, strict=True)):
        begin, end = content.offsets[i], content.offsets[i + 1]
        if begin == end:
            found[doc][-1 - i] = Claim(-1, 1, "", _UNSAID, False)
            continue
        if first[begin] == last[end - 1]:  # white space only
            continue
        sentence = bisect_right(starts[doc], content.start[begin]) - 1
        edges = [*starts[doc], len(comparison.texts[doc])][sentence : sentence + 2]
        inside = any(edges[0] <= a and b <= edges[1] for a, b in mentions.get(code, ()))
        name = NO_CLAIMER if code == THE_AUTHOR else (names[code] or "") if code >= 0 else ""
        claim = Claim(int(first[begin]), 1 - int(last[end - 1]), name, stance, inside)
        found[doc][sentence] = min(claim, found[doc].get(sentence, claim))
    return found


def _sentences(comparison: Comparison) -> list[list[int]]:
    return [sentence_starts(text) for text in comparison.texts]


def _mentions(side: Columns) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    spans = side.entities.mentions
    for owner, start, end in zip(spans.owner.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True):
        found.setdefault(owner, []).append((start, end))
    return found


def _sides(comparison: Comparison) -> list[tuple[Claims, Claims]]:
    return list(zip(_claims(comparison, True), _claims(comparison, False), strict=True))


@task("newsclaims.claim", (), COUNTS, ZERO_PRF)
def claim(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
    """A predicted claim sentence is right when it is a gold claim sentence."""
    rows = [(len(set(gold) & set(said)), len(said), len(gold)) for gold, said in comparison.once(_sides)]
    return np.array(rows, np.int64).reshape(-1, 3)


def _mean(over: int) -> Any:
    def mean(rows: Any) -> Floats:
        return _defined(rows[..., over], rows[..., -1])

    return mean


def _span_f1(rows: Any) -> Floats:
    return _defined(harmonic(rows[..., 0], rows[..., 1]), rows[..., -1])


@task(
    "newsclaims.claim_span",
    (),
    ("precisions", "recalls", "gold"),
    {"precision": _mean(0), "recall": _mean(1), "f1": _span_f1},
)
def claim_span(comparison: Comparison, match: Match) -> Floats:  # noqa: ARG001
    """Tokens of the claim in each gold claim sentence: means of precision and recall, and their harmonic mean."""
    rows = []
    for gold, said in comparison.once(_sides):
        scores = [span_scores(said[key].span, true.span) for key, true in gold.items() if key in said]
        rows.append((math.fsum(p for p, _ in scores), math.fsum(r for _, r in scores), len(gold)))
    return np.array(rows, np.float64).reshape(-1, 3)


CLAIMER_COUNTS = (
    "token F1 in sentence",
    "in sentence",
    "token F1 out of sentence",
    "out of sentence",
    "right without claimer",
    "predicted without claimer",
    "gold without claimer",
    "gold",
)


def reported_f1(rows: Any) -> Floats:
    """Mean token F1 over gold claims with a claimer; undefined where there is none."""
    return _defined(rows[..., 0] + rows[..., 2], rows[..., 1] + rows[..., 3])


def journalist_f1(rows: Any) -> Floats:
    """F1 of "no claimer"; undefined where gold has none such."""
    return np.where(rows[..., 6] == 0, math.nan, _no_claimer_f1(rows))


def claimer_f1(rows: Any) -> Floats:
    """Mean of the two, weighted by the numbers of gold claims; undefined without gold."""
    return _defined(rows[..., 0] + rows[..., 2] + _no_claimer_f1(rows) * rows[..., 6], rows[..., -1])


def _no_claimer_f1(rows: Any) -> Floats:
    return harmonic(share(rows[..., 4], rows[..., 5]), share(rows[..., 4], rows[..., 6]))


@task(
    "newsclaims.claimer",
    (),
    CLAIMER_COUNTS,
    {
        "f1": claimer_f1,
        "reported_f1": reported_f1,
        "journalist_f1": journalist_f1,
        "in_sentence_f1": lambda rows: _defined(rows[..., 0], rows[..., 1]),
        "out_of_sentence_f1": lambda rows: _defined(rows[..., 2], rows[..., 3]),
    },
)
def claimer(comparison: Comparison, match: Match) -> Floats:  # noqa: ARG001
    """The claimer's name in each gold claim sentence, or that it has none."""
    return np.array([_claimer_row(*sides) for sides in comparison.once(_sides)]).reshape(-1, len(CLAIMER_COUNTS))


def _claimer_row(gold: Claims, said: Claims) -> Sequence[float]:
    row = np.zeros(len(CLAIMER_COUNTS))
    inside: list[float] = []
    outside: list[float] = []
    for key, true in gold.items():
        answer = said[key].claimer if key in said else ""
        row[5] += answer == NO_CLAIMER
        if true.claimer == NO_CLAIMER:
            row[4] += answer == NO_CLAIMER
            row[6] += 1
        else:
            (inside if true.claimer_in_sentence else outside).append(squad_f1(answer, true.claimer))
    row[:4] = math.fsum(inside), len(inside), math.fsum(outside), len(outside)
    row[-1] = len(gold)
    return row.tolist()


@task("newsclaims.stance", (), classification.counts(_STANCES), classification.metrics(_STANCES))
def stance(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
    """The claimer's stance in each gold claim sentence."""
    rows = np.zeros((comparison.documents, len(classification.counts(_STANCES))), np.int64)
    for row, (gold, said) in zip(rows, comparison.once(_sides), strict=True):
        for key, true in gold.items():
            if true.stance != _UNSAID:
                row[true.stance * (_UNSAID + 1) + (said[key].stance if key in said else _UNSAID)] += 1
                row[-1] += 1
    return rows


def _defined(part: Any, whole: Any) -> Floats:
    """part / whole, undefined where the whole is 0."""
    return np.where(np.asarray(whole) == 0, math.nan, share(part, whole))
