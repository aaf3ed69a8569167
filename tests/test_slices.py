"""Slices by hand, that they add up, that no order changes them, and that Parquet gives the same."""

from __future__ import annotations

import copy
import io
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from sayso import evaluate
from sayso.bootstrap import intervals
from sayso.columns import Spans, merge
from sayso.corpus import Corpus, Document, load
from sayso.errors import UsageError
from sayso.evaluation import gold_of, predicted_of, run
from sayso.measures import parse
from sayso.model import Annotation, Annotator, Article, Mention, Prediction, Quote, Span, Speaker, sha256_text
from sayso.parquet import read_gold, read_predicted
from sayso.report import terminal
from sayso.scoring import score
from sayso.slices import BY_QUOTE, NAMES
from sayso.slices.attributes import distances
from sayso.slices.tally import COUNTS
from sayso.tables import write_corpus
from tests.conftest import ROOT
from tests.strategies import two_sides

TEXT = "“It held,” said Ada Orr. “It will,” she said, “not break.” Bell: the dam “is” old." + " More." * 20
ORR, SHE, BELL = (16, 23), (36, 39), (59, 63)
HELD, WILL, BREAK, OLD, IS, MORE = (0, 10), (25, 35), (46, 58), (65, 81), (73, 77), (100, 160)
MEASURES = ["quotes.f1@exact", "attribution.f1@iou=0.5"]


def article(doc: str, text: str = TEXT, **known: object) -> Article:
    digest = sha256_text(text)
    unknown = dict.fromkeys(("title", "published", "publisher", "url", "rights", "source_file"))
    stated = {**unknown, "blocks": [], "language": "en", "raw_sha256": digest, "text_sha256": digest, **known}
    return Article(id=doc, text=text, **stated)


def spans(*places: tuple[int, int]) -> list[Span]:
    return [Span(start, end, TEXT[start:end]) for start, end in places]


def quote(id_, type_, content, source, speaker, parent=None) -> Quote:
    return Quote(id_, type_, spans(*content), [], spans(*source), speaker, [], parent, True)


def dam(doc: str = "dam", **known: object) -> Document:
    of = article(doc, **known)
    people = [
        Speaker("S1", "Ada Orr", "person", None, [Mention(*ORR, "Ada Orr", "name"), Mention(*SHE, "she", "pronoun")]),
        Speaker("S2", "Bell", "organization", None, [Mention(*BELL, "Bell", "name")]),
    ]
    quotes = [
        quote("Q1", "direct", [HELD], [ORR], "S1"),
        quote("Q2", "direct", [WILL, BREAK], [SHE], "S1"),
        quote("Q3", "mixed", [OLD], [BELL], "S2"),
        quote("Q4", "direct", [IS], [], None, "Q3"),
        quote("Q5", "indirect", [MORE], [SHE], "S1"),
    ]
    return Document(of, Annotation("1.0", doc, of.text_sha256, Annotator("gold", "human"), people, quotes, []), "seed")


def predicted(content: tuple[int, int], source: tuple[int, int] | None = None, **stated: object) -> dict:
    place = [] if source is None else [{"start": source[0], "end": source[1]}]
    return {"content": [{"start": content[0], "end": content[1]}], "source": place, **stated}


ANSWER = {
    "quotes": [
        predicted(HELD, ORR, type="indirect"),
        predicted(WILL, SHE, type="direct"),  # half of Q2
        predicted(OLD, type="mixed"),
        predicted((180, 190)),  # spurious
    ]
}
# right of gold, right of predicted, predicted, gold
BY_HAND = {
    "type": {"direct": (1, 0, 1, 3), "indirect": (0, 1, 1, 1), "mixed": (1, 1, 1, 1)},
    "speaker_kind": {"person": (1, 0, 0, 3), "organization": (1, 0, 0, 1), "nobody": (0, 0, 0, 1)},
    "source_form": {"name": (2, 0, 0, 2), "pronoun": (0, 0, 0, 2), "implicit": (0, 0, 0, 1)},
    "nested": {"no": (2, 0, 0, 4), "yes": (0, 0, 0, 1)},
    "discontinuous": {"no": (2, 2, 4, 4), "yes": (0, 0, 0, 1)},
    "length": {"1–49": (2, 2, 4, 4), "50–99": (0, 0, 0, 1)},
    "position": {"1st quarter": (1, 1, 2, 2), "2nd quarter": (1, 1, 1, 3), "4th quarter": (0, 0, 1, 0)},
    "distance": {"0–9": (2, 1, 2, 3), "50+": (0, 0, 0, 1), "implicit": (0, 1, 2, 1)},
}


