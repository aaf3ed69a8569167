"""The leaderboard as it is saved: what stands in leaderboard.json."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sayso.model import Version
from sayso.results import CorpusInfo, System


class Figure(msgspec.Struct, forbid_unknown_fields=True):
    """A measure of one system."""

    value: Annotated[float | None, Meta(description="The value, or null where it is undefined.", examples=[0.75])]
    low: Annotated[float | None, Meta(description="Lower end of the 95 % interval, or null.", examples=[0.7])]
    high: Annotated[float | None, Meta(description="Upper end of the 95 % interval, or null.", examples=[0.8])]
    group: Annotated[
        str | None,
        Meta(description="Systems that share a letter are tied; null: too few documents to tell.", examples=["ab"]),
    ]


class Standing(msgspec.Struct, forbid_unknown_fields=True):
    """One system in a table."""

    rank: Annotated[int, Meta(ge=1, description="Place by the first measure.", examples=[1])]
    system: Annotated[System, Meta(description="What was scored.", examples=[{"name": "rules"}])]
    figures: Annotated[dict[str, Figure], Meta(description="By measure.", examples=[{}])]
    tuned: Annotated[bool, Meta(description="Whether it was tuned on these very documents.", examples=[False])]
    failures: Annotated[int, Meta(ge=0, description="Documents on which it failed.", examples=[0])]
    fabricated: Annotated[
        int | None, Meta(description="Predicted spans that are not in the article; null: not known.", examples=[0])
    ]
    about: Annotated[str, Meta(description="What the suite says of it.", examples=[""])] = ""


class Pair(msgspec.Struct, forbid_unknown_fields=True):
    """Two systems on one measure."""

    a: Annotated[str, Meta(description="The one that stands higher.", examples=["spacy"])]
    b: Annotated[str, Meta(description="The other.", examples=["rules"])]
    measure: Annotated[str, Meta(description="The measure.", examples=["quotes.f1@overlap"])]
    difference: Annotated[float, Meta(description="A less B.", examples=[0.03])]
    p: Annotated[float | None, Meta(description="Two-sided p-value, or null.", examples=[0.004])]
    p_holm: Annotated[float | None, Meta(description="The same after Holm's correction.", examples=[0.02])]


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """The systems on one corpus."""

    suite: Annotated[str, Meta(description="Name of the suite.", examples=["polnear"])]
    entry: Annotated[str, Meta(description="Name of the corpus in it.", examples=["dev-odd"])]
    title: Annotated[str, Meta(description="Heading.", examples=["PolNeAR"])]
    about: Annotated[str, Meta(description="What there is to know of it.", examples=[""])]
    command: Annotated[str, Meta(description="What made it.", examples=["sayso eval --suite eval/polnear.toml"])]
    corpus: Annotated[
        CorpusInfo,
        Meta(
            description="What was scored on.", examples=[{"name": "corpus", "hash": "0123456789ab", "splits": ["seed"]}]
        ),
    ]
    documents: Annotated[int, Meta(ge=1, description="How many there are.", examples=[42])]
    measures: Annotated[list[str], Meta(description="Measures shown; the first ranks.", examples=[["quotes.f1@exact"]])]
    standings: Annotated[list[Standing], Meta(description="The systems, the best first.", examples=[[]])]
    pairs: Annotated[list[Pair], Meta(description="Each two of them.", examples=[[]])]
    stale: Annotated[
        list[str],
        Meta(description="Saved results left out: on another corpus, or lacking a measure.", examples=[[]]),
    ] = []


class Leaderboard(msgspec.Struct, forbid_unknown_fields=True):
    """All saved results, a table for each corpus of each suite."""

    schema_version: Version
    tables: Annotated[list[Table], Meta(description="The tables.", examples=[[]])]
