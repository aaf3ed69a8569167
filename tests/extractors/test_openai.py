"""`openai:MODEL` through the command line, against a real server of the protocol."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.corpus import Document
from sayso.errors import DataError, TemporaryError, UsageError
from sayso.extractors.openai import OpenAI
from sayso.extractors.openai.chunks import chunks
from sayso.extractors.openai.repair import loads
from sayso.extractors.openai.said import Said, prediction_of, said_of, schema
from sayso.extractors.openai.settings import parse
from sayso.extractors.openai.shots import choose
from sayso.model import Annotation, Annotator, Article, Block, Quote, Span, Speaker, sha256_text
from sayso.predictions import ground_read
from sayso.results import System
from sayso.running.cache import Cache
from sayso.running.calling import close, in_loop
from sayso.schema import load as load_schema
from sayso.suites.definition import ExtractorEntry
from sayso.tables import read_documents, write_corpus
from tests.openai_server import KEY, Server, said, send


def article(doc, words=""):
    text = f"“It held all night,” said Ada Orr. {words}\n"
    sha = sha256_text(text)
    return Article(doc, text, [], None, "en", None, None, None, None, None, sha, sha)


def document(doc, words="", split="test"):
    one = article(doc, words)
    speaker = Speaker("S1", "Ada Orr", "person", None, [])
    quote = Quote("Q1", "direct", [Span(0, 20, one.text[:20])], [Span(21, 25, "said")], [], "S1", [], None, True)
    gold = Annotation("1.0", doc, one.text_sha256, Annotator("g", "human"), [speaker], [quote], [])
    return Document(one, gold, split)


def good(text, _):
    return said((text[:20], "Ada Orr"), speakers=["Ada Orr"])


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def sayso(folder, server, *arguments, key=KEY):
    """Run the command line against the server."""
    environment = os.environ | {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": key,
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    command = [sys.executable, "-m", "sayso", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )
    assert "Traceback" not in done.stderr, done.stderr
    for text in (
        done.stdout,
        done.stderr,
        *(p.read_text("utf-8", "replace") for p in folder.rglob("*") if p.is_file()),
    ):
        assert KEY not in text
    return done


FAILURES = {
    "refusal": "the model refuses: I cannot \\x1b[31mhelp with that.",
    "length": "the answer was cut off (finish_reason length)",
    "filter": "the answer was held back (finish_reason content_filter)",
    "half": "the answer is no JSON",
    "prose": "the answer is no JSON",
    "schema": "the answer does not fit the schema",
    "empty": "the answer is empty",
    "nochoice": "holds no message",
    "html": "the answer is no JSON but text/html",
    "status:401": "status 401 Unauthorized",
    "status:400": "status 400 Bad Request",
}
PASSING = ("status:429", "status:500", "status:503", "slow")
REPAIRED = ("fence", "words", "comma")


def test_each_fault_of_a_server_or_model_is_a_failed_document_another_try_or_a_counted_repair(folder):
    cases = [*FAILURES, *PASSING, *REPAIRED, ""]
    named = {case: case.replace(":", "") or "fine" for case in cases}
    documents = [document(named[case], case and f"CASE:{case}") for case in cases]
    write_corpus(folder / "data", documents)
    with Server(good) as server:
        call = "openai:tiny?temperature=0&seed=7&input_price=2&output_price=10"
        arguments = ["eval", call, "--corpus", "data", "--timeout", "10", "--jobs", "4", "--retries", "3"]
        done = sayso(folder, server, *arguments, "--json", "report.json", "--markdown", "report.md")
    assert done.returncode == 0, done.stderr
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, load_schema("report"))
    failed = {failure["doc"]: failure["error"] for failure in report["failures"]}
    assert failed.keys() == {named[case] for case in FAILURES}
    for case, words in FAILURES.items():
        assert words in failed[named[case]]
    right = len(PASSING) + len(REPAIRED) + 1
    assert report["measures"]["attribution.f1@exact"]["counts"]["right"] == right
    usage = report["run"]["usage"]
    assert {k: v for k, v in usage.items() if k.startswith("repaired")} == {
        "repaired": 3,
        "repaired_fence": 1,
        "repaired_words": 1,
        "repaired_comma": 1,
    }
    answered = right + len(FAILURES) - 3  # html and the two statuses cost nothing that is known
    assert (usage["requests"], usage["input_tokens"], usage["output_tokens"]) == (
        answered,
        1000 * answered,
        100 * answered,
    )
    assert usage["cost"] == pytest.approx(answered * 0.003)
    assert report["run"]["retries"] >= len(PASSING)
    assert report["system"]["name"] == "openai:tiny"
    assert report["system"]["settings"] == {
        "prompt_sha256": report["system"]["settings"]["prompt_sha256"],
        "temperature": 0,
        "seed": 7,
        "input_price": 2,
        "output_price": 10,
    }
    assert report["system"]["served"] == {"tiny-2026-01-01 fp_1": right}
    assert "Answered by: tiny-2026-01-01 fp_1" in done.stdout


def test_a_request_is_what_the_protocol_says_and_an_answer_is_not_paid_twice(folder):
    write_corpus(folder / "data", [document("a"), document("b", "More.")])
    (folder / "short.md").write_text("Be brief. $schema costs $5", encoding="utf-8")
    with Server(good) as server:
        arguments = ["eval", "openai:tiny?top_p=0.5&max_tokens=900&prompt=short.md", "--corpus", "data", "--json", "-"]
        first, again = (json.loads(sayso(folder, server, *arguments).stdout) for _ in range(2))
    assert (first["run"]["asked"], again["run"]["asked"], again["run"]["cached"]) == (2, 0, 2)
    assert first["measures"] == again["measures"]
    body = server.requests[0]
    assert (body["model"], body["top_p"], body["max_tokens"], "temperature" in body) == ("tiny", 0.5, 900, False)
    assert body["response_format"]["json_schema"]["schema"] == schema()
    system, user = body["messages"]
    assert system["content"].startswith('Be brief. {"')
    assert system["content"].endswith("costs $5")
    assert user == {"role": "user", "content": "“It held all night,” said Ada Orr. \n"}
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_samples_are_scored_each_and_their_spread_is_told(folder):
    write_corpus(folder / "data", [document(f"d{i}", str(i)) for i in range(4)])

    def wavering(text, body):
        return good(text, body) if body["seed"] == 10 or "0\n" in text else said(("It fell", "Nobody"))

    with Server(wavering) as server:
        call = "openai:tiny?samples=3&seed=10"
        done = sayso(folder, server, "eval", call, "--corpus", "data", "-m", "quotes.f1@exact", "--json", "r.json")
    assert [body["seed"] for body in server.requests[:3]] == [10, 11, 12]
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, load_schema("report"))
    assert report["measures"]["quotes.f1@exact"]["value"] == 1
    assert report["samples"]["number"] == 3
    spread = report["samples"]["measures"]["quotes.f1@exact"]
    assert (spread["values"], spread["mean"]) == ([1, 0.25, 0.25], 0.5)
    assert "quotes.f1@exact 0.500 ± 0.433 (1.000, 0.250, 0.250)" in done.stdout


def test_examples_are_never_among_what_is_scored(folder):
    twin = document("z", "Twin.", "train")
    documents = [
        document("a", "Twin.", "test"),
        document("b", "Other.", "test"),
        twin,
        document("c", "Third.", "train"),
    ]
    write_corpus(folder / "data", documents)
    with Server(good) as server:
        arguments = ["eval", "openai:tiny?shots=1&examples=data", "--corpus", "data", "--json", "r.json", "--split"]
        assert sayso(folder, server, *arguments, "test").returncode == 0
        shown = [body["messages"][1]["content"] for body in server.requests]
        assert {text.split()[-1] for text in shown} == {"Third."}  # the twin's text is scored
        answer = json.loads(server.requests[0]["messages"][2]["content"])
        assert answer["quotes"][0]["content"] == ["“It held all night,”"]
        assert answer["quotes"][0]["speaker"] == "Ada Orr"
        report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
        assert report["system"]["settings"]["shown"] == ["c"]
        refused = sayso(folder, server, *arguments, "test", "--split", "train")
    assert refused.returncode == 2
    assert "shots=1: of the 4 examples 0 are not scored themselves" in refused.stderr


def test_what_needs_all_documents_is_not_run_by_shards(monkeypatch):
    from sayso.running.options import DEFAULT
    from sayso.sharded import Job, Worker

    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")
    for query, refused in (("", False), ("?shots=1", True), ("?samples=2", True)):
        worker = Worker(Job(f"openai:m{query}", Path("corpus"), DEFAULT))
        with pytest.raises(UsageError, match="must see all documents at once") if refused else nullcontext():
            assert worker.extractor


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("openai:", "name the model"),
        ("openai:m?temprature=0", "no setting 'temprature'; there are temperature"),
        ("openai:m?temperature=9", "temperature"),
        ("openai:m?samples=0", "samples"),
        ("openai:m?response=xml", "response"),
    ],
)
def test_wrong_settings_are_told_of(name, words):
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        parse(name)


@pytest.mark.parametrize("name", ["openai:m?split=a+b", "openai:m?split=a%2Bb"])
def test_a_plus_sign_stays_one(name):
    assert parse(name)[1].splits == ["a", "b"]
    assert parse(ExtractorEntry("x", "openai:m", {"split": "a+b", "prompt": "my own.md"}).call)[1].splits == ["a", "b"]


def test_a_missing_key_and_a_wrong_address_are_told_of(monkeypatch):
    from sayso.extractors import resolve

    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY is not set"):
        resolve("openai:m")
    monkeypatch.setenv("OPENAI_BASE_URL", "localhost:80")
    with pytest.raises(UsageError, match="is no address"):
        resolve("openai:m")


def test_gold_comes_back_from_the_form_that_a_model_is_asked_for():
    """Every gold article of the corpus, as a perfect model would answer it, is grounded where gold is."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema())
    for one in read_documents(splits=["seed"]):
        answer = msgspec.json.encode(said_of(one.gold))
        assert not list(validator.iter_errors(json.loads(answer)))
        found = ground_read(prediction_of(one.article.id, [msgspec.json.decode(answer, type=Said)]), one.article, "x")
        assert {place.how for place in found.placements} == {"exact"}
        for mine, gold in zip(found.prediction.quotes, one.gold.quotes, strict=True):
            assert [span.text for span in mine.content] == [span.text for span in gold.content]


