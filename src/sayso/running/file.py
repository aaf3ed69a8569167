"""The run file: JSON Lines to which each answer is added as it comes, so that a run can go on where it was stopped.

The first line says what runs, each other one holds a document's answer or its failure; a last one says that the run
came to its end. Half a line, as a killed run may leave it, is cut off.
"""

from __future__ import annotations

from io import RawIOBase
from pathlib import Path
from types import TracebackType

import msgspec

from sayso.errors import DataError, UsageError
from sayso.model import Article, Prediction
from sayso.printing import counted
from sayso.results import System

_SAYSO_RUN = 1


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    sayso_run: int
    system: System


class Line(msgspec.Struct, omit_defaults=True):
    """What came of one document; `finished` stands in the last line only."""

    doc: str = ""
    text_sha256: str = ""
    prediction: Prediction | None = None
    error: str | None = None
    finished: bool = False


class RunFile:
    """The run file at `path`, or none.

    `answers` are what an earlier run left, by document. Raises `UsageError` where that run was stopped and `resume` is
    false, where it was of another system, or is going on.
    """

    def __init__(self, path: Path | None, system: System, resume: bool) -> None:
        self.path = path
        self._lines: dict[str, Line] = {}
        self._file: RawIOBase | None = None
        if path is None:
            if resume:
                raise UsageError(
                    "--resume goes on with a file of answers: name it by extract -o FILE, or eval --runs DIR."
                )
            return
        import fcntl  # which Windows lacks, and reading predictions does not need

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{path}: another run is writing it; wait for its end.") from None
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None
        self._open(path, self._file, system, resume)

    def _open(self, path: Path, file: RawIOBase, system: System, resume: bool) -> None:
        file.seek(0)
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        head, *lines = whole.splitlines() or [b""]
        finished = bool(lines) and _decoded(lines[-1], path).finished
        if lines and not finished and not resume:
            raise UsageError(
                f"{path}: an earlier run was stopped after {counted(len(lines), 'document')}; "
                "go on with --resume, or delete it."
            )
        if resume and head:
            before = _system(head, path)
            if before != system:
                raise UsageError(
                    f"{path}: holds a run of {_said(before)}, not {_said(system)}; delete it to start anew."
                )
            self._lines = {line.doc: line for line in (_decoded(line, path) for line in lines) if line.prediction}
            file.truncate(len(whole))
        else:
            file.truncate(0)
            self._write(_Head(_SAYSO_RUN, system))

    def answer(self, article: Article) -> Prediction | None:
        """What an earlier run answered for this article."""
        line = self._lines.get(article.id)
        return line.prediction if line and line.text_sha256 == article.text_sha256 else None

    def add(self, article: Article, prediction: Prediction | None, error: str | None = None) -> None:
        """Add what came of an article. Raises `DataError` where the disk is full."""
        if self._file:
            self._write(Line(article.id, article.text_sha256, prediction, error))

    def finish(self) -> None:
        """Note that the run came to its end: what failed may be tried again with --resume, but nothing is missing."""
        if self._file:
            self._write(Line(finished=True))

    def _write(self, record: msgspec.Struct) -> None:
        assert self._file
        try:
            left = memoryview(msgspec.json.encode(record) + b"\n")
            while left:  # straight to the system: a killed process loses nothing then
                left = left[self._file.write(left) or 0 :]
        except OSError as error:
            raise DataError(f"{self.path}: cannot be written ({error.strerror}); make room, and --resume.") from None

    def __enter__(self) -> RunFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file:
            self._file.close()


def _system(head: bytes, path: Path) -> System:
    try:
        return msgspec.json.decode(head, type=_Head).system
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise UsageError(f"{path}: is no run file; name another output, or delete it.") from None


def _decoded(line: bytes, path: Path) -> Line:
    try:
        return msgspec.json.decode(line, type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: a line is damaged ({error}); delete it to start anew.") from None


def _said(system: System) -> str:
    return " ".join([system.name, *([system.version] if system.version else []), *map(str, system.settings.items())])
