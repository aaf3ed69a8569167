"""The report as Markdown, for a GitHub step summary or a merge request.

What decides stands on top; what explains it is folded. Everything from outside is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sayso.printing import counted, printable
from sayso.report import changes, fabrications, layout, run, samples, slices, worst
from sayso.report.outcome import Outcome
from sayso.results import Report

_MOST_DOCUMENTS = 10
_MOST_ERRORS = 5
_MOST_FAILURES = 50
_LONGEST_ERROR = 300


def render(outcome: Outcome) -> str:
    """One system's report as GitHub-flavoured Markdown."""
    report = outcome.report
    lines = [f"### {_mark(outcome)}{escaped(report.system.name)} on {escaped(report.corpus.name)}", ""]
    lines += [f"- **{escaped(sentence)}.**" for sentence in outcome.failures]
    lines += [f"- {escaped(sentence)}." for sentence in outcome.warnings]
    lines += [""] if outcome.failures or outcome.warnings else []
    lines += _thresholds(outcome) + _changes(outcome) + _scores(report)
    lines += [f"\n{escaped(sentence)}" for sentence in layout.errors(report)]
    lines += ["", *(f"- {escaped(sentence.strip())}" for sentence in samples.lines(report))]
    lines += fabrications.markdown(report, escaped)
    lines += [f"\n{escaped(sentence)}" for sentence in run.lines(report)]
    lines += ["", *(f"> {escaped(note)}\n" for note in report.notes)]
    for section in (_worst(outcome), _slices(report), _failures(report)):
        lines += section
    lines += [f"<sub>{escaped(report.signature)}</sub>", ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))  # sections that are empty leave no gap


def escaped(text: str) -> str:
    """Text from outside, with everything that Markdown or HTML would act on written out.

    GitHub looks for @names, #numbers and addresses in the finished page, where a character reference is no help; a
    comment after the sign parts them.
    """
    plain = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = re.sub(r"([\\`*_{}\[\]#+|~@$^]|:(?=//|[\w+-]+:))", lambda m: f"&#{ord(m[1])};", plain)
    plain = re.sub(r"(?i)\bwww\.", lambda m: f"{m[0][:-1]}&#46;", plain)
    return re.sub(r"&#(64|35);(?=\w)", lambda m: f"{m[0]}<!-- -->", plain)


def _mark(outcome: Outcome) -> str:
    if outcome.failures:
        return "❌ "
    return "✅ " if outcome.verdicts or outcome.changes else ""


def _code(measure: str) -> str:
    """A measure's name, which holds no backtick and no bar: in code, an @ names nobody."""
    return f"`{measure}`"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> list[str]:
    """A table of cells that are escaped already; the first `left` columns are text, the others numbers."""
    rule = f"|{'---|' * left}{'--:|' * (len(heads) - left)}"
    return [f"| {' | '.join(heads)} |", rule, *(f"| {' | '.join(row)} |" for row in rows), ""]


def _folded(title: str, lines: Iterable[str]) -> list[str]:
    return [f"<details><summary>{escaped(title)}</summary>", "", *lines, "</details>", ""]


def _thresholds(outcome: Outcome) -> list[str]:
    if not outcome.verdicts:
        return []
    rows = [
        [_code(v.measure), f"{v.threshold:g}", v.shown, "passed" if v.passed else "**failed**"]
        for v in outcome.verdicts
    ]
    return _table(["threshold", "least", "value", ""], rows)


def _changes(outcome: Outcome) -> list[str]:
    if outcome.against is None:
        return []
    rows = changes.rows(outcome.against)
    cells = [[_code(row[0]), *map(escaped, row[1:-1]), f"**{row[-1]}**" if row[-1] else ""] for row in rows]
    lines = [f"**{escaped(changes.title(outcome.against))}**", ""]
    lines += _table(changes.HEADS, cells) if cells else []
    return [*lines, f"<sub>{escaped(changes.legend(outcome.against))}</sub>", ""]


def _scores(report: Report) -> list[str]:
    found = layout.rows(report)
    metrics = layout.columns(found)
    heads = [*(layout.HEADS[metric] for metric in metrics), layout.interval_head(found), "right", "predicted", "gold"]
    rows = [
        [
            row.task,
            row.match or "–",
            *(layout.cell(row, metric) for metric in metrics),
            layout.interval(row.headline),
            *layout.counts(row),
        ]
        for row in found
    ]
    return _table(["task", "match", *heads], rows, left=2)


def _worst(outcome: Outcome) -> list[str]:
    found = worst.documents(outcome)
    if not found or outcome.headline is None:
        return []
    shown = found[:_MOST_DOCUMENTS]
    compared = any(each.before is not None for each in shown)
    heads = ["document", *(["baseline"] if compared else []), "value", "right", "predicted", "gold", "errors"]
    rows = [
        [
            escaped(each.doc),
            *([_number(each.before)] if compared else []),
            f"{each.value:.3f}",
            *(str(number) for number in (each.right, each.predicted, each.gold)),
            escaped(each.classes),
        ]
        for each in shown
    ]
    title = f"Worst {counted(len(shown), 'document')} of {len(found)} with errors, by {outcome.headline}"
    lines = _table(heads, rows)
    for each in shown[:3]:
        listed = [error for error in each.errors if error.side == "gold" or not error.gold]
        if listed:
            lines += [f"{escaped(each.doc)}:", "", *_listed(worst.sentence(error) for error in listed), ""]
    return _folded(title, lines)


def _listed(sentences: Iterable[str]) -> Iterator[str]:
    every = list(sentences)
    yield from (f"- {escaped(sentence)}" for sentence in every[:_MOST_ERRORS])
    if len(every) > _MOST_ERRORS:
        yield f"- … and {len(every) - _MOST_ERRORS} more"


def _slices(report: Report) -> list[str]:
    lines: list[str] = []
    for section in slices.sections(report):
        lines += [f"**{escaped(section.title)}**", ""]
        heads, *rows = ([escaped(cell) for cell in row] for row in (section.heads, *section.rows))
        lines += _table(heads, rows)
    if slices.any_small(report):
        lines += [f"<sub>{slices.LEGEND}</sub>", ""]
    return _folded(f"By {', '.join(report.slices)}", lines) if lines else []


def _failures(report: Report) -> list[str]:
    if not report.failures:
        return []
    lines = [
        f"- {escaped(failure.doc)}: {escaped(failure.error[:_LONGEST_ERROR])}"
        for failure in report.failures[:_MOST_FAILURES]
    ]
    if len(report.failures) > _MOST_FAILURES:
        lines.append(f"- … and {len(report.failures) - _MOST_FAILURES} more")
    return _folded(f"Failed on {len(report.failures)} of {report.documents} documents", [*lines, ""])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
