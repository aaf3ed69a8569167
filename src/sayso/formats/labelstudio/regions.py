"""From Label Studio's results to checked regions and relations.

The server and its SDK mind neither an offset past the end nor a text that is not the article's, so all is checked here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.offsets import same

_SHOWN = 40
_CONTROLS = (*config.CHOICES, *config.TEXTS, config.SPEAKERS)  # no set: what is looked up may be of any type
_CLEAN: dict[str, Callable[[str], str]] = {
    config.SPEAKER_NAME: str.strip,
    config.NORMALIZED: lambda text: text.rstrip("\n"),  # people press Enter when they have done
}


@dataclasses.dataclass(eq=False)
class Region:
    """One span that someone drew: its label, its place in code points, and the fields filled in for it."""

    id: str
    label: str
    start: int
    end: int
    text: str
    order: int
    fields: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    @property
    def called(self) -> str:
        """The region as a sentence names it."""
        return f"{self.label} {show(self.text)}"

    def one(self, control: str) -> str | None:
        """The first value of a field, or None."""
        return next(iter(self.fields.get(control, [])), None)


@dataclasses.dataclass
class Drawn:
    """All regions by id, relations as (label, from, to), and the lines of the list of speakers."""

    regions: dict[str, Region]
    relations: list[tuple[str, Region, Region]]
    speakers: list[str]


class Report:
    """Faults and remarks on one annotation; `place` names file, task, document and annotation."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[str] = []
        self.notes: list[str] = []

    def problem(self, sentence: str, region: Region | str | None = None) -> None:
        """Note a fault, at a region (or at the id of what should have been one)."""
        key = region.id if isinstance(region, Region) else region
        at = "" if key is None else f", region {plain(key)}"
        self.problems.append(f"{self.place}{at}: {sentence}")

    def note(self, sentence: str) -> None:
        """Note what is left out and is no fault."""
        self.notes.append(f"{self.place}: {sentence}")


