"""From records to columns: spans, items and speakers laid flat, and who is meant resolved, all documents at once.

Records in memory are gone through one by one; what follows runs on whole columns (and `sayso.parquet` starts there).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import UNSET

from sayso.columns import (
    ATTRIBUTES,
    CLAIM_ATTRIBUTES,
    CLAIM_ROLES,
    NOBODY,
    QUOTE_ATTRIBUTES,
    QUOTE_ROLES,
    THE_AUTHOR,
    UNKNOWN,
    Columns,
    Entities,
    Ints,
    Items,
    Spans,
    merge,
)
from sayso.model import AUTHOR
from sayso.names import alias
from sayso.trimming import trim

Bools = npt.NDArray[np.bool_]
FORMS, KINDS = ATTRIBUTES["form"], ATTRIBUTES["speaker kind"]


@dataclasses.dataclass(frozen=True, slots=True)
class FlatSpans:
    """Found spans with the item that each belongs to, in the order of the items; `lost` has one entry an item."""

    owner: Ints
    start: Ints
    end: Ints
    text: pa.Array
    lost: Ints

    def raw(self) -> Spans:
        """Each span for itself."""
        return Spans(np.searchsorted(self.owner, np.arange(len(self.lost) + 1)), self.start, self.end, self.lost)

    def merged(self) -> tuple[Spans, Spans]:
        """The spans as drawn, and trimmed; those of one item that overlap or touch are joined."""
        trimmed = trim(self.start, self.end, self.text)
        return merge(self.owner, self.start, self.end, self.lost), merge(self.owner, *trimmed, self.lost)


@dataclasses.dataclass(frozen=True, slots=True)
class FlatItems:
    """Quotes or claims. `who` is the id or name of speaker or claimer: null for nobody, and where none is `stated`."""

    doc: Ints
    roles: dict[str, FlatSpans]
    who: pa.Array
    stated: Bools
    attributes: dict[str, Ints]
    score: npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class FlatSpeakers:
    """Speakers as listed. `kind` and, one entry a mention, `form` are codes of `ATTRIBUTES`; -1: not stated."""

    doc: Ints
    id: pa.Array
    name: pa.Array
    mentions: FlatSpans
    kind: Ints
    form: Ints

    @property
    def named(self) -> Bools:
        """Which mentions are names or nominals."""
        return (self.form == FORMS.index("name")) | (self.form == FORMS.index("nominal"))


def columns(records: Sequence[Any | None], verbatim: Ints | None = None, texts: Sequence[str] | None = None) -> Columns:
    """Columns of annotations or grounded predictions, one record (or None: nothing) for each document in order.

    Spans of predictions must be grounded (`sayso.grounding`): one without offsets counts as fabricated. `verbatim` is
    what grounding says of each document; without it (gold) every span is as given.
    """
    flat = Flattener()
    for doc, record in enumerate(records):
        if record is not None:
            flat.add(doc, record)
    return flat.columns(len(records), verbatim, texts)


def resolve(
    documents: int,
    speakers: FlatSpeakers,
    quotes: FlatItems,
    claims: FlatItems,
    verbatim: Ints | None = None,
    texts: Sequence[str] | None = None,
) -> Columns:
    """Columns of flat items: every speaker and claimer becomes an entity, or one of the codes of `sayso.columns`.

    An id or name is, in this order, the listed speaker of that id in the document, the only one of that name, the only
    one of that name in normal form, or an entity that only has the name. A quote that states no speaker has one of its
    own, known by its source; without a source it has nobody.
    """
    by_author = _filled(pc.equal(claims.who, AUTHOR))
    who = pa.concat_arrays([quotes.who, pc.if_else(pa.array(by_author), pa.scalar(None, quotes.who.type), claims.who)])
    doc = np.concatenate((quotes.doc, claims.doc))
    entity, new_doc, new_name = _entities_of(speakers, doc, who)
    of_quotes, of_claims = np.split(entity, [len(quotes.doc)])

    silent = ~quotes.stated & quotes.roles["source"].raw().given
    n = len(speakers.doc) + len(new_doc)
    of_quotes[silent] = n + np.arange(silent.sum())
    of_claims[by_author] = THE_AUTHOR
    of_claims[~claims.stated] = UNKNOWN
    listed = dataclasses.replace(
        speakers,
        id=pa.nulls(n + int(silent.sum()), speakers.id.type),  # resolved, and not needed any more
        doc=np.concatenate((speakers.doc, new_doc, quotes.doc[silent])),
        name=pa.concat_arrays([speakers.name, new_name, pa.nulls(int(silent.sum()), speakers.name.type)]),
        kind=np.concatenate((speakers.kind, np.full(len(new_doc) + int(silent.sum()), -1))),
    )
    listed, moved = _by_document(_with_sources(listed, quotes.roles["source"], silent, n))
    for codes in (of_quotes, of_claims):
        codes[codes >= 0] = moved[codes[codes >= 0]]
    sides = _items(quotes, of_quotes), _items(claims, of_claims)
    verbatim = _all_as_given(documents, sides, (QUOTE_ROLES, CLAIM_ROLES)) if verbatim is None else verbatim
    return Columns(documents, *sides, _entities(listed), verbatim, texts)


def _entities_of(speakers: FlatSpeakers, doc: Ints, who: pa.Array) -> tuple[Ints, Ints, pa.Array]:
    """Entity of each id or name, and document and name of the entities that are known by name only."""
    codes = _codes(pa.concat_arrays([speakers.id, who]))
    width = int(codes.max(initial=0)) + 1
    listed, wanted = np.split(codes, [len(speakers.doc)])
    entity = _look_up(_keys(speakers.doc, listed, width), _keys(doc, wanted, width))
    entity[wanted < 0] = NOBODY
    for normal in (False, True):
        lost = np.flatnonzero((entity < 0) & (wanted >= 0))
        entity[lost] = _named(speakers, doc[lost], who.take(pa.array(lost)), normal)
    lost = np.flatnonzero((entity < 0) & (wanted >= 0))
    names = who.take(pa.array(lost))
    aliases, vocabulary = _aliases(names)
    keys = doc[lost] * (len(vocabulary) + 1) + aliases
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    entity[lost] = len(speakers.doc) + place
    return entity, doc[lost][first], names.take(pa.array(first))


def _named(speakers: FlatSpeakers, doc: Ints, names: pa.Array, normal: bool) -> Ints:
    """The listed speaker of the document that alone has the name, as it stands or in normal form, or -1."""
    if not len(names) or not len(speakers.doc):
        return np.full(len(names), -1)
    together = pa.concat_arrays([speakers.name, names])
    codes = _aliases(together)[0] if normal else _codes(together)
    listed, wanted = np.split(codes, [len(speakers.doc)])
    width = int(codes.max()) + 1
    keys = _keys(speakers.doc, listed, width)
    _, place, times = np.unique(keys, return_inverse=True, return_counts=True)
    return _look_up(np.where(times[place] == 1, keys, -1), _keys(doc, wanted, width))


def _look_up(keys: Ints, wanted: Ints) -> Ints:
    """Index of each wanted key among `keys` (-1 among them is no key), or -1."""
    order = np.argsort(keys, kind="stable")
    place = np.searchsorted(keys, wanted, sorter=order)
    place[place == len(keys)] = 0
    found = order[place] if len(keys) else np.full(len(wanted), -1)
    return np.where((wanted >= 0) & (keys[found] == wanted), found, -1) if len(keys) else found


def _keys(doc: Ints, codes: Ints, width: int) -> Ints:
    return np.where(codes < 0, -1, doc * width + codes)


def _codes(strings: pa.Array) -> Ints:
    """Small integers for strings, the same for the same; -1 for null."""
    indices = strings.dictionary_encode().indices
    return pc.fill_null(indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)


def _aliases(names: pa.Array) -> tuple[Ints, list[str]]:
    """The code of each name's normal form, -1 for null and for names without a letter; and the forms by code."""
    encoded = names.dictionary_encode()
    codes: dict[str, int] = {}
    forms = [alias(name) for name in encoded.dictionary.to_pylist()]
    by_name = np.array([codes.setdefault(form, len(codes)) if form else -1 for form in forms], np.int64)
    indices = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return np.append(by_name, -1)[indices], list(codes)


