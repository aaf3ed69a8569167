"""From checked regions and relations to the record."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence
from typing import Any

from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.groups import connected
from sayso.formats.labelstudio.ids import kept, merged, numbers
from sayso.formats.labelstudio.regions import Drawn, Region, Report, read_results
from sayso.formats.labelstudio.speakers import Speakers
from sayso.model import AUTHOR, SCHEMA_VERSION, Annotation, Annotator, Claim, Quote, Span, sha256_text
from sayso.quotation import types_of

_CALLED = {config.NORMALIZED: "sentence"}

Group = tuple[Region, ...]
"""The regions of one quote or claim: its parts, in text order."""


def read_annotation(results: object, text: str, doc: str, annotator: Annotator, report: Report) -> Annotation | None:
    """The record that `results` draw on `text`, or None where `report` lists faults.

    Items that were exported keep their ids and their order; what was drawn since is put where it stands in the text and
    numbered on, by the guidelines: quotes and claims by where they start (an outer one first), speakers by their first
    mention.
    """
    drawn = read_results(results, text, report)
    reading = _Reading(drawn, report)
    quotes = reading.quotes()
    claims = reading.claims()
    speakers = reading.speakers.records()
    reading.check_use()
    if report.problems:
        return None
    return Annotation(SCHEMA_VERSION, doc, sha256_text(text), annotator, speakers, quotes, claims)


class _Reading:
    def __init__(self, drawn: Drawn, report: Report) -> None:
        self.drawn, self.report = drawn, report
        self.ends: dict[Region, list[tuple[str, Region]]] = collections.defaultdict(list)
        for label, start, end in drawn.relations:
            self.ends[start].append((label, end))
        self.speakers = Speakers(drawn, report)
        self.quote_ids = _identify(self._groups(config.QUOTE), "Q", "quote")
        self.quote_of = {region: group for group in self.quote_ids for region in group}
        self.speaker_of: dict[Group, str | None] = {}
        """Filled by `quotes`."""

    def quotes(self) -> list[Quote]:
        return [self._quote(group, key) for group, key in self.quote_ids.items()]

    def claims(self) -> list[Claim]:
        return [self._claim(group, key) for group, key in _identify(self._groups(config.CLAIM), "C", "claim").items()]

    def check_use(self) -> None:
        """A source or cue that no quote points to would be lost."""
        used = {end for label, _, end in self.drawn.relations if label in ("source", "cue")}
        for region in self.drawn.regions.values():
            if region.label in (config.SOURCE, config.CUE) and region not in used:
                self.report.problem(
                    f"{region.called} belongs to no quote; draw a relation from its Quote to it, or delete it.", region
                )

    def _groups(self, label: str) -> list[Group]:
        regions = [region for region in self.drawn.regions.values() if region.label == label]
        parts = [(a, b) for name, a, b in self.drawn.relations if name == "part" and a.label == label]
        return [tuple(sorted(group, key=lambda region: region.start)) for group in connected(regions, parts)]

    def _targets(self, group: Group, label: str) -> list[Region]:
        """What the relations of one label lead to from a group, each once, in the order they were drawn."""
        return list(dict.fromkeys(end for start in group for name, end in self.ends[start] if name == label))

    def _quote(self, group: Group, key: str) -> Quote:
        parent = self._quote_of(group, "parent")
        marks = " or ".join(sorted(types_of([region.text for region in group])))
        return Quote(
            id=key,
            type=self._need(group, config.TYPE, f"choose one (its quotation marks make it {marks})"),
            content=_spans(group),
            cue=_spans(self._targets(group, "cue")),
            source=_spans(self._targets(group, "source")),
            speaker=self._speaker(group),
            addressees=self.speakers.addressees(group, self._targets(group, "addressee")),
            parent=self.quote_ids[parent] if parent else None,
            asserted=_first(group, config.ASSERTED) != config.NO,
        )

    def _speaker(self, group: Group) -> str | None:
        """The speaker that the quote names, else its source, else a mention in the same place as its source."""
        sources = self._targets(group, "source")
        nobody = _first(group, config.NO_SPEAKER) == config.YES
        said = self.speakers.of([*group, *sources], group[0], "the quote and its source")
        if said is not None and nobody:
            self.report.problem(
                f"{group[0].called} has the speaker {said}, and it is ticked that the article does not say who; "
                "remove one of the two.",
                group[0],
            )
        if said is None and not nobody:
            said = self.speakers.of(self.speakers.beside(sources), group[0], "the mentions at its source")
            if said is None:
                self.report.problem(
                    f"{group[0].called} has no speaker; choose one, or tick that the article does not say who.",
                    group[0],
                )
        self.speaker_of[group] = said
        return said

    def _claim(self, group: Group, key: str) -> Claim:
        claimer, quote = self._claimer(group)
        return Claim(
            id=key,
            content=_spans(group),
            claimer=claimer,
            quote=quote,
            kind=self._need(group, config.KIND, "choose one"),
            stance=_first(group, config.STANCE) or "affirm",  # type: ignore[arg-type] # checked against config
            check_worthy=_first(group, config.CHECK_WORTHY) == config.YES,
            normalized=self._need(group, config.NORMALIZED, "write the claim as one self-contained sentence"),
        )

    def _claimer(self, group: Group) -> tuple[str, str | None]:
        """Claimer and quote; where no claimer is given, the quote around the claim settles both."""
        author = _first(group, config.CLAIMER) == AUTHOR
        said = self.speakers.of(group, group[0], "the claim")
        quote = self._quote_of(group, "quote")
        if said is not None and author:
            self.report.problem(
                f"{group[0].called} has the claimer {said}, and it is ticked that the article claims it; "
                "remove one of the two.",
                group[0],
            )
        if said is None and not author:
            quote = quote or self._around(group)
            said = self.speaker_of[quote] if quote else AUTHOR
            if said is None:
                self.report.problem(
                    f"{group[0].called} has no claimer, and its quote no speaker; choose one.", group[0]
                )
        return said or AUTHOR, self.quote_ids[quote] if quote else None

    def _around(self, group: Group) -> Group | None:
        """The smallest quote whose content holds the whole claim."""
        holding = [
            quote
            for quote in self.quote_ids
            if all(any(part.start <= r.start and r.end <= part.end for part in quote) for r in group)
        ]
        return min(holding, key=lambda quote: sum(part.end - part.start for part in quote), default=None)

    def _quote_of(self, group: Group, relation: str) -> Group | None:
        """The one quote that a relation leads to."""
        found = list(dict.fromkeys(self.quote_of[region] for region in self._targets(group, relation)))
        if group in found:
            self.report.problem(f"{group[0].called} is its own {relation}; delete that relation.", group[0])
        elif len(found) > 1:
            self.report.problem(
                f"{group[0].called} has {len(found)} relations {relation}, to {found[0][0].called} and "
                f"{found[1][0].called}; keep one.",
                group[0],
            )
        return found[0] if found else None

    def _need(self, group: Group, control: str, advice: str) -> Any:
        """The value of a field that must be there and be the same on all parts."""
        values = list(dict.fromkeys(value for region in group for value in region.fields.get(control, [])))
        if not values or not values[0].strip():
            self.report.problem(f"{group[0].called} has no {_CALLED.get(control, control)}; {advice}.", group[0])
        elif len(values) > 1:
            self.report.problem(
                f"the parts of {group[0].called} have the {control} {values[0]!r} and {values[1]!r}; keep one.",
                group[0],
            )
        return values[0] if values else ""


def _identify(groups: Sequence[Group], prefix: str, role: str) -> dict[Group, str]:
    """Each group's id, in the order of the record: see `read_annotation`.

    Of two groups that keep one id (someone took two parts apart) the one with the first part has it.
    """
    claims = [
        (number, region.order, key, group)
        for group in groups
        for region in group
        for key, number in [kept(role, region.id) or ("", 0)]
        if number
    ]
    owner: dict[str, Group] = {}
    first: dict[Group, tuple[str, int]] = {}
    for _, order, key, group in sorted(claims, key=lambda claim: claim[:2]):
        if key not in owner and group not in first:
            owner[key], first[group] = group, (key, order)
    old = sorted(first, key=lambda group: first[group][1])
    new = [group for group in groups if group not in first]
    free = iter(numbers(prefix, owner))
    named = {group: key for key, group in owner.items()} | {group: next(free) for group in sorted(new, key=_where)}
    return {group: named[group] for group in merged(old, new, _where)}


def _where(group: Group) -> tuple[float, ...]:
    return group[0].start, -group[0].end


def _spans(regions: Iterable[Region]) -> list[Span]:
    """Spans in text order, each place once."""
    places = {(region.start, region.end): region.text for region in sorted(regions, key=lambda region: region.start)}
    return [Span(start, end, text) for (start, end), text in places.items()]


def _first(group: Group, control: str) -> str | None:
    return next((value for region in group if (value := region.one(control))), None)
