"""Label Studio's environment: Django and 200 packages, kept apart from sayso's own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from sayso.errors import DataError, UsageError
from sayso.printing import printable

OLDEST = (1, 23)
REQUIREMENT = "label-studio>=1.23,<2"
"""The first version that was tried with sayso; another major one may move what sayso relies on."""

VARIABLE = "LABEL_STUDIO_VENV"
"""Names an environment that has Label Studio already, or that is to keep it."""

_DONE = "sayso-installed"


def environment() -> Path:
    """The folder of the environment, there or not."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser().absolute() if named else user_cache_path("sayso") / "label-studio"


def is_installed(folder: Path) -> bool:
    """Whether Label Studio stands in the environment `folder`, whole."""
    return _program(folder).is_file() and (_DONE in _names(folder) or bool(os.environ.get(VARIABLE)))


def install(folder: Path) -> None:
    """Make the environment `folder`, by uv where there is one, else by venv and pip.

    An environment that is there already keeps what it has, and gets Label Studio as well; only what a killed
    installation of sayso's left is cleared away. Raises `DataError` with the reason where it fails.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits, and finds it done
        if is_installed(folder):
            return
        begun = folder.with_name(f"{folder.name}.begun")  # stands while an environment of ours is not whole
        if begun.exists():
            shutil.rmtree(folder, ignore_errors=True)
        new = not (folder / "pyvenv.cfg").is_file()
        if new and _names(folder):
            raise UsageError(f"{folder}: this is no environment of Python; name another in {VARIABLE}.")
        python = str(folder / "bin" / "python")
        uv = shutil.which("uv")
        if uv:
            make = [uv, "venv", "--quiet", "--python", sys.executable, str(folder)]
            fill = [uv, "pip", "install", "--quiet", "--python", python, REQUIREMENT]
        else:
            make = [sys.executable, "-m", "venv", str(folder)]
            fill = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", REQUIREMENT]
        steps = [make, fill] if new else [fill]
        if new:
            begun.touch()
        log = folder.with_name(f"{folder.name}.log")
        with log.open("wb") as out:
            for step in steps:
                _run(step, log, out.fileno())
        (folder / _DONE).touch()
        begun.unlink(missing_ok=True)


def version(folder: Path) -> str:
    """The version of Label Studio there. Raises `DataError` where it is none that sayso can work with."""
    code = "import importlib.metadata as m; print(m.version('label-studio'))"
    try:
        ran = subprocess.run([folder / "bin" / "python", "-c", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise DataError(f"{folder}: Label Studio does not start there; remove the folder, run again.") from None
    found = ran.stdout.strip()
    if tuple(int(part) for part in found.split(".")[:2] if part.isdigit()) < OLDEST:
        raise DataError(
            f"{folder}: it has Label Studio {found}, and {REQUIREMENT} is needed; upgrade it, or unset {VARIABLE}."
        )
    return found


def command(folder: Path, *arguments: str) -> list[str]:
    """The command line that runs Label Studio from the environment."""
    return [str(_program(folder)), *arguments]


def _program(folder: Path) -> Path:
    return folder / "bin" / "label-studio"


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _run(step: Sequence[str], log: Path, out: int) -> None:
    try:
        code = subprocess.run(step, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT).returncode
    except OSError as error:
        raise DataError(f"Label Studio could not be installed: {step[0]}: {error.strerror}.") from None
    if code:
        said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        why = printable(said[-1].strip()) if said else f"{Path(step[0]).name} ended with {code}"
        raise DataError(
            f"Label Studio could not be installed ({why}); all of it is in {log}. Mend that and run again, or "
            f"name an environment that has {REQUIREMENT} in {VARIABLE}."
        )
