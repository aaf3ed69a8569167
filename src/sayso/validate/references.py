"""Ids inside a record: each given once, each reference to one that exists, no quote nested in itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sayso.model import AUTHOR
from sayso.validate.problems import Problem, shown
from sayso.validate.spans import objects

_MOST_NAMED = 10


def check_references(record: dict[str, Any], *, names_allowed: bool) -> Iterator[Problem]:
    """The problems of all ids. With `names_allowed`, as in predictions, a speaker may be given by a name instead."""
    speakers = _Ids(record, "speakers")
    quotes = _Ids(record, "quotes")
    for ids in (speakers, quotes, _Ids(record, "claims")):
        yield from ids.problems
    for pointer, quote in objects(record, "quotes", ""):
        if not names_allowed:
            yield from speakers.check(pointer, "speaker", quote.get("speaker"))
            yield from _addressees(pointer, quote.get("addressees"), speakers)
        yield from quotes.check(pointer, "parent", quote.get("parent"))
    for pointer, claim in objects(record, "claims", ""):
        if not names_allowed and claim.get("claimer") != AUTHOR:
            yield from speakers.check(pointer, "claimer", claim.get("claimer"))
        yield from quotes.check(pointer, "quote", claim.get("quote"))
    yield from _cycles(record)


class _Ids:
    """The ids of the items in one list of the record, and the problems with them."""

    def __init__(self, record: dict[str, Any], key: str) -> None:
        self.noun = key[:-1]
        self.names: dict[str, str] = {}  # of speakers: name to id
        self.problems: list[Problem] = []
        self._pointers: dict[str, str] = {}
        for pointer, item in objects(record, key, ""):
            if isinstance(id_ := item.get("id"), str):
                self._add(id_, pointer)
                if isinstance(name := item.get("name"), str):
                    self.names.setdefault(name, id_)

    def _add(self, id_: str, pointer: str) -> None:
        if id_ in self._pointers:
            self.problems.append(
                Problem(
                    code="duplicate-id",
                    pointer=f"{pointer}/id",
                    message=f"{self._pointers[id_]} has this id already",
                    expected=f"another id for each {self.noun}",
                    found=shown(id_),
                    hint="Give one of the two another id, and mend what refers to it.",
                )
            )
        self._pointers.setdefault(id_, pointer)
        if self.noun == "speaker" and id_ == AUTHOR:
            self.problems.append(
                Problem(
                    code="reserved-id",
                    pointer=f"{pointer}/id",
                    message="no speaker may have this id: as a claimer it stands for the article's own voice",
                    found=shown(id_),
                    hint="Give the speaker another id, such as S1.",
                )
            )

    def check(self, pointer: str, key: str, id_: Any) -> Iterator[Problem]:
        """A problem where `id_`, the value at `pointer`/`key`, is an id of none of these."""
        if not isinstance(id_, str) or id_ in self._pointers:
            return
        hint = f"Add the {self.noun}, or refer to one that is there."
        if id_ in self.names:
            hint = f"This is a name; write the id {shown(self.names[id_])}."
        yield Problem(
            code="unknown-reference",
            pointer=f"{pointer}/{key}",
            message=f"no {self.noun} of the record has this id",
            expected=f"one of {_listed(self._pointers)}" if self._pointers else f"an id, and there is no {self.noun}",
            found=shown(id_),
            hint=hint,
        )


def _addressees(pointer: str, values: Any, speakers: _Ids) -> Iterator[Problem]:
    for i, id_ in enumerate(values if isinstance(values, list) else []):
        yield from speakers.check(f"{pointer}/addressees", str(i), id_)


def _listed(ids: Iterable[str]) -> str:
    names = [shown(id_) for id_ in ids]
    return ", ".join(names[:_MOST_NAMED]) + ", …" * (len(names) > _MOST_NAMED)


def _ring(ids: list[str]) -> str:
    if len(ids) > _MOST_NAMED:
        return f"{_ring(ids[: _MOST_NAMED - 2])} in … in {shown(ids[-1])}"
    return " in ".join(map(shown, ids))


def _cycles(record: dict[str, Any]) -> Iterator[Problem]:
    """One problem for each ring of parents, at the quote where it was entered. Linear in the number of quotes."""
    parents: dict[str, str] = {}
    pointers: dict[str, str] = {}
    for pointer, quote in objects(record, "quotes", ""):
        id_, parent = quote.get("id"), quote.get("parent")
        if isinstance(id_, str) and isinstance(parent, str) and id_ not in parents:
            parents[id_], pointers[id_] = parent, pointer
    settled: set[str] = set()
    for first in parents:
        path: dict[str, None] = {}
        here = first
        while here in parents and here not in settled and here not in path:
            path[here] = None
            here = parents[here]
        if here in path:
            ring = list(path)[list(path).index(here) :]
            yield Problem(
                code="parent-cycle",
                pointer=f"{pointers[here]}/parent",
                message="the quotes are nested in each other" if len(ring) > 1 else "the quote is nested in itself",
                expected="a parent that encloses the quote, or null",
                found=_ring([*ring, here]),
                hint="Set the parent of the outermost quote to null.",
            )
        settled.update(path)
