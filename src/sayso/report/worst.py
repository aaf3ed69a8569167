"""Where a system is worst: the documents that cost a measure most, and the errors in them."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from sayso.contrast import NOT_PREDICTED, RIGHT, Contrast, ItemGap
from sayso.measures import parse
from sayso.measures.base import COUNTS
from sayso.printing import printable
from sayso.report.outcome import Outcome
from sayso.results import Error, Report

_LONGEST = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One document's part of a measure; `before` is the baseline's value where that is another."""

    doc: str
    value: float
    before: float | None
    right: int
    predicted: int
    gold: int
    errors: list[Error]

    @property
    def cost(self) -> int:
        """What is predicted and wrong, plus what is gold and missed."""
        return self.predicted + self.gold - 2 * self.right

    @property
    def classes(self) -> str:
        """Its errors by class, as *3 missed, 1 wrong speaker*; each once, on the gold side where it has one."""
        found = Counter(error.error for error in self.errors if error.side == "gold" or not error.gold)
        return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in found.most_common())


def documents(outcome: Outcome) -> list[Document]:
    """The documents that the headline measure loses most on, the worst first; perfect ones are left out.

    Against a baseline those that got worse come first. Empty where the report holds no counts of documents.
    """
    report, name = outcome.report, outcome.headline
    if report.statistics is None or name is None:
        return []
    measure = parse(name)
    counts = report.statistics.counts.get(measure.row_name)
    if counts is None or tuple(counts) != COUNTS:
        return []
    errors = errors_by_document(report, name)
    before = _before(outcome.against.contrast if outcome.against else None, name)
    failed = {failure.doc for failure in report.failures}
    found = []
    for doc, right, predicted, gold in zip(report.statistics.documents, *counts.values(), strict=True):
        whole = int(right), int(predicted), int(gold)
        value = 2 * right / (predicted + gold) if predicted + gold else 1.0
        if value < 1 or doc in failed:
            found.append(Document(doc, value, before.get(doc), *whole, errors.get(doc, [])))
    return sorted(found, key=lambda each: (-max(0.0, (each.before or 0.0) - each.value), -each.cost, each.doc))


def errors_by_document(report: Report, measure: str) -> dict[str, list[Error]]:
    """The listed errors of the measure's kind of item, by document."""
    kind = "claims" if measure.startswith(("claim", "check")) else "quotes"
    found: defaultdict[str, list[Error]] = defaultdict(list)
    for error in (report.errors.items if report.errors else None) or []:
        if error.kind == kind:
            found[error.doc].append(error)
    return dict(found)


def items(outcome: Outcome) -> Iterator[Error]:
    """The errors that most deserve a look: those that the baseline did not make, then document by document.

    Each pair of a gold and a predicted item is given once, on its gold side.
    """
    new = _new(outcome.against.contrast) if outcome.against else set()
    listed = [error for each in documents(outcome) for error in each.errors if error.side == "gold" or not error.gold]
    yield from itertools.chain(
        (error for error in listed if _key(error) in new), (error for error in listed if _key(error) not in new)
    )


def sentence(error: Error, before: str = "") -> str:
    """One error in words, on one line: *missed “it held”*."""
    text = "" if error.text is None else f" “{_shortened(error.text)}”"
    noun = "" if error.kind == "quotes" else " (claim)"
    return printable(f"{before}{error.error.replace('_', ' ')}{noun}{text}")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _before(contrast: Contrast | None, name: str) -> dict[str, float]:
    if contrast is None or contrast.headline != name:
        return {}
    return {gap.doc: gap.a for gap in contrast.documents}


def _new(contrast: Contrast) -> set[tuple[object, ...]]:
    gaps: Sequence[ItemGap] = contrast.items or []
    return {(gap.doc, gap.kind, gap.side, tuple(gap.spans)) for gap in gaps if gap.a in (RIGHT, NOT_PREDICTED)}


def _key(error: Error) -> tuple[object, ...]:
    return error.doc, error.kind, error.side, tuple(error.gold if error.side == "gold" else error.predicted)
