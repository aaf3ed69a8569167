"""A run that is stopped, in whatever way, loses what was in flight at most."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from sayso.errors import UsageError
from sayso.evaluation import run
from sayso.running.options import RunOptions
from tests.running.failures import article

JOBS = 2
EXPECTED = b"".join(
    b'{"doc":"d%d","quotes":[{"content":[{"start":0,"end":10,"text":"%s"}]}]}\n' % (i, f"“It held {i},”"[:10].encode())
    for i in range(60)
)
EXTRACTOR = """
import time
from pathlib import Path

def note(article):
    with Path("calls").open("a") as calls:
        calls.write(article.id + "\\n")

def extract(article):
    note(article)
    time.sleep(0.05)
    return {"quotes": [{"content": [{"text": article.text[:10]}]}]}

def fails_once(article):
    note(article)
    if article.id == "d7" and Path("calls").read_text().split().count("d7") == 1:
        raise ValueError("by design")
    return extract(article)
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "slow.py").write_text(EXTRACTOR)
    lines = [{"id": f"d{i}", "text": f"“It held {i},” said Ada Orr.\n"} for i in range(60)]
    (tmp_path / "articles.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return tmp_path


def command(*more: str, extractor: str = "slow:extract") -> list[str]:
    return [sys.executable, "-m", "sayso", "extract", extractor, "articles.jsonl", "-o", "found.jsonl", *more]


def finish(folder: Path, *more: str, extractor: str = "slow:extract") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*more, extractor=extractor), cwd=folder, capture_output=True, text=True)


def processes_in(folder: Path) -> list[str]:
    """Processes that work in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text())
    return found


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


@pytest.mark.parametrize(
    ("stop", "jobs", "code"),
    [
        (signal.SIGINT, JOBS, 130),
        (signal.SIGTERM, JOBS, 143),
        (signal.SIGKILL, JOBS, -signal.SIGKILL),
        (signal.SIGINT, 1, 130),
        (signal.SIGKILL, 1, -signal.SIGKILL),
    ],
)
def test_a_stopped_run_goes_on_where_it_was(folder, stop, jobs, code):
    started = subprocess.Popen(command("-j", str(jobs)), cwd=folder, stderr=subprocess.PIPE, text=True)
    while len(lines(folder / "found.jsonl.run")) < 10:
        assert started.poll() is None
        time.sleep(0.01)
    started.send_signal(stop)
    _, told = started.communicate()
    assert started.returncode == code
    assert "Traceback" not in told
    assert not (folder / "found.jsonl").exists()
    while left := processes_in(folder):
        assert stop == signal.SIGKILL, left  # then the workers notice for themselves, soon
        time.sleep(0.1)

    refused = finish(folder)
    assert (refused.returncode, "--resume" in refused.stderr) == (2, True)
    done = finish(folder, "--resume", "-j", str(jobs))
    assert done.returncode == 0, done.stderr
    assert (folder / "found.jsonl").read_bytes() == EXPECTED
    assert not (folder / "found.jsonl.run").exists()
    assert len(set(lines(folder / "calls"))) == 60
    assert len(lines(folder / "calls")) <= 60 + jobs


def test_what_failed_is_tried_again_and_nothing_else(folder):
    first = finish(folder, extractor="slow:fails_once")
    assert (first.returncode, "d7: ValueError: by design" in first.stderr) == (1, True)
    assert len(lines(folder / "found.jsonl")) == 59
    (folder / "calls").write_text("d7\n")
    assert finish(folder, "--resume", extractor="slow:fails_once").returncode == 0
    assert set(lines(folder / "calls")) == {b"d7"}
    assert len(lines(folder / "found.jsonl")) == 60


ARTICLES = [article(doc) for doc in "abc"]


class Counting:
    version = "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, one):
        self.asked.append(one.id)
        return {"quotes": [{"content": [{"text": "“It held,”"}]}]}


def test_half_a_line_is_cut_off_and_asked_again(tmp_path):
    file = tmp_path / "found.run"
    run(Counting(), ARTICLES, options=RunOptions(file=file))
    head, a, b, *_ = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(head + a + b[: len(b) // 2])
    counting = Counting()
    outcome = run(counting, ARTICLES, options=RunOptions(file=file, resume=True))
    assert counting.asked == ["b", "c"]
    assert (outcome.took.resumed, len(outcome.took.calls), outcome.failures) == (1, 2, [])
    assert [len(answer.prediction.quotes) for answer in outcome.answers] == [1, 1, 1]
    assert all(msgspec.json.decode(line) for line in file.read_bytes().splitlines())


def test_another_text_is_asked_again(tmp_path):
    options = RunOptions(file=tmp_path / "found.run")
    run(Counting(), ARTICLES, options=options)
    counting = Counting()
    changed = [article("a", "“It held,” said somebody else.\n"), *ARTICLES[1:]]
    run(counting, changed, options=RunOptions(file=options.file, resume=True))
    assert counting.asked == ["a"]


def test_the_run_of_another_version_is_not_gone_on_with(tmp_path):
    options = RunOptions(file=tmp_path / "found.run")
    run(Counting(), ARTICLES, options=options)
    other = Counting()
    other.version = "2"
    with pytest.raises(UsageError, match="holds a run of Counting 1, not Counting 2"):
        run(other, ARTICLES, options=RunOptions(file=options.file, resume=True))


def test_two_runs_do_not_write_one_file(tmp_path):
    file = tmp_path / "found.run"

    def second(_):
        with pytest.raises(UsageError, match="another run is writing it"):
            run(Counting(), ARTICLES, options=RunOptions(file=file))
        return {}

    assert not run(second, ARTICLES[:1], options=RunOptions(file=file)).failures


def test_a_full_disk_under_the_run_file_is_a_sentence_and_loses_nothing(folder):
    text = " ".join(command()[1:])
    done = subprocess.run(
        ["sh", "-c", f'ulimit -f 4; exec "{sys.executable}" {text}'], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("sayso: found.jsonl.run: cannot be written")
    assert len(done.stderr.splitlines()) == 1
    assert len(lines(folder / "found.jsonl.run")) > 10
    assert finish(folder, "--resume").returncode == 0
    assert len(lines(folder / "found.jsonl")) == 60
    assert len(lines(folder / "calls")) == 61


def test_eval_goes_on_from_a_folder_of_runs(folder):
    evaluate = [sys.executable, "-m", "sayso", "eval", "slow:extract", "--split", "seed", "--runs", "runs"]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    for more in ([], ["--resume"]):
        done = subprocess.run([*evaluate, *more], cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert "1 from an earlier run" in done.stdout
    assert len(lines(folder / "calls")) == 1
