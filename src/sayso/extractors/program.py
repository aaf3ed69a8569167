"""`cmd:./program --flag`: a program in any language, an article a line on its stdin, a prediction a line on its stdout.

One long-lived process answers one document after the other. It is the leader of a process group, which is ended with
it. After anything that is no answer (the end of the program, too long a wait, bytes that are not UTF-8, an answer about
another document) it is started anew, so that an answer can never be taken for that of the next document.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import DataError, UsageError
from sayso.extractors import Answered, Extractor, batch_size, settings_of, version_of
from sayso.extractors.wire import READY, answer_of
from sayso.model import Article
from sayso.printing import printable

LONGEST_LINE = 1 << 30
"""Bytes that an answer may have."""
_PATIENCE = 2.0  # seconds that a program has to end by itself once its stdin is closed
_LONGEST_START = 600.0
_MOST_WORDS = 300
_MOST_HASHED = 1 << 26


class Program:
    """Calls a program. `memory` limits the address space of each of its processes, in bytes."""

    def __init__(
        self,
        command: Sequence[str],
        version: str | None = None,
        settings: dict[str, Any] | None = None,
        batch_size: int = 0,
        memory: int | None = None,
    ) -> None:
        self.command, self.version, self.settings = list(command), version, settings or {}
        self.batch_size, self.memory = batch_size, memory
        self.cache, self.cached_by = False, self.settings
        self._running: _Process | None = None
        self._closed = False
        self._turn = threading.Lock()

    @classmethod
    def named(cls, name: str) -> Program:
        """Of `cmd:PROGRAM ARGUMENT…`, quoted as in a shell. Raises `UsageError` where there is no such program."""
        try:
            command = shlex.split(name.partition(":")[2])
        except ValueError as error:
            raise UsageError(f"{name}: {error}; quote it as in a shell.") from None
        if not command or shutil.which(command[0]) is None:
            raise UsageError(f"{name}: there is no program “{''.join(command[:1])}”; check its path and permissions.")
        return cls(command, version=_fingerprint(command))

    @classmethod
    def of_python(cls, name: str, extractor: Extractor) -> Program:
        """The installed or `module:attribute` extractor `name` in a process of its own."""
        command = [sys.executable, "-m", "sayso.extractors.worker", name]
        program = cls(command, version_of(extractor), settings_of(extractor), max(batch_size(extractor), 1))
        program.cache = bool(getattr(extractor, "cache", False))
        program.cached_by = getattr(extractor, "cached_by", program.settings)
        return program

    def worker(self) -> Program:
        """Another process of the same program."""
        return Program(self.command, self.version, self.settings, self.batch_size, self.memory)

    def __call__(self, article: Article) -> Any:
        answer = self.ask([article])[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(self, articles: Sequence[Article], timeout: float | None = None) -> list[Any]:
        """The answers to these articles, within `timeout` seconds; an exception is a failure that the program states.

        Raises `DataError` where there is no answer; the program is then started anew for the next ones.
        """
        with self._turn:
            if self._closed:
                raise DataError("the program was ended.")
            if self._running is None:
                self._running = _Process(self.command, self.memory)
            try:
                if self.batch_size and not self._running.ready:
                    self._running.wait_until_ready()
                return self._running.ask(articles, timeout, self.batch_size > 0)
            except BaseException:
                self._running.kill()
                self._running = None
                raise

    def close(self) -> None:
        """End the program and all that it started; from another thread too, while it is being asked."""
        self._closed = True
        running = self._running
        if running is not None:
            running.end()


class _Process:
    def __init__(self, command: Sequence[str], memory: int | None) -> None:
        if memory is not None:  # a shell sets the limit, since code between fork and exec is not safe among threads
            command = ["/bin/sh", "-c", f'ulimit -v {memory // 1024} && exec "$@"', "sh", *command]
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise DataError(f"{command[0]}: cannot be started ({error.strerror}).") from None
        self.lines: queue.Queue[bytes | None] = queue.Queue(maxsize=64)
        self.words: deque[bytes] = deque(maxlen=5)  # the last that it wrote to stderr
        self.ended = threading.Event()
        self.ready = False
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()
        self.listener.start()

    def ask(self, articles: Sequence[Article], timeout: float | None, arrays: bool) -> list[Any]:
        line = msgspec.json.encode(articles if arrays else articles[0])
        deadline = None if timeout is None else time.monotonic() + timeout
        # The write is in a thread of its own: a program that does not read would hold it up for ever.
        writer = threading.Thread(target=self._write, args=(line + b"\n",), daemon=True)
        writer.start()
        answers = [self._answer(article, deadline, timeout) for article in articles]
        writer.join(_PATIENCE)
        if writer.is_alive():
            raise DataError("the program answered before it had read its line.")
        return answers

    def wait_until_ready(self) -> None:
        """Wait for a Python worker to have loaded its extractor, which may take long and is no document's fault."""
        try:
            line = self.lines.get(timeout=_LONGEST_START)
        except queue.Empty:
            raise DataError(f"the extractor was not loaded within {_LONGEST_START:g} s.") from None
        if line is None:
            raise DataError(self._obituary())
        self.ready = line == READY

    def _write(self, line: bytes) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError, ValueError):  # that it has ended is told by the end of its stdout
            self.process.stdin.write(line)
            self.process.stdin.flush()

    def _answer(self, article: Article, deadline: float | None, timeout: float | None) -> Any:
        logs = 0
        while True:
            wait = None if deadline is None else deadline - time.monotonic()
            try:
                line = self.lines.get(timeout=wait) if wait is None or wait > 0 else self.lines.get_nowait()
            except queue.Empty:
                raise DataError(f"no answer within {timeout:g} s; the program was ended.") from None
            if line is None:
                raise DataError(self._obituary())
            record = _record(line)
            if record is None:
                logs += 1
                continue
            doc = record.get("doc") if isinstance(record, dict) else article.id
            if doc != article.id:
                raise DataError(
                    f"the answer is about document {doc!r}; expected {article.id!r}."
                    if doc is not None
                    else 'the answer does not name its document; send {"doc": ID, …}, and logs to stderr.'
                )
            try:
                return _with_logs(answer_of(record), logs)
            except DataError as error:
                return error

    def _obituary(self) -> str:
        """How the program came to its end."""
        try:
            code = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return "the program closed its stdout; it must answer each line."
        self.listener.join(1)
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        if code in (137, -signal.SIGKILL):
            how += ", as where memory runs out"
        words = b"".join(self.words).decode(errors="replace").strip().rpartition("\n")[2]
        return f"the program ended ({how})" + (f": {printable(words[:_MOST_WORDS])}" if words else ".")

    def _read(self) -> None:
        assert self.process.stdout
        with contextlib.suppress(ValueError, OSError), self.process.stdout:
            while line := self.process.stdout.readline(LONGEST_LINE):
                self._put(line)
        self._put(None)

    def _put(self, line: bytes | None) -> None:
        while not self.ended.is_set():
            with contextlib.suppress(queue.Full):
                return self.lines.put(line, timeout=1)
        return None

    def _listen(self) -> None:
        assert self.process.stderr
        with contextlib.suppress(ValueError, OSError), self.process.stderr:
            while line := self.process.stderr.readline(1 << 16):
                self.words.append(line)

    def end(self) -> None:
        """Let the program end by itself, then kill what is left of it."""
        # Closing waits for a write that is not over, and a program that does not read would hold that up for ever.
        threading.Thread(target=self._close, daemon=True).start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_PATIENCE)
        self.kill()

    def _close(self) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.close()

    def kill(self) -> None:
        self.ended.set()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(queue.Empty):  # a waiting `ask` of another thread learns of the end
            while True:
                self.lines.get_nowait()
        self.lines.put(None)


def _record(line: bytes) -> Any:
    """The JSON of a line; None where it is a log. Raises `DataError` where it is neither."""
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        if line.lstrip()[:1] in (b"{", b"["):
            raise DataError(f"the answer is no JSON in UTF-8 ({error}); write one object a line.") from None
        return None
    if not isinstance(found, dict):
        answer_of(found)
    return found


def _with_logs(answer: Any, logs: int) -> Any:
    if not logs:
        return answer
    said = answer if isinstance(answer, Answered) else Answered(answer)
    return Answered(said.prediction, {**said.usage, "log_lines_on_stdout": logs})


def _fingerprint(command: Sequence[str]) -> str:
    """A version of a program that states none: the hash of its words and of the files that they name."""
    digest = hashlib.sha256(msgspec.json.encode(command))
    for file in [Path(shutil.which(command[0]) or command[0]), *map(Path, command[1:])]:
        if file.is_file():
            with file.open("rb") as data:
                digest.update(data.read(_MOST_HASHED))
    return digest.hexdigest()[:12]
