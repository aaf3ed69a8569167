"""The saved report: what `sayso eval --json` writes and `sayso report` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sayso.model import End, Start, Version
from sayso.printing import encodable

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ErrorClass = Literal[
    "wrong_speaker",
    "wrong_type",
    "wrong_mention",
    "fabricated",
    "split",
    "merged",
    "boundary",
    "scare_quote",
    "missed_indirect",
    "missed",
    "spurious",
]
_COUNTS = {"right": 7, "predicted": 9, "gold": 10}


class Measure(msgspec.Struct, forbid_unknown_fields=True):
    """One measure's value with its interval and counts."""

    value: Annotated[float | None, Meta(description="The value, or null where it is undefined.", examples=[0.75])]
    low: Annotated[
        float | None, Meta(description="Lower end of the 95 % interval; null: too few documents.", examples=[0.7])
    ]
    high: Annotated[
        float | None, Meta(description="Upper end of the 95 % interval; null: too few documents.", examples=[0.8])
    ]
    n: Annotated[
        int,
        Meta(
            ge=0, description="Size of the gold side: items, characters (@overlap) or documents (macro).", examples=[10]
        ),
    ]
    counts: Annotated[
        dict[str, float], Meta(description="The summed statistics behind the value.", examples=[_COUNTS])
    ] = {}


class Failure(msgspec.Struct, forbid_unknown_fields=True):
    """A document on which the extractor failed; it is scored as empty."""

    doc: Annotated[str, Meta(description="Id of the document.", examples=["000_7287edc7951c92e8"])]
    error: Annotated[str, Meta(description="What went wrong, in one sentence.", examples=["ValueError: no text"])]

    def __post_init__(self) -> None:
        self.error = encodable(self.error)  # a report that cannot be written would be lost after the run


class System(msgspec.Struct, forbid_unknown_fields=True):
    """What was scored."""

    name: Annotated[str, Meta(description="Extractor, as given on the command line.", examples=["rules"])]
    version: Annotated[str | None, Meta(description="Its version, where it states one.", examples=["0.1.0"])] = None
    settings: Annotated[
        dict[str, Any], Meta(description="Its settings, where it states any.", examples=[{"temperature": 0}])
    ] = {}
    served: Annotated[
        dict[str, int],
        Meta(
            description="Documents by the model and fingerprint that a server says it answered with.",
            examples=[{"gpt-x-2026-01-01 fp_1": 105}],
        ),
    ] = {}

    def __post_init__(self) -> None:
        self.name = encodable(self.name)
        self.version = None if self.version is None else encodable(self.version)


class Latency(msgspec.Struct, forbid_unknown_fields=True):
    """Seconds that the answer to one document took, waits before another try left out."""

    p50: Annotated[float, Meta(ge=0, description="The median.", examples=[0.8])]
    p90: Annotated[float, Meta(ge=0, description="The 90th percentile.", examples=[1.5])]
    p99: Annotated[float, Meta(ge=0, description="The 99th percentile.", examples=[3.2])]
    max: Annotated[float, Meta(ge=0, description="The longest.", examples=[4.1])]


class RunInfo(msgspec.Struct, forbid_unknown_fields=True):
    """What running the extractor took."""

    asked: Annotated[int, Meta(ge=0, description="Documents for which it was called.", examples=[90])]
    failed: Annotated[int, Meta(ge=0, description="Documents on which it failed.", examples=[1])]
    cached: Annotated[int, Meta(ge=0, description="Documents whose answer was in the cache.", examples=[4])]
    resumed: Annotated[int, Meta(ge=0, description="Documents that an earlier run had answered.", examples=[0])]
    retries: Annotated[int, Meta(ge=0, description="Calls again, after failures that may pass.", examples=[3])]
    seconds: Annotated[float, Meta(ge=0, description="Wall time.", examples=[31.5])]
    documents_per_second: Annotated[
        float | None, Meta(description="Throughput: documents asked by wall time; null where none was.", examples=[2.9])
    ]
    latency: Annotated[
        Latency | None,
        Meta(description="Seconds a document; null where it was not called.", examples=[None]),
    ]
    usage: Annotated[
        dict[str, float],
        Meta(description="Sums of what it says that it used.", examples=[{"input_tokens": 81250, "cost": 0.02}]),
    ] = {}


