"""The runner itself: many at a time, batches, tries again, the rate, the cache, and what it took."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import DataError, TemporaryError
from sayso.evaluation import run
from sayso.extractors import Answered
from sayso.running import engine
from sayso.running.options import RunOptions
from sayso.running.took import Took
from tests.conftest import ROOT
from tests.running.failures import article

ARTICLES = [article(f"d{i}", f"“It held {i},” said Ada Orr.\n") for i in range(20)]
QUOTE = {"quotes": [{"content": [{"start": 0, "end": 5}]}]}


def contents(outcome) -> list[str]:
    return [answer.prediction.quotes[0].content[0].text for answer in outcome.answers]


def whole(one):
    return {"quotes": [{"content": [{"text": one.text[:14]}]}]}


async def whole_async(one):
    await asyncio.sleep(0)
    return whole(one)


class Many:
    def __init__(self, batch_size: int) -> None:
        self.batch_size, self.sizes = batch_size, []

    def __call__(self, articles):
        self.sizes.append(len(articles))
        return [whole(one) for one in articles]


class ManyAsync(Many):
    async def __call__(self, articles):
        return super().__call__(articles)


@given(st.sampled_from(["one", "async", "many", "many async"]), st.integers(1, 30), st.integers(2, 30), st.booleans())
def test_every_way_to_run_gives_the_same_answers_in_order(form, jobs, size, timed):
    made = {"one": whole, "async": whole_async, "many": Many(size), "many async": ManyAsync(size)}[form]
    outcome = run(made, ARTICLES, options=RunOptions(jobs=jobs, timeout=60 if timed else None))
    assert contents(outcome) == [one.text[:14] for one in ARTICLES]
    assert (outcome.failures, len(outcome.took.calls)) == ([], 20)


def test_as_many_calls_as_jobs_are_made_at_a_time():
    together = threading.Barrier(5)

    def waits(one):
        together.wait(60)  # comes back only when five are in it
        return whole(one)

    async def waits_async(one):
        nonlocal inside
        inside += 1
        while inside < 5:
            await asyncio.sleep(0.001)
        return whole(one)

    inside = 0
    for extractor in (waits, waits_async):
        assert not run(extractor, ARTICLES, options=RunOptions(jobs=5)).failures


def test_batches_are_as_asked_for_and_a_bad_one_costs_the_bad_document_only():
    many = Many(8)
    run(many, ARTICLES)
    run(many, ARTICLES, options=RunOptions(batch=15))
    assert many.sizes == [8, 8, 4, 15, 5]

    class States(Many):
        def __call__(self, articles):
            return [ValueError("by design") if one.id == "d3" else whole(one) for one in articles]

    class Short(Many):
        def __call__(self, articles):
            return [whole(one) for one in articles if one.id != "d3"]

    for extractor, words in ((States(8), "ValueError: by design"), (Short(8), "there are 0 answers to 1 articles")):
        (failure,) = run(extractor, ARTICLES).failures
        assert (failure.doc, words in failure.error) == ("d3", True)


class Busy:
    """Fails each document so many times before it answers, in a way that may pass."""

    def __init__(self, times: int) -> None:
        self.times, self.asked = times, {}

    def __call__(self, one):
        self.asked[one.id] = self.asked.get(one.id, 0) + 1
        if self.asked[one.id] <= self.times:
            error = TemporaryError("too many requests", after=0)
            error.usage = {"requests": 1}
            raise error
        return Answered(whole(one), {"requests": 1, "cost": 0.25})


def test_use_and_time_of_a_batch_are_whole_though_one_document_is_asked_again():
    class Once(Many):
        def __call__(self, articles):
            self.sizes.append(len(articles))
            answers = [Answered(whole(one), {"cost": 1.0}) for one in articles]
            if len(self.sizes) == 1:
                time.sleep(0.08)
                refused = TemporaryError("busy", after=0)
                refused.usage = {"cost": 1.0}
                answers[0] = refused
                answers[1] = DataError("never")
                answers[1].usage = {"cost": 1.0}
            return answers

    once = Once(4)
    took = run(once, ARTICLES[:4]).took
    assert (once.sizes, took.usage, took.failed) == ([4, 1], {"cost": 5.0}, 1)
    assert [seconds > 0.01 for seconds in took.calls] == [True, True, True, False]


def test_workers_are_closed_at_the_same_time():
    together = threading.Barrier(5)

    class Slow:
        def __call__(self, one):
            return whole(one)

        def worker(self):
            return Slow()

        def close(self):
            together.wait(60)  # comes back only when five are in it

    assert not run(Slow(), ARTICLES, options=RunOptions(jobs=5)).failures


def test_what_may_pass_is_tried_again_and_counted():
    busy = Busy(2)
    outcome = run(busy, ARTICLES, options=RunOptions(retries=2))
    assert (outcome.failures, set(busy.asked.values())) == ([], {3})
    assert (outcome.took.retries, outcome.took.usage) == (40, {"requests": 60, "cost": 5.0})


def test_where_a_service_is_down_later_documents_are_tried_once():
    busy = Busy(10)
    outcome = run(busy, ARTICLES, options=RunOptions(retries=3))
    assert len(outcome.failures) == 20
    assert outcome.took.usage == {"requests": 23}
    assert list(busy.asked.values()) == [4] + [1] * 19


def test_waits_are_those_that_the_service_asks_for(monkeypatch):
    waits = []
    monkeypatch.setattr(engine.tenacity, "sleep_using_event", lambda _: waits.append)

    def busy(_):
        raise TemporaryError("too many requests", after=7 if len(waits) < 2 else 1000)

    run(busy, ARTICLES[:1], options=RunOptions(retries=3))
    assert waits == [7, 7, engine.LONGEST_WAIT]


def test_calls_keep_their_distance(monkeypatch):
    now, waits = [100.0], []
    monkeypatch.setattr(engine.time, "monotonic", lambda: now[0])
    shared = engine._Shared(RunOptions(rate=4))
    monkeypatch.setattr(shared.stop, "wait", waits.append)
    for _ in range(4):
        shared.wait_for_turn()
    now[0] = 200.0
    shared.wait_for_turn()
    assert waits == [0, 0.25, 0.5, 0.75, 0]


class Counting:
    def __init__(self, version: str | None = "1", **settings: object) -> None:
        self.version, self.settings, self.asked = version, settings, 0

    def __call__(self, one):
        self.asked += 1
        return whole(one)


def test_nothing_is_asked_twice_of_the_same_version_and_settings(tmp_path):
    options = RunOptions(cache=tmp_path)
    first = run(Counting(temperature=0), ARTICLES[:10], options=options)
    again = Counting(temperature=0)
    moved = [article(f"moved{i}", one.text) for i, one in enumerate(ARTICLES)]
    outcome = run(again, moved, options=options)
    assert (again.asked, outcome.took.cached) == (10, 10)
    assert contents(outcome)[:10] == contents(first)
    assert [answer.prediction.doc for answer in outcome.answers] == [one.id for one in moved]
    for other in (Counting("2", temperature=0), Counting(temperature=1)):
        run(other, ARTICLES[:10], options=options)
        assert other.asked == 10


def test_failures_and_bad_answers_are_not_kept(tmp_path):
    def bad(_):
        return {"quotes": [{"content": [{"start": 0, "end": 10**6}]}]}

    for _ in range(2):
        assert run(bad, ARTICLES[:2], options=RunOptions(cache=tmp_path)).took.cached == 0


def test_an_answer_in_the_cache_that_does_not_fit_is_asked_again(tmp_path):
    options = RunOptions(cache=tmp_path)
    run(Counting(), ARTICLES[:2], options=options)
    with sqlite3.connect(tmp_path / "answers.sqlite") as base:
        base.execute("UPDATE answers SET answer = ?", [b'{"doc":"d0","quotes":[{"content":[{"start":0,"end":999}]}]}'])
    base.close()
    for asked in (2, 0):
        again = Counting()
        outcome = run(again, ARTICLES[:2], options=options)
        assert (again.asked, outcome.took.cached, outcome.failures) == (asked, 2 - asked, [])


def test_an_extractor_whose_answers_cost_is_cached_without_being_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for options, asked in ((RunOptions(), 1), (RunOptions(), 0), (RunOptions(cache=False), 1)):
        costly = Counting()
        costly.cache = True
        run(costly, ARTICLES[:1], options=options)
        assert costly.asked == asked


def test_a_program_that_changes_is_asked_again(tmp_path):
    program = tmp_path / "program.sh"
    code = '#!/bin/sh\nwhile read -r line; do echo \'{"doc": "d0"}\'; done\n'
    seen = []
    for text in (code, code, code + "# changed\n"):
        program.write_text(text)
        outcome = run(f"cmd:sh {program}", ARTICLES[:1], options=RunOptions(cache=tmp_path / "cache"))
        assert not outcome.failures
        seen.append(outcome.took.cached)
    assert seen == [0, 1, 0]


def test_took_of_shards_is_that_of_the_whole():
    first = Took([0.1, 0.3], {"cost": 0.5}, failed=1, resumed=2, retries=3, seconds=4.0)
    info = Took.joined([first, Took([0.2], {"cost": 0.25, "n": 1}, seconds=1.0)]).info()
    assert (info.asked, info.failed, info.resumed, info.retries, info.seconds) == (3, 1, 2, 3, 5.0)
    assert (info.latency.p50, info.latency.max) == (0.2, 0.3)
    assert info.usage == {"cost": 0.75, "n": 1}


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_with_rate_failures_and_time_left_is_on_a_terminal_only(tmp_path, terminal):
    texts = [tmp_path / f"{doc}.txt" for doc in "abc"]
    for text in texts:
        text.write_text("“It held,” said Ada Orr.\n", encoding="utf-8")
    command = [sys.executable, "-m", "sayso", "extract", "tests.running.bad:raises", *texts, "-o", tmp_path / "found"]
    mine, theirs = pty.openpty() if terminal else os.pipe()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    done = subprocess.Popen(command, cwd=ROOT, stderr=theirs, env=environment)
    os.close(theirs)
    shown = read(mine)
    assert done.wait() == 1
    assert "b: ValueError: by design" in shown
    assert ("1 failed" in shown, "3/3" in shown, "0:00:00" in shown) == (terminal,) * 3
    assert not terminal or "/s" in shown


def test_what_an_extractor_prints_is_not_among_the_answers(tmp_path):
    text = tmp_path / "b.txt"
    text.write_text("“It held,” said Ada Orr.\n", encoding="utf-8")
    command = [sys.executable, "-m", "sayso", "extract", "tests.running.bad:prints", text, "-o", "-"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [json.loads(line)["doc"] for line in done.stdout.splitlines()] == ["b"]
    assert done.stderr


def read(end: int) -> str:
    parts = []
    try:
        while data := os.read(end, 1 << 16):
            parts.append(data)
    except OSError:  # a terminal ends with an error
        pass
    os.close(end)
    return b"".join(parts).decode()
