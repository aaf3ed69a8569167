"""scorch is the oracle for MUC, B³ and CEAFe; LEA, which it lacks, is spelled out with sets of links from the paper."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scorch import scores as scorch

from sayso.comparison import Comparison
from sayso.flattening import columns
from sayso.measures import parse
from sayso.measures.example import speakers_example
from sayso.model import Annotation, Annotator, Mention, Speaker
from tests.strategies import two_sides


@st.composite
def partitions(draw):
    """Disjoint sets of a few mentions."""
    owners = draw(st.lists(st.integers(-1, 3), min_size=8, max_size=8))
    found = [{m for m, owner in enumerate(owners) if owner == k} for k in range(4)]
    return [cluster for cluster in found if cluster]


def annotation(clusters):
    speakers = [
        Speaker(f"S{i}", f"Name {i}", "person", None, [Mention(m, m + 1, "x", "name") for m in sorted(cluster)])
        for i, cluster in enumerate(clusters)
    ]
    return Annotation("1.0", "d", "", Annotator("gold", "human"), speakers, [], [])


def ours(name, gold, predicted):
    """Recall, precision and F1 over documents, each a list of clusters."""
    comparison = Comparison(*(columns([annotation(clusters) for clusters in side]) for side in (gold, predicted)))
    measures = [parse(f"speakers.{name}.{metric}") for metric in ("recall", "precision", "f1")]
    return [float(m.score(m.rows(comparison).sum(axis=0))) for m in measures]


@given(partitions(), partitions())
def test_scores_are_scorchs(gold, predicted):
    assume(gold and predicted)
    links = any(len(c) > 1 for c in gold), any(len(c) > 1 for c in predicted)
    if any(links):  # without any link sayso says 1, the reference scorer 0
        assert ours("muc", [gold], [predicted]) == pytest.approx(scorch.muc(gold, predicted))
    assert ours("b3", [gold], [predicted]) == pytest.approx(scorch.b_cubed(gold, predicted))
    assert ours("ceafe", [gold], [predicted]) == pytest.approx(scorch.ceaf_e(gold, predicted))


def links(cluster):
    """Links of a cluster; a singleton is linked to itself (Moosavi and Strube 2016, section 4)."""
    return set(map(frozenset, combinations(cluster, 2))) if len(cluster) > 1 else {frozenset(cluster)}


def lea(key, response):
    """Importance times resolution, and importance, summed over the key's clusters."""
    resolved = [sum(len(links(k) & links(r)) for r in response) / len(links(k)) for k in key]
    return sum(len(k) * r for k, r in zip(key, resolved, strict=True)), sum(map(len, key))


@given(st.lists(st.tuples(partitions(), partitions()), min_size=1, max_size=3))
def test_lea_is_the_papers_summed_over_documents(documents):
    recall, precision = (
        [sum(part) for part in zip(*(lea(*side) for side in sides), strict=True)]
        for sides in (documents, [pair[::-1] for pair in documents])
    )
    assume(recall[1] and precision[1])
    r, p = recall[0] / recall[1], precision[0] / precision[1]
    expected = [r, p, 2 * r * p / (r + p) if r + p else 0]
    assert ours("lea", *zip(*documents, strict=True)) == pytest.approx(expected)


@given(partitions(), partitions())
def test_means_are_of_the_f1_scores(gold, predicted):
    f1 = {name: ours(name, [gold], [predicted])[2] for name in ("muc", "b3", "ceafe", "lea")}
    comparison = Comparison(columns([annotation(gold)]), columns([annotation(predicted)]))
    conll, every = (parse(f"speakers.{name}.f1") for name in ("conll", "coreference"))
    assert conll.score(conll.rows(comparison)[0]) == pytest.approx((f1["muc"] + f1["b3"] + f1["ceafe"]) / 3)
    assert every.score(every.rows(comparison)[0]) == pytest.approx(sum(f1.values()) / 4)


@pytest.mark.parametrize("name", ["muc", "b3", "ceafe", "lea", "conll", "coreference"])
@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [([], [], 1), (["abc"], [], 0), ([], ["ab"], 0), (["ab", "c"], ["ba", "c"], 1), (["ab"], ["cd"], 0)],
)
def test_edges(name, gold, predicted, expected):
    assert speakers_example(f"speakers.{name}.f1", "a b c d", gold, predicted) == expected


@pytest.mark.parametrize(("name", "expected"), [("muc", 1), ("b3", 0.5), ("ceafe", 0.5), ("lea", 0.5)])
def test_singletons(name, expected):
    assert speakers_example(f"speakers.{name}.f1", "a b c", ["a", "b"], ["a", "c"]) == expected


def test_a_mention_given_twice_counts_for_the_first_speaker():
    for predicted in (["ab", "bc"], ["bc", "ab"]):
        assert speakers_example("speakers.b3.f1", "a b c", ["ab", "c"], predicted) == 1


def test_mentions_that_are_not_in_the_article_match_nothing():
    assert speakers_example("speakers.b3.precision", "a b c", ["ab"], ["abz"]) == pytest.approx(4 / 3 / 3)
    assert speakers_example("speakers.b3.recall", "a b c", ["ab"], ["ab", "z"]) == 1
    assert speakers_example("speakers.b3.recall", "a b c", ["z"], ["z"]) == 0


@given(two_sides())
def test_gold_against_itself_is_perfect(sides):
    _, gold, _ = sides
    comparison = Comparison(columns(gold), columns(gold))
    for name in ("muc", "b3", "ceafe", "lea"):
        measure = parse(f"speakers.{name}.f1")
        assert measure.score(measure.rows(comparison).sum(axis=0)) == pytest.approx(1)
