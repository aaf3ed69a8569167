"""Extractors: what they are, and how a name on the command line becomes one.

An extractor is any callable from an `Article` to a `Prediction` (or an `Annotation`, or a dict in the shape of either).
Installed ones register under the entry point group `sayso.extractors`; the built-in `rules` uses the same door.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sayso.errors import UsageError
from sayso.model import Article

Extractor = Callable[[Article], Any]

GROUP = "sayso.extractors"


def names() -> list[str]:
    """Names of the installed extractors."""
    return sorted({entry.name for entry in importlib.metadata.entry_points(group=GROUP)})


def is_file(name: str) -> bool:
    """Whether an EXTRACTOR of the command line is a file or folder of predictions rather than something to run."""
    return Path(name).suffix in (".json", ".jsonl") or Path(name).is_dir()


def resolve(name: str) -> Extractor:
    """The extractor of an installed name or of `module:attribute` (a class is called without arguments).

    Raises `UsageError` where there is none, or importing it fails.
    """
    if ":" in name:
        module, _, attribute = name.partition(":")
        found = _attribute(module, attribute, name)
    else:
        entries = list(importlib.metadata.entry_points(group=GROUP, name=name))
        if not entries:
            raise UsageError(
                f"“{name}” is no extractor: use {', '.join(names())}, module:attribute, or a predictions file (.jsonl)."
            )
        found = entries[0].load()
    extractor = found() if isinstance(found, type) else found
    if not callable(extractor):
        raise UsageError(f"{name}: this is a {type(extractor).__name__}, and an extractor is called with an article.")
    return extractor


def version_of(extractor: Extractor) -> str | None:
    """The version that an extractor states in its `version` attribute."""
    version = getattr(extractor, "version", None)
    return None if version is None else str(version)


def _attribute(module: str, attribute: str, name: str) -> Any:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # `sayso eval my_module:extract` means the module in this folder
    try:
        return getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise UsageError(f"{name}: there is no module “{error.name}” here; check the name and the folder.") from None
    except AttributeError:
        raise UsageError(f"{name}: the module has no “{attribute}”; check the name after the colon.") from None
    except Exception as error:
        raise UsageError(f"{name}: importing it raised {type(error).__name__}: {error}.") from error