class CorpusInfo(msgspec.Struct, forbid_unknown_fields=True):
    """What it was scored on."""

    name: Annotated[str, Meta(description="Name of the corpus.", examples=["corpus"])]
    hash: Annotated[
        str, Meta(description="First 12 digits of the SHA-256 over texts and gold.", examples=["0123456789ab"])
    ]
    splits: Annotated[list[str], Meta(description="Splits that were scored.", examples=[["seed"]])]


class RankedItems(msgspec.Struct, forbid_unknown_fields=True):
    """The predicted items behind an average precision, the best score first."""

    doc: Annotated[list[int], Meta(description="Index of each one's document, from 0.", examples=[[1, 0, 1]])]
    score: Annotated[
        list[float | None], Meta(description="Its score, or null: it ranks last.", examples=[[0.9, 0.5, None]])
    ]
    right: Annotated[list[bool], Meta(description="Whether it is right.", examples=[[True, False, True]])]
    gold: Annotated[list[int], Meta(description="Gold items of each document.", examples=[[3, 1]])]


class Curve(msgspec.Struct, forbid_unknown_fields=True):
    """A precision-recall curve, point by point as the least score that is taken falls: at most 101 points."""

    score: Annotated[
        list[float | None],
        Meta(description="Least score that is taken; null: items without a score too.", examples=[[0.9, 0.5, None]]),
    ]
    precision: Annotated[list[float], Meta(description="Precision of what is taken.", examples=[[1.0, 0.5, 0.667]])]
    recall: Annotated[list[float], Meta(description="Recall of what is taken.", examples=[[0.25, 0.25, 0.5]])]


class Statistics(msgspec.Struct, forbid_unknown_fields=True):
    """The statistics rows of every document, column by column: sums over documents give the measures."""

    documents: Annotated[
        list[str], Meta(description="Ids of the documents, in the order of the counts.", examples=[["a", "b"]])
    ]
    counts: Annotated[
        dict[str, dict[str, list[float]]],
        Meta(
            description="By task and match, such as `quotes@exact`, each count of each document.",
            examples=[{"quotes@exact": {"right": [2, 5], "predicted": [4, 5], "gold": [3, 7]}}],
        ),
    ]
    rankings: Annotated[
        dict[str, RankedItems], Meta(description="By average precision, such as `quotes.ap@exact`.", examples=[{}])
    ] = {}


class ErrorCount(msgspec.Struct, forbid_unknown_fields=True):
    """How many items carry an error class."""

    gold: Annotated[int, Meta(ge=0, description="Gold items: missed as they stand.", examples=[3])]
    predicted: Annotated[int, Meta(ge=0, description="Predicted items: spurious as they stand.", examples=[4])]


class Place(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True, gc=False):
    """Where a span is."""

    start: Start
    end: End


class Error(msgspec.Struct, forbid_unknown_fields=True):
    """One gold item that is missed, or one predicted item that is spurious, as it stands."""

    doc: Annotated[str, Meta(description="Id of the document.", examples=["000_7287edc7951c92e8"])]
    kind: Annotated[Literal["quotes", "claims"], Meta(description="What the item is.", examples=["quotes"])]
    error: Annotated[ErrorClass, Meta(description="Its class; docs/measures.md defines them.", examples=["boundary"])]
    side: Annotated[Literal["gold", "predicted"], Meta(description="The side it is on.", examples=["gold"])]
    gold: Annotated[
        list[Place],
        Meta(
            description="Where the spans of the gold content are; empty: none is near.",
            examples=[[{"start": 21, "end": 171}]],
        ),
    ]
    predicted: Annotated[
        list[Place],
        Meta(
            description="The same of the predicted content; empty: none is near, or it is not in the article.",
            examples=[[{"start": 26, "end": 171}]],
        ),
    ]
    text: Annotated[
        str | None,
        Meta(
            description="The item's content, shortened; null where it is not in the article, or that was not read.",
            examples=["his team warned"],
        ),
    ]


class Errors(msgspec.Struct, forbid_unknown_fields=True):
    """What is wrong with the items that one side has and the other has not just so."""

    match: Annotated[str, Meta(description="When contents match.", examples=["iou=0.5"])]
    counts: Annotated[
        dict[str, dict[str, ErrorCount]],
        Meta(
            description="By kind (quotes, claims) and class; classes that do not occur are left out.",
            examples=[{"quotes": {"boundary": {"gold": 3, "predicted": 4}}, "claims": {}}],
        ),
    ]
    items: Annotated[
        list[Error] | None,
        Meta(description="Each one in text order; null where documents were not asked for.", examples=[None]),
    ] = None


