"""What goes wrong, injected for real into the second of three documents.

`python -m tests.running.failures` writes the table of docs/extractors.md from it, and a test compares that.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sayso.evaluation import run
from sayso.model import Article, sha256_text
from sayso.printing import printable
from sayso.running.live import Run
from sayso.running.options import DEFAULT, RunOptions
from tests.conftest import ROOT
from tests.running.service import serving

PAGE = ROOT / "docs" / "extractors.md"
START, END = "<!-- failures -->\n", "<!-- /failures -->"
TEXT = "“It held,” said Ada Orr.\n"
_PYTHON, _PROGRAM = "tests.running.bad:", f"cmd:{sys.executable} tests/running/program.py "


def article(doc: str, text: str = TEXT) -> Article:
    digest = sha256_text(text)
    return Article(doc, text, [], None, "en", None, None, None, None, None, digest, digest)


ARTICLES = [article(doc) for doc in "abc"]


@dataclasses.dataclass(frozen=True)
class Injected:
    """`fails` says whether the document is to be counted as failed."""

    words: str
    extractor: str
    options: RunOptions = DEFAULT
    fails: bool = True

    def run(self, service: str, folder: Path) -> Run:
        name = self.extractor.format(service=service, folder=folder)
        return run(name, ARTICLES, options=self.options)


_SOON, _MEMORY = RunOptions(timeout=5, retries=0), RunOptions(memory=1 << 30)

INJECTED = [
    Injected("a Python function raises", _PYTHON + "raises"),
    Injected("a Python function raises, in a batch of three", _PYTHON + "Batched"),
    Injected("it returns `None`", _PYTHON + "none"),
    Injected("it returns a list", _PYTHON + "a_list"),
    Injected("offsets past the end", _PYTHON + "past_the_end"),
    Injected("offsets reversed", _PYTHON + "reversed_span"),
    Injected("someone else's document id", _PYTHON + "stranger"),
    Injected("10⁶ spans", _PYTHON + "million", fails=False),
    Injected("HTML and terminal codes in a name", _PYTHON + "html", fails=False),
    Injected("it prints to stdout, in a process of its own", _PYTHON + "prints", RunOptions(jobs=2), fails=False),
    Injected("it calls `sys.exit`", _PYTHON + "exits"),
    Injected("it says that the failure may pass, each time", _PYTHON + "busy", RunOptions(retries=2)),
    Injected("it never ends, with `--timeout 5`", _PYTHON + "hangs", _SOON),
    Injected("an `async` one never ends, with `--timeout 5 --retries 0`", _PYTHON + "sleeps", _SOON),
    Injected("it ends its process, with `--jobs 2`", _PYTHON + "leaves", RunOptions(jobs=2)),
    Injected("it takes 4 GB, with `--memory 1G`", _PYTHON + "eats", _MEMORY),
    Injected("a program exits 137", _PROGRAM + "exits-137"),
    Injected("it is killed", _PROGRAM + "killed"),
    Injected("it raises", _PROGRAM + "raises"),
    Injected("it takes 4 GB, with `--memory 1G`", _PROGRAM + "eats", _MEMORY),
    Injected("it writes invalid UTF-8", _PROGRAM + "invalid-utf8"),
    Injected("it writes a log to stdout", _PROGRAM + "logs", fails=False),
    Injected("it writes a log in JSON to stdout", _PROGRAM + "json-logs"),
    Injected("it answers `null`", _PROGRAM + "null"),
    Injected("it answers with broken JSON", _PROGRAM + "broken"),
    Injected("it writes half an answer and ends", _PROGRAM + "half"),
    Injected("it answers about another document", _PROGRAM + "stranger"),
    Injected("it says why it fails", _PROGRAM + "states"),
    Injected("it closes its stdout", _PROGRAM + "closes"),
    Injected("it never ends, with `--timeout 5`", _PROGRAM + "hangs", _SOON),
    Injected("it forks children and never ends, with `--timeout 5`", _PROGRAM + "forks {folder}/pids", _SOON),
    Injected("a service answers 200 with HTML", "{service}/html"),
    Injected("it answers 200 with a list", "{service}/list"),
    Injected("it answers 500, then well", "{service}/once-500", fails=False),
    Injected("it answers 429 each time, with `--retries 2`", "{service}/busy", RunOptions(retries=2)),
    Injected("it answers 404", "{service}/missing"),
    Injected("it closes the connection, with `--retries 0`", "{service}/drops", RunOptions(retries=0)),
    Injected("it never answers, with `--timeout 5 --retries 0`", "{service}/hangs", _SOON),
]
"""Of these the first and the third document are answered, whatever becomes of the second."""


def said(outcome: Run) -> str:
    """What the report says: the failure of the second document, or what came beside its answer."""
    if outcome.failures:
        return outcome.failures[0].error
    assert outcome.took
    answer = outcome.answers[1]
    spans = sum(len(quote.content) for quote in answer.prediction.quotes) if answer else 0
    beside = [f"speaker {q.speaker}" for q in (answer.prediction.quotes[:1] if answer else []) if q.speaker]
    beside += [f"{name.replace('_', ' ')} {number:g}" for name, number in outcome.took.usage.items()]
    beside += ["1 try again"] * outcome.took.retries + outcome.took.notes
    return "; ".join([f"answered: {spans:,} span{'s' * (spans != 1)}", *beside])


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def proxy(service: str) -> str:
    """What is said where the proxy wants a password: every document fails, so that this is no line of `INJECTED`."""
    with _environment({"HTTPS_PROXY": service, "NO_PROXY": "", "no_proxy": ""}):
        return run("https://extractor.example/extract", ARTICLES, options=RunOptions(retries=0)).failures[0].error


def unreachable(_: str) -> str:
    """What is said where nobody listens."""
    return run("http://127.0.0.1:9/", ARTICLES, options=RunOptions(retries=0)).failures[0].error


def full_disk(folder: Path) -> str:
    """What is said where the cache cannot grow: a limit on the size of files stands for the full disk."""
    return _cached(f'ulimit -f 1; exec "{sys.executable}" -m sayso', folder / "full")


def broken_cache(folder: Path) -> str:
    """What is said where the cache is something else."""
    (folder / "broken").mkdir()
    (folder / "broken" / "answers.sqlite").write_text("this is no database, " * 100)
    return _cached(f'exec "{sys.executable}" -m sayso', folder / "broken")


def _cached(command: str, cache: Path) -> str:
    text = cache.parent / "article.txt"
    text.write_text(TEXT, encoding="utf-8")
    command += f' extract rules "{text}" --cache "{cache}" -o -'
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "“It held,”" in done.stdout
    return "answered: 1 span; " + done.stderr.strip().removeprefix("sayso: ").replace(str(cache), "DIR")


OTHERS: list[tuple[str, Callable[[str, Path], str]]] = [
    ("nobody listens at the address", lambda service, _: unreachable(service)),
    ("the proxy of HTTPS_PROXY wants a password", lambda service, _: proxy(service)),
    ("the disk under the cache is full", lambda _, folder: full_disk(folder)),
    ("the cache is no SQLite file", lambda _, folder: broken_cache(folder)),
]


def row(words: str, sentence: str, service: str) -> str:
    return f"| {words} | `{printable(sentence.replace(service, 'http://host')).replace('|', '/')}` |"


@dataclasses.dataclass(frozen=True)
class Found:
    """All of it, run: the outcomes of `INJECTED`, and the table."""

    outcomes: list[Run]
    table: str


def find() -> Found:
    """Run all of it."""
    with serving() as service, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ThreadPoolExecutor(4) as pool:  # most of the time is waiting
            outcomes = list(pool.map(lambda injected: injected.run(service, folder), INJECTED))
        pids = [int(pid) for pid in (folder / "pids").read_text().split()]
        assert len(pids) == 4
        assert not [pid for pid in pids if _lives(pid)]
        rows = [row(one.words, said(outcome), service) for one, outcome in zip(INJECTED, outcomes, strict=True)]
        rows += [row(words, tell(service, folder), service) for words, tell in OTHERS]
    return Found(outcomes, "\n".join(["| injected | reported |", "|---|---|", *rows]) + "\n")


def _lives(pid: int) -> bool:
    """Whether a process is there and is not only waiting to be buried."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    PAGE.write_text(before + START + find().table + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
