"""docs/measures.md, written from the docstrings of the measures."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from types import ModuleType

from sayso import bootstrap, crowds, curves, diagnosis, grounding, slices
from sayso.matching import Match, same_entities
from sayso.measures import DEFAULT, SCORED, TASKS, Task, average_precision, coreference, peers
from sayso.measures.base import PRF
from sayso.measures.peers.spans import LABELS
from sayso.slices import attributes, scores

_HEAD = """# Measures

<!-- Written by `python -m sayso.measures` from src/sayso/measures/; edit there. -->

A measure is named `task.metric@match`, for example `quotes.f1@exact`. A **task** says what is counted: for every
document a row of three counts, *right*, *predicted* and *gold*. A **metric** turns the sums of rows into a number. A
**match** says when two spans are the same. `sayso eval` reports all measures under *Tasks*; `--measure` asks for
others. It takes one (`quotes.f1@exact`), a task with or without a match (`cues@exact`), or a group (`nervaluate`).

## Metrics

| metric | value | range |
|---|---|---|
{metrics}

Averages are micro: counts are summed over documents first. A document without gold and without predictions adds
nothing to the sums; a corpus of such documents only is perfect, 1, not a division by zero.

**Macro averages** are reported on request: before any metric, `document_` makes it the mean of the documents' own
scores (`quotes.document_f1@exact`), which may differ much where documents differ in size. There a document without gold
and without predictions scores 1 and counts, and its interval resamples the documents' scores. The signature says
`average:macro`, or `micro+macro` where both are reported.

## Matches

| match | two items match when |
|---|---|
| `exact` | they cover the same characters |
| `trimmed` | they do, or once each span has lost edge white space, quotation marks, punctuation, a leading *that* |
| `iou=T` | the characters they share are at least T of those that either covers (default 0.5) |
| `overlap` | nothing is paired; characters in both count against characters predicted and characters in gold |

An item is the set of its characters: in one stretch or several, nested in another item or not. Pairing is one to one
and **optimal**: of the pairs that meet every condition of the task and the match, as many as possible are taken. So no
score depends on the order of a file. A fabricated span (its text is not in the article) has a length but no place: its
item is exact for nothing, and its characters count as predicted. In a document with more than {pairs:,} pairs of
overlapping items each is compared with its {nearest} nearest of the other side only, and the report says so.

## Average precision

{ap_names} with `@exact`, `@trimmed`, `@iou=0.5`.

{ap}

Where predictions carry scores, {scored} are reported by
default, and the others on request. For each that is reported `curves` in the JSON holds its precision-recall curve:
score, precision and recall of at most {points} steps, those nearest to equal gains of recall.

## Tasks
"""

_ON_REQUEST = """
## On request

These are not reported unless `--measure` asks for them.
"""

_PEERS = """
## Peers

{peers}

They too are reported on request only. The functions of an example are in the module of that name under
`sayso.measures.peers`.
"""

_TAIL = """
## Same speaker

{same}

## Grounding

{grounding}

The threshold is {threshold:g} per cent, the least length {length} characters.

## Error classes

{errors}

## Intervals

95 % percentile bootstrap over documents (Efron and Tibshirani 1993), {samples} samples, seed {seed}, both options of
`sayso eval`; `--interval bca` corrects it for bias and skew (BCa, Efron 1987). With fewer than {least} documents no
interval is given: resampling so few says more than the data do. Samples in which a measure is undefined are left out of
its interval. `sayso compare` tests two systems by paired approximate randomization (Noreen 1989), bounds their
difference by paired bootstrap, and corrects for many measures after Holm (1979).

## Slices

`--slice NAME`, once or more, or `--slice all`, and `slices` in the JSON.

{slices}

| slice | by | precision | value |
|---|---|---|---|
{slice_table}

A slice with fewer than {small} gold quotes or {least} documents is marked as *small*. Intervals are as for the whole,
and left out where fewer than {least} documents hold what is counted.

