"""Annotations for GitHub Actions: workflow commands that show an error beside the line of the gold that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sayso.printing import counted, printable
from sayso.report import worst
from sayso.report.outcome import Outcome
from sayso.results import Error
from sayso.validate.scan import locate
from sayso.workflow import command

MOST = 10
"""Annotations of one level that GitHub shows of a step; the others it drops."""


def lines(outcomes: Sequence[Outcome], annotations: Path) -> Iterator[str]:
    """What failed, what is unsure, then the items that most deserve a look, ten of a level at most.

    Items are errors where a gate failed, else notices. `annotations` holds `inline/DOC.md` or `gold/DOC.json`, in which
    the line is looked up.
    """
    left = {"error": MOST, "warning": MOST, "notice": MOST}
    found: list[tuple[str, str, dict[str, str | int | None]]] = []
    for outcome in outcomes:
        title = outcome.report.system.name
        found += [("error", f"{sentence}.", {"title": title}) for sentence in outcome.failures]
        found += [("warning", f"{sentence}.", {"title": title}) for sentence in outcome.warnings]
    gold = _Gold(annotations)
    for outcome in outcomes:
        level, title = "error" if outcome.failures else "notice", outcome.report.system.name
        items = list(worst.items(outcome))
        room = max(0, (MOST - sum(1 for each, _, _ in found if each == level)) // len(outcomes))
        for error in items[:room]:
            place = gold.place(error)
            message = f"{error.doc}: {worst.sentence(error)}"
            found.append((level, message, {"file": place.file, "line": place.line, "title": title}))
        if room and len(items) > room:
            hidden = counted(len(items) - room, "error")
            last = found[-1]
            found[-1] = (last[0], f"{last[1]} (and {hidden} more: see the report)", last[2])
    for level, message, properties in found:
        if left[level]:
            left[level] -= 1
            shown = {key: printable(value) if isinstance(value, str) else value for key, value in properties.items()}
            yield command(level, printable(message), **shown)


class _Place(NamedTuple):
    file: str | None = None
    line: int | None = None


class _Gold:
    """The files of gold, and the lines of their items. What has no file there has no place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[str, Any]] = {}

    def place(self, error: Error) -> _Place:
        try:
            return self._place(error)
        except OSError:  # an id too long to be a file's name, a file that may not be read
            return _Place()

    def _place(self, error: Error) -> _Place:
        path = self._folder / "gold" / f"{error.doc}.json"
        if Path(error.doc).name != error.doc or not path.is_file():  # an id never leads out of the folder
            return _Place()
        if error.doc not in self._read:
            self._read[error.doc] = _read(path)
        text, record = self._read[error.doc]
        number, id_ = _find(record, error)
        inline = self._folder / "inline" / f"{error.doc}.md"
        if inline.is_file():
            content = inline.read_text(encoding="utf-8", errors="replace")
            # Several items with one content share a tag: {Q6 C5|…}.
            tag = re.search(rf"\{{([^|{{}}]* )?{re.escape(id_)}( [^|{{}}]*)?\|", content) if id_ else None
            return _Place(inline.as_posix(), content.count("\n", 0, tag.start()) + 1 if tag else 1)
        pointer = "" if number is None else f"/{error.kind}/{number}"
        return _Place(path.as_posix(), locate(text, [pointer]).get(pointer, (1, 1))[0])


def _read(path: Path) -> tuple[str, Any]:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        return text, msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return text, None  # what is wrong with it is told by sayso validate


def _find(record: Any, error: Error) -> tuple[int | None, str | None]:
    """Index and id of the gold item that an error is about; None where there is none, or the file is another."""
    items = record.get(error.kind) if isinstance(record, dict) else None
    spans = [(place.start, place.end) for place in error.gold]
    for i, item in enumerate(items if isinstance(items, list) else []):
        content = item.get("content") if isinstance(item, dict) else None
        parts = content if isinstance(content, list) else []
        if spans and [(part.get("start"), part.get("end")) for part in parts if isinstance(part, dict)] == spans:
            return i, str(item.get("id"))
    return None, None