def plain(value: object) -> str:
    """Any value as a sentence states it: shortened."""
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def show(text: str) -> str:
    """A text as a sentence quotes it: shortened, in quotation marks."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def read_results(results: object, text: str, report: Report) -> Drawn:
    """Regions and relations of `results`, drawn on `text`. Each fault is a sentence in `report`."""
    drawn = Drawn({}, [], [])
    if not isinstance(results, list):
        report.problem("its result is no list; export the project again, as JSON.")
        return drawn
    known = [result for result in results if isinstance(result, dict)]
    if len(known) < len(results):
        report.problem("some of its results are no objects; export the project again, as JSON.")
    broken: set[str] = set()
    for order, result in enumerate(known):
        if result.get("from_name") == config.LABEL:
            region = _region(result, order, text, report)
            if region is None:
                broken.add(str(result.get("id")))
            elif region.id in drawn.regions:
                report.problem("two regions have this id; delete one and draw it again.", region)
            else:
                drawn.regions[region.id] = region
    for result in known:
        if result.get("type") == "relation":
            _relate(result, drawn, broken, report)
        elif result.get("from_name") != config.LABEL:
            _fill(result, drawn, broken, report)
    return drawn


def _region(result: dict[str, Any], order: int, text: str, report: Report) -> Region | None:
    key = str(result.get("id"))
    value = result.get("value")
    value = value if isinstance(value, dict) else {}
    labels = value.get("labels")
    if not isinstance(labels, list) or len(labels) != 1 or labels[0] not in config.LABELS:
        shown = ", ".join(map(plain, labels)) if isinstance(labels, list) and labels else "none"
        report.problem(f"its label is {shown}; give it one of {', '.join(config.LABELS)}.", key)
        return None
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int:
        report.problem(
            f"its offsets are {plain(start)} and {plain(end)}, not numbers; delete it and draw it again.", key
        )
        return None
    if not 0 <= start < end <= len(text):
        report.problem(
            f"its offsets {start} to {end} are not in the article, which has {len(text)} characters; "
            "delete it and draw it again.",
            key,
        )
        return None
    found, said = text[start:end], value.get("text", text[start:end])
    if not same(found, str(said)):
        report.problem(
            f"its text is {show(str(said))}, and the article has {show(found)} from {start} to {end}; "
            "delete it and draw it again.",
            key,
        )
        return None
    meta = result.get("meta")
    if isinstance(meta, dict) and meta.get("text"):
        report.note(f"a remark on {labels[0]} {show(found)} is not kept: {show(str(meta['text']))}.")
    return Region(key, labels[0], start, end, found, order)


def _fill(result: dict[str, Any], drawn: Drawn, broken: set[str], report: Report) -> None:
    """Take the values of a control of a region, or of the list of speakers."""
    key, control, value = str(result.get("id")), result.get("from_name"), result.get("value")
    values = value.get("choices", value.get("text")) if isinstance(value, dict) else None
    values = [values] if isinstance(values, str) else values
    if control not in _CONTROLS:
        report.problem(
            f"the field {plain(control)} is not in annotations/label_studio.xml; set that configuration again, "
            "or remove the field.",
            key,
        )
    elif not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        report.problem(f"its field {control} has no readable value; empty it and fill it in again.", key)
    elif control == config.SPEAKERS:
        drawn.speakers += values
    elif key in drawn.regions:
        _take(drawn.regions[key], str(control), values, report)
    elif key not in broken:
        report.problem(
            f"its field {control} belongs to no labelled region; give the region a label, or delete it.", key
        )


def _take(region: Region, control: str, values: list[str], report: Report) -> None:
    allowed = config.CHOICES.get(control)
    unknown = () if allowed is None else [value for value in values if value not in allowed]
    if unknown:
        report.problem(f"its {control} is {plain(unknown[0])}; choose from {', '.join(allowed or ())}.", region)
    elif len(values) > 1 and control != config.ADDRESSEES:
        report.problem(f"its field {control} has {len(values)} values; keep one.", region)
    elif values:
        clean = _CLEAN.get(control, str)
        region.fields[control] = [clean(value) for value in values]


def _relate(result: dict[str, Any], drawn: Drawn, broken: set[str], report: Report) -> None:
    """Take a relation, its ends in the order that its label has them, whichever way it was drawn."""
    ends = [str(result.get("from_id")), str(result.get("to_id"))]
    if broken.intersection(ends):
        return  # the fault of that region is listed already
    missing = [key for key in ends if key not in drawn.regions]
    if missing:
        report.problem("a relation names it, and there is no such region; delete the relation.", missing[0])
        return
    start, end = (drawn.regions[key] for key in ends)
    if result.get("direction") == "left":
        start, end = end, start
    labels = result.get("labels") or [None]
    for label in labels if isinstance(labels, list) else [labels]:
        _join(label, start, end, result.get("direction") == "bi", drawn, report)


def _join(label: object, start: Region, end: Region, both_ways: bool, drawn: Drawn, report: Report) -> None:
    ends = {(start.label, end.label), (end.label, start.label)}
    possible = [name for name, joins in config.RELATIONS.items() if ends.intersection(joins)]
    if label is None and possible:
        label, start, end, both_ways = *_implied(possible, start, end), False
    if label not in possible:
        advice = f"label it {' or '.join(possible)}" if possible else "these two cannot be joined, delete the relation"
        called = "has no label" if label is None else f"has the label {plain(label)}"
        report.problem(f"the relation from {start.called} to {end.called} {called}; {advice}.", start)
    elif label == "parent" and both_ways:
        report.problem(
            f"the relation parent with {end.called} points both ways; make it point from the inner quote to the outer.",
            start,
        )
    elif (start.label, end.label) in config.RELATIONS[str(label)]:
        drawn.relations.append((str(label), start, end))
    else:
        drawn.relations.append((str(label), end, start))


def _implied(possible: list[str], start: Region, end: Region) -> tuple[str | None, Region, Region]:
    """What a relation without a label means: the guidelines leave two quotes one way; else the first that fits."""
    if possible != ["part", "parent"]:
        return possible[0], start, end
    if start.end <= end.start or end.end <= start.start:
        return "part", start, end
    inner, outer = sorted((start, end), key=lambda region: region.end - region.start)
    nested = outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start
    return "parent" if nested else None, inner, outer