{default} measures are reported by default: every metric of every task above, with `exact`, `trimmed`, `iou=0.5` and
`overlap` where the task takes them.
"""


def render() -> str:
    """The page."""
    metrics = "\n".join(f"| `{name}` | {inspect.getdoc(score)} | 0–1 |" for name, score in PRF.items())
    ours = dict.fromkeys(name.partition("@")[0].rpartition(".")[0] for name in DEFAULT)
    tasks = "\n".join(_task(TASKS[name]) for name in ours)
    tail = _TAIL.format(
        same=_prose(inspect.getdoc(same_entities) or "").rpartition("\n\n")[0],
        grounding=_prose(
            (inspect.getdoc(grounding) or "").removeprefix("Grounding: w").replace("here in", "Where in", 1)
        ),
        errors=(inspect.getdoc(diagnosis) or "").removeprefix("Error classes: w").replace("hat is", "What is", 1),
        threshold=grounding.FUZZY_THRESHOLD,
        length=grounding.FUZZY_LENGTH,
        samples=bootstrap.SAMPLES,
        seed=bootstrap.SEED,
        least=bootstrap.MIN_DOCUMENTS,
        slices=(inspect.getdoc(slices) or "").partition("\n\n")[2],
        slice_table="\n".join(_slices()),
        small=scores.MIN_GOLD,
        default=len(DEFAULT),
    )
    more = "".join(_family(module) for module in (coreference, peers.classification))
    families = "".join(_family(getattr(peers, name)) for name in _PEERS_IN_ORDER)
    others = _PEERS.format(peers=_prose(inspect.getdoc(peers) or "")) + families
    head = _HEAD.format(
        metrics=metrics,
        pairs=crowds.MOST_PAIRS,
        nearest=crowds.NEAREST,
        ap_names=", ".join(f"`{name}.ap`" for name in average_precision.TASKS),
        ap=_prose(inspect.getdoc(average_precision.AveragePrecision) or ""),
        scored=_listed(SCORED),
        points=curves.POINTS,
    )
    return head + tasks + _ON_REQUEST + more + others + tail


_PEERS_IN_ORDER = ("nervaluate", "seqeval", "spacy", "citron", "newsclaims")


def _slices() -> Iterator[str]:
    """The rows of the table of slices."""
    for name, by in attributes.BY_QUOTE.items():
        values = ", ".join(f"`{value}`" for value in by.values)
        yield f"| `{name}` | quote | {'own' if by.precision else '–'} | {by.definition} Values: {values}. |"
    yield f"| `{slices.PHENOMENON}` | quote | – | {_PHENOMENON} |"
    for name in slices.BY_DOCUMENT:
        yield f"| `{name}` | document | all | {_METADATA.get(name, 'The column of that name.')} |"


_PHENOMENON = (
    "What makes the quote hard, as `sayso.phenomena` finds it in the gold; a quote may have several, or none. The "
    "[dataset card](../corpus/README.md#phenomena) defines them."
)
_METADATA = {
    "split": "The split that the document is in.",
    "published": "The year of publication.",
    "phenomena": "Each phenomenon that the document carries; a document may be in several.",
    "synthetic": "Whether it was written for the corpus.",
}


def _listed(names: Sequence[str]) -> str:
    *most, last = (f"`{name}`" for name in names)
    return f"{', '.join(most)} and {last}"


def _family(module: ModuleType) -> str:
    """The section of a module whose docstring speaks for all its tasks."""
    mine = [task for task in TASKS.values() if task.rows.__module__ == module.__name__]
    whole = [task for task in mine if task.name.rpartition(".")[2] not in LABELS]
    lines = [
        f"- {', '.join(f'`{name}`' for name in _names(task))}{_with_matches(task)}: {task.definition}{_by_type(task)}"
        for task in whole
    ]
    name = module.__name__.rpartition(".")[2]
    return f"\n### {name}\n\n{_prose(inspect.getdoc(module) or '')}\n\n" + "\n".join(lines) + "\n"


def _names(task: Task) -> list[str]:
    """Its measures, or the task and … where it has a metric for every class."""
    return [f"{task.name}.{metric}" for metric in task.metrics] if len(task.metrics) < 8 else [f"{task.name}.…"]


def _by_type(task: Task) -> str:
    names = [f"`{task.name}.{label}.…`" for label in LABELS if f"{task.name}.{label}" in TASKS]
    return f" Of one type: {', '.join(names)}." if names else ""


def _with_matches(task: Task) -> str:
    return " with " + ", ".join(f"`@{Match.parse(kind)}`" for kind in task.matches) if task.matches else ""


def _task(found: Task) -> str:
    names = ", ".join(f"`{found.name}.{metric}`" for metric in found.metrics)
    matches = ", ".join(f"`@{Match.parse(kind)}`" for kind in found.matches) or "no match"
    definition = _prose(inspect.getdoc(found.rows) or "")
    return f"\n### {found.name}\n\n{names} with {matches}. Range 0–1.\n\n{definition}\n"


def _prose(doc: str) -> str:
    """A docstring as Markdown: its examples become code blocks."""
    lines: list[str] = []
    inside = False
    for line in doc.splitlines():
        if line.startswith(">>> ") and not inside:
            lines.append("```pycon")
            inside = True
        elif inside and not line.strip():
            lines.append("```")
            inside = False
        lines.append(line)
    return "\n".join([*lines, "```"] if inside else lines)
