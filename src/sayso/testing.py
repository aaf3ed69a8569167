"""Scores for tests: what the pytest fixture `sayso` gives, with failures that say where to look."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sayso.bootstrap import MIN_DOCUMENTS
from sayso.corpus import Corpus, load
from sayso.errors import UsageError
from sayso.evaluation import gold_of, predict
from sayso.extractors import Extractor
from sayso.files import write_bytes
from sayso.measures import parse
from sayso.printing import counted, numbered, printable
from sayso.report import worst
from sayso.report.outcome import Outcome
from sayso.results import Measure, Report
from sayso.scoring import Gold, Predicted, score
from sayso.thresholds import Verdict

_SCORER = pytest.StashKey["Scorer"]()
_HANDED = pytest.StashKey[list[tuple[Corpus, Predicted]]]()
_COMPARISONS = (">=", ">", "<=", "<", "==", "!=")


class Score(float):
    """A number that knows what it is the value of; not a number where it is undefined, so that no bound holds."""

    found: Found
    part: str

    @classmethod
    def of(cls, found: Found, part: str) -> Score:
        """The `part` (value, low, high) of a measure."""
        number = getattr(found.measure, part) if found.report.documents else None  # 1 of nothing holds no bound
        score = cls("nan" if number is None else number)
        score.found, score.part = found, part
        return score


class Found:
    """One measure of one system: `value`, `low` and `high` (the 95 % interval), `n`."""

    def __init__(self, name: str, measure: Measure, report: Report) -> None:
        self.name, self.measure, self.report = name, measure, report

    @property
    def value(self) -> Score:
        return Score.of(self, "value")

    @property
    def low(self) -> Score:
        return Score.of(self, "low")

    @property
    def high(self) -> Score:
        return Score.of(self, "high")

    @property
    def n(self) -> int:
        return self.measure.n

    def __repr__(self) -> str:
        return f"<{self.name} {_shown(self.measure)}>"


class Scored:
    """A system on a corpus: `[measure]` gives its numbers, `report` all of them."""

    def __init__(self, predicted: Predicted, gold: Gold) -> None:
        self.predicted, self.gold = predicted, gold
        self._report: Report | None = None
        self._more: dict[str, Report] = {}

    @property
    def report(self) -> Report:
        """The report with the default measures."""
        if self._report is None:
            self._report = score(self.predicted, self.gold)
        return self._report

    def __getitem__(self, measure: str) -> Found:
        """One measure. Raises `UsageError` where there is none of this name."""
        name = str(parse(measure))
        report = self.report
        if name not in report.measures:
            if name not in self._more:
                self._more[name] = score(self.predicted, self.gold, [name])
            report = self._more[name]
        return Found(name, report.measures[name], report)

    def __repr__(self) -> str:
        return f"<{self.predicted.system.name} on {self.gold.name}, {counted(len(self.gold.ids), 'document')}>"


class Scorer:
    """The fixture `sayso`. Called with an extractor it runs it, once a session on each corpus and split."""

    def __init__(self, keep: bool = False) -> None:
        self._keep = keep
        self._corpora: dict[tuple[str | None, tuple[str, ...]], Corpus] = {}
        self._given: dict[int, Corpus] = {}
        self._scored: dict[tuple[int, int], tuple[Any, Corpus, Scored]] = {}

    def __call__(
        self,
        extractor: Extractor | str | Path,
        split: str | Sequence[str] | None = None,
        *,
        corpus: str | Path | Corpus | None = None,
    ) -> Scored:
        """Score an extractor: a callable, a name or path as `sayso eval` takes it.

        `split` names one or several splits, all by default; `corpus` is a folder or a loaded corpus, the bundled one by
        default. Raises `SaysoError` on wrong names and files.
        """
        splits = (split,) if isinstance(split, str) else tuple(split or ())
        found = self._corpus(corpus, splits)
        named = extractor if callable(extractor) else str(extractor)
        # An object is held along with what it scored, so that its id stays its own; names are told apart by themselves.
        key = hash(named) if isinstance(named, str) else id(named), id(found)
        if key not in self._scored:
            articles = [document.article for document in found]
            self._scored[key] = extractor, found, Scored(predict(extractor, articles, keep=self._keep), gold_of(found))
        return self._scored[key][2]

    def __iter__(self) -> Iterator[tuple[Corpus, Scored]]:
        """Each corpus and what was scored on it, in order."""
        return iter((corpus, scored) for _, corpus, scored in self._scored.values())

    def _corpus(self, corpus: str | Path | Corpus | None, splits: tuple[str, ...]) -> Corpus:
        if isinstance(corpus, Corpus):
            if unknown := [name for name in splits if name not in corpus.splits]:
                raise UsageError(f"{corpus.name} has no split {unknown[0]}; it has {', '.join(corpus.splits)}.")
            kept = [document for document in corpus if not splits or document.split in splits]
            path: str | None = f"{corpus.name}#{id(corpus)}"
            made: Callable[[], Corpus] = lambda: Corpus(corpus.name, kept)  # noqa: E731
            self._given[id(corpus)] = corpus  # held, so that its id stays its own
        else:
            path = None if corpus is None else str(corpus)
            made = lambda: load(path, list(splits) or None)  # noqa: E731
        if (path, splits) not in self._corpora:
            self._corpora[path, splits] = made()
        return self._corpora[path, splits]


def explained(op: str, left: Any, right: Any, verbosity: int = 0) -> list[str] | None:
    """Why a comparison with a score failed, as lines; None where neither side is one.

    Short enough for pytest not to cut it, which it does after 8 lines; with -vv longer.
    """
    number = left if isinstance(left, Score) else right
    if not isinstance(number, Score) or op not in _COMPARISONS:
        return None
    found, report = number.found, number.found.report
    sides = (_side(side) for side in (left, right))
    lines = [f" {op} ".join(sides)]
    lines.append(f"{report.system.name} on {report.corpus.name}: {_shown(found.measure)}")
    if number.part != "value" and found.measure.low is None:
        lines.append(f"no interval: {counted(report.documents, 'document')}, and it takes {MIN_DOCUMENTS}")
    if report.failures:
        first = report.failures[0]
        lines.append(f"failed on {len(report.failures)} of {report.documents} documents, as {first.doc}: {first.error}")
    outcome = Outcome(report, [Verdict(found.name, float("inf"), found.measure.value)])
    most = 50 if verbosity > 1 else 3
    if documents := worst.documents(outcome)[:most]:
        shown = ", ".join(f"{each.doc} {each.value:.3f} ({each.classes or 'nothing found'})" for each in documents)
        lines.append(f"worst documents by {outcome.headline}: {shown}")
    lines += [f"{error.doc}: {worst.sentence(error)}" for error in itertools.islice(worst.items(outcome), most)]
    return [printable(line) for line in lines]


def _side(side: Any) -> str:
    if not isinstance(side, Score):
        return f"{side:g}" if isinstance(side, float) else str(side)
    return f"{side.found.name} ({side.part}) {'undefined' if side != side else f'{side:.3f}'}"


def _shown(measure: Measure) -> str:
    value = "undefined" if measure.value is None else f"{measure.value:.3f}"
    bounds = "" if measure.low is None or measure.high is None else f" (95 %: {measure.low:.3f}–{measure.high:.3f})"
    return f"{value}{bounds}, n = {measure.n}"


# --- the HTML report of a session -------------------------------------------------------------------------------------


def keep(config: pytest.Config) -> Scorer:
    """The scorer of this session; where a report is asked for it keeps the answers."""
    return config.stash.setdefault(_SCORER, Scorer(keep=bool(config.getoption("--sayso-html"))))


def finish(config: pytest.Config) -> None:
    """Write the report; a worker of pytest-xdist hands what it scored over to the process that writes."""
    scorer = config.stash.get(_SCORER, None) or Scorer()
    handed = [(corpus, scored.predicted) for corpus, scored in scorer]
    output = getattr(config, "workeroutput", None)
    if output is None:
        write_html(Path(config.getoption("--sayso-html")), [*handed, *config.stash.get(_HANDED, [])])
    else:
        output["sayso"] = base64.b64encode(pickle.dumps(handed)).decode()


def take(node: Any) -> None:
    """Take over what a worker scored."""
    if handed := getattr(node, "workeroutput", {}).get("sayso"):  # a worker that crashed has put out nothing
        # The pickle is from a process that this one started, over its own pipe.
        node.config.stash.setdefault(_HANDED, []).extend(pickle.loads(base64.b64decode(handed)))


def write_html(path: Path, scored: Sequence[tuple[Corpus, Predicted]]) -> list[Path]:
    """Write a page for each corpus and choice of splits: FILE, and FILE-2 and so on where there are several.

    A system that several workers ran on the same documents is shown once; others of its name are numbered.
    """
    from sayso.cli.html import SLICES
    from sayso.report.html import page

    groups: dict[tuple[str, str], tuple[Corpus, list[list[Predicted]]]] = {}
    for corpus, predicted in scored:
        _, named = groups.setdefault((corpus.name, corpus.hash), (corpus, []))
        mine = next((some for some in named if some[0].system.name == predicted.system.name), None)
        if mine is None:
            named.append([predicted])
        elif _said(predicted) not in map(_said, mine):
            mine.append(predicted)
    paths = []
    for number, (corpus, named) in enumerate(groups.values(), 1):
        given = [predicted for some in named for predicted in some]
        names = numbered([predicted.system.name for predicted in given])
        systems = [_named(predicted, name) for predicted, name in zip(given, names, strict=True)]
        gold = gold_of(corpus)
        outcomes = [Outcome(score(predicted, gold, slices=SLICES)) for predicted in systems]
        paths.append(path if number == 1 else path.with_stem(f"{path.stem}-{number}"))
        write_bytes(paths[-1], page(outcomes, systems, gold))
    return paths


def _said(predicted: Predicted) -> Any:
    """What tells systems of one name apart: their answers, without what may differ from call to call."""
    given = [answer.prediction if answer else None for answer in predicted.answers or ()]
    return predicted.system, [(one.speakers, one.quotes, one.claims) if one else None for one in given]


def _named(predicted: Predicted, name: str) -> Predicted:
    return dataclasses.replace(predicted, system=msgspec.structs.replace(predicted.system, name=name))
