"""Gold and predictions as flat columns: what matching and counting run on.

All offsets are code points. Spans of one item are merged where they overlap or touch, so that an item is a set of
characters; a list of spans is kept as in compressed sparse rows. Memory: about 40 bytes a span and 60 an item.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import UNSET

from sayso.model import AUTHOR
from sayso.names import alias

Ints = npt.NDArray[np.int64]

NOBODY = -1
"""Entity code of a `null` speaker: the article does not say who."""
THE_AUTHOR = -2
"""Entity code of the claimer `author`."""
UNKNOWN = -3
"""Entity code of a claimer that a prediction leaves out; it equals nothing."""


@dataclasses.dataclass(frozen=True)
class Spans:
    """Spans of n items: those of item i are `start[offsets[i]:offsets[i + 1]]` and so on, sorted and disjoint.

    `lost[i]` counts the code points of the item's spans that are not in the article at all (fabricated). What is worked
    out from these columns is kept.
    """

    offsets: Ints
    start: Ints
    end: Ints
    lost: Ints

    @cached_property
    def count(self) -> Ints:
        """Number of spans of each item."""
        return np.diff(self.offsets)

    @cached_property
    def single(self) -> bool:
        """Whether every item has exactly one span, so that spans are items."""
        return len(self.start) == len(self.lost) and bool((self.count == 1).all())

    @cached_property
    def size(self) -> Ints:
        """Number of code points of each item, fabricated ones included."""
        if self.single:
            return self.end - self.start + self.lost
        total = np.concatenate(([0], np.cumsum(self.end - self.start)))
        found: Ints = total[self.offsets[1:]] - total[self.offsets[:-1]]
        return found + self.lost

    @cached_property
    def owner(self) -> Ints:
        """Index of the item that each span belongs to."""
        return np.arange(len(self.lost)) if self.single else np.repeat(np.arange(len(self.lost)), self.count)

    @cached_property
    def fingerprint(self) -> npt.NDArray[np.uint64]:
        """64 bits of each item's spans: equal lists have equal fingerprints.

        Two of n different lists share one by chance with a probability near n² / 2⁶⁵, and only items that overlap are
        ever compared.
        """
        mixed = _mix(self.start.astype(np.uint64) << np.uint64(32) ^ self.end.astype(np.uint64))
        if self.single:
            return mixed
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)))
        return sums[self.offsets[1:]] - sums[self.offsets[:-1]]

    @property
    def given(self) -> npt.NDArray[np.bool_]:
        """Whether the item has any span, found or fabricated."""
        return (self.count > 0) | (self.lost > 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Items:
    """Quotes or claims of all documents.

    `doc` is sorted. `roles` holds `content` and, for quotes, `cue` and `source`, and under `trimmed content` etc. the
    same without their edges. `entity` is the speaker or claimer: an index into `Columns.entities`, or one of the codes
    above. `attributes` are small integers, -1 where a prediction leaves them out. `score` is NaN where there is none.
    """

    doc: Ints
    roles: dict[str, Spans]
    entity: Ints
    attributes: dict[str, Ints]
    score: npt.NDArray[np.float64]
    ids: list[str]

    def __len__(self) -> int:
        return len(self.doc)


@dataclasses.dataclass(frozen=True, slots=True)
class Entities:
    """Speakers of all documents.

    The normalised name `alias[i]` belongs to entity `alias_entity[i]`; `alias_is_name[i]` says whether it is the
    entity's name, or the text of one of its name or nominal mentions.
    """

    doc: Ints
    mentions: Spans
    alias_entity: Ints
    alias: list[str]
    alias_is_name: npt.NDArray[np.bool_]
    names: list[str]

    def __len__(self) -> int:
        return len(self.doc)


@dataclasses.dataclass(frozen=True, slots=True)
class Columns:
    """One side of a comparison: gold, or one system's predictions, over documents 0 … `documents` - 1."""

    documents: int
    quotes: Items
    claims: Items
    entities: Entities
    verbatim: Ints
    """Per document: spans that stand in the article as given, and spans in all (shape documents x 2)."""
    texts: Sequence[str] | None = None
    """The articles; only peers that count words or sentences need them, on the gold side."""


