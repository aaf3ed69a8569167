"""What there is to extract with: the built-in extractors, the forms of a name, and what others have installed."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
from collections.abc import Iterator

from sayso.extractors import GROUP

_HOME = "sayso"


@dataclasses.dataclass(frozen=True)
class Entry:
    """An extractor as a list shows it. `missing` is the command that installs what it lacks, None where it is ready."""

    name: str
    version: str
    source: str
    """The package that it comes from."""
    needs: str
    about: str
    missing: str | None = None


@dataclasses.dataclass(frozen=True)
class _Ours:
    """One of our own; `modules` are imported by it and come with the extra `extra`."""

    name: str
    about: str
    needs: str = ""
    modules: tuple[str, ...] = ()
    extra: str = ""


_OURS = (
    _Ours("rules", "Quotes, speakers and claims of English news by hand-written rules."),
    _Ours(
        "spacy",
        "The same over the parse and the names of a spaCy pipeline; spacy:MODEL takes another one.",
        "spaCy, a model",
        ("spacy",),
        "spacy",
    ),
    _Ours(
        "textacy",
        "Direct quotations by textacy; raises on an odd number of quotation marks.",
        "textacy, a model",
        ("textacy",),
        "textacy",
    ),
    _Ours("cmd:COMMAND", "Any program: articles in, predictions out, as JSON Lines.", "the program"),
    _Ours("http://HOST/PATH", "A web service such as sayso serve.", "the service"),
    _Ours("openai:MODEL", "A language model behind an OpenAI-compatible API.", "an endpoint"),
    _Ours("MODULE:NAME", "A Python function or class of yours.", "the module"),
)


def entries() -> Iterator[Entry]:
    """Ours, then what other packages have registered under the entry point group `sayso.extractors`, by name."""
    home = importlib.metadata.version(_HOME)
    for one in _OURS:
        lacks = any(importlib.util.find_spec(module) is None for module in one.modules)
        missing = f"pip install '{_HOME}[{one.extra}]'" if lacks else None
        yield Entry(one.name, home, _HOME, one.needs, one.about, missing)
    known = {one.name for one in _OURS}
    for entry in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.name not in known:
            package = entry.dist
            name, version = (package.name, package.version) if package is not None else ("", "")
            yield Entry(entry.name, version, name, "", _about(entry))


def _about(entry: importlib.metadata.EntryPoint) -> str:
    """The first line of what an extractor's documentation says; of one that does not import, why not."""
    try:
        return (entry.load().__doc__ or "").strip().partition("\n")[0]
    except Exception as error:  # noqa: BLE001 - another's package may raise anything, and the rest is still to be listed
        return f"importing {entry.value} raised {type(error).__name__}: {error}"
