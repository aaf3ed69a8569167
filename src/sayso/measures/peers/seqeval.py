"""seqeval (1.2.2): entities read from token tags, right when type, start and end are the same.

Content spans become IOB2 tags on tokens (`sayso.measures.peers.spans.TOKEN`: a run of letters and digits, or one other
visible character), their type the quote's type. `default` reads tags as CoNLL's `conlleval` does, forgivingly: an I-
after O, or after another type, begins an entity. `strict` reads IOB2 by the letter: only B- begins one, and I- without
it is nothing. Tags made from spans are well formed, so here both give the same number; on the raw tags of a tagger
(`report`) they do not.

    precision = right / predicted, recall = right / gold, over all types (micro)

F1 is their harmonic mean. Range 0–1. Empty case: 0 where there is nothing to divide by, even when there is neither gold
nor prediction. `seqeval.default.direct.f1` and so on are the scores of one type.

It cannot hold quotes that overlap or nest: the one that begins first wins, of two that begin together the longer, and
the other is dropped. Each span of a discontinuous quote is an entity. Fabricated text is one wrong entity a quote.

Source: Ramshaw and Marcus (1995); Tjong Kim Sang and De Meulder (2003); Nakayama (2018),
https://github.com/chakki-works/seqeval.

**Where it misleads.** Without strict mode a broken sequence is mended in silence, and may be right:

>>> report([["B-X", "I-X"]], [["I-X", "I-X"]])["micro avg"]["f1-score"]
1.0
>>> report([["B-X", "I-X"]], [["I-X", "I-X"]], strict=True)["micro avg"]["f1-score"]
0.0

A nested quote is lost from gold and prediction alike, so who misses it loses nothing:

>>> from sayso.measures.example import example, quote
>>> text = "“He said it held,” Orr said."
>>> sides = [quote("“He said it held,”"), quote("it held")], [quote("“He said it held,”")]
>>> example("seqeval.default.f1", text, *sides), example("quotes.recall@exact", text, *sides)
(1.0, 0.5)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sayso.columns import Ints, Items
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import COUNTS, Floats, task
from sayso.measures.peers.scores import ZERO_PRF, harmonic, share
from sayso.measures.peers.spans import LABELS, Span, fabricated, token_spans, tokens

Tags = Sequence[Sequence[str]]
"""Tags of the tokens of each sequence."""


def entities(tags: Tags) -> set[Span]:
    """Type, first and last token of the entities in default mode; tokens are counted through all sequences.

    A tag is B, I, E, S or O and a type after a hyphen; sequences are set apart by an O, as in seqeval.
    """
    line = [tag for sequence in tags for tag in (*sequence, "O")]
    parts = [("O", ""), *((tag[0], tag[1:].split("-", 1)[-1] or "_") for tag in [*line, "O"])]
    found, begin = set(), 0
    for i, ((before, type_before), (mark, type_)) in enumerate(pairwise(parts)):
        other = type_before != type_
        if before in "ES" or (before in "BI" and mark in "BSO") or (before not in "O." and other):
            found.add((type_before, begin, i - 1))
        if mark in "BS" or (before in "ESO" and mark in "EI") or (mark not in "O." and other):
            begin = i
    return found


def strict_entities(tags: Tags) -> set[Span]:
    """The same in strict mode: IOB2 by the letter. Raises `ValueError` on a tag that is not B, I or O."""
    found, offset = set(), 0
    for sequence in tags:
        marks = [(tag[:1], tag[1:].strip("-") or "_") for tag in sequence]
        for i, (mark, type_) in enumerate(marks):
            if mark not in ("B", "I", "O"):
                raise ValueError(f"{sequence[i]!r} is not a tag of IOB2, which has B, I and O")
            if mark == "B":
                end = i + 1
                while end < len(marks) and marks[end] == ("I", type_):
                    end += 1
                found.add((type_, offset + i, offset + end - 1))
        offset += len(sequence) + 1
    return found


def counts(gold: Tags, predicted: Tags, strict: bool = False) -> dict[str, tuple[int, int, int]]:
    """Right, predicted and gold entities of each type that occurs."""
    read = strict_entities if strict else entities
    true, said = read(gold), read(predicted)
    right, said_of, true_of = (Counter(span[0] for span in spans) for spans in (true & said, said, true))
    return {label: (right[label], said_of[label], true_of[label]) for label in sorted(true_of | said_of)}


def report(gold: Tags, predicted: Tags, strict: bool = False) -> dict[str, dict[str, float]]:
    """What `classification_report(output_dict=True, zero_division=0)` gives: each type, and three averages.

    Raises `ValueError` where the two sides differ in length.
    """
    if [len(tags) for tags in gold] != [len(tags) for tags in predicted]:
        raise ValueError("gold and predicted tags differ in length")
    by_type = counts(gold, predicted, strict)
    table = np.array(list(by_type.values()), float).reshape(-1, 3)
    scores = _scores(table)
    found = {label: _line(row, n[2]) for label, row, n in zip(by_type, scores, table, strict=True)}
    support = table[:, 2].sum()
    found["micro avg"] = _line(_scores(table.sum(axis=0)), support)
    found["macro avg"] = _line(share(scores.sum(axis=0), len(table)), support)
    found["weighted avg"] = _line(share((scores * table[:, 2:]).sum(axis=0), support), support)
    return found


def _scores(table: Floats) -> Floats:
    """Precision, recall and F1 along the last axis."""
    precision, recall = share(table[..., 0], table[..., 1]), share(table[..., 0], table[..., 2])
    return np.stack((precision, recall, harmonic(precision, recall)), axis=-1)


def _line(scores: Floats, support: float) -> dict[str, float]:
    return dict(zip(("precision", "recall", "f1-score", "support"), map(float, (*scores, support)), strict=True))


def tags(spans: Sequence[Span], length: int) -> list[str]:
    """IOB2 tags of spans (end exclusive) over so many tokens; a span that meets an earlier one in the list is dropped.

    >>> tags([("X", 0, 2), ("Y", 1, 3), ("Y", 3, 4)], 5)
    ['B-X', 'I-X', 'O', 'B-Y', 'O']
    """
    found = ["O"] * length
    for label, start, end in spans:
        if all(tag == "O" for tag in found[start:end]):
            found[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return found


def _tags(comparison: Comparison, items: Items) -> list[list[str]]:
    lengths = np.diff(comparison.once(tokens).offsets).tolist()
    return [tags(spans, n) for spans, n in zip(token_spans(items, comparison), lengths, strict=True)]


def _by_type(comparison: Comparison, strict: bool) -> list[dict[str, tuple[int, int, int]]]:
    gold, predicted = (_tags(comparison, side.quotes) for side in (comparison.gold, comparison.predicted))
    return [counts([true], [said], strict) for true, said in zip(gold, predicted, strict=True)]


def _register(mode: str, label: str | None) -> None:
    def rows(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
        by_type = comparison.once(_by_type, mode == "strict")
        chosen = [[counted for type_, counted in one.items() if label is None or type_ == label] for one in by_type]
        found = np.array([np.sum([(0, 0, 0), *one], axis=0) for one in chosen], np.int64).reshape(-1, 3)
        found[:, 1] += fabricated(comparison.predicted.quotes, comparison.documents, label)
        return found

    reading = "forgivingly" if mode == "default" else "as strict IOB2"
    rows.__doc__ = f"Entities of {'all types' if label is None else label + ' quotes'}, their tags read {reading}."
    task(f"seqeval.{mode}" + (f".{label}" if label else ""), (), COUNTS, ZERO_PRF)(rows)


for _mode in ("default", "strict"):
    for _label in (None, *LABELS):
        _register(_mode, _label)