def _with_sources(speakers: FlatSpeakers, sources: FlatSpans, silent: Bools, first: int) -> FlatSpeakers:
    """Speakers from `first` on get the source of a quote that states no speaker as their mention."""
    mentions = speakers.mentions
    rank = np.cumsum(silent) - 1
    theirs = silent[sources.owner]
    lost = np.zeros(len(speakers.doc), np.int64)
    lost[: len(mentions.lost)] = mentions.lost
    lost[first:] = sources.lost[silent]
    together = FlatSpans(
        np.concatenate((mentions.owner, first + rank[sources.owner[theirs]])),
        np.concatenate((mentions.start, sources.start[theirs])),
        np.concatenate((mentions.end, sources.end[theirs])),
        pa.concat_arrays([mentions.text, sources.text.filter(pa.array(theirs))]),
        lost,
    )
    form = np.concatenate((speakers.form, np.full(int(theirs.sum()), -1)))
    return dataclasses.replace(speakers, mentions=together, form=form)


def _by_document(speakers: FlatSpeakers) -> tuple[FlatSpeakers, Ints]:
    """The speakers sorted by document, and where each has moved to."""
    order = np.argsort(speakers.doc, kind="stable")
    moved = np.empty(len(order), np.int64)
    moved[order] = np.arange(len(order))
    if (np.diff(order) > 0).all():
        return speakers, moved
    mentions = speakers.mentions
    owner = moved[mentions.owner]
    at = np.argsort(owner, kind="stable")
    sorted_mentions = FlatSpans(
        owner[at], mentions.start[at], mentions.end[at], mentions.text.take(pa.array(at)), mentions.lost[order]
    )
    name = speakers.name.take(pa.array(order))
    kind, form = speakers.kind[order], speakers.form[at]
    return FlatSpeakers(speakers.doc[order], speakers.id, name, sorted_mentions, kind, form), moved


