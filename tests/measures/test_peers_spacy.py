"""spaCy's own Scorer is the oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.measures import parse
from sayso.measures.peers.spacy import score_spans
from sayso.measures.peers.spans import LABELS, TOKEN, token_spans
from tests.strategies import two_sides

VOCAB = Vocab()
WORDS = st.lists(st.sampled_from(["that", "It", "“", "Ünal", "İ", "ß", "…", "a"]), min_size=8, max_size=8)
SPANS = st.lists(
    st.tuples(st.sampled_from("XY"), st.lists(st.integers(0, 8), min_size=2, max_size=2, unique=True).map(sorted)).map(
        lambda s: (s[0], *s[1])
    ),
    max_size=6,
)


def scores(documents, allow_overlap):
    examples = []
    for words, *sides in documents:
        docs = [Doc(VOCAB, words=words) for _ in sides]
        for doc, spans in zip(docs, sides, strict=True):
            doc.spans["sc"] = [Span(doc, a, b, label=label) for label, a, b in spans]
        examples.append(Example(docs[1], docs[0]))
    found = Scorer.score_spans(
        examples, "sc", getter=lambda doc, key: doc.spans[key], allow_overlap=allow_overlap, labeled=True
    )
    return {key.removeprefix("sc_"): value for key, value in found.items()}


@given(st.lists(st.tuples(WORDS, SPANS, SPANS), min_size=1, max_size=3), st.booleans())
def test_scores_are_spacys(documents, allow_overlap):
    assert score_spans([sides for _, *sides in documents], allow_overlap) == scores(documents, allow_overlap)


@given(two_sides())
def test_measures_of_quotes_are_spacys(sides):
    made, gold, other = sides
    comparison = Comparison(columns(gold, texts=[article.text for article in made]), columns(other))
    spans = [token_spans(side.quotes, comparison) for side in (comparison.gold, comparison.predicted)]
    words = [TOKEN.findall(article.text) for article in made]
    expected = scores(list(zip(words, *spans, strict=True)), allow_overlap=True)
    for metric in ("precision", "recall", "f1"):
        by_label = {"": expected[metric[0]]}
        by_label |= {f".{label}": found[metric[0]] for label, found in (expected["per_type"] or {}).items()}
        for label in ("", *(f".{label}" for label in LABELS)):
            measure = parse(f"spacy.spans{label}.{metric}")
            value = float(measure.score(measure.rows(comparison).sum(axis=0)))
            undefined = by_label.get(label) is None
            assert value == pytest.approx(float("nan") if undefined else by_label[label], nan_ok=True), str(measure)
