"""The head of an inline file: YAML that says what the text cannot show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import yaml
from msgspec import UNSET, UnsetType

from sayso.errors import DataError
from sayso.model import Annotator, ClaimKind, DocId, QuoteType, SpeakerKind, Stance

_END_OF_SCALAR = "...\n"  # which PyYAML writes behind a bare scalar
_HEAD = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


class SpeakerHead(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What the head says of a speaker."""

    name: str
    kind: SpeakerKind = "person"
    wikidata: str | None = None


class QuoteHead(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What the head says of a quote; UNSET: what the spans say."""

    speaker: str | UnsetType | None = UNSET
    addressees: list[str] = []
    parent: str | UnsetType | None = UNSET
    type: QuoteType | UnsetType = UNSET
    asserted: bool = True


class ClaimHead(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What the head says of a claim; UNSET: what the spans say."""

    kind: ClaimKind
    normalized: str
    stance: Stance = "affirm"
    check_worthy: bool = False
    quote: str | UnsetType | None = UNSET
    claimer: str | UnsetType = UNSET


class Head(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The head of a file, by the ids of its items."""

    doc: DocId | UnsetType = UNSET
    annotator: Annotator = msgspec.field(default_factory=lambda: Annotator("gold", "model"))
    speakers: dict[str, str | SpeakerHead] = {}
    quotes: dict[str, QuoteHead] = {}
    claims: dict[str, ClaimHead] = {}


def split(content: str, path: str) -> tuple[Head, str, int]:
    """The head, the markup below it, and the number of the markup's first line.

    Raises `DataError` with path and line where there is no head, or it does not parse or fit.
    """
    found = _HEAD.match(content)
    if not found:
        raise DataError(f"{path}: an inline file starts with YAML between two lines of ---; see annotations/inline.md.")
    return _read(found[1], path), content[found.end() :], content.count("\n", 0, found.end()) + 1


def _read(text: str, path: str) -> Head:
    try:
        plain = yaml.load(text, _Loader)  # noqa: S506, RUF100 - _Loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise DataError(
            f"{path}:{line}: the head is no YAML ({error.problem}); quote what has a colon in it."
        ) from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise DataError(f"{path}: the head is no YAML ({str(error).splitlines()[0]}); mend it.") from None
    try:
        return msgspec.convert({} if plain is None else plain, Head)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: the head: {error}; see annotations/inline.md for its keys.") from None


class _Loader(yaml.SafeLoader):
    """YAML in which no key stands twice: the second would silently win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def write(head: Head) -> str:
    """The head with its two lines of ---, an item a line."""
    lines = [] if head.doc is UNSET else [_line("doc", head.doc)]
    lines.append(_line("annotator", msgspec.to_builtins(head.annotator)))
    for name in ("speakers", "quotes", "claims"):
        entries: Mapping[str, Any] = getattr(head, name)
        if entries:
            lines += [f"{name}:\n", *(f"  {_line(id_, _short(entry))}" for id_, entry in entries.items())]
    return f"---\n{''.join(lines)}---\n"


def _short(entry: str | SpeakerHead | QuoteHead | ClaimHead) -> Any:
    plain = msgspec.to_builtins(entry)
    return plain["name"] if isinstance(entry, SpeakerHead) and len(plain) == 1 else plain


def _line(key: str, value: Any) -> str:
    flow = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9)
    return f"{key}: {flow.removesuffix(_END_OF_SCALAR).rstrip()}\n"
