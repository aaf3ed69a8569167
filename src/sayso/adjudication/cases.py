"""A document with the records of its annotators, their items in groups, told in terms that all records share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from sayso.adjudication.alignment import Members, aligned, content_likeness, same_speakers
from sayso.adjudication.disputes import Dispute, dispute_key
from sayso.model import AUTHOR, Annotation, Article, Claim, Mention, Quote, Span, Speaker

Noun = Literal["speaker", "mention", "quote", "claim"]
Portrait = dict[str, Any]
"""An item by its fields, without id; speakers and quotes that it refers to are named by the labels of their groups."""
MENTIONS = "mentions"


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """The same item as several annotators drew it; `portraits` is by annotator, without those who did not draw it.

    It is `whole` when it has to be decided as a whole: somebody did not draw it, or its content differs.
    """

    label: str
    noun: Noun
    portraits: Mapping[str, Portrait]
    whole: bool

    @property
    def first(self) -> Portrait:
        """The portrait by the annotator named first."""
        return next(iter(self.portraits.values()))


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One article's records side by side. `speakers`, `mentions`, `quotes` and `claims` are groups."""

    article: Article
    annotators: list[str]
    speakers: list[Group]
    mentions: list[Group]
    quotes: list[Group]
    claims: list[Group]

    @property
    def groups(self) -> list[Group]:
        """All groups."""
        return [*self.speakers, *self.mentions, *self.quotes, *self.claims]

    @property
    def disputes(self) -> list[Dispute]:
        """What is to be decided, in the order of the groups."""
        return [dispute for group in self.groups for dispute in _disputes(group, self.annotators)]


def open_case(article: Article, records: Mapping[str, Annotation]) -> Case:
    """The case of `article`; `records` are by annotator."""
    names, all_records = list(records), list(records.values())
    speakers = _Labels("S", same_speakers(all_records), [[s.id for s in record.speakers] for record in all_records])
    drawn = [{quote.id: quote for quote in record.quotes} for record in all_records]

    def quote_likeness(i: int, a: int, j: int, b: int) -> float:
        one, other = all_records[i].quotes[a], all_records[j].quotes[b]
        alike = content_likeness(one.content, other.content)
        return alike and alike + _share(
            _quote_traits(one, i, speakers, drawn[i]), _quote_traits(other, j, speakers, drawn[j])
        )

    quotes = _Labels(
        "Q",
        aligned([len(record.quotes) for record in all_records], quote_likeness),
        [list(of_one) for of_one in drawn],
    )

    def claim_likeness(i: int, a: int, j: int, b: int) -> float:
        one, other = all_records[i].claims[a], all_records[j].claims[b]
        alike = content_likeness(one.content, other.content)
        traits = _claim_portrait(one, i, speakers, quotes), _claim_portrait(other, j, speakers, quotes)
        return alike and alike + _share(*(list(portrait.values())[1:] for portrait in traits))

    claims = _Labels("C", aligned([len(record.claims) for record in all_records], claim_likeness), [])

    def portraits(labels: _Labels, of: Callable[[int, int], Portrait]) -> list[dict[str, Portrait]]:
        return [{names[i]: of(i, members[i]) for i in sorted(members)} for members in labels.groups]

    of_speakers = portraits(speakers, lambda i, item: _speaker_portrait(all_records[i].speakers[item]))
    of_quotes = portraits(quotes, lambda i, item: _quote_portrait(all_records[i].quotes[item], i, speakers, quotes))
    of_claims = portraits(claims, lambda i, item: _claim_portrait(all_records[i].claims[item], i, speakers, quotes))
    speaker_groups = [
        Group(label, "speaker", found, len(found) < len(names))
        for label, found in zip(speakers.names, of_speakers, strict=True)
    ]
    return Case(
        article,
        names,
        speaker_groups,
        [mention for group in speaker_groups if not group.whole for mention in _mentions(group, names)],
        _groups("quote", quotes.names, of_quotes, names),
        _groups("claim", claims.names, of_claims, names),
    )


class _Labels:
    """The groups of one kind of item with their labels, and the label that stands for an id in a record."""

    def __init__(self, prefix: str, groups: list[Members], ids: Sequence[Sequence[str]]) -> None:
        self.groups = groups
        self.names = [f"{prefix}{n}" for n in range(1, len(groups) + 1)]
        self._of = {
            (annotator, ids[annotator][item]): label
            for label, members in zip(self.names, groups, strict=True)
            for annotator, item in members.items()
            if ids
        }

    def of(self, annotator: int, id_: str | None) -> str | None:
        return None if id_ is None else self._of[annotator, id_]


