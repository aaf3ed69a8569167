"""Gold from what an adjudicator chose for each dispute, and drew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sayso.adjudication.cases import Case, open_case
from sayso.adjudication.decisions import NEITHER
from sayso.adjudication.disputes import Dispute
from sayso.adjudication.settling import GOLD, settle
from sayso.adjudication.telling import DRAWN
from sayso.model import Annotation, Annotator

_ADJUDICATOR = "\0"
"""Stands for the adjudicator among the annotators; no folder is called that."""


def settle_drawn(
    case: Case,
    records: Mapping[str, Annotation],
    drawn: Annotation,
    choices: Mapping[str, str],
    annotator: Annotator = GOLD,
) -> Annotation:
    """The record that `drawn` makes, but where `choices` decide for somebody's version of a dispute of `case`.

    `choices` has for every dispute an annotator, `leave it out` or `as drawn`. Whatever nobody disputed is as it was
    drawn, so that an adjudicator can mend what all annotators have wrong. Raises `DataError` where the parts do not go
    together.
    """
    among = _among(case, records, drawn)
    fields: dict[str, dict[str, str]] = {}
    for dispute in case.disputes:
        if dispute.field and choices[dispute.id] in records:
            fields.setdefault(dispute.id.partition(".")[0], {})[dispute.field] = choices[dispute.id]
    portraits = {group.label: group.portraits for group in among.groups}

    def decide(dispute: Dispute) -> Any:
        choice = choices.get(dispute.id, DRAWN)
        if choice == NEITHER:
            return None
        if choice in records:
            return dispute.versions[choice]
        own = dispute.versions[_ADJUDICATOR]
        if dispute.field or own is None:
            return own
        # It is drawn anew as a whole; its fields that were in dispute are as they were decided.
        label = dispute.id
        return {**own, **{field: portraits[label][name][field] for field, name in fields.get(label, {}).items()}}

    return settle(among, {dispute.id: decide(dispute) for dispute in among.disputes}, annotator)


def dropped(case: Case, records: Mapping[str, Annotation], drawn: Annotation) -> list[str]:
    """The labels of items that all annotators drew in one place, and `drawn` lacks: gold then lacks them as well."""
    there = {group.label for group in _among(case, records, drawn).groups if _ADJUDICATOR in group.portraits}
    lacking = [group for group in case.groups if not group.whole and group.label not in there]
    gone = {group.label for group in lacking}  # a speaker says it for the mentions
    return [group.label for group in lacking if group.noun != "mention" or group.first["speaker"] not in gone]


def _among(case: Case, records: Mapping[str, Annotation], drawn: Annotation) -> Case:
    # The adjudicator comes last, so that all groups of the case keep their labels.
    return open_case(case.article, {**records, _ADJUDICATOR: drawn})