ATTRIBUTES: dict[str, tuple[Any, ...]] = {
    "type": ("direct", "indirect", "mixed"),
    "asserted": (False, True),
    "kind": ("quantity", "causation", "rule", "prediction", "personal", "other"),
    "stance": ("affirm", "refute"),
    "check_worthy": (False, True),
}
_QUOTE_ATTRIBUTES = ("type", "asserted")
_CLAIM_ATTRIBUTES = ("kind", "stance", "check_worthy")


def columns(records: Sequence[Any | None], verbatim: Ints | None = None, texts: Sequence[str] | None = None) -> Columns:
    """Columns of annotations or grounded predictions, one record (or None: nothing) for each document in order.

    Spans of predictions must be grounded (`sayso.grounding`): one without offsets counts as fabricated. `verbatim` is
    what grounding says of each document; without it (gold) every span is as given.
    """
    builder = _Builder()
    for doc, record in enumerate(records):
        if record is not None:
            builder.add(doc, record)
    return builder.finish(len(records), verbatim, texts)


class _SpanLists:
    """Collects spans item by item."""

    def __init__(self) -> None:
        self.owner: list[int] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.text: list[str] = []
        self.lost: list[int] = []

    def add(self, spans: Iterable[Any]) -> None:
        item = len(self.lost)
        lost = 0
        for span in spans:
            if span.start is UNSET:
                lost += len(span.text)
            else:
                self.owner.append(item)
                self.start.append(span.start)
                self.end.append(span.end)
                self.text.append(span.text)
        self.lost.append(lost)

    def raw(self) -> Spans:
        """The spans as drawn, each for itself, in the order of the items."""
        offsets = np.searchsorted(np.array(self.owner, np.int64), np.arange(len(self.lost) + 1))
        start, end = np.array(self.start, np.int64), np.array(self.end, np.int64)
        return Spans(offsets, start, end, np.array(self.lost, np.int64))

    def merged(self) -> tuple[Spans, Spans]:
        """The spans as drawn, and trimmed; those of one item that overlap or touch are joined."""
        from sayso.trimming import trim

        owner = np.array(self.owner, np.int64)
        start, end = np.array(self.start, np.int64), np.array(self.end, np.int64)
        lost = np.array(self.lost, np.int64)
        return merge(owner, start, end, lost), merge(owner, *trim(start, end, self.text), lost)


