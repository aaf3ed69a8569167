"""What a system said that is not in the articles: a sentence, and the first few with their difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rich.text import Text

from sayso.printing import counted, printable
from sayso.results import Change, Fabrication, Fabrications, NameFound, Report

MOST = 5
"""Spans and names that are shown; the JSON has them all."""
_CONTEXT = 30  # code points of what both have that are shown on each side of a difference
_STYLES = {"same": "", "there": "red strike", "said": "green bold"}


def sentences(found: Fabrications) -> list[str]:
    """One on the spans and one on the names, where there is anything to say."""
    lines = []
    if found.altered or found.fabricated:
        lines.append(
            f"Not in the article as said: {found.altered + found.fabricated} of {counted(found.spans, 'span')} "
            f"({found.altered} altered, {found.fabricated} fabricated)."
        )
    if found.invented or found.completed:
        lines.append(
            f"Not in the article by the name given: {found.invented + found.completed} of "
            f"{counted(found.speakers, 'speaker')} ({found.invented} invented, {found.completed} completed)."
        )
    return lines


def lines(report: Report) -> Iterator[Text]:
    """For a terminal: what the article has is struck out, what was said instead is bold."""
    found = report.fabrications
    if found is None or not found.any:
        return
    for sentence in sentences(found):
        yield Text(sentence)
    for item in found.items[:MOST]:
        line = Text(f"  {printable(item.doc)} {_place(item)}: ")
        for change in _pieces(item):
            line.append(_bracketed(change), _STYLES[change.op])
        yield line
    for name in found.names[:MOST]:
        yield Text(f"  {_name(name)}")
    if len(found.items) > MOST or len(found.names) > MOST:
        yield Text("  … and more; --json lists them all.")


def markdown(report: Report, escaped: Callable[[str], str]) -> list[str]:
    """The same as Markdown."""
    found = report.fabrications
    if found is None or not found.any:
        return []
    marks = {"same": "", "there": "~~", "said": "**"}
    result = [f"\n{escaped(sentence)}" for sentence in sentences(found)]
    result.append("")
    for item in found.items[:MOST]:
        words = []
        for change in _pieces(item):
            core, mark = change.text.strip(), marks[change.op]
            before, _, after = change.text.partition(core) if core else (change.text, "", "")
            words.append(f"{escaped(before)}{mark}{escaped(core)}{mark}{escaped(after)}" if core else " ")
        result.append(f"- {escaped(item.doc)} {escaped(_place(item))}: {''.join(words)}")
    result += [f"- {escaped(_name(name))}" for name in found.names[:MOST]]
    return result


def _place(item: Fabrication) -> str:
    return f"{printable(item.pointer)} {item.how}"


def _name(name: NameFound) -> str:
    if name.invented:
        return f"{printable(name.doc)}: speaker “{printable(name.name)}” is not in the article."
    missing = ", ".join(map(printable, name.missing))
    return f"{printable(name.doc)}: of the speaker “{printable(name.name)}” the article lacks: {missing}."


def _pieces(item: Fabrication) -> list[Change]:
    """The difference with long stretches that both have cut short; without one, all is said."""
    if not item.diff:
        return [Change("said", item.said)]
    last = len(item.diff) - 1
    return [
        Change(c.op, _cut(c.text, i == 0, i == last) if c.op == "same" else c.text) for i, c in enumerate(item.diff)
    ]


def _cut(text: str, first: bool, last: bool) -> str:
    """The ends of a stretch that both have, on the sides where a difference is."""
    text = re.sub(r"\s+", " ", text)
    if len(text) <= 2 * _CONTEXT:
        return text
    return f"{'' if first else text[:_CONTEXT]}…{'' if last else text[-_CONTEXT:]}"


def _bracketed(change: Change) -> str:
    """Told apart without colours, too."""
    text = printable(change.text)
    return {"same": text, "there": f"[-{text}-]", "said": f"{{+{text}+}}"}[change.op]
