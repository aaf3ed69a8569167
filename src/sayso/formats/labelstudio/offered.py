"""Predicted speakers fitted to what a task offers: a task that stands on the server already has its choices."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from sayso.formats.labelstudio.writing import lines_of
from sayso.model import AUTHOR, PredictedSpeaker, Prediction

_NEW = "(new)"


def offered_by(data: Mapping[str, Any]) -> dict[str, str | None]:
    """The ids that the task's data offers for a speaker, each with the name shown; None for one that is still free."""
    choices = data.get("speakers")
    found: dict[str, str | None] = {}
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict) and isinstance(key := choice.get("alias"), str) and key:
            shown = str(choice.get("value", "")).removeprefix(key).strip()
            found[key] = None if shown == _NEW else shown
    return found


def filled(choices: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """`choices`, those still free shown as `new` has them."""
    shown = {choice["alias"]: choice["value"] for choice in new}
    free = [key for key, name in offered_by({"speakers": choices}).items() if name is None and key in shown]
    return [{**one, "value": shown[one["alias"]]} if one["alias"] in free else one for one in choices]


def fitted(prediction: Prediction, offered: Mapping[str, str | None]) -> Prediction:
    """`prediction` with every speaker listed, under an id that is offered as long as there are such.

    A speaker takes the id that is offered with its name, else one that is free; those for whom nothing is left get ids
    beyond, which no choice has.
    """
    lines = lines_of(prediction)
    by_name = {name: key for key, name in offered.items() if name}
    free = iter([key for key, name in offered.items() if name is None])
    beyond = (key for key in (f"S{n}" for n in itertools.count(1)) if key not in offered)
    new: dict[str, str] = {}
    taken: set[str] = set()
    for line in lines:
        key = by_name.get(str(line.name))
        new[str(line.id)] = key if key and key not in taken else next(free, None) or next(beyond)
        taken.add(new[str(line.id)])
    known = {str(line.name): new[str(line.id)] for line in lines} | new

    def who(speaker: str) -> str:
        return speaker if speaker == AUTHOR else known.get(speaker, speaker)

    mentions = [speaker.mentions for speaker in prediction.speakers]
    mentions += [[]] * (len(lines) - len(mentions))  # after those listed come names that are not
    return msgspec.structs.replace(
        prediction,
        speakers=[
            PredictedSpeaker(new[str(line.id)], line.name or UNSET, line.kind or UNSET, line.wikidata, found)
            for line, found in zip(lines, mentions, strict=True)
        ],
        quotes=[
            msgspec.structs.replace(
                quote, speaker=_named(quote.speaker, who), addressees=[who(one) for one in quote.addressees if one]
            )
            for quote in prediction.quotes
        ],
        claims=[msgspec.structs.replace(claim, claimer=_named(claim.claimer, who)) for claim in prediction.claims],
    )


def _named(speaker: str | UnsetType | None, who: Callable[[str], str]) -> Any:
    return who(speaker) if isinstance(speaker, str) and speaker else speaker