class _Builder:
    def __init__(self) -> None:
        self.entity_doc: list[int] = []
        self.names: list[str] = []
        self.alias_entity: list[int] = []
        self.alias: list[str] = []
        self.alias_is_name: list[bool] = []
        self.mentions = _SpanLists()
        self.quotes = _ItemLists(("content", "cue", "source"), _QUOTE_ATTRIBUTES)
        self.claims = _ItemLists(("content",), _CLAIM_ATTRIBUTES)

    def add(self, doc: int, record: Any) -> None:
        codes: dict[str, int] = {}
        for speaker in record.speakers:
            code = self._entity(doc, speaker.name, speaker.mentions)
            if speaker.id is not UNSET:
                codes[speaker.id] = code
        by_name: dict[str, int] = {}

        def named(name: str) -> int:
            """The entity with this id, or one made for this name."""
            if name in codes:
                return codes[name]
            key = alias(name)
            if key not in by_name:
                by_name[key] = self._entity(doc, name, ())
            return by_name[key]

        for quote in record.quotes:
            if quote.speaker is None:
                speaker_code = NOBODY
            elif quote.speaker is not UNSET:
                speaker_code = named(quote.speaker)
            else:
                speaker_code = self._entity(doc, UNSET, quote.source) if quote.source else NOBODY
            self.quotes.add(doc, quote, speaker_code)
        for claim in record.claims:
            if claim.claimer == AUTHOR:
                claimer_code = THE_AUTHOR
            else:
                claimer_code = UNKNOWN if claim.claimer is UNSET else named(claim.claimer)
            self.claims.add(doc, claim, claimer_code)

    def _entity(self, doc: int, name: Any, mentions: Iterable[Any]) -> int:
        code = len(self.entity_doc)
        self.entity_doc.append(doc)
        self.names.append("" if name is UNSET else name)
        own = "" if name is UNSET else alias(name)
        keys = {own}
        for mention in mentions:
            form = getattr(mention, "form", UNSET)
            if form is not UNSET and form != "pronoun" and mention.text is not UNSET:
                keys.add(alias(mention.text))
        for key in sorted(keys - {""}):
            self.alias_entity.append(code)
            self.alias.append(key)
            self.alias_is_name.append(key == own)
        self.mentions.add(mentions)
        return code

    def finish(self, documents: int, verbatim: Ints | None, texts: Sequence[str] | None) -> Columns:
        entities = Entities(
            np.array(self.entity_doc, np.int64),
            self.mentions.raw(),
            np.array(self.alias_entity, np.int64),
            self.alias,
            np.array(self.alias_is_name, bool),
            self.names,
        )
        quotes, claims = self.quotes.finish(), self.claims.finish()
        if verbatim is None:
            verbatim = np.zeros((documents, 2), np.int64)
            for items in (quotes, claims):
                for role in self.quotes.roles if items is quotes else self.claims.roles:
                    np.add.at(verbatim, items.doc, items.roles[role].count[:, None])
        return Columns(documents, quotes, claims, entities, verbatim, texts)


class _ItemLists:
    """Collects quotes or claims."""

    def __init__(self, roles: tuple[str, ...], attributes: tuple[str, ...]) -> None:
        self.doc: list[int] = []
        self.ids: list[str] = []
        self.entity: list[int] = []
        self.score: list[float] = []
        self.roles = {role: _SpanLists() for role in roles}
        self.attributes: dict[str, list[int]] = {attribute: [] for attribute in attributes}

    def add(self, doc: int, item: Any, entity: int) -> None:
        self.doc.append(doc)
        self.ids.append("" if item.id is UNSET else item.id)
        self.entity.append(entity)
        score = getattr(item, "score", UNSET)
        self.score.append(np.nan if score is UNSET else score)
        for role, lists in self.roles.items():
            lists.add(getattr(item, role))
        for attribute, codes in self.attributes.items():
            value = getattr(item, attribute)
            codes.append(-1 if value is UNSET else ATTRIBUTES[attribute].index(value))

    def finish(self) -> Items:
        roles: dict[str, Spans] = {}
        for role, lists in self.roles.items():
            roles[role], roles[f"trimmed {role}"] = lists.merged()
        return Items(
            np.array(self.doc, np.int64),
            roles,
            np.array(self.entity, np.int64),
            {attribute: np.array(codes, np.int64) for attribute, codes in self.attributes.items()},
            np.array(self.score, np.float64),
            self.ids,
        )


def _mix(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def merge(owner: Ints, start: Ints, end: Ints, lost: Ints) -> Spans:
    """Sort spans by item and start, and join those of one item that overlap or touch.

    `owner`, `start` and `end` have one entry a span, `lost` one an item.
    """
    # One line for all items: each is shifted past the one before, so that a running maximum stays inside its item.
    shift = owner * (int(end.max(initial=0)) + 2)
    if not (start[1:] + shift[1:] > end[:-1] + shift[:-1]).all():
        order = np.argsort(start + shift, kind="stable")
        owner, start, end, shift = owner[order], start[order], end[order], shift[order]
        reach = np.maximum.accumulate(end + shift)
        first = np.flatnonzero(np.concatenate(([True], start[1:] + shift[1:] > reach[:-1])))
        end = np.maximum.reduceat(end, first)
        owner, start = owner[first], start[first]
    offsets = np.searchsorted(owner, np.arange(len(lost) + 1))
    return Spans(offsets.astype(np.int64), start, end, lost)