def _speaker_portrait(speaker: Speaker) -> Portrait:
    return {
        "name": speaker.name,
        "kind": speaker.kind,
        "wikidata": speaker.wikidata,
        MENTIONS: list(speaker.mentions),
    }


def _quote_portrait(quote: Quote, annotator: int, speakers: _Labels, quotes: _Labels) -> Portrait:
    return {
        "content": list(quote.content),
        "cue": list(quote.cue),
        "source": list(quote.source),
        "type": quote.type,
        "asserted": quote.asserted,
        "speaker": speakers.of(annotator, quote.speaker),
        "addressees": sorted(str(speakers.of(annotator, one)) for one in quote.addressees),
        "parent": quotes.of(annotator, quote.parent),
    }


def _quote_traits(quote: Quote, annotator: int, speakers: _Labels, drawn: Mapping[str, Quote]) -> list[Any]:
    """What besides the content tells that two quotes are the same; groups of quotes there are none yet."""
    parent = drawn[quote.parent].content if quote.parent is not None else None
    addressees = {speakers.of(annotator, one) for one in quote.addressees}
    who = speakers.of(annotator, quote.speaker)
    return [quote.cue, quote.source, quote.type, quote.asserted, who, addressees, parent]


def _claim_portrait(claim: Claim, annotator: int, speakers: _Labels, quotes: _Labels) -> Portrait:
    by_author = claim.claimer == AUTHOR
    return {
        "content": list(claim.content),
        "claimer": AUTHOR if by_author else speakers.of(annotator, claim.claimer),
        "quote": quotes.of(annotator, claim.quote),
        "kind": claim.kind,
        "stance": claim.stance,
        "check_worthy": claim.check_worthy,
        "normalized": claim.normalized,
    }


def _share(a: Sequence[Any], b: Sequence[Any]) -> float:
    return sum(one == other for one, other in zip(a, b, strict=True)) / len(a)


def _groups(
    noun: Noun, labels: Sequence[str], portraits: Sequence[dict[str, Portrait]], names: Sequence[str]
) -> list[Group]:
    groups = []
    for label, found in zip(labels, portraits, strict=True):
        contents = [portrait["content"] for portrait in found.values()]
        whole = len(found) < len(names) or any(content != contents[0] for content in contents)
        groups.append(Group(label, noun, found, whole))
    return groups


def _mentions(speaker: Group, names: Sequence[str]) -> Iterator[Group]:
    """The mentions of a speaker whom everybody drew, by place."""
    found: dict[tuple[int, int], dict[str, Portrait]] = {}
    for annotator, portrait in speaker.portraits.items():
        for mention in portrait[MENTIONS]:
            by_annotator = found.setdefault((mention.start, mention.end), {})
            by_annotator[annotator] = {
                "content": [Span(mention.start, mention.end, mention.text)],
                "form": mention.form,
                "speaker": speaker.label,
            }
    for (start, end), portraits in sorted(found.items()):
        yield Group(f"{speaker.label}@{start}-{end}", "mention", portraits, len(portraits) < len(names))


def _disputes(group: Group, names: Sequence[str]) -> Iterator[Dispute]:
    if group.whole:
        versions = {name: group.portraits.get(name) for name in names}
        yield _dispute(group, None, versions)
        return
    for field in group.first:
        versions = {name: portrait[field] for name, portrait in group.portraits.items()}
        if field != MENTIONS and any(value != group.first[field] for value in versions.values()):
            yield _dispute(group, field, versions)


def _dispute(group: Group, field: str | None, versions: dict[str, Any]) -> Dispute:
    spans: list[Span | Mention] = [
        span
        for portrait in group.portraits.values()
        for span in portrait[MENTIONS if group.noun == "speaker" else "content"]
    ]
    place = (min(span.start for span in spans), max(span.end for span in spans)) if spans else None
    if group.noun == "speaker" and spans:
        place = (spans[0].start, spans[0].end)
    label = group.label if field is None else f"{group.label}.{field}"
    return Dispute(label, group.noun, field, place, versions, dispute_key(label, versions))
