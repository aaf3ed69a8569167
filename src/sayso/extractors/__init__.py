"""Extractors: what they are, and how a name on the command line becomes one.

An extractor is a callable from an `Article` to a `Prediction` (or an `Annotation`, or a dict in the shape of either).
It may be `async`: then all calls share one event loop. Where it has a `batch_size` above 1 it is called with a list of
articles and returns a list of answers in the same order. It may have

- `name`, `version` and `settings` (a dict of JSON values), which the report states and the cache's key is made of;
- `cache = True`: its answers cost something, and are kept on disk without being asked for; `cached_by`: JSON that takes
  the place of `settings` in the cache's key, where not all of them alter answers, or others do;
- `prepare(articles)`: called once, before any of the articles that are to be annotated, and may change `settings`;
- `whole = True`: it must see all articles at once, so that it is not run shard by shard;
- `worker()`: a copy for one worker, where workers must not share one; and `close()`, which ends what it holds.

A failure that may pass is raised as `sayso.errors.TemporaryError`, and the document is tried again; any other exception
is the failure of that document. docs/extractors.md has an example of each form.

Installed ones register under the entry point group `sayso.extractors`; the built-in `rules` uses the same door. Forms
such as `cmd:` are a file each, and are called with the whole name as given.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import importlib.metadata
import inspect
import operator
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from sayso.errors import SaysoError, UsageError

Extractor = Callable[..., Any]


@dataclasses.dataclass(frozen=True)
class Answered:
    """An answer with what it used: numbers such as `input_tokens`, `cost` or `requests`, which the report sums."""

    prediction: Any
    usage: Mapping[str, float] = dataclasses.field(default_factory=dict)


FORMS: dict[str, str] = {
    "cmd": "sayso.extractors.program:Program.named",
    "http": "sayso.extractors.http:Http",
    "https": "sayso.extractors.http:Http",
    "openai": "sayso.extractors.openai:OpenAI",
    "spacy": "sayso.extractors.spacy:Spacy.named",
    "textacy": "sayso.extractors.textacy:Textacy.named",
}
"""By its prefix, what makes an extractor of a whole name such as `cmd:./program`; imported when it is used."""

GROUP = "sayso.extractors"
_ADDRESS = re.compile(r"://(?:[^/?#&\s]*@)?([^?#&\s]*)(?:[?#][^&\s]*)?")


def names() -> list[str]:
    """Names of the installed extractors."""
    return sorted({entry.name for entry in importlib.metadata.entry_points(group=GROUP)})


def is_form(name: str) -> bool:
    """Whether a name has the prefix of a form."""
    return name.partition(":")[0] in FORMS


def is_file(name: str) -> bool:
    """Whether an EXTRACTOR of the command line is a file or folder of predictions rather than something to run."""
    if is_form(name):
        return False  # though it end in .json
    return Path(name).suffix in (".json", ".jsonl") or Path(name).is_dir()


def resolve(name: str) -> Extractor:
    """The extractor of an installed name, of `module:attribute` (a class is called without arguments) or of a form.

    Raises `UsageError` where there is none, or importing it fails.
    """
    prefix, colon, attribute = name.partition(":")
    said = public(name)
    if prefix in FORMS:
        module, _, maker = FORMS[prefix].partition(":")
        found = _attribute(module, maker, said)(name)
    elif colon:
        here = str(Path.cwd())
        if here not in sys.path:
            sys.path.insert(0, here)  # `sayso eval my_module:extract` means the module in this folder
        found = _attribute(prefix, attribute, said)
    else:
        entries = list(importlib.metadata.entry_points(group=GROUP, name=name))
        if not entries:
            raise UsageError(
                f"“{name}” is no extractor: use {', '.join(names())}, module:attribute, {':…, '.join(FORMS)}:…, "
                "or a predictions file (.jsonl)."
            )
        with _told(said, "importing it"):
            found = entries[0].load()
    with _told(said, "making it"):
        extractor = found() if isinstance(found, type) else found
    if not callable(extractor):
        raise UsageError(f"{said}: this is a {type(extractor).__name__}, and an extractor is called with an article.")
    with _told(said, "reading its settings"):
        msgspec.json.encode((version_of(extractor), settings_of(extractor), batch_size(extractor)))
    return extractor


@contextlib.contextmanager
def _told(name: str, doing: str) -> Iterator[None]:
    """Tell as a `UsageError` whatever code of others raises, `sys.exit` included."""
    try:
        yield
    except SaysoError:
        raise
    except (Exception, SystemExit) as error:
        raise UsageError(f"{name}: {doing} raised {type(error).__name__}: {error}.") from error


def shown(name: str, extractor: Extractor) -> str:
    """What a report calls the extractor: its name on the command line, without what a form keeps secret of it."""
    return str(getattr(extractor, "name", name)) if is_form(name) else name


def public(name: str) -> str:
    """A name for messages and files: as on the command line, without name, password and query of an address.

    >>> public("http://me:secret@host/x?key=secret"), public("openai:m?base_url=https%3A%2F%2Fme%3Asecret%40host")
    ('http://host/x', 'openai:m?base_url=https://host')
    """
    if name.startswith(("http://", "https://")):
        name = re.split(r"[?#]", name)[0]
    return _ADDRESS.sub(r"://\1", unquote(_ADDRESS.sub(r"://\1", name)))


def version_of(extractor: Extractor) -> str | None:
    """The version that an extractor states in its `version` attribute."""
    version = getattr(extractor, "version", None)
    return None if version is None else str(version)


def settings_of(extractor: Extractor) -> dict[str, Any]:
    """The settings that an extractor states."""
    return dict(getattr(extractor, "settings", None) or {})


def batch_size(extractor: Extractor) -> int:
    """How many articles an extractor takes at a time; 1 is one article, not a list of one."""
    return int(getattr(extractor, "batch_size", 1) or 1)


def is_async(extractor: Extractor) -> bool:
    """Whether calling it gives a coroutine."""
    return inspect.iscoroutinefunction(extractor) or inspect.iscoroutinefunction(getattr(extractor, "__call__", None))  # noqa: B004


def _attribute(module: str, attribute: str, name: str) -> Any:
    with _told(name, "importing it"):
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{name}: there is no module “{error.name}” here; check the name and the folder."
            ) from None
        try:
            return operator.attrgetter(attribute)(found)
        except AttributeError:
            raise UsageError(f"{name}: the module has no “{attribute}”; check the name after the colon.") from None