def _entities(speakers: FlatSpeakers) -> Entities:
    mentions, named = speakers.mentions, speakers.named
    known = pa.concat_arrays([speakers.name, mentions.text.filter(pa.array(named))])
    codes, vocabulary = _sorted(*_aliases(known))
    of = np.concatenate((np.arange(len(speakers.doc)), mentions.owner[named]))
    is_name = np.arange(len(codes)) < len(speakers.doc)
    # A name that is also the text of a mention counts once, as the name: it comes first.
    _, kept = np.unique(of * (len(vocabulary) + 1) + codes, return_index=True)
    kept = kept[codes[kept] >= 0]
    name = codes[: len(speakers.doc)]
    aliases = of[kept], codes[kept], is_name[kept], vocabulary
    return Entities(speakers.doc, mentions.raw(), name, *aliases, speakers.name, speakers.kind, speakers.form)


def _sorted(codes: Ints, vocabulary: list[str]) -> tuple[Ints, list[str]]:
    """The same words in sorted order, so that no code depends on the order of a file."""
    order = sorted(range(len(vocabulary)), key=vocabulary.__getitem__)
    moved = np.full(len(order) + 1, -1)
    moved[order] = np.arange(len(order))
    return moved[codes], [vocabulary[i] for i in order]


def _items(flat: FlatItems, entity: Ints) -> Items:
    roles: dict[str, Spans] = {}
    for role, spans in flat.roles.items():
        roles[role], roles[f"trimmed {role}"] = spans.merged()
    return Items(flat.doc, roles, entity, flat.attributes, flat.score)


def _all_as_given(documents: int, sides: tuple[Items, Items], roles: tuple[tuple[str, ...], ...]) -> Ints:
    spans = np.zeros(documents, np.int64)
    for items, names in zip(sides, roles, strict=True):
        for role in names:
            spans += np.bincount(items.doc, items.roles[role].count, documents).astype(np.int64)
    return np.stack((spans, spans), axis=1)


def _filled(mask: pa.Array) -> Bools:
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False)


# --- records in memory ------------------------------------------------------------------------------------------------


_AT_ONCE = 1000


class Flattener:
    """Takes records one by one, in the order of their documents, and lays them flat; it keeps none for long."""

    def __init__(self) -> None:
        self._parts: list[tuple[FlatSpeakers, FlatItems, FlatItems]] = []
        self._start()

    def _start(self) -> None:
        self._speakers, self._quotes, self._claims = _SpeakerLists(), _ItemLists("speaker"), _ItemLists("claimer")
        self._held = 0

    def add(self, doc: int, record: Any) -> None:
        """Add the speakers, quotes and claims of a document; spans without offsets are fabricated."""
        self._speakers.add(doc, record.speakers)
        self._quotes.add(doc, record.quotes)
        self._claims.add(doc, record.claims)
        self._held += 1
        if self._held == _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._parts.append((self._speakers.flat(), self._quotes.flat(), self._claims.flat()))
        self._start()

    def columns(self, documents: int, verbatim: Ints | None = None, texts: Sequence[str] | None = None) -> Columns:
        """The columns of all that was added."""
        self._flush()
        speakers, quotes, claims = zip(*self._parts, strict=True)
        return resolve(documents, _joined_speakers(speakers), _joined(quotes), _joined(claims), verbatim, texts)


def _joined_speakers(parts: Sequence[FlatSpeakers]) -> FlatSpeakers:
    doc, kind, form = (np.concatenate([getattr(part, name) for part in parts]) for name in ("doc", "kind", "form"))
    id_, name = (pa.concat_arrays([getattr(part, name) for part in parts]) for name in ("id", "name"))
    return FlatSpeakers(doc, id_, name, _joined_spans([part.mentions for part in parts]), kind, form)


