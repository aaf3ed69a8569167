"""Whatever an extractor does, the run goes on, says what happened, and leaves nothing behind."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time

import msgspec
import pytest

from sayso.cli import main
from sayso.corpus import Corpus, Document
from sayso.errors import DataError, UsageError
from sayso.evaluation import evaluate, run
from sayso.extractors.program import Program
from sayso.model import Annotation, Annotator
from sayso.report import markdown
from sayso.report.outcome import Outcome
from sayso.running.options import RunOptions
from tests.conftest import ROOT
from tests.running import failures
from tests.running.failures import ARTICLES, END, INJECTED, PAGE, START
from tests.running.service import serving


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return failures.find()


def test_the_table_is_what_happens(found):
    assert PAGE.read_text(encoding="utf-8").split(START)[1].split(END)[0] == found.table


def test_the_other_documents_are_answered_and_the_failed_one_is_counted(found):
    for injected, outcome in zip(INJECTED, found.outcomes, strict=True):
        first, _, third = outcome.answers
        assert (len(first.prediction.quotes), len(third.prediction.quotes)) == (1, 1), injected
        assert [failure.doc for failure in outcome.failures] == ["b"] * injected.fails, injected
        assert (outcome.took.failed, len(outcome.took.calls)) == (injected.fails, 3), injected


def corpus() -> Corpus:
    quote = {"id": "Q1", "type": "direct", "content": [{"start": 0, "end": 10, "text": "“It held,”"}], "speaker": None}
    rest = {"cue": [], "source": [], "addressees": [], "parent": None, "asserted": True}
    gold = {"schema_version": "1.0", "speakers": [], "quotes": [quote | rest], "claims": []}
    annotator = msgspec.to_builtins(Annotator("gold", "adjudicated"))
    return Corpus(
        "three",
        [
            Document(
                one,
                msgspec.convert(
                    {**gold, "doc": one.id, "text_sha256": one.text_sha256, "annotator": annotator}, Annotation
                ),
                "test",
            )
            for one in ARTICLES
        ],
    )


def test_a_failed_document_is_scored_as_empty_and_counted():
    report = evaluate("tests.running.bad:raises", corpus())
    assert report["quotes.recall@exact"].value == pytest.approx(2 / 3)
    assert (report.run.asked, report.run.failed, report.documents) == (3, 1, 3)


def test_html_in_a_name_is_shown_and_does_nothing():
    report = evaluate("tests.running.bad:html", corpus())
    told = failures.said(run("tests.running.bad:html", ARTICLES))
    page = markdown.render(Outcome(msgspec.structs.replace(report, notes=[told])))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page


def test_strict_stops_at_the_first_failure():
    with pytest.raises(DataError, match=r"^b: ValueError: by design. Stopped here"):
        run("tests.running.bad:raises", ARTICLES, options=RunOptions(strict=True))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cmd:./nowhere --flag", "there is no program “./nowhere”"),
        ("cmd:", "there is no program"),
        ("cmd:sh 'open", "quote it as in a shell"),
        ("http://", "is no address"),
        ("http://[::1", "is no address"),
        ("docbin:nowhere.spacy", "no such file"),
        ("labelstudio:nowhere.json", "no such file"),
        ("notext:corpus", "can be written only"),
    ],
)
def test_wrong_names_are_wrong_use(name, words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["extract", name, "-o", "-"])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_memory_is_not_promised_where_it_cannot_be_limited(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["extract", "tests.running.bad:sleeps", "--memory", "1G", "-o", "-"])
    assert stopped.value.code == 2
    assert "runs in this process" in capsys.readouterr().err


@pytest.mark.parametrize("limits", [{}, {"jobs": 2}, {"timeout": 60}])
@pytest.mark.parametrize(("name", "cost"), [("Costly", 3), ("Listing", 4.5)])
def test_a_function_loses_nothing_in_a_process_of_its_own(tmp_path, monkeypatch, limits, name, cost):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("SAYSO_TEST_CLOSED", str(tmp_path / "closed"))
    articles = [failures.article(doc, failures.TEXT + doc) for doc in "abc"]
    for cached in (0, 2):
        took = run(f"tests.running.bad:{name}", articles, options=RunOptions(retries=1, **limits)).took
        assert (took.cached, took.usage) == (cached, {"cost": 3 if cached else cost})
        (tmp_path / "closed").unlink()
    batched = run("tests.running.bad:Batched", ARTICLES, options=RunOptions(**limits))
    assert [failure.doc for failure in batched.failures] == ["b"]


def test_what_has_to_be_prepared_is_not_moved_out_of_this_process():
    assert not run("tests.running.bad:Prepared", ARTICLES).failures
    with pytest.raises(UsageError, match="Prepared: has to be prepared, which is done in this process only"):
        run("tests.running.bad:Prepared", ARTICLES, options=RunOptions(jobs=2))


def test_a_program_that_does_not_read_does_not_hold_up_the_end():
    program = Program(["sleep", "1000"])
    long = failures.article("a", "x" * 1_000_000)
    asking = threading.Thread(target=pytest.raises, args=(DataError, program, long), daemon=True)
    asking.start()
    while program._running is None:
        time.sleep(0.01)
    time.sleep(0.5)  # the pipe is full by then
    closing = threading.Thread(target=program.close, daemon=True)
    closing.start()
    for thread in (closing, asking):
        thread.join(60)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("http://me:secret@host/", ["--memory", "1G"]),
        ("openai:m?base_url=http://me:secret@host/v1", ["--memory", "1G"]),
        ("http://me:secret@[::1", []),
        ("https://me:secret@/?key=secret", []),
    ],
)
def test_a_password_in_an_address_is_in_no_message(name, options, capsys):
    with pytest.raises(SystemExit):
        main(["extract", name, *options, "-o", "-"])
    said = capsys.readouterr().err
    assert ("runs in this process" if options else "is no address") in said
    assert "secret" not in said


def test_a_password_in_an_address_is_never_shown():
    outcome = run("http://me:secret@127.0.0.1:9/?key=secret", ARTICLES[:1], options=RunOptions(retries=0))
    assert "secret" not in str(outcome)


def test_a_proxy_is_asked_where_the_environment_names_one(monkeypatch):
    with serving() as service:
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, service)
        outcome = run("http://extractor.example/well", ARTICLES, options=RunOptions(retries=0))
    assert [len(answer.prediction.quotes) for answer in outcome.answers] == [1, 1, 1]


def test_a_function_given_as_an_object_is_left_behind_in_its_thread():
    end = threading.Event()
    slow = run(lambda one: {} if one.id == "a" else end.wait(), ARTICLES[:2], options=RunOptions(timeout=0.3))
    end.set()
    assert slow.failures[0].error == "no answer within 0.3 s; it runs on in its thread, which cannot be ended."


def test_what_sayso_serves_is_what_the_extractor_says(tmp_path):
    pytest.importorskip("uvicorn", reason="needs sayso[serve]")
    command = [sys.executable, "-m", "sayso", "serve", "rules", "--port", "0"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, stdout=log)
    try:
        while not (address := re.search(r"http://[\w.:]+", (tmp_path / "log").read_text())):
            assert server.poll() is None
            time.sleep(0.05)
        served = run(f"{address[0]}/extract", ARTICLES, options=RunOptions(jobs=2))
    finally:
        server.terminate()
        server.wait()
    mine = run("rules", ARTICLES)
    assert [one.prediction.quotes for one in served.answers] == [one.prediction.quotes for one in mine.answers]
    assert served.system.name == f"{address[0]}/extract"
