"""Evaluation: every form of system, every way to fail, and the numbers of the real gold."""

from __future__ import annotations

import json

import msgspec
import pytest

from sayso import evaluate
from sayso.corpus import Corpus, Document
from sayso.errors import DataError, UsageError
from sayso.extractors import Answered
from sayso.model import Annotation, Article, PredictedQuote, Prediction, sha256_text
from tests.conftest import ROOT

SEED = "000_7287edc7951c92e8"


@pytest.fixture(scope="module")
def seed() -> Corpus:
    """The seed article with its gold, straight from the sources."""
    text = (ROOT / "seeds" / f"{SEED}.txt").read_text(encoding="utf-8")
    digest = sha256_text(text)
    article = Article(SEED, text, [], None, "en", None, None, None, None, None, digest, digest)
    gold = (ROOT / "annotations" / "gold" / f"{SEED}.json").read_bytes()
    return Corpus("seed", [Document(article, msgspec.json.decode(gold, type=Annotation), "seed")])


def gold_of(corpus: Corpus) -> Annotation:
    return corpus.documents[0].gold


def test_gold_is_perfect_nothing_is_zero(seed):
    assert {measure.value for measure in evaluate(lambda _: gold_of(seed), seed).measures.values()} == {1.0}
    assert {measure.value for measure in evaluate(lambda _: {}, seed).measures.values()} == {0.0}


def test_gold_given_as_strings_is_still_perfect(seed):
    """A model that copies every span, but counts no characters, loses nothing."""
    record = msgspec.to_builtins(gold_of(seed))
    for item in [*record["quotes"], *record["claims"]]:
        for role in ("content", "cue", "source"):
            for span in item.get(role, []):
                del span["start"], span["end"]
    assert {measure.value for measure in evaluate(lambda _: record, seed).measures.values()} == {1.0}


def test_what_no_file_can_hold_is_written_out(seed):
    def extract(_):
        raise ValueError("\ud800")

    extract.name = extract.version = "a\udcff"
    saved = json.loads(msgspec.json.encode(evaluate(extract, seed)))
    assert (saved["system"]["name"], saved["system"]["version"]) == (r"a\udcff", r"a\udcff")
    assert saved["failures"][0]["error"] == r"ValueError: \ud800"


def test_names_alone_identify_speakers(seed):
    quotes = [
        {"content": [msgspec.to_builtins(s) for s in q.content], "speaker": name} for q, name in named(gold_of(seed))
    ]
    report = evaluate(lambda _: {"quotes": quotes}, seed)
    assert report["attribution.f1@exact"].value == report["speakers.f1"].value == 1.0


def named(gold: Annotation):
    names = {speaker.id: speaker.name for speaker in gold.speakers}
    return [(quote, names.get(quote.speaker)) for quote in gold.quotes]


def test_a_program_whose_argument_is_parquet_is_run(seed):
    assert "exit code 3" in evaluate("cmd:sh -c 'exit 3' x.parquet", seed).failures[0].error


def test_a_fabricated_quote_is_a_false_positive_everywhere(seed):
    record = msgspec.to_builtins(gold_of(seed))
    record["quotes"].append({"content": [{"text": "“Nobody in this article ever said these words.”"}], "speaker": "S1"})
    report = evaluate(lambda _: record, seed)
    n = len(gold_of(seed).quotes)
    for match in ("exact", "trimmed", "iou=0.5"):
        assert report[f"quotes.precision@{match}"].value == n / (n + 1)
        assert report[f"attribution.precision@{match}"].value == n / (n + 1)
    assert report["quotes.precision@overlap"].value < 1
    assert report["verbatim.rate"].value < 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "NoneType"),
        ([], "list"),
        ({"quotes": "none"}, "Expected `array`"),
        ({"quotes": [{"content": [{"start": 3}]}]}, "start and end go together"),
        ({"quotes": [{"content": [{}]}]}, "needs its text"),
        ({"quotes": [{"content": [{"start": 5, "end": 3}]}]}, "not before"),
        ({"quotes": [{"content": [{"start": 5, "end": 10**9}]}]}, "past the end"),
        ({"quotes": [{"content": [{"start": -1, "end": 3}]}]}, ">= 0"),
        ({"quotes": [{"score": float("nan")}]}, "score"),
        ({"doc": "other"}, "'other'"),
        ({"text_sha256": "0" * 64}, "another text"),
        ({"people": []}, "unknown field"),
        ({"quotes": [{"speaker": "\ud800"}]}, "surrogates not allowed"),
        (Prediction(SEED, quotes=[PredictedQuote(content=[{"start": "0"}])]), "Expected `int`"),
        (Answered({}, usage={"cost": "two"}), "more than numbers"),
    ],
)
def test_a_bad_answer_is_a_failure_of_its_document(seed, answer, words):
    report = evaluate(lambda _: answer, seed)
    (failure,) = report.failures
    assert failure.doc == SEED
    assert words in failure.error
    assert report["quotes.f1@exact"].value == 0.0