@pytest.mark.parametrize("name", BY_QUOTE)
def test_by_quote_by_hand(name):
    part = evaluate(lambda _: ANSWER, Corpus("c", [dam()]), MEASURES, slices=[name]).slices[name]
    counts = {v: s.measures["quotes.recall@exact"].counts for v, s in part.values.items()}
    assert {v: tuple(found[count] for count in COUNTS) for v, found in counts.items()} == BY_HAND[name]
    for value, (gold_right, predicted_right, predictions, gold) in BY_HAND[name].items():
        scores = part.values[value]
        assert (scores.quotes, scores.small) == (gold, True)
        assert scores.measures["quotes.recall@exact"].value == (gold_right / gold if gold else None)
        precision = scores.measures.get("quotes.precision@exact")
        assert (precision is not None) == part.precision
        if precision is not None:
            assert precision.value == (predicted_right / predictions if predictions else None)


def test_by_document_is_the_report_on_those_documents():
    documents = [
        dam("a", genre="wire", phenomena=["nested", "pronoun"]),
        dam("b", genre="wire", published="2024-05-01"),
        dam("c", phenomena=["nested"], synthetic=True),
    ]
    answers = {"a": ANSWER, "b": {"quotes": ANSWER["quotes"][:1]}}

    def answer(of: Article) -> dict:
        return answers.get(of.id, {})

    whole = evaluate(answer, Corpus("c", documents), MEASURES, slices=["all"])
    assert list(whole.slices) == list(NAMES)
    expected = {
        "genre": {"wire": "ab", "(none)": "c"},
        "phenomena": {"nested": "ac", "pronoun": "a", "(none)": "b"},
        "published": {"2024": "b", "(none)": "ac"},
        "synthetic": {"yes": "c", "no": "ab"},
        "split": {"seed": "abc"},
    }
    for name, values in expected.items():
        found = whole.slices[name].values
        assert found.keys() == values.keys()
        for value, ids in values.items():
            alone = evaluate(answer, Corpus("c", [d for d in documents if d.article.id in ids]), MEASURES)
            assert found[value].measures == alone.measures
            assert (found[value].documents, found[value].quotes) == (len(ids), 5 * len(ids))


KINDS = st.sampled_from(["person", "organization", "group", "document", "unnamed"])


@st.composite
def corpora(draw) -> tuple[Corpus, dict[str, Annotation]]:
    """A corpus with nested quotes and all kinds of speakers, and predictions for some of its documents."""
    articles, gold, other = draw(two_sides())
    for side in (*gold, *filter(None, other)):
        for speaker in side.speakers:
            speaker.kind = draw(KINDS)
        for one, two in zip(side.quotes, side.quotes[1:], strict=False):
            two.parent = draw(st.sampled_from([None, one.id]))
    for one in articles:
        one.genre = draw(st.sampled_from([None, "wire", "sport"]))
    documents = [Document(a, g, "seed") for a, g in zip(articles, gold, strict=True)]
    return Corpus("c", documents), {a.doc: a for a in other if a}


def scored(corpus: Corpus, answers: dict[str, Annotation]):
    def answer(of: Article) -> Annotation | dict:
        return answers.get(of.id, {})

    return evaluate(answer, corpus, ["quotes.f1@exact", "attribution.f1@iou=0.3", "sources.f1@exact"], slices=["all"])


@settings(max_examples=40)
@given(corpora())
def test_values_add_up_to_the_whole(drawn):
    report = scored(*drawn)
    for name in BY_QUOTE:
        for measure, of_all in report.measures.items():
            recalls = [s.measures[measure.replace("f1", "recall")] for s in report.slices[name].values.values()]
            assert sum(m.counts["gold"] for m in recalls) == of_all.counts["gold"]
            assert sum(m.counts["gold_right"] for m in recalls) == of_all.counts["right"]
            if report.slices[name].precision:  # every predicted quote states its type and has a place here
                assert sum(m.counts["predicted"] for m in recalls) == of_all.counts["predicted"]
                assert sum(m.counts["predicted_right"] for m in recalls) == of_all.counts["right"]


