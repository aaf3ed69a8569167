"""The data model: articles, annotations, predictions.

One definition serves decoding, typing and validation: `sayso.schema` writes the JSON Schemas of `schema/` from these
types, and a test keeps the two the same. Offsets are Unicode code points into `Article.text`, `start` inclusive, `end`
exclusive. The terms follow PARC 3.0 (Pareti 2015) and PolNeAR (Newell et al. 2018); see docs/schema.md for each.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

SCHEMA_VERSION: Literal["1.0"] = "1.0"

QuoteType = Literal["direct", "indirect", "mixed"]
SpeakerKind = Literal["person", "organization", "group", "document", "unnamed"]
MentionForm = Literal["name", "nominal", "pronoun"]
ClaimKind = Literal["quantity", "causation", "rule", "prediction", "personal", "other"]
Stance = Literal["affirm", "refute"]
AnnotatorKind = Literal["human", "model", "program", "adjudicated"]
BlockKind = Literal["headline", "subhead", "paragraph", "boilerplate"]

AUTHOR = "author"
"""The claimer of a claim that the article makes in its own voice; no speaker may have this id."""

Version = Annotated[Literal["1.0"], Meta(description="Version of the schemas that the file follows.", examples=["1.0"])]
DocId = Annotated[
    str,
    Meta(
        min_length=1,
        pattern=r"^[^\x00-\x20./\\][^\x00-\x20/\\]*$(?!\n)",
        description="Id of the article, usable as a file name: no space, slash or backslash, no dot at its start.",
        examples=["000_7287edc7951c92e8"],
    ),
]
Sha256 = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{64}$", max_length=64, description="SHA-256 in lower-case hexadecimal.", examples=["0" * 64]
    ),
]
Start = Annotated[
    int, Meta(ge=0, description="First code point of the span in the article's text, from 0.", examples=[21])
]
End = Annotated[
    int, Meta(ge=1, description="Code point after the last one of the span; greater than start.", examples=[25])
]
Score = Annotated[
    float,
    Meta(
        ge=0, le=1, description="The extractor's confidence, 0 to 1; orders the precision-recall curve.", examples=[0.9]
    ),
]


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A stretch of the article's text."""

    start: Start
    end: End
    text: Annotated[
        str,
        Meta(min_length=1, description="The article's text from start to end, letter by letter.", examples=["said"]),
    ]


class Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A place in the text that refers to a speaker."""

    start: Start
    end: End
    text: Annotated[
        str, Meta(min_length=1, description="The article's text from start to end.", examples=["the president"])
    ]
    form: Annotated[
        MentionForm,
        Meta(description="How it refers: by a proper name, a noun phrase or a pronoun.", examples=["nominal"]),
    ]


class Speaker(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An entity that speaks, claims or is addressed in the article."""

    id: Annotated[str, Meta(min_length=1, description="Id of the speaker in this file.", examples=["S1"])]
    name: Annotated[
        str, Meta(min_length=1, description="Fullest name known, without titles.", examples=["Donald Trump"])
    ]
    kind: Annotated[
        SpeakerKind,
        Meta(description="What the entity is; `unnamed` is a person whose name is withheld.", examples=["person"]),
    ]
    wikidata: Annotated[
        Annotated[str, Meta(pattern=r"^Q[1-9][0-9]*$(?!\n)")] | None,
        Meta(description="Wikidata item, where it is certain; else null.", examples=["Q22686", None]),
    ]
    mentions: Annotated[list[Mention], Meta(description="Every mention in the text, in text order.", examples=[[]])]


