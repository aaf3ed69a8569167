"""What a suite says: corpora, extractors, measures, slices, thresholds."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sayso.errors import DataError
from sayso.files import read_text
from sayso.model import Version

Name = Annotated[
    str,
    Meta(
        pattern=r"^[\w][\w.@+=-]*$(?!\n)",
        description="A name that files can be called by: letters, digits and _ . - + = @.",
        examples=["challenge"],
    ),
]


class CorpusEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A corpus, or a part of one, that extractors are scored on."""

    name: Name
    path: Annotated[
        str | None,
        Meta(description="Folder, from the suite's file on; null: the one in `variable`.", examples=["../corpus"]),
    ] = None
    variable: Annotated[
        str | None,
        Meta(description="Environment variable that holds the path; --corpus-path does so, too.", examples=["POLNEAR"]),
    ] = None
    format: Annotated[
        str | None,
        Meta(description="Format that the folder is imported from; null: a corpus folder.", examples=["polnear"]),
    ] = None
    splits: Annotated[list[str], Meta(description="Splits to score; empty: all.", examples=[["dev"]])] = []
    part: Annotated[
        Literal["all", "even", "odd"],
        Meta(description="Which documents, in the order of their ids counted from 0.", examples=["odd"]),
    ] = "all"
    share: Annotated[
        bool,
        Meta(description="Whether its texts may be passed on; false: no prediction is written.", examples=[False]),
    ] = True
    about: Annotated[str, Meta(description="A sentence for the leaderboard.", examples=["The held-out half."])] = ""


class ExtractorEntry(msgspec.Struct, forbid_unknown_fields=True):
    """An extractor that is scored."""

    name: Name
    extractor: Annotated[
        str | None, Meta(description="As on the command line; null: the same as `name`.", examples=["openai:gpt-x"])
    ] = None
    settings: Annotated[
        dict[str, str | int | float | bool],
        Meta(description="Settings, written ?key=value behind its name.", examples=[{"temperature": 0}]),
    ] = {}
    tuned_on: Annotated[
        list[str], Meta(description="Names of the suite's corpora that it was tuned on.", examples=[["dev-even"]])
    ] = []
    about: Annotated[str, Meta(description="A sentence for the leaderboard.", examples=["Follows PolNeAR."])] = ""

    @property
    def call(self) -> str:
        """The extractor as on the command line, with its settings."""
        from urllib.parse import quote, urlencode

        name = self.extractor or self.name
        if not self.settings:
            return name
        values = {k: str(v).lower() if isinstance(v, bool) else v for k, v in self.settings.items()}
        return f"{name}{'&' if '?' in name else '?'}{urlencode(values, quote_via=quote)}"


class ThresholdEntry(msgspec.Struct, forbid_unknown_fields=True):
    """The least value that a measure may have."""

    measure: Annotated[str, Meta(description="Its name.", examples=["quotes.f1@overlap"])]
    least: Annotated[float, Meta(description="Under this the run fails (exit code 1).", examples=[0.74])]
    extractor: Annotated[str | None, Meta(description="Of this one; null: of each.", examples=["rules"])] = None
    corpus: Annotated[str | None, Meta(description="On this one; null: on each.", examples=["dev-odd"])] = None
    slice: Annotated[str | None, Meta(description="On a slice of it.", examples=["type"])] = None
    value: Annotated[str | None, Meta(description="The value of the slice.", examples=["direct"])] = None