@settings(max_examples=40)
@given(corpora(), st.randoms(use_true_random=False))
def test_no_order_changes_a_slice(drawn, random_: random.Random):
    corpus, answers = copy.deepcopy(drawn)
    for side in (*(document.gold for document in corpus), *answers.values()):
        for items in (side.quotes, side.speakers):
            random_.shuffle(items)
    assert scored(corpus, answers).slices == scored(*drawn).slices


@settings(max_examples=8, deadline=None)
@given(drawn=corpora())
def test_parquet_gives_the_same(drawn, tmp_path_factory):
    corpus, answers = drawn
    folder = tmp_path_factory.mktemp("slices")
    write_corpus(folder / "gold", corpus.documents)
    theirs = [Document(d.article, answers[d.article.id], "seed") for d in corpus if d.article.id in answers]
    if not theirs:
        return
    write_corpus(folder / "answers", theirs)
    gold = read_gold(folder / "gold")
    columnar = score(
        read_predicted(folder / "answers" / "documents" / "seed.parquet", gold.ids), gold, MEASURES, slices=["all"]
    )
    as_predictions = {doc: msgspec.convert(msgspec.to_builtins(answer), Prediction) for doc, answer in answers.items()}
    in_memory = score(
        predicted_of(run(as_predictions, [d.article for d in corpus])), gold_of(corpus), MEASURES, slices=["all"]
    )
    assert columnar.slices == in_memory.slices


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=4),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=4),
)
def test_distance_is_that_of_the_nearest_characters(content, source):
    def side(of: list[tuple[int, int]]) -> Spans:
        start = np.array([a for a, _ in of], np.int64)
        return merge(np.zeros(len(of), np.int64), start, start + [n for _, n in of], np.zeros(1, np.int64))

    def characters(of: list[tuple[int, int]]) -> set[int]:
        return {c for a, n in of for c in range(a, a + n)}

    gaps = [max(abs(a - b) - 1, 0) for a in characters(content) for b in characters(source)]
    assert distances(side(content), side(source)).tolist() == [min(gaps, default=-1)]


def test_intervals_of_slices_need_documents_that_hold_them():
    documents = [dam(f"d{i:02}") for i in range(12)]
    for document in documents[3:]:
        document.gold.quotes = [q for q in document.gold.quotes if q.type != "mixed"]
    report = evaluate(lambda of: ANSWER if of.id < "d06" else {}, Corpus("c", documents), MEASURES, slices=["type"])
    direct, mixed = (report.slices["type"].values[value] for value in ("direct", "mixed"))
    assert (direct.documents, direct.small, mixed.documents, mixed.small) == (12, False, 3, True)
    recall = direct.measures["quotes.recall@exact"]
    assert recall.low is not None
    assert recall.high is not None
    assert recall.low < recall.value == 6 / 36 < recall.high
    assert direct.measures["quotes.precision@exact"].low is None  # six documents have a prediction
    assert mixed.measures["quotes.recall@exact"].low is None


def test_intervals_of_slices_are_of_the_kind_asked_for():
    corpus = Corpus("c", [dam(f"d{i:02}") for i in range(12)])
    said = predicted_of(run(lambda of: ANSWER if of.id < "d10" else {}, [document.article for document in corpus]))

    def by_quote(interval):
        report = score(said, gold_of(corpus), MEASURES, slices=["split", "nested"], interval=interval)
        assert report.slices["split"].values["seed"].measures == report.measures
        found = report.slices["nested"].values["no"].measures["quotes.recall@exact"]
        return found.low, found.high

    assert by_quote("percentile") != by_quote("bca")