def test_the_schema_is_as_strict_structured_output_wants_it():
    def objects(value):
        if isinstance(value, dict):
            if value.get("type") == "object":
                yield value
            for one in value.values():
                yield from objects(one)
        elif isinstance(value, list):
            for one in value:
                yield from objects(one)

    found = list(objects(schema()))
    assert len(found) == 4
    for one in found:
        assert one["additionalProperties"] is False
        assert sorted(one["required"]) == sorted(one["properties"])


VALUES = st.recursive(st.none() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v))


@given(st.dictionaries(st.text(), VALUES, max_size=3))
def test_json_that_is_well_is_left_as_it_is_and_half_of_it_is_refused(value):
    text = json.dumps(value)
    assert loads(text) == (value, [])
    for wrapped, repair in ((f"```json\n{text}\n```", "fence"), (f"Well: {text} Bye.", "words")):
        if "```" not in text:
            assert loads(wrapped) == (value, [repair])
    with pytest.raises(ValueError, match=r"line 1|Expecting|Unterminated"):
        loads(text[:-1])


@given(st.lists(st.text("ab ", min_size=1, max_size=9), min_size=1, max_size=20), st.booleans())
def test_parts_of_a_long_article_follow_each_other_and_are_cut_between_blocks(paragraphs, with_blocks):
    text = "\n".join(paragraphs)
    starts = [sum(len(p) + 1 for p in paragraphs[:i]) for i in range(len(paragraphs))]
    blocks = [Block(s, s + len(p), "paragraph") for s, p in zip(starts, paragraphs, strict=True)] if with_blocks else []
    one = Article("a", text, blocks, None, None, None, None, None, None, None, "0" * 64, "0" * 64)
    parts = chunks(one, 10)
    assert all(len(part) <= 10 for part in parts)
    assert "".join(parts).split() == text.split()


