"""Disputes in words, for a screen on which a person decides with a click."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sayso.adjudication.cases import MENTIONS, Case
from sayso.adjudication.decisions import NEITHER
from sayso.adjudication.disputes import Dispute
from sayso.model import Mention, Span

DRAWN = "as drawn"
"""The decision for what the adjudicator drew, or for nothing where nothing was drawn."""

_LONGEST = 90
_USUAL = [("asserted", True), ("stance", "affirm"), ("check_worthy", False)]
"""What goes without saying."""
_CLEAR = ("content", "name", "type", "kind", "form", "speaker")
"""Fields that need no name, since it is plain what they are."""


def told(dispute: Dispute, case: Case) -> dict[str, Any]:
    """A dispute for the screen: what it is `about`, and the `options`, of which `alias` is stored and `value` shown."""
    named = {group.label: f"{group.label} {group.first['name']}" for group in case.speakers}
    options = [{"value": f"{name}: {_words(value, named)}", "alias": name} for name, value in dispute.versions.items()]
    if dispute.field is None:
        options.append({"value": "leave it out", "alias": NEITHER})
    options.append({"value": "as it is drawn here", "alias": DRAWN})
    return {
        "id": dispute.id,
        "key": dispute.key,
        "about": _plain(_about(dispute, case, named)),
        "options": [{**option, "value": _plain(option["value"])} for option in options],
    }


def _about(dispute: Dispute, case: Case, named: Mapping[str, str]) -> str:
    label = dispute.id.partition(".")[0]
    group = next(group for group in case.groups if group.label == label)
    if dispute.noun == "mention":
        what = f"mention of {named[group.first['speaker']]}"
        return f"{what}: {dispute.field}" if dispute.field else f"{what} · {_spans(group.first['content'])}"
    if dispute.field is None:
        return f"{label} · {dispute.noun}"
    item = group.first["name"] if dispute.noun == "speaker" else _spans(group.first["content"])
    return f"{label} · {dispute.noun}: {dispute.field.replace('_', ' ')} · {_short(item)}"


def _words(value: Any, named: Mapping[str, str]) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        fields = {
            field: part for field, part in value.items() if part not in (None, []) and (field, part) not in _USUAL
        }
        return " · ".join(_field(field, part, named) for field, part in fields.items())
    if isinstance(value, list):
        return _spans(value) if value and isinstance(value[0], Span | Mention) else _list(value, named) or "none"
    return _short(named.get(str(value), str(value)))


def _field(field: str, value: Any, named: Mapping[str, str]) -> str:
    if field == MENTIONS:
        return f"{len(value)} mentions"
    words = _words(value, named)
    return words if field in _CLEAR else f"{field.replace('_', ' ')} {words}"


def _list(values: Iterable[Any], named: Mapping[str, str]) -> str:
    return ", ".join(_words(value, named) for value in values)


def _spans(spans: Iterable[Span | Mention]) -> str:
    return _short(" … ".join(" ".join(span.text.split()) for span in spans))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def _plain(text: str) -> str:
    """Label Studio takes a `$` for a field of the task."""
    return text.replace("$", "$\N{ZERO WIDTH SPACE}")
