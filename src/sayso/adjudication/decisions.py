"""The file that a person decides in: TOML, one a document, every dispute with its context and everybody's version.

Only `id`, `key`, `decide` and a version called `edited` are read back; the rest is there to decide by. A file that is
there is never written again: what was decided in it is a person's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from sayso.adjudication.cases import MENTIONS, Case
from sayso.adjudication.disputes import Dispute
from sayso.errors import DataError
from sayso.files import read_text, write_bytes
from sayso.model import AUTHOR, Claim, Mention, Quote, Span, Speaker

NEITHER, EDITED, NOTHING = "neither", "edited", "nothing"
RESERVED = frozenset((NEITHER, EDITED, ""))
"""What no annotator may be called, since it means something else as a decision."""

_CONTEXT = 80
_SPANS = ("content", "cue", "source", MENTIONS)
_OR_NULL = ("wikidata", "speaker", "parent", "quote")
_STRUCTS: Mapping[str, Any] = {"quote": Quote, "claim": Claim, "speaker": Speaker}
_HEAD = """\
Disputes about {doc}: decide each one, save this file, and run the same command again.

decide = "{first}" takes that annotator's version; so does any other name under versions.
decide = "neither" leaves an item out; so does the name of somebody who drew nothing.
decide = "edited" takes a version of your own: copy one under [dispute.versions], call it edited, and mend it.

In your version a span is its text and about where it starts: mend the text, the exact start is found again.
Speakers and quotes are named by the labels listed first; "" is null (nobody, no parent, no Wikidata item)."""


class _Entry(msgspec.Struct):
    id: str
    key: str
    decide: str
    versions: dict[str, Any] = {}


class _File(msgspec.Struct):
    doc: str
    dispute: list[_Entry]


# --- writing ----------------------------------------------------------------------------------------------------------


def write_disputes(path: Path, case: Case) -> None:
    """Write the disputes of `case` as a TOML file to decide in."""
    import tomlkit

    document = tomlkit.document()
    for line in _HEAD.format(doc=case.article.id, first=case.annotators[0]).splitlines():
        document.add(tomlkit.comment(line) if line else tomlkit.nl())
    document.add("doc", tomlkit.item(case.article.id))
    for title, groups in (("speakers", case.speakers), ("quotes", case.quotes)):
        table = tomlkit.table()
        for group in groups:
            table[group.label] = group.first["name"] if title == "speakers" else _words(group.first["content"])
        document.add(title, table)
    disputes = tomlkit.aot()
    for dispute in case.disputes:
        disputes.append(_entry(dispute, case.article.text))
    document.add("dispute", disputes)
    write_bytes(path, tomlkit.dumps(document).encode())


def _entry(dispute: Dispute, text: str) -> Any:
    import tomlkit

    entry = tomlkit.table()
    entry["id"], entry["about"] = dispute.id, dispute.about
    if dispute.place is not None:
        entry["context"] = _context(text, *dispute.place)
    entry["key"] = dispute.key
    entry["decide"] = ""
    versions = tomlkit.table()
    shown: list[tuple[str, Any]] = []
    # Tables come last in TOML: what stands behind one would belong to it.
    for name, value in sorted(dispute.versions.items(), key=lambda item: _is_first(item, dispute.versions)):
        same = next((other for other, before in shown if before == value and isinstance(value, dict)), None)
        versions[name] = f"as {same}" if same is not None else _toml(value)
        shown.append((name, value))
    entry["versions"] = versions
    return entry


def _is_first(item: tuple[str, Any], versions: Mapping[str, Any]) -> bool:
    """Whether a version is written as a table: it is one, and nobody named before has the same."""
    name, value = item
    return isinstance(value, dict) and next(other for other, same in versions.items() if same == value) == name


def _toml(value: Any) -> Any:
    """A version as TOML; None, of one who drew nothing, as words."""
    import tomlkit

    if value is None:
        return NOTHING
    if isinstance(value, dict):
        table = tomlkit.table()
        for field, part in value.items():
            table[field] = "" if part is None else _toml(part)
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        for part in value:
            array.append(_inline(part) if isinstance(part, Span | Mention) else part)
        return array.multiline(len(value) > 1)
    return value


def _inline(span: Span | Mention) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update({"start": span.start, "text": span.text})
    if isinstance(span, Mention):
        table["form"] = span.form
    return table


def _context(text: str, start: int, end: int) -> str:
    """The place in brackets with some text around it, on one line."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return " ".join(f"{before}⟦{text[start:end]}⟧{after}".split())


def _words(spans: Iterable[Span]) -> str:
    return " … ".join(" ".join(span.text.split()) for span in spans)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_decisions(path: Path, case: Case) -> dict[str, Any]:
    """What is decided in `path`, by the id of the dispute, as `settle` takes it; what is undecided is left out.

    Raises `DataError` where the file is broken, is about other versions than the passes have now, or decides for
    something that is not there.
    """
    entries = _entries(path, case)
    decided = {}
    for dispute in case.disputes:
        entry = entries[dispute.id]
        if entry.decide:
            decided[dispute.id] = _decision(f"{path}: {dispute.id}", entry, dispute, case)
    return decided


