"""The server as a process: from its start to its end with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx

from sayso.errors import DataError, UsageError
from sayso.printing import printable

PATIENCE = 600.0
"""Seconds that a start may take: the first makes the database, 14 to 70 s on the machines it was seen on."""
GRACE = 10.0
"""Seconds between asking the server to end and ending it."""


class Stopped(Exception):  # noqa: N818 - it is no error
    """Somebody asked for the end: Ctrl-C, a signal, or a terminal that was closed."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP raise `Stopped` in the block, once: what then cleans up is not disturbed.

    SIGHUP stays ignored where it is, as under `nohup`.
    """
    wanted = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted.append(signal.SIGHUP)

    def stop(number: int, _: object) -> None:
        for one in wanted:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    before = {one: signal.signal(one, stop) for one in wanted}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def free_port(port: int) -> int:
    """`port`, or any that is free where it is 0. Raises `UsageError` where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(f"--port {port}: {error.strerror}; choose another, or 0 for any that is free.") from None
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str], variables: Mapping[str, str], log: Path, *, inherited: int
) -> Iterator[subprocess.Popen[bytes]]:
    """The server while the block runs, in a process group of its own; then it ends, and all that it started."""
    log.touch(mode=0o600)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[inherited],
        )
    try:
        yield process
    finally:
        _end(process)


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the server answers. Raises `DataError` with its last word where it ends instead."""
    until = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < until:
            if process.poll() is not None:
                raise DataError(f"Label Studio did not start: {last_word(log)} All of it is in {log}.")
            with contextlib.suppress(httpx.HTTPError):
                if client.get(f"{url}/health").status_code == httpx.codes.OK:
                    return
            time.sleep(0.25)
    raise DataError(f"Label Studio did not answer within {PATIENCE:g} s; what it said is in {log}.")


def end_of(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the end of a server that nobody here has stopped, and say why it came."""
    status = process.wait()
    if status < 0:
        return (
            f"Label Studio was ended by {signal.Signals(-status).name} from outside; if nobody sent that, see whether "
            "the machine ran out of memory."
        )
    return f"Label Studio ended by itself: {last_word(log)}"


def last_word(log: Path) -> str:
    """The last line of a log, as a sentence safe to show: of a traceback that is the error."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line.partition(":")[0] and " " not in line.partition(":")[0]]
    said = printable((errors or lines or ["it said nothing"])[-1])
    return said if said.endswith((".", "!")) else f"{said}."


def _end(process: subprocess.Popen[bytes]) -> None:
    for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # children that outlive it