def test_an_extractor_that_raises_is_a_failure_of_its_document(seed):
    def broken(_: Article) -> Prediction:
        raise ZeroDivisionError("by design")

    assert evaluate(broken, seed).failures[0].error == "ZeroDivisionError: by design"


def test_an_interrupt_is_not_swallowed(seed):
    def interrupted(_: Article) -> Prediction:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(interrupted, seed)


def test_predictions_for_a_stranger_are_refused(seed):
    with pytest.raises(DataError, match="'elsewhere', which is not among the 1 documents"):
        evaluate({"elsewhere": Prediction("elsewhere")}, seed)


def test_impossible_offsets_in_a_file_are_said_with_the_file(seed, tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text(f'{{"doc": "{SEED}", "quotes": [{{"content": [{{"start": 9, "end": 3}}]}}]}}')
    with pytest.raises(DataError, match=rf"^p.jsonl: {SEED}: /quotes/0/content/0: start 9 is not before end 3"):
        evaluate(path, seed)


def test_documents_without_a_prediction_are_counted(seed):
    report = evaluate({}, seed)
    assert report.notes[0].startswith("1 of 1 documents have no prediction")


class Unlicensed:
    def __init__(self):
        raise RuntimeError("no licence")


class Odd:
    settings = {"model": object()}

    def __call__(self, _):
        return {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nonsense", "is no extractor"),
        ("nowhere:x", "no module “nowhere”"),
        ("json:nothing", "has no “nothing”"),
        ("json:__doc__", "is called with an article"),
        ("missing.jsonl", "no such file"),
        ("tests.test_evaluation:Unlicensed", "making it raised RuntimeError: no licence"),
        ("tests.test_evaluation:Odd", "reading its settings raised TypeError"),
    ],
)
def test_wrong_names_say_what_to_do(seed, name, words):
    with pytest.raises(UsageError, match=words):
        evaluate(name, seed)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quotes", "no task"),
        ("quotes.f1", "names no match"),
        ("quotes.f2@exact", "has precision, recall, f1"),
        ("quotes.f1@sharp", "is no match"),
        ("quotes.f1@iou=1.5", "is no match"),
        ("speakers.f1@exact", "takes no match"),
        ("types.f1@overlap", "takes @exact, @trimmed, @iou"),
    ],
)
def test_wrong_measures_say_what_to_do(seed, name, words):
    with pytest.raises(UsageError, match=words):
        evaluate(lambda _: {}, seed, measures=[name])


def test_few_documents_give_no_interval_and_many_do(seed):
    few = evaluate(lambda _: gold_of(seed), seed)
    assert few["quotes.f1@exact"].low is None
    assert "too few for intervals" in few.notes[0]
    many = Corpus("many", [rename(seed.documents[0], f"d{i}") for i in range(12)])
    gold = {document.article.id: document.gold for document in many}
    report = evaluate(lambda article: {} if article.id in ("d0", "d1") else gold[article.id], many)
    value = report["quotes.f1@exact"]
    assert value.low < value.value < value.high


def rename(document: Document, doc: str) -> Document:
    return Document(
        msgspec.structs.replace(document.article, id=doc),
        msgspec.structs.replace(document.gold, doc=doc),
        document.split,
    )