def test_a_block_that_is_too_long_is_refused():
    with pytest.raises(DataError, match="a block of 40 characters, at 0, is longer than a request may be"):
        chunks(article("a", "One."), 10)


def test_a_failure_that_may_pass_does_not_cost_twice_what_was_answered_before(monkeypatch):
    text = "“One,” said Orr.\n“Two,” said Orr."
    one = Article("a", text, [], None, None, None, None, None, None, None, sha256_text(text), sha256_text(text))
    answers = iter(["first", "busy", "first again", "second"])

    def answer(part, _):
        return said((part[:6], "Orr"), speakers=["Orr"])

    async def ask(server):
        extractor = OpenAI("openai:tiny?longest=17&input_price=1000")
        server.reply = lambda handler, part, body: (
            send(handler, 500, f"busy, {KEY}") if next(answers) == "busy" else Server.reply(server, handler, part, body)
        )
        with pytest.raises(TemporaryError, match=r"500 .*busy, \[key\]") as caught:
            await extractor(one)
        assert caught.value.usage["requests"] == 1
        found = await extractor(one)
        await extractor.close()
        return found

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Server(answer) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        found = asyncio.run(ask(server))
    assert len(server.requests) == 3
    assert (found.usage["requests"], found.usage["cost"]) == (1, 1), "the runner sums it with that of the first try"
    assert [quote.content[0].text for quote in found.prediction.quotes] == ["“One,”", "“Two,”"]
    assert [speaker.name for speaker in found.prediction.speakers] == ["Orr"]