def _joined(parts: Sequence[FlatItems]) -> FlatItems:
    doc, stated, score = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("doc", "stated", "score")
    )
    roles = {role: _joined_spans([part.roles[role] for part in parts]) for role in parts[0].roles}
    attributes = {name: np.concatenate([part.attributes[name] for part in parts]) for name in parts[0].attributes}
    return FlatItems(doc, roles, pa.concat_arrays([part.who for part in parts]), stated, attributes, score)


def _joined_spans(parts: Sequence[FlatSpans]) -> FlatSpans:
    before = np.cumsum([0, *(len(part.lost) for part in parts)])
    owner = np.concatenate([part.owner + first for part, first in zip(parts, before, strict=False)])
    start, end, lost = (np.concatenate([getattr(part, name) for part in parts]) for name in ("start", "end", "lost"))
    return FlatSpans(owner, start, end, pa.concat_arrays([part.text for part in parts]), lost)


class _SpanLists:
    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.count: list[int] = []
        self.lost: list[int] = []

    def add(self, spans: Sequence[Any]) -> None:
        found = [span for span in spans if span.start is not UNSET]
        self.spans += found
        self.count.append(len(found))
        self.lost.append(
            0 if len(found) == len(spans) else sum(len(span.text) for span in spans if span.start is UNSET)
        )

    def flat(self) -> FlatSpans:
        start, end = (
            np.array(offsets, np.int64) for offsets in ([s.start for s in self.spans], [s.end for s in self.spans])
        )
        owner = np.repeat(np.arange(len(self.count)), self.count)
        return FlatSpans(owner, start, end, _strings([s.text for s in self.spans]), np.array(self.lost, np.int64))


class _SpeakerLists:
    def __init__(self) -> None:
        self.doc: list[int] = []
        self.id: list[str | None] = []
        self.name: list[str | None] = []
        self.mentions = _SpanLists()
        self.kind: list[int] = []
        self.form: list[int] = []

    def add(self, doc: int, speakers: Iterable[Any]) -> None:
        for speaker in speakers:
            self.doc.append(doc)
            self.id.append(None if speaker.id is UNSET else speaker.id)
            self.name.append(None if speaker.name is UNSET else speaker.name)
            self.mentions.add(speaker.mentions)
            self.kind.append(-1 if speaker.kind is UNSET else KINDS.index(speaker.kind))
            self.form += [
                -1 if m.form is UNSET else FORMS.index(m.form) for m in speaker.mentions if m.start is not UNSET
            ]

    def flat(self) -> FlatSpeakers:
        doc, kind, form = (np.array(codes, np.int64) for codes in (self.doc, self.kind, self.form))
        return FlatSpeakers(doc, _strings(self.id), _strings(self.name), self.mentions.flat(), kind, form)


class _ItemLists:
    """Quotes (`who` is "speaker") or claims ("claimer")."""

    def __init__(self, who: str) -> None:
        self.field = who
        roles, attributes = (QUOTE_ROLES, QUOTE_ATTRIBUTES) if who == "speaker" else (CLAIM_ROLES, CLAIM_ATTRIBUTES)
        self.doc: list[int] = []
        self.who: list[str | None] = []
        self.stated: list[bool] = []
        self.score: list[float] = []
        self.roles = {role: _SpanLists() for role in roles}
        self.attributes: dict[str, list[int]] = {attribute: [] for attribute in attributes}

    def add(self, doc: int, items: Iterable[Any]) -> None:
        for item in items:
            who = getattr(item, self.field)
            self.doc.append(doc)
            self.who.append(None if who is UNSET else who)
            self.stated.append(who is not UNSET)
            score = getattr(item, "score", UNSET)
            self.score.append(np.nan if score is UNSET else score)
            for role, lists in self.roles.items():
                lists.add(getattr(item, role))
            for attribute, codes in self.attributes.items():
                value = item.parent is not None if attribute == "nested" else getattr(item, attribute)
                codes.append(-1 if value is UNSET else ATTRIBUTES[attribute].index(value))

    def flat(self) -> FlatItems:
        return FlatItems(
            np.array(self.doc, np.int64),
            {role: lists.flat() for role, lists in self.roles.items()},
            _strings(self.who),
            np.array(self.stated, bool),
            {attribute: np.array(codes, np.int64) for attribute, codes in self.attributes.items()},
            np.array(self.score, np.float64),
        )


def _strings(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.large_string())
