"""Gold and predictions as flat columns: what matching and counting run on. `sayso.flattening` makes them.

All offsets are code points. Spans of one item are merged where they overlap or touch, so that an item is a set of
characters; a list of spans is kept as in compressed sparse rows. Memory: about 40 bytes a span and 60 an item.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sayso.model import MentionForm, SpeakerKind

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

    def part(self, first: int, last: int) -> Spans:
        """The spans of items `first` to `last` - 1."""
        low, high = self.offsets[first], self.offsets[last]
        return Spans(
            self.offsets[first : last + 1] - low, self.start[low:high], self.end[low:high], self.lost[first:last]
        )

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
        mixed = mix(self.start.astype(np.uint64) << np.uint64(32) ^ self.end.astype(np.uint64))
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

    def __len__(self) -> int:
        return len(self.doc)

    def part(self, low: int, high: int, entities: int) -> Items:
        """The items of documents `low` to `high` - 1, as documents from 0; `entities` entities stand before them."""
        first, last = (int(edge) for edge in np.searchsorted(self.doc, (low, high)))
        within = slice(first, last)
        return Items(
            self.doc[within] - low,
            {role: spans.part(first, last) for role, spans in self.roles.items()},
            np.where(self.entity[within] >= 0, self.entity[within] - entities, self.entity[within]),
            {name: codes[within] for name, codes in self.attributes.items()},
            self.score[within],
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Entities:
    """Speakers of all documents, those of one document together: `doc` is sorted.

    `vocabulary` is sorted. The normalised name `vocabulary[alias[i]]` belongs to entity `alias_entity[i]`;
    `alias_is_name[i]` says whether it is the entity's name, or the text of one of its name or nominal mentions.
    `name` is the code of the entity's own normalised name, -1 where it has none, and `names` has the names as stated
    (Arrow strings). Mentions are not joined. `kind` and, one entry a mention, `form` are codes of `ATTRIBUTES`, -1
    where they are not stated.
    """

    doc: Ints
    mentions: Spans
    name: Ints
    alias_entity: Ints
    alias: Ints
    alias_is_name: npt.NDArray[np.bool_]
    vocabulary: list[str]
    names: pa.Array
    kind: Ints
    form: Ints

    def __len__(self) -> int:
        return len(self.doc)

    def part(self, low: int, high: int) -> Entities:
        """The entities of documents `low` to `high` - 1, as documents from 0."""
        first, last = (int(edge) for edge in np.searchsorted(self.doc, (low, high)))
        a, b = (int(edge) for edge in np.searchsorted(self.alias_entity, (first, last)))
        mentions = slice(self.mentions.offsets[first], self.mentions.offsets[last])
        return Entities(
            self.doc[first:last] - low,
            self.mentions.part(first, last),
            self.name[first:last],
            self.alias_entity[a:b] - first,
            self.alias[a:b],
            self.alias_is_name[a:b],
            self.vocabulary,
            self.names.slice(first, last - first),
            self.kind[first:last],
            self.form[mentions],
        )

    def in_words_of(self, other: Entities) -> Entities:
        """The same with the codes of `other`'s vocabulary; names that it lacks are left out."""
        if self.vocabulary is other.vocabulary:
            return self
        codes = {name: code for code, name in enumerate(other.vocabulary)}
        translated = np.array([*(codes.get(name, -1) for name in self.vocabulary), -1], np.int64)
        alias = translated[self.alias]
        kept = alias >= 0
        return dataclasses.replace(
            self,
            name=translated[self.name],
            alias_entity=self.alias_entity[kept],
            alias=alias[kept],
            alias_is_name=self.alias_is_name[kept],
            vocabulary=other.vocabulary,
        )


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

    def part(self, low: int, high: int) -> Columns:
        """Documents `low` to `high` - 1, without copying what need not be."""
        before = int(np.searchsorted(self.entities.doc, low))
        return Columns(
            high - low,
            self.quotes.part(low, high, before),
            self.claims.part(low, high, before),
            self.entities.part(low, high),
            self.verbatim[low:high],
            None if self.texts is None else self.texts[low:high],
        )


ATTRIBUTES: dict[str, tuple[Any, ...]] = {
    "type": ("direct", "indirect", "mixed"),
    "asserted": (False, True),
    "nested": (False, True),
    "kind": ("quantity", "causation", "rule", "prediction", "personal", "other"),
    "stance": ("affirm", "refute"),
    "check_worthy": (False, True),
    "speaker kind": get_args(SpeakerKind),
    "form": get_args(MentionForm),
}
"""Values of the attributes; a code is the place of a value here. A quote is `nested` when it has a parent."""
QUOTE_ROLES, QUOTE_ATTRIBUTES = ("content", "cue", "source"), ("type", "asserted", "nested")
CLAIM_ROLES, CLAIM_ATTRIBUTES = ("content",), ("kind", "stance", "check_worthy")


def mix(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
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
