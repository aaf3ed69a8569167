"""The speakers of an article as an annotator writes them: one line each, `id | name | kind | wikidata`.

A line such as `S1 | Donald Trump | person | Q22686` stands in the list *Speakers* of the task; a person may leave out
the id, and the Wikidata item where it is not certain. The same line in the field of a region says who that region is,
and may be shortened to the id or the name once the speaker is known.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from sayso.formats.labelstudio.config import SPEAKER_KINDS
from sayso.formats.labelstudio.regions import show
from sayso.model import SpeakerKind

_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_KINDS: dict[str, SpeakerKind] = {kind: kind for kind in SPEAKER_KINDS}


@dataclasses.dataclass(frozen=True)
class Line:
    """One line, as far as it goes."""

    name: str | None
    id: str | None = None
    kind: SpeakerKind | None = None
    wikidata: str | None = None

    @property
    def defines(self) -> bool:
        """Whether it says more than which speaker is meant."""
        return bool((self.id and self.name) or self.kind or self.wikidata)


def write_line(line: Line) -> str:
    r"""The line as text. Letters that would spoil it are written `\u` and four hexadecimal digits.

    >>> write_line(Line("Donald Trump", "S1", "person", "Q22686"))
    'S1 | Donald Trump | person | Q22686'
    >>> write_line(Line("a|b"))
    'a\\u007cb'
    """
    return " | ".join(_escape(field) for field in (line.id, line.name, line.kind, line.wikidata) if field)


def read_line(text: str) -> Line:
    """The line that `text` states. Raises `ValueError` with a sentence where it cannot be told.

    >>> read_line("Lena Orr | Person")
    Line(name='Lena Orr', id=None, kind='person', wikidata=None)
    """
    fields = [_unescape(field.strip()) for field in text.split("|")]
    wikidata = fields.pop() if len(fields) > 1 and _WIKIDATA.fullmatch(fields[-1]) else None
    kind = _KINDS[fields.pop().lower()] if len(fields) > 1 and fields[-1].lower() in _KINDS else None
    if len(fields) > 2 or not all(fields):
        raise ValueError(
            f"{text!r} is no speaker; write `name | kind` or `id | name | kind | wikidata`, "
            f"where kind is one of {', '.join(SPEAKER_KINDS)}."
        )
    return Line(fields[-1], fields[0] if len(fields) == 2 else None, kind, wikidata)


def _escape(field: str) -> str:
    def spoils(index: int, char: str) -> bool:
        edge = index in (0, len(field) - 1)
        return char in "\\|" or unicodedata.category(char) in ("Cc", "Zl", "Zp") or (edge and char.isspace())

    return "".join(f"\\u{ord(char):04x}" if spoils(i, char) else char for i, char in enumerate(field))


def _unescape(field: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), field)


@dataclasses.dataclass(eq=False)
class Entity:
    """A speaker while its facts are gathered. `listed`: it has its id from the list of speakers."""

    id: str | None
    name: str | None
    kind: SpeakerKind | None
    wikidata: str | None
    listed: bool


class Cast:
    """All speakers of one annotation. `problem` takes the sentence of each fault."""

    def __init__(self, problem: Callable[[str], None]) -> None:
        self.entities: list[Entity] = []
        self._by_id: dict[str, Entity] = {}
        self._problem = problem

    def read(self, texts: Iterable[str]) -> None:
        """Take the lines of the list *Speakers*."""
        for text in (line for entry in texts for line in entry.split("\n") if line.strip()):
            try:
                line = read_line(text)
            except ValueError as error:
                self._problem(f"in the list Speakers, {error}")
                continue
            if line.id in self._by_id:
                self._problem(f"two lines of the list Speakers have the id {line.id}; give one of them another id.")
            else:
                self._add(line, listed=line.id is not None)

    def refer(self, line: Line, problem: Callable[[str], None]) -> Entity | None:
        """The speaker that `line` means: a known one, whose facts it may complete, or a new one."""
        known = self._by_id.get(line.id or line.name or "")
        if known is None and line.id is None:
            same = [entity for entity in self.entities if entity.name and _fold(entity.name) == _fold(line.name or "")]
            if len(same) > 1:
                ids = " and ".join(str(entity.id) for entity in same)
                problem(f"{line.name!r} is the name of {ids}; write the id instead.")
                return None
            known = same[0] if same else None
        elif line.id is None:
            line = dataclasses.replace(line, name=None)  # it is the id that was written where a name may stand
        if known is None:
            return self._add(line, listed=False)
        self._complete(known, line, problem)
        return known

    def check(self) -> None:
        """Report every speaker that lacks a name or a kind."""
        for entity in self.entities:
            if entity.name is None:
                self._problem(
                    f"the speaker {entity.id} has no name; write `{entity.id} | name | kind` in the list Speakers."
                )
            elif entity.kind is None:
                line = " | ".join(part for part in (entity.id, entity.name) if part)
                self._problem(
                    f"the speaker {entity.name!r} has no kind; write {line + ' | person'!r} in the list Speakers, "
                    f"or another kind: {', '.join(SPEAKER_KINDS[1:])}."
                )

    def _add(self, line: Line, *, listed: bool) -> Entity:
        entity = Entity(line.id, line.name, line.kind, line.wikidata, listed)
        self.entities.append(entity)
        if line.id is not None:
            self._by_id[line.id] = entity
        return entity

    def _complete(self, entity: Entity, line: Line, problem: Callable[[str], None]) -> None:
        for field in ("name", "kind", "wikidata"):
            old, new = getattr(entity, field), getattr(line, field)
            if old is None:
                setattr(entity, field, new)
            elif new is not None and not _same(field, old, new):
                problem(
                    f"the {field} of the speaker {entity.id or show(str(entity.name))} is {show(new)} here and "
                    f"{show(old)} elsewhere; correct one of them."
                )


def _same(field: str, old: Any, new: Any) -> bool:
    return bool(old == new or (field == "name" and _fold(old) == _fold(new)))


def _fold(name: str) -> str:
    """Case and white space are forgiven when a name is written again."""
    return " ".join(name.casefold().split())