def test_macro_is_the_mean_of_the_documents():
    documents = [dam(f"d{i:02}") for i in range(12)]
    names = ["quotes.recall@exact", "quotes.document_recall@exact"]

    def answer(of: Article) -> dict:
        return {"quotes": ANSWER["quotes"][: int(of.id[1:]) % 2]}

    documents[0].gold.quotes = documents[1].gold.quotes = documents[1].gold.quotes[:1]
    report = evaluate(answer, Corpus("c", documents), names)
    assert report["quotes.recall@exact"].value == 6 / 52
    macro = report["quotes.document_recall@exact"]
    assert macro.value == pytest.approx((1 + 5 / 5) / 12)
    assert macro.n == 12
    assert "|average:micro+macro|" in report.signature
    assert "|average:macro|" in evaluate(answer, Corpus("c", documents), names[1:]).signature
    rows = np.array([[1 / 5, 1]] * 5 + [[1, 1]] + [[0, 1]] * 6)
    measure = parse(names[1])
    assert (macro.low, macro.high) == pytest.approx(intervals([measure], {names[1]: rows}, 20000)[names[1]], abs=0.05)


def test_shown_with_hostile_values_harmless():
    report = evaluate(
        lambda _: ANSWER, Corpus("c", [dam(genre="\x1b[31m<b>|")]), MEASURES, slices=["type", "nested", "genre"]
    )
    out = io.StringIO()
    terminal.show(report, Console(file=out, width=100))
    for text in (out.getvalue(), report.to_markdown()):
        assert "by type" in text
        assert "small: fewer than 30" in text
        assert "\x1b" not in text
    assert "<b>" not in report.to_markdown()


def test_an_unknown_slice_is_named():
    with pytest.raises(UsageError, match=r"“sort” is no slice; use all, type,"):
        evaluate(lambda _: {}, Corpus("c", [dam()]), MEASURES, slices=["sort"])
    command = [sys.executable, "-m", "sayso", "eval", "rules", "--slice", "sort"]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert result.returncode == 2
    assert "“sort” is no slice" in result.stderr


def test_phenomena_agree_with_the_slices_that_say_the_same():
    """Nested quotes, mixed ones and unknown speakers are slices of their own as well, on real gold."""
    corpus = load(ROOT / "corpus", ["challenge"])
    some = Corpus(corpus.name, corpus.documents[::4])
    found = evaluate(
        "rules", some, ["quotes.f1@exact"], samples=0, slices=["phenomenon", "nested", "type", "speaker_kind"]
    )
    for phenomenon, slice_, value in (
        ("nested", "nested", "yes"),
        ("partial", "type", "mixed"),
        ("no_speaker", "speaker_kind", "nobody"),
        ("unnamed", "speaker_kind", "unnamed"),
    ):
        mine, same = found.slices["phenomenon"].values[phenomenon], found.slices[slice_].values[value]
        assert (mine.quotes, mine.documents) == (same.quotes, same.documents)
        assert mine.measures["quotes.recall@exact"].value == same.measures["quotes.recall@exact"].value


@settings(max_examples=20)
@given(two_sides(), st.randoms(use_true_random=False))
def test_ids_and_shards_change_nothing(drawn, random_: random.Random):
    """Documents under other names, in another order, with their predictions in several files: the same report."""
    articles, gold, other = drawn

    def documents(names: list[str], order: list[int]) -> Corpus:
        made = [
            Document(
                msgspec.structs.replace(articles[i], id=names[i]),
                msgspec.structs.replace(gold[i], doc=names[i]),
                "full",
            )
            for i in order
        ]
        return Corpus("shards", made)

    order = list(range(len(articles)))
    plain = [article.id for article in articles]
    names = [f"other-{i}" for i in order]
    first = evaluate(predictions(plain, other), documents(plain, order), MEASURES, samples=0, slices=["all"])
    random_.shuffle(order)
    with tempfile.TemporaryDirectory() as folder:
        for prediction in predictions(names, other).values():
            path = Path(folder) / f"part-{random_.randrange(3)}.jsonl"
            with path.open("ab") as lines:
                lines.write(msgspec.json.encode(prediction) + b"\n")
        if not any(Path(folder).iterdir()):
            return
        again = evaluate(Path(folder), documents(names, order), MEASURES, samples=0, slices=["all"])
    assert again.measures == first.measures
    assert again.slices == first.slices


def predictions(names: list[str], other: list[Annotation | None]) -> dict[str, Prediction]:
    made = {name: one for name, one in zip(names, other, strict=True) if one is not None}
    return {name: msgspec.convert(msgspec.to_builtins(one) | {"doc": name}, Prediction) for name, one in made.items()}
