"""Who each region is: from its fields, its relations to mentions, and the list of speakers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.cast import Cast, Entity, Line, read_line
from sayso.formats.labelstudio.groups import connected
from sayso.formats.labelstudio.ids import merged, numbers
from sayso.formats.labelstudio.regions import Drawn, Region, Report, plain
from sayso.model import Mention, Speaker


class Speakers:
    """The speakers of one annotation, with an id each, and which of them a region refers to."""

    def __init__(self, drawn: Drawn, report: Report) -> None:
        self._report = report
        self._cast = Cast(report.problem)
        self._cast.read(drawn.speakers)
        self._who = self._resolve(drawn)
        self._cast.check()
        self._mentions = [region for region in drawn.regions.values() if region.label == config.MENTION]
        self._ids = self._identify()

    def of(self, regions: Iterable[Region], at: Region, what: str) -> str | None:
        """The id of the one speaker that `regions` refer to, or None; `at` and `what` say where a fault is."""
        found = list(dict.fromkeys(self._who[region] for region in regions if region in self._who))
        if len(found) > 1:
            first, second = (self._called(entity) for entity in found[:2])
            self._report.problem(f"{what} have two speakers, {first} and {second}; keep one.", at)
        return self._ids[found[0]] if found else None

    def beside(self, sources: Sequence[Region]) -> list[Region]:
        """Mentions in the very place of one of `sources`."""
        places = {(source.start, source.end) for source in sources}
        return [mention for mention in self._mentions if (mention.start, mention.end) in places]

    def addressees(self, group: Sequence[Region], mentions: Sequence[Region]) -> list[str]:
        """Ids of the addressees that were chosen on a quote, then of those that a relation leads to."""
        chosen = [key for region in group for key in region.fields.get(config.ADDRESSEES, [])]
        return list(dict.fromkeys(chosen + [self._ids[self._who[m]] for m in mentions if m in self._who]))

    def records(self) -> list[Speaker]:
        """The speakers with their mentions; reports mentions of nobody, or without a form."""
        found: dict[Entity, list[Mention]] = {entity: [] for entity in self._ids}
        for region in sorted(self._mentions, key=lambda region: region.start):
            form = region.one(config.FORM)
            if form is None:
                self._report.problem(
                    f"{region.called} has no form; choose {', '.join(config.CHOICES[config.FORM] or ())}.", region
                )
            if region not in self._who:
                self._report.problem(f"{region.called} is nobody's; choose its speaker.", region)
            elif form is not None:
                found[self._who[region]].append(Mention(region.start, region.end, region.text, form))  # type: ignore[arg-type]
        return [
            Speaker(self._ids[entity], entity.name or "", entity.kind or "person", entity.wikidata, mentions)
            for entity, mentions in found.items()
        ]

    def _resolve(self, drawn: Drawn) -> dict[Region, Entity]:
        """The speaker of each region that has one: its own, or that of a mention it is joined to."""
        lines = [(line, region) for region in drawn.regions.values() if (line := self._line(region))]
        said: dict[Region, Entity] = {}
        for line, region in sorted(lines, key=lambda pair: not pair[0].defines):
            entity = self._cast.refer(line, lambda sentence, at=region: self._report.problem(sentence, at))  # type: ignore[misc]
            if entity is not None:
                said[region] = entity
        for region in drawn.regions.values():
            for key in region.fields.get(config.ADDRESSEES, []):
                self._cast.refer(Line(None, key), self._report.problem)
        joined = [(start, end) for label, start, end in drawn.relations if label in ("speaker", "claimer")]
        for group in connected(drawn.regions.values(), joined):
            found = list(dict.fromkeys(said[region] for region in group if region in said))
            if len(found) > 1:
                first, second = (self._called(entity) for entity in found[:2])
                self._report.problem(f"relations join it to two speakers, {first} and {second}; delete one.", group[0])
            for region in group:
                if found:
                    said.setdefault(region, found[0])
        return said

    def _line(self, region: Region) -> Line | None:
        """What the fields of a region say of its speaker: the id that was chosen, and the line that was written."""
        chosen, written = region.one(config.SPEAKER), region.one(config.SPEAKER_NAME)
        if not written:
            return Line(None, chosen) if chosen else None
        try:
            line = read_line(written)
        except ValueError as error:
            self._report.problem(str(error), region)
            return None
        if chosen is None or line.id == chosen:
            return line
        if line.id is not None:
            self._report.problem(
                f"it has two speakers: {chosen} is chosen, and {line.id} is written; keep one.", region
            )
        return dataclasses.replace(line, id=chosen, name=None if line.name == chosen else line.name)

    def _identify(self) -> dict[Entity, str]:
        """Each speaker's id, in the order of the record."""
        first: dict[Entity, int] = {}
        for region in self._mentions:
            if entity := self._who.get(region):
                first[entity] = min(region.start, first.get(entity, region.start))

        def where(entity: Entity) -> tuple[float, ...]:
            return (first.get(entity, float("inf")),)

        old = [entity for entity in self._cast.entities if entity.listed]
        new = [entity for entity in self._cast.entities if not entity.listed]
        free = iter(numbers("S", [entity.id for entity in self._cast.entities if entity.id is not None]))
        named = {entity: entity.id or next(free) for entity in sorted(new, key=where)}
        return {entity: entity.id or named[entity] for entity in merged(old, new, where)}

    @staticmethod
    def _called(entity: Entity) -> str:
        return " ".join(plain(part) for part in (entity.id, entity.name) if part)