class Change(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A piece of the difference between what the article has and what was said."""

    op: Annotated[
        Literal["same", "there", "said"],
        Meta(description="In both, in the article only, or said only.", examples=["said"]),
    ]
    text: Annotated[str, Meta(description="The words.", examples=["firmly"])]


class Fabrication(msgspec.Struct, forbid_unknown_fields=True):
    """A span that the article does not have as it was said."""

    doc: Annotated[str, Meta(description="Id of the document.", examples=["000_7287edc7951c92e8"])]
    pointer: Annotated[
        str, Meta(description="Where it is in the prediction (JSON Pointer).", examples=["/quotes/0/content/0"])
    ]
    how: Annotated[
        Literal["altered", "fabricated"],
        Meta(description="Found by forgiving case, marks, space or small slips; or not found.", examples=["altered"]),
    ]
    said: Annotated[str, Meta(description="The text as the system gave it, shortened.", examples=["It held firmly"])]
    there: Annotated[
        str | None,
        Meta(
            description="The article's: what it was found as, or the stretch most like it; null: nothing is near.",
            examples=["It held"],
        ),
    ]
    start: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="Where that begins, in code points; null: nothing is near.", examples=[21]),
    ]
    diff: Annotated[
        list[Change],
        Meta(
            description="Word by word, in order; empty: nothing is near.",
            examples=[[{"op": "same", "text": "It held"}, {"op": "said", "text": " firmly"}]],
        ),
    ] = []


class NameFound(msgspec.Struct, forbid_unknown_fields=True):
    """A named speaker who is not in the article by that name."""

    doc: Annotated[str, Meta(description="Id of the document.", examples=["000_7287edc7951c92e8"])]
    name: Annotated[str, Meta(description="The name as the system gave it.", examples=["Maria Lopez"])]
    invented: Annotated[
        bool, Meta(description="True: none of its words is in the article; false: some are.", examples=[True])
    ]
    missing: Annotated[
        list[str], Meta(description="Its words, folded, that are not in the article.", examples=[["maria", "lopez"]])
    ]


class Fabrications(msgspec.Struct, forbid_unknown_fields=True):
    """What was said of quotes, claims and speakers, and the articles do not have so."""

    spans: Annotated[int, Meta(ge=0, description="Predicted spans of quotes and claims.", examples=[40])]
    altered: Annotated[int, Meta(ge=0, description="Of these, found only by forgiving something.", examples=[3])]
    fabricated: Annotated[int, Meta(ge=0, description="Of these, not found.", examples=[1])]
    speakers: Annotated[int, Meta(ge=0, description="Names of speakers, each once a document.", examples=[12])]
    invented: Annotated[int, Meta(ge=0, description="Of these, names no word of which is there.", examples=[1])]
    completed: Annotated[int, Meta(ge=0, description="Of these, names some words of which are there.", examples=[2])]
    items: Annotated[
        list[Fabrication], Meta(description="The spans, at most 100 of a document, in text order.", examples=[[]])
    ] = []
    names: Annotated[list[NameFound], Meta(description="The names, at most 100 of a document.", examples=[[]])] = []

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.altered or self.fabricated or self.invented or self.completed)


class Spread(msgspec.Struct, forbid_unknown_fields=True):
    """A measure over several samples of the same documents."""

    mean: Annotated[float | None, Meta(description="The mean; null where a value is undefined.", examples=[0.7])]
    deviation: Annotated[float | None, Meta(description="The standard deviation of the samples.", examples=[0.02])]
    values: Annotated[list[float | None], Meta(description="The value of each sample.", examples=[[0.68, 0.7, 0.72]])]


class Samples(msgspec.Struct, forbid_unknown_fields=True):
    """Several answers to each document, each scored by itself; the report's other numbers are of the first."""

    number: Annotated[int, Meta(ge=2, description="Answers to each document.", examples=[3])]
    measures: Annotated[dict[str, Spread], Meta(description="By measure.", examples=[{}])]


class SliceValue(msgspec.Struct, forbid_unknown_fields=True):
    """The scores on the part of the gold that has one value."""

    quotes: Annotated[int, Meta(ge=0, description="Gold quotes in it.", examples=[12])]
    documents: Annotated[int, Meta(ge=0, description="Documents in it; by quote: that hold one.", examples=[5])]
    small: Annotated[
        bool, Meta(description="Fewer than 30 gold quotes or 10 documents: little can be said.", examples=[True])
    ]
    measures: Annotated[dict[str, Measure], Meta(description="Measures by name; see docs/measures.md.", examples=[{}])]


class Slice(msgspec.Struct, forbid_unknown_fields=True):
    """The gold in parts, by one attribute of quotes or one column of documents."""

    by: Annotated[Literal["quote", "document"], Meta(description="What has the value.", examples=["quote"])]
    precision: Annotated[
        bool, Meta(description="Whether predictions have the value too; false: recall only.", examples=[True])
    ]
    values: Annotated[dict[str, SliceValue], Meta(description="By value, such as `direct`.", examples=[{}])]


class Report(msgspec.Struct, forbid_unknown_fields=True):
    """The scores of one system on one corpus."""

    schema_version: Version
    system: Annotated[System, Meta(description="What was scored.", examples=[{"name": "rules"}])]
    corpus: Annotated[
        CorpusInfo,
        Meta(
            description="What it was scored on.",
            examples=[{"name": "corpus", "hash": "0123456789ab", "splits": ["seed"]}],
        ),
    ]
    measures: Annotated[
        dict[str, Measure], Meta(description="Measures by name, such as `quotes.f1@exact`.", examples=[{}])
    ]
    signature: Annotated[
        str,
        Meta(
            description="What pins the numbers: corpus, matching, interval, version.",
            examples=["corpus:seed|version:0.1.0"],
        ),
    ]
    documents: Annotated[int, Meta(ge=0, description="Number of documents scored.", examples=[1])]
    failures: Annotated[list[Failure], Meta(description="Documents on which the extractor failed.", examples=[[]])]
    notes: Annotated[list[str], Meta(description="What a reader of the numbers must know.", examples=[[]])] = []
    seconds: Annotated[float | None, Meta(description="Wall time of extraction, or null.", examples=[0.1])] = None
    run: Annotated[
        RunInfo | None, Meta(description="What running it took; null where predictions were read.", examples=[None])
    ] = None
    statistics: Annotated[
        Statistics | None,
        Meta(description="Counts of each document; null where they were not asked for.", examples=[None]),
    ] = None

    errors: Annotated[
        Errors | None,
        Meta(
            description="Error classes of missed and spurious items; null where they were not asked for.",
            examples=[None],
        ),
    ] = None

    curves: Annotated[
        dict[str, Curve],
        Meta(description="By average precision, such as `quotes.ap@exact`, the curve that it sums up.", examples=[{}]),
    ] = {}

    fabrications: Annotated[
        Fabrications | None,
        Meta(description="What is not in the articles as it was said; null where that was not read.", examples=[None]),
    ] = None

    samples: Annotated[
        Samples | None, Meta(description="Mean and spread of several samples; null: one each.", examples=[None])
    ] = None

    slices: Annotated[
        dict[str, Slice], Meta(description="Slices that were asked for, by name, such as `type`.", examples=[{}])
    ] = {}

    def __getitem__(self, measure: str) -> Measure:
        return self.measures[measure]

    def to_arrow(self) -> pa.Table:
        """The measures as an Arrow table, a row each, with the columns of `sayso.report.tables.COLUMNS`."""
        from sayso.report import tables

        return tables.arrow([self])

    def to_pandas(self) -> pd.DataFrame:
        """The measures as a data frame, likewise. Needs pandas."""
        return self.to_arrow().to_pandas()

    def to_csv(self) -> str:
        """The measures as CSV, likewise; text that a spreadsheet would run as a formula is guarded."""
        from sayso.report import tables

        return tables.csv([self])

    def to_latex(self) -> str:
        """The measures as a LaTeX table (package booktabs)."""
        from sayso.report import tables

        return tables.latex([self])

    def to_markdown(self) -> str:
        """The report as GitHub-flavoured Markdown."""
        from sayso.report import markdown
        from sayso.report.outcome import Outcome

        return markdown.render(Outcome(self))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from sayso.report import tables

        return tables.notebook(self)