def _entries(path: Path, case: Case) -> dict[str, _Entry]:
    try:
        file = msgspec.toml.decode(read_text(path), type=_File)
    except (msgspec.MsgspecError, ValueError) as error:
        raise DataError(f"{path}: {error}; mend it, or move it away and run again to list the disputes anew.") from None
    if file.doc != case.article.id:
        raise DataError(f"{path}: doc is {file.doc} and should be {case.article.id}, as the file is named.")
    entries = {entry.id: entry for entry in file.dispute}
    ids = [entry.id for entry in file.dispute]
    if twice := [id_ for id_ in entries if ids.count(id_) > 1]:
        raise DataError(f"{path}: {twice[0]} stands in it twice; keep one.")
    there, here = {(entry.id, entry.key) for entry in file.dispute}, {(one.id, one.key) for one in case.disputes}
    if changed := sorted(there ^ here):
        raise DataError(
            f"{path}: written for other passes than these ({changed[0][0]} is not the same); move it away, run again "
            "to list the disputes anew, and copy over what you decided."
        )
    return entries


def _decision(place: str, entry: _Entry, dispute: Dispute, case: Case) -> Any:
    if entry.decide in dispute.versions:
        return dispute.versions[entry.decide]
    if entry.decide == NEITHER and dispute.field is None:
        return None
    if entry.decide != EDITED:
        neither = "" if dispute.field else f", {NEITHER}"
        raise DataError(
            f"{place}: decide is {entry.decide!r}; choose from {', '.join(dispute.versions)}{neither} or {EDITED}."
        )
    if EDITED not in entry.versions:
        raise DataError(f"{place}: there is no version called {EDITED}; copy one, call it {EDITED}, and mend it.")
    try:
        return _edited(entry.versions[EDITED], dispute, case)
    except ValueError as error:
        raise DataError(f"{place}: in the edited version {error}.") from None


def _edited(value: Any, dispute: Dispute, case: Case) -> Any:
    """A person's version. Raises `ValueError` with half a sentence where it cannot be taken."""
    model = next(version for version in dispute.versions.values() if version is not None or dispute.field)
    if dispute.field is not None:
        found = _value(dispute.field, value, dispute, case)
        group = next(group for group in case.groups if group.label == dispute.id.rpartition(".")[0])
        _check({**group.first, dispute.field: found}, dispute.noun)
        return found
    if not isinstance(value, dict) or value.keys() != model.keys():
        raise ValueError(f"there should be {', '.join(model)}, and nothing else")
    portrait = {field: _value(field, part, dispute, case) for field, part in value.items()}
    _check(portrait, dispute.noun)
    return portrait


def _value(field: str, value: Any, dispute: Dispute, case: Case) -> Any:
    if field in _OR_NULL and value == "":
        return None
    if field in _SPANS:
        return _spans(value, dispute, case)
    speakers = [group.label for group in case.speakers] + [AUTHOR] * (field == "claimer")
    if field in ("speaker", "claimer") and value not in speakers:
        raise ValueError(f"{field} is {value!r}; it should be one of {', '.join(speakers)}")
    if field == "addressees" and (not isinstance(value, list) or any(one not in speakers for one in value)):
        raise ValueError(f"addressees are {value!r}; they should be a list of labels among {', '.join(speakers)}")
    quotes = [group.label for group in case.quotes]
    if field in ("parent", "quote") and value not in quotes:
        raise ValueError(f"{field} is {value!r}; it should be one of {', '.join(quotes)}, or empty")
    return value


def _spans(value: Any, dispute: Dispute, case: Case) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} should be a list of spans")
    found: list[Any] = []
    for part in value:
        text, start = (part.get("text"), part.get("start")) if isinstance(part, dict) else (part, None)
        near = start if isinstance(start, int) else dispute.place[0] if dispute.place else 0
        if not isinstance(text, str) or not text:
            raise ValueError(f"the span {part!r} has no text")
        at = _nearest(case.article.text, text, near)
        if at is None:
            raise ValueError(f"{text!r} is not in the article, letter by letter")
        found.append(Span(at, at + len(text), text))
        if isinstance(part, dict) and "form" in part:
            found[-1] = Mention(at, at + len(text), text, part["form"])
    return sorted(found, key=lambda span: (span.start, span.end))


def _nearest(text: str, part: str, near: int) -> int | None:
    """Where `part` stands in `text` nearest to a place."""
    found = []
    at = text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return min(found, key=lambda start: abs(start - near), default=None)


def _check(portrait: Mapping[str, Any], noun: str) -> None:
    """Raise `ValueError` where a field has a value that the schema does not allow."""
    if noun == "mention":
        if len(portrait["content"]) != 1:
            raise ValueError("a mention should have one span")
        span = portrait["content"][0]
        msgspec.convert({"start": span.start, "end": span.end, "text": span.text, "form": portrait["form"]}, Mention)
    else:
        msgspec.convert(msgspec.to_builtins({"id": "-", **portrait}), _STRUCTS[noun])