def test_a_connection_that_breaks_in_the_middle_may_be_tried_again(monkeypatch):
    async def ask():
        extractor = OpenAI("openai:tiny")
        try:
            await extractor(article("a", "CASE:cut"))
        finally:
            assert not extractor._begun, "nothing was answered that could be kept"
            await extractor.close()

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Server(good) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        with pytest.raises(TemporaryError, match="cannot be reached"):
            asyncio.run(ask())


@pytest.fixture
def asked(monkeypatch):
    """Make an extractor that asks a server, with a key."""
    made = []

    def make(server, name="openai:tiny", key=KEY):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        made.append(OpenAI(name))
        return made[-1]

    yield make
    for extractor in made:
        close(extractor)


def test_half_done_work_is_of_one_text_only(asked):
    """A service gives all texts the same id."""
    texts = ["“One,” said Orr.\n“Two,” said Orr.", "“Six,” said Orr.\n“Ten,” said Orr."]
    ones = [msgspec.structs.replace(article("text"), text=text, text_sha256=sha256_text(text)) for text in texts]
    with Server(lambda part, _: said((part[:6], "Orr"), speakers=["Orr"])) as server:
        extractor = asked(server, "openai:tiny?longest=17")
        server.reply = lambda handler, part, body: (
            send(handler, 500, "busy") if "Two" in part else Server.reply(server, handler, part, body)
        )
        with pytest.raises(TemporaryError):
            in_loop(extractor(ones[0]), 60)
        found = in_loop(extractor(ones[1]), 60)
    assert [quote.content[0].text for quote in found.prediction.quotes] == ["“Six,”", "“Ten,”"]


@pytest.mark.parametrize("status", [401, 501, 200])
def test_no_part_of_a_long_key_is_shown(asked, status):
    key = "sk-" + "0123456789" * 16
    with Server(good) as server:
        server.reply = lambda handler, *_: send(handler, status, json.dumps({"error": f"wrong key {key}"}))
        with pytest.raises(DataError) as refused:
            in_loop(asked(server, key=key)(article("a")), 60)
    assert "wrong key [key]" in str(refused.value)
    assert isinstance(refused.value, TemporaryError) == (status > 500)


def test_what_was_used_before_a_time_out_is_counted_once(asked):
    text = "“One,” said Orr.\n“Two,” said Orr. CASE:slow"
    one = msgspec.structs.replace(article("a"), text=text, text_sha256=sha256_text(text))
    with Server(good) as server:
        extractor = asked(server, "openai:tiny?longest=30")
        usages = []
        for _ in range(2):
            with pytest.raises(TemporaryError, match="was cancelled") as late:
                in_loop(extractor(one), 1)
            usages.append(dict(late.value.usage).get("requests"))
            server.seen.clear()
    assert usages == [1, None]


def test_answers_are_kept_by_server_without_password_and_not_by_price():
    def key(url, query=""):
        return Cache(None, System("x", None, {}), OpenAI(f"openai:m?seed=1{query}&base_url={url}").cached_by, print)._of

    plain = key("http://one/v1")
    assert key("http://me:secret@one/v1", "&input_price=2") == plain != key("http://two/v1")
    assert b"secret" not in key("http://me:secret@one/v1")
    assert key("http://one/v1", "&top_p=0.5") != plain


def test_the_choice_of_examples_does_not_depend_on_the_order_of_what_is_scored(tmp_path):
    write_corpus(tmp_path, [document(f"d{i}", "x" * i) for i in range(5)])
    scored = [article("q", "other"), article("d0")]
    chosen = [[one.article.id for one in choose(2, tmp_path, [], order)] for order in (scored, scored[::-1])]
    assert chosen == [["d1", "d2"]] * 2