class Quote(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One act of attribution: content, cue and source."""

    id: Annotated[str, Meta(min_length=1, description="Id of the quote in this file.", examples=["Q1"])]
    type: Annotated[
        QuoteType,
        Meta(
            description="direct: all content in quotation marks; indirect: none; mixed: some (O'Keefe et al. 2013).",
            examples=["mixed"],
        ),
    ]
    content: Annotated[
        list[Span],
        Meta(
            min_length=1,
            description="What is attributed, with its quotation marks: one or more spans in text order.",
            examples=[[{"start": 21, "end": 27, "text": "it was"}]],
        ),
    ]
    cue: Annotated[
        list[Span], Meta(description="The words that signal the attribution; empty when there are none.", examples=[[]])
    ]
    source: Annotated[
        list[Span],
        Meta(description="The source as mentioned at this quote; empty when it is implicit.", examples=[[]]),
    ]
    speaker: Annotated[
        str | None,
        Meta(
            description="Id of the speaker behind the source; null when the article does not say who.", examples=["S1"]
        ),
    ]
    addressees: Annotated[list[str], Meta(description="Ids of the speakers who are addressed.", examples=[["S2"]])]
    parent: Annotated[
        str | None, Meta(description="Id of the quote that this one is nested in, or null.", examples=[None, "Q1"])
    ]
    asserted: Annotated[
        bool,
        Meta(description="False where the attribution is denied, possible or future (*did not say*).", examples=[True]),
    ]


class Claim(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A checkable assertion about the world."""

    id: Annotated[str, Meta(min_length=1, description="Id of the claim in this file.", examples=["C1"])]
    content: Annotated[
        list[Span],
        Meta(
            min_length=1,
            description="The minimal clause that makes the claim, without its attribution: spans in text order.",
            examples=[[{"start": 21, "end": 27, "text": "it was"}]],
        ),
    ]
    claimer: Annotated[
        str,
        Meta(min_length=1, description="Id of the speaker who vouches for it, or `author`.", examples=["S1", AUTHOR]),
    ]
    quote: Annotated[
        str | None, Meta(description="Id of the innermost quote that holds the claim, or null.", examples=["Q1", None])
    ]
    kind: Annotated[
        ClaimKind, Meta(description="Kind of claim (Konstantinovskiy et al. 2018).", examples=["prediction"])
    ]
    stance: Annotated[
        Stance, Meta(description="Whether the claimer affirms or refutes it (Reddy et al. 2022).", examples=["affirm"])
    ]
    check_worthy: Annotated[bool, Meta(description="Whether a fact-checker would spend time on it.", examples=[True])]
    normalized: Annotated[
        str,
        Meta(
            min_length=1,
            description="The claim as one self-contained sentence.",
            examples=["The dam was safe in 2020."],
        ),
    ]


class Annotator(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Who or what drew the annotation."""

    id: Annotated[str, Meta(min_length=1, description="Id of the annotator.", examples=["gold"])]
    kind: Annotated[
        AnnotatorKind,
        Meta(
            description="human, model (a language model), program, or adjudicated from several.",
            examples=["adjudicated"],
        ),
    ]


class Annotation(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """All that one annotator drew on one article."""

    schema_version: Version
    doc: DocId
    text_sha256: Annotated[
        Sha256, Meta(description="SHA-256 of the UTF-8 article text that this was drawn on.", examples=["0" * 64])
    ]
    annotator: Annotated[
        Annotator, Meta(description="Who or what drew it.", examples=[{"id": "gold", "kind": "adjudicated"}])
    ]
    speakers: Annotated[list[Speaker], Meta(description="Speakers in the order of first mention.", examples=[[]])]
    quotes: Annotated[list[Quote], Meta(description="Quotes in the order of where they start.", examples=[[]])]
    claims: Annotated[list[Claim], Meta(description="Claims in the order of where they start.", examples=[[]])]


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A stretch of the article with a role in its layout."""

    start: Start
    end: End
    kind: Annotated[
        BlockKind,
        Meta(
            description="Role of the block; boilerplate is text that belongs to no story (*SEE ALSO: …*).",
            examples=["paragraph"],
        ),
    ]


class Article(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """One article as it was ingested: decoded, BOM stripped, line ends made `\\n`, else unchanged."""

    id: DocId
    text: Annotated[str, Meta(description="The article's text.", examples=["It rained, she said.\n"])]
    blocks: Annotated[
        list[Block],
        Meta(
            description="Blocks in text order, without overlap.",
            examples=[[{"start": 0, "end": 20, "kind": "paragraph"}]],
        ),
    ]
    title: Annotated[str | None, Meta(description="Headline, or null when unknown.", examples=["Rain falls", None])]
    language: Annotated[str | None, Meta(description="BCP 47 language tag, or null when unknown.", examples=["en"])]
    published: Annotated[
        Annotated[str, Meta(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$(?!\n)")]
        | None,
        Meta(description="Date of publication (ISO 8601), or null when unknown.", examples=["2025-03-14", None]),
    ]
    publisher: Annotated[str | None, Meta(description="Publisher, or null when unknown.", examples=["The Daily", None])]
    url: Annotated[str | None, Meta(description="Where it was published, or null when unknown.", examples=[None])]
    rights: Annotated[
        str | None,
        Meta(description="Who holds the rights in the text, or null when unknown.", examples=["CC BY 4.0", None]),
    ]
    source_file: Annotated[
        str | None, Meta(description="File it was ingested from, relative to seeds/.", examples=["rain.txt"])
    ]
    raw_sha256: Annotated[Sha256, Meta(description="SHA-256 of the file's bytes as received.", examples=["0" * 64])]
    text_sha256: Annotated[Sha256, Meta(description="SHA-256 of the text in UTF-8.", examples=["0" * 64])]
    genre: Annotated[str | None, Meta(description="Register (wire, court, sport, …), or null.", examples=["wire"])] = (
        None
    )
    phenomena: Annotated[
        list[str], Meta(description="Phenomena that the article was written to carry.", examples=[["nested"]])
    ] = []
    synthetic: Annotated[
        bool, Meta(description="True for text written for this corpus rather than published news.", examples=[False])
    ] = False


# --- predictions: the same shape, everything but `doc` optional -------------------------------------------------------


def _check_place(start: int | UnsetType, end: int | UnsetType, text: str | UnsetType) -> None:
    """The schema's anyOf and dependentRequired, for the typed decoder."""
    if (start is UNSET) != (end is UNSET):
        raise ValueError("start and end go together: give both or neither")
    if start is UNSET and text is UNSET:
        raise ValueError("a span needs its text, or start and end")


class PredictedSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A span of a prediction: offsets, or its text (which `sayso.grounding` then finds in the article), or both."""

    start: Start | UnsetType = UNSET
    end: End | UnsetType = UNSET
    text: (
        Annotated[str, Meta(description="The text of the span, as the extractor gives it.", examples=["said"])]
        | UnsetType
    ) = UNSET

    def __post_init__(self) -> None:
        _check_place(self.start, self.end, self.text)


class PredictedMention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A predicted mention of a speaker."""

    start: Start | UnsetType = UNSET
    end: End | UnsetType = UNSET
    text: Annotated[str, Meta(description="The text of the mention.", examples=["she"])] | UnsetType = UNSET
    form: Annotated[MentionForm, Meta(description="How it refers.", examples=["pronoun"])] | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_place(self.start, self.end, self.text)


class PredictedSpeaker(msgspec.Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A predicted speaker."""

    id: (
        Annotated[str, Meta(min_length=1, description="Id of the speaker in this prediction.", examples=["S1"])]
        | UnsetType
    ) = UNSET
    name: Annotated[str, Meta(description="Name of the speaker.", examples=["Lena Orr"])] | UnsetType = UNSET
    kind: Annotated[SpeakerKind, Meta(description="What the entity is.", examples=["person"])] | UnsetType = UNSET
    wikidata: Annotated[str | None, Meta(description="Wikidata item, or null.", examples=["Q42"])] = None
    mentions: Annotated[list[PredictedMention], Meta(description="Mentions in the text.", examples=[[]])] = []


class PredictedQuote(msgspec.Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A predicted quote."""

    id: (
        Annotated[str, Meta(min_length=1, description="Id of the quote in this prediction.", examples=["Q1"])]
        | UnsetType
    ) = UNSET
    type: Annotated[QuoteType, Meta(description="Type of the quote.", examples=["direct"])] | UnsetType = UNSET
    content: Annotated[
        list[PredictedSpan], Meta(description="What is attributed.", examples=[[{"text": "it was"}]])
    ] = []
    cue: Annotated[
        list[PredictedSpan], Meta(description="The words that signal it.", examples=[[{"text": "said"}]])
    ] = []
    source: Annotated[
        list[PredictedSpan], Meta(description="The source as mentioned.", examples=[[{"text": "she"}]])
    ] = []
    speaker: (
        Annotated[
            str | None,
            Meta(
                description="Id of a speaker in `speakers`, or a name; null: nobody; absent: the source decides.",
                examples=["S1", "Lena Orr", None],
            ),
        ]
        | UnsetType
    ) = UNSET
    addressees: Annotated[list[str], Meta(description="Ids or names of who is addressed.", examples=[[]])] = []
    parent: Annotated[str | None, Meta(description="Id of the quote it is nested in.", examples=[None])] = None
    asserted: Annotated[bool, Meta(description="False for *did not say*.", examples=[True])] = True
    score: Score | UnsetType = UNSET


class PredictedClaim(msgspec.Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A predicted claim."""

    id: (
        Annotated[str, Meta(min_length=1, description="Id of the claim in this prediction.", examples=["C1"])]
        | UnsetType
    ) = UNSET
    content: Annotated[
        list[PredictedSpan], Meta(description="The clause that makes the claim.", examples=[[{"text": "it was"}]])
    ] = []
    claimer: (
        Annotated[str, Meta(description="Id or name of who vouches for it, or `author`.", examples=[AUTHOR])]
        | UnsetType
    ) = UNSET
    quote: Annotated[str | None, Meta(description="Id of the quote that holds it.", examples=["Q1"])] = None
    kind: Annotated[ClaimKind, Meta(description="Kind of claim.", examples=["quantity"])] | UnsetType = UNSET
    stance: Annotated[Stance, Meta(description="The claimer's stance.", examples=["affirm"])] | UnsetType = UNSET
    check_worthy: Annotated[bool, Meta(description="Worth checking?", examples=[True])] | UnsetType = UNSET
    normalized: Annotated[str, Meta(description="The claim as one sentence.", examples=["It rained."])] | UnsetType = (
        UNSET
    )
    score: Score | UnsetType = UNSET


class Prediction(msgspec.Struct, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """What an extractor says of one article."""

    doc: DocId
    schema_version: Version | UnsetType = UNSET
    text_sha256: Sha256 | UnsetType = UNSET
    annotator: (
        Annotated[Annotator, Meta(description="The extractor.", examples=[{"id": "rules", "kind": "program"}])]
        | UnsetType
    ) = UNSET
    speakers: Annotated[list[PredictedSpeaker], Meta(description="Speakers.", examples=[[]])] = []
    quotes: Annotated[list[PredictedQuote], Meta(description="Quotes.", examples=[[]])] = []
    claims: Annotated[list[PredictedClaim], Meta(description="Claims.", examples=[[]])] = []
    meta: Annotated[
        dict[str, Any], Meta(description="Anything the extractor wants kept.", examples=[{"model": "x"}])
    ] = {}


def sha256_text(text: str) -> str:
    """SHA-256 of `text` in UTF-8, lower-case hexadecimal.

    Raises `UnicodeEncodeError` where the text holds a lone surrogate.
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def dumps(record: Any) -> bytes:
    """A record as indented JSON in UTF-8 with a final newline: the one form in which sayso writes JSON files."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
