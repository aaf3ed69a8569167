"""The service without Label Studio: answers, and refusals of what is odd or hostile."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from sayso.cli.serve import serve
from sayso.formats.labelstudio import config
from sayso.model import Prediction
from tests.projects import DAM

pytest.importorskip("starlette", reason="needs sayso[serve]")

from starlette.testclient import TestClient

from sayso.serve import backend
from sayso.serve.app import application
from sayso.serve.articles import article_from
from sayso.serve.running import Service, TimedOutError

TEXT = f"😀👩‍👩‍👧\r\n{DAM}"
CONFIG = config.path().read_text(encoding="utf-8")


def extractor(article):
    """Does what its text asks for."""
    if "hang" in article.text:
        time.sleep(3600)
    if "crash" in article.text:
        raise RuntimeError("no \x1b[31mluck")
    return {"quotes": [{"content": [{"text": "“It held,”"}], "speaker": "Ada Orr", "score": 0.5}]}


extractor.version = "7"


def crowd(_):
    names = [f"Orr {n}" for n in range(4)]
    return {
        "quotes": [{"content": [{"text": "“It held,”"}], "speaker": name, "addressees": [names[3]]} for name in names]
    }


async def later(article):
    return extractor(article)


AT_ONCE = []
"""How many calls of `gently` were at work, at the start of each."""


async def gently(article):
    AT_ONCE.append(AT_ONCE.count("begun") - AT_ONCE.count("ended") + 1)
    AT_ONCE.append("begun")
    try:
        await asyncio.sleep(3600 if "hang" in article.text else 0.3)
    finally:
        AT_ONCE.append("ended")
    return {}


@pytest.fixture
def client():
    """Makes a client of the service around one of the extractors here."""
    with contextlib.ExitStack() as started:

        def make(name="extractor", token=None, max_bytes=20_000, timeout=60.0):
            service = Service(f"{__name__}:{name}", timeout=timeout)
            started.callback(service.close)
            app = application(service, max_bytes=max_bytes, token=token)
            return TestClient(app, base_url="http://127.0.0.1:9090")

        yield make


def predict(server, *tasks):
    answer = server.post("/predict", json={"tasks": tasks, "project": "1.2", "label_config": CONFIG})
    assert answer.status_code == 200
    return answer.json()["results"]


def test_an_article_or_a_text_in_and_a_prediction_out_in_the_offsets_of_what_was_sent(client):
    server = client()
    plain = server.post("/extract", content=TEXT.encode(), headers={"content-type": "text/plain; charset=utf-8"})
    given = server.post("/extract", json={"text": TEXT, "id": "dam", "language": "en"})
    for answer, doc in ((plain, "text"), (given, "dam")):
        made = msgspec.json.decode(answer.content, type=Prediction)
        (span,) = made.quotes[0].content
        assert (made.doc, TEXT[span.start : span.end]) == (doc, "“It held,”")


@pytest.mark.parametrize(
    ("body", "kind", "code", "told"),
    [
        (b"{", "application/json", 400, "not JSON"),
        pytest.param(b"[" * 9_000, "application/json", 400, "not JSON", id="deep"),
        (b"[]", "application/json", 422, "Expected `object`"),
        (b"{}", "application/json", 422, "`text`"),
        (b'{"text": " \\n"}', "application/json", 422, "no text in it"),
        (b'{"text": "a\\u0000b"}', "application/json", 422, "NUL at code point 1"),
        (b'{"text": "a", "author": "b"}', "application/json", 422, "unknown field `author`"),
        (b'{"text": "a", "text_sha256": "%s"}' % (b"0" * 64), "application/json", 422, "text_sha256"),
        (b'{"text": "a", "blocks": [{"start": 0, "end": 2, "kind": "paragraph"}]}', "application/json", 422, "block"),
        (b'{"text": "a", "id": "../a"}', "application/json", 422, "$.id"),
        (b"a\xff", "text/plain", 400, "byte 1 is not UTF-8"),
        (b"text=a", "application/x-www-form-urlencoded", 415, "application/json"),
        (b"a" * 20_001, "text/plain", 413, "20000 bytes"),
        (b"crash", "text/plain", 500, "RuntimeError"),
    ],
)
def test_what_is_wrong_is_one_sentence(client, body, kind, code, told):
    answer = client().post("/extract", content=body, headers={"content-type": kind})
    assert answer.status_code == code
    assert told in answer.json()["error"]


def test_a_fault_of_ours_is_told_as_others_are(client, monkeypatch):
    monkeypatch.setattr(Service, "extract", None)
    server = TestClient(client().app, base_url="http://127.0.0.1:9090", raise_server_exceptions=False)
    answer = server.post("/extract", json={"text": DAM})
    assert (answer.status_code, "please report it" in answer.json()["error"]) == (500, True)


def test_a_large_request_is_refused_however_it_states_its_length(client):
    def pieces():
        yield from [b"a" * 15_000] * 2

    answer = client().post("/extract", content=pieces(), headers={"content-type": "text/plain"})
    assert answer.status_code == 413


def test_a_slow_extractor_times_out_and_the_next_document_is_served(client):
    server = client(timeout=0.2)
    assert server.post("/extract", json={"text": "hang"}).status_code == 504
    assert server.post("/extract", json={"text": DAM}).status_code == 200


def test_an_asynchronous_extractor_is_served(client):
    assert client("later").post("/extract", json={"text": DAM}).json()["quotes"]


def test_an_asynchronous_call_that_nobody_waits_for_still_counts_as_one_job():
    async def impatient(service):
        gone = asyncio.create_task(service.extract(article_from("a", "Rain.")))
        await asyncio.sleep(0.1)
        gone.cancel()
        with pytest.raises(TimedOutError):  # and is not tried again, so that the next one is served
            await service.extract(article_from("b", "hang"))
        return await service.extract(article_from("c", "Snow."))

    service = Service(f"{__name__}:gently", timeout=1)
    AT_ONCE.clear()
    assert asyncio.run(impatient(service)).doc == "c"
    assert [one for one in AT_ONCE if isinstance(one, int)] == [1, 1, 1]
    service.close()


def test_only_the_token_opens_the_door(client):
    server = client(token="s" * 20)
    right, wrong = (base64.b64encode(f"ls:{token}".encode()).decode() for token in ("s" * 20, "t" * 20))
    for header, code in (
        ({}, 401),
        ({"authorization": "Bearer " + "t" * 20}, 401),
        ({"authorization": f"Basic {wrong}"}, 401),
        ({"authorization": "Basic ü"}, 401),
        ({"authorization": "Bearer " + "s" * 20}, 200),
        ({"authorization": f"Basic {right}"}, 200),
        ({"authorization": f"Basic {right}", "origin": "https://example.org", "host": "ner.example.org"}, 200),
    ):
        assert server.get("/health", headers={k: v.encode() for k, v in header.items()}).status_code == code


def test_without_a_token_no_page_in_a_browser_may_call(client):
    server = client()
    assert server.get("/health").status_code == 200
    assert server.get("/health", headers={"origin": "https://example.org"}).status_code == 403
    assert server.get("/health", headers={"host": "example.org:9090"}).status_code == 403


def test_every_task_gets_an_answer_whatever_becomes_of_it(client, caplog):
    server = client(timeout=0.5)
    tasks = [
        {"id": 1, "data": {"text": DAM, "doc": "dam"}, "strange": {"a": 1}},
        {"id": 2, "data": {"text": "crash"}},
        {"id": 3, "data": {"text": "hang"}},
        {"id": 4, "data": {"text": None}},
        {"id": 5},
        "no task",
    ]
    found, *failed = predict(server, *tasks)
    assert (found["score"], found["model_version"]) == (0.5, f"{__name__}:extractor 7")
    regions = [result["value"] for result in found["result"] if result.get("from_name") == "label"]
    assert [(region["text"], DAM[region["start"] : region["end"]]) for region in regions] == [("“It held,”",) * 2]
    empty = {"result": [], "model_version": found["model_version"]}
    assert failed == [empty, [], empty, empty, empty]  # of the one that hangs none: the server then asks again
    assert len(caplog.records) == 5
    assert "no \\x1b[31mluck" in caplog.text


def test_a_fault_of_ours_costs_its_own_task_only_and_is_asked_about_again(client, caplog, monkeypatch):
    drawn = backend.drawn

    def faulty(prediction, article, data, label_config):
        if article.id == "bad":
            raise ZeroDivisionError("ours")
        return drawn(prediction, article, data, label_config)

    monkeypatch.setattr(backend, "drawn", faulty)
    good, bad = predict(client(), *({"id": n, "data": {"text": DAM, "doc": n}} for n in ("good", "bad")))
    assert (good["score"], bad) == (0.5, [])
    (told,) = caplog.records
    assert "please report it" in told.message
    assert told.exc_info[0] is ZeroDivisionError


def test_the_owners_key_is_neither_kept_nor_logged(client, caplog):
    caplog.set_level(0)
    server = client()
    hostile = {"project": "1.2\n", "access_token": "s3cret", "extra_params": None, "hostname": "http://localhost"}
    fine = server.post("/setup", json={**hostile, "schema": CONFIG})
    other = server.post("/setup", json={**hostile, "schema": "<View><Text name='t' value='$t'/></View>"})
    none = server.post("/setup", json=hostile)
    assert (fine.status_code, fine.json()["model_version"]) == (200, f"{__name__}:extractor 7")
    assert (other.status_code, none.status_code) == (422, 422)
    assert "sayso labelstudio init" in other.json()["error"]
    assert server.post("/webhook", json={**hostile, "action": "TASKS_CREATED"}).status_code == 200
    assert "s3cret" not in caplog.text + fine.text + other.text


def test_a_speaker_for_whom_the_task_offers_nothing_is_written_by_name(client):
    offered = [{"alias": "S1", "value": "S1 Orr 2"}, {"alias": "S2", "value": "S2 (new)"}]
    (found,) = predict(client("crowd"), {"id": 1, "data": {"text": DAM, "speakers": offered}})
    said = [
        (result["from_name"], *result["value"].get("choices", result["value"].get("text")))
        for result in found["result"]
        if result.get("from_name") in ("speaker", "speaker_name", "addressees")
    ]
    assert said == [("speaker", "S2"), ("speaker_name", "S4"), ("speaker", "S1"), ("speaker_name", "S3")]
    (lines,) = (result["value"]["text"] for result in found["result"] if result["from_name"] == "speakers")
    assert lines == ["S2 | Orr 0", "S3 | Orr 3", "S4 | Orr 1", "S1 | Orr 2"]


def test_other_machines_are_let_in_with_a_token_only(monkeypatch):
    monkeypatch.setenv("SHORT", "abc")
    for arguments, told in (
        (["rules", "--host", "0.0.0.0"], "--token-env"),
        (["rules", "--host", "0.0.0.0", "--token-env", "UNSET"], "UNSET holds no token"),
        (["rules", "--token-env", "SHORT"], "less than 16"),
        (["nobody"], "is no extractor"),
    ):
        outcome = CliRunner().invoke(serve, arguments)
        assert told in str(outcome.exception)


def test_it_keeps_to_its_openapi_document(client):
    schemathesis = pytest.importorskip("schemathesis", reason="needs sayso[test]")
    from schemathesis.specs.openapi.checks import positive_data_acceptance  # no schema says where a text's blocks end

    server = client(token="s" * 20)
    headers = {"Authorization": "Bearer " + "s" * 20}
    schema = schemathesis.openapi.from_asgi("/openapi.json", server.app, headers=headers)

    @given(case=schema["/extract"]["POST"].as_strategy())
    @settings(max_examples=50)
    def check(case):
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    check()