class Suite(msgspec.Struct, forbid_unknown_fields=True):
    """What is scored on what."""

    schema_version: Version
    name: Name
    corpora: Annotated[
        list[CorpusEntry], Meta(min_length=1, description="What is scored on.", examples=[[{"name": "challenge"}]])
    ]
    extractors: Annotated[
        list[ExtractorEntry], Meta(min_length=1, description="What is scored.", examples=[[{"name": "rules"}]])
    ]
    title: Annotated[str, Meta(description="Heading on the leaderboard.", examples=["Challenge"])] = ""
    about: Annotated[str, Meta(description="Sentences under the heading.", examples=["Synthetic articles."])] = ""
    measures: Annotated[
        list[str],
        Meta(description="Measures, tasks or groups in the reports; empty: the default.", examples=[["quotes@exact"]]),
    ] = []
    board: Annotated[
        list[str],
        Meta(
            min_length=1,
            description="Measures on the leaderboard; the first ranks.",
            examples=[["attribution.f1@iou=0.5"]],
        ),
    ] = msgspec.field(default_factory=lambda: ["attribution.f1@iou=0.5", "quotes.f1@overlap"])
    slices: Annotated[list[str], Meta(description="Slices in the reports.", examples=[["phenomenon"]])] = []
    thresholds: Annotated[list[ThresholdEntry], Meta(description="What must be reached.", examples=[[]])] = []

    @property
    def measure_names(self) -> list[str]:
        """The measures to score, each once."""
        from sayso.measures import DEFAULT, expand, parse

        names = [name for asked in self.measures for name in expand(asked)] or list(DEFAULT)
        names += [str(parse(name)) for name in self.board]
        names += [str(parse(entry.measure)) for entry in self.thresholds]
        return list(dict.fromkeys(names))


def read(path: Path) -> Suite:
    """The suite in a TOML file. Raises `DataError` where it is none, or names what there is not."""
    try:
        suite = msgspec.convert(parse_toml(path), Suite)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {error}; `sayso validate {path}` lists every problem.") from None
    for problem in problems(suite):
        raise DataError(f"{path}: {problem}")
    return suite


def read_beside(path: Path) -> dict[Path, Suite]:
    """This suite and those in the folder beside it, by their files in order; other TOML files there are left alone."""
    found = {path: read(path)}
    for other in path.parent.glob("*.toml"):
        if other != path and {"schema_version", "corpora"} <= parse_toml(other).keys():
            found[other] = read(other)
    return dict(sorted(found.items()))


def parse_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `DataError` with line and column where it is broken."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: is no TOML: {error}; mend it there.") from None


def problems(suite: Suite) -> list[str]:
    """What the schema cannot say: names given twice or unknown."""
    from sayso import formats
    from sayso.errors import SaysoError
    from sayso.slices import expand as expand_slices

    found = []
    corpora, extractors = ([entry.name for entry in entries] for entries in (suite.corpora, suite.extractors))
    for kind, names in (("corpora", corpora), ("extractors", extractors)):
        found += [f"{kind}: two are called {name!r}; rename one." for name, n in Counter(names).items() if n > 1]
    for entry in suite.corpora:
        if entry.path is None and entry.variable is None:
            found.append(f"corpora: {entry.name!r} has neither path nor variable; say where it is.")
        if entry.format is not None and entry.format not in formats.names():
            found.append(f"corpora: {entry.name!r}: there is no format {entry.format!r}; `sayso import` lists them.")
    for one in suite.extractors:
        found += [
            f"extractors: {one.name!r} is tuned_on {name!r}, which is no corpus of the suite."
            for name in one.tuned_on
            if name not in corpora
        ]
    parts: Sequence[str] = suite.slices
    try:
        _ = suite.measure_names
        parts = expand_slices(suite.slices)
    except SaysoError as error:
        found.append(str(error))
    for threshold in suite.thresholds:
        if threshold.extractor not in (None, *extractors):
            found.append(f"thresholds: there is no extractor {threshold.extractor!r} in the suite.")
        if threshold.corpus not in (None, *corpora):
            found.append(f"thresholds: there is no corpus {threshold.corpus!r} in the suite.")
        if (threshold.slice is None) != (threshold.value is None):
            found.append(f"thresholds: {threshold.measure}: slice and value go together.")
        elif threshold.slice is not None and threshold.slice not in parts:
            found.append(f"thresholds: the slice {threshold.slice!r} is not among the suite's slices.")
    return found
