"""Rows of the published tables, and their Arrow schemas.

Each configuration is one msgspec type: `documents` nests what an article and its gold hold, the others are flat, one
row a quote, claim, speaker or mention. Arrow schemas, the Hub's features, Croissant fields and the card's table of
fields are all read off these types, so that they cannot drift from `sayso.model`.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta, inspect

from sayso.corpus import Document
from sayso.errors import DataError
from sayso.model import (
    AUTHOR,
    Annotation,
    Article,
    ClaimKind,
    DocId,
    Mention,
    MentionForm,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

if TYPE_CHECKING:
    import pyarrow as pa

_Doc = Annotated[DocId, Meta(description="Id of the article.")]
_Context = Annotated[str, Meta(description="The paragraphs that hold it, from the article's text.")]
_ContextStart = Annotated[int, Meta(description="Code point of the article's text at which `context` starts.")]
_Wikidata = Annotated[str | None, Meta(description="Their Wikidata item, where it is certain.")]


def _fields(struct: type[msgspec.Struct], leave_out: frozenset[str]) -> list[tuple[str, Any]]:
    return [(name, hint) for name, hint in get_type_hints(struct, include_extras=True).items() if name not in leave_out]


DocumentRow = msgspec.defstruct(
    "DocumentRow",
    _fields(Article, frozenset()) + _fields(Annotation, frozenset({"doc", "text_sha256"})),
    forbid_unknown_fields=True,
    gc=False,
)
"""All fields of the article, then those of its gold; the gold's `doc` and `text_sha256` are the article's."""


class QuoteRow(msgspec.Struct, gc=False):
    """One quote with who said it and the paragraphs around it."""

    doc: _Doc
    id: Annotated[str, Meta(description="Id of the quote in its article.")]
    type: Annotated[QuoteType, Meta(description="direct, indirect or mixed.")]
    text: Annotated[str, Meta(description="Texts of the content's spans, joined by a space.")]
    cue_text: Annotated[str, Meta(description="Texts of the cue's spans, joined by a space; empty: no cue.")]
    source_text: Annotated[str, Meta(description="Texts of the source's spans, joined by a space; empty: implicit.")]
    speaker: Annotated[str | None, Meta(description="Id of the speaker in its article, or null.")]
    speaker_name: Annotated[str | None, Meta(description="Name of the speaker, or null.")]
    speaker_kind: Annotated[SpeakerKind | None, Meta(description="Kind of the speaker, or null.")]
    speaker_wikidata: _Wikidata
    addressees: Annotated[list[str], Meta(description="Names of those addressed.")]
    parent: Annotated[str | None, Meta(description="Id of the quote that it is nested in, or null.")]
    asserted: Annotated[bool, Meta(description="False where the attribution is denied, possible or future.")]
    content: Annotated[list[Span], Meta(description="Spans of the content in the article's text.")]
    cue: Annotated[list[Span], Meta(description="Spans of the cue.")]
    source: Annotated[list[Span], Meta(description="Spans of the source.")]
    context: _Context
    context_start: _ContextStart


class ClaimRow(msgspec.Struct, gc=False):
    """One claim with who makes it and the paragraphs around it."""

    doc: _Doc
    id: Annotated[str, Meta(description="Id of the claim in its article.")]
    kind: Annotated[ClaimKind, Meta(description="Kind of claim.")]
    stance: Annotated[Stance, Meta(description="Whether the claimer affirms or refutes it.")]
    check_worthy: Annotated[bool, Meta(description="Whether a fact-checker would spend time on it.")]
    text: Annotated[str, Meta(description="Texts of the claim's spans, joined by a space.")]
    normalized: Annotated[str, Meta(description="The claim as one self-contained sentence.")]
    claimer: Annotated[str, Meta(description="Id of the speaker who vouches for it, or `author`.")]
    claimer_name: Annotated[str | None, Meta(description="Name of the claimer; null for the author.")]
    claimer_kind: Annotated[SpeakerKind | None, Meta(description="Kind of the claimer; null for the author.")]
    claimer_wikidata: _Wikidata
    quote: Annotated[str | None, Meta(description="Id of the innermost quote that holds it, or null.")]
    content: Annotated[list[Span], Meta(description="Spans of the claim in the article's text.")]
    context: _Context
    context_start: _ContextStart


class SpeakerRow(msgspec.Struct, gc=False):
    """One speaker of one article, with how often they speak."""

    doc: _Doc
    id: Annotated[str, Meta(description="Id of the speaker in its article.")]
    name: Annotated[str, Meta(description="Fullest name known.")]
    kind: Annotated[SpeakerKind, Meta(description="What the entity is.")]
    wikidata: _Wikidata
    quotes: Annotated[int, Meta(description="Number of quotes that they are the speaker of.")]
    claims: Annotated[int, Meta(description="Number of claims that they vouch for.")]
    addressed: Annotated[int, Meta(description="Number of quotes that address them.")]
    mentions: Annotated[list[Mention], Meta(description="Every mention in the article's text.")]
    context: Annotated[str | None, Meta(description="The paragraph of the first mention; null without mentions.")]
    context_start: Annotated[int | None, Meta(description="Code point at which `context` starts, or null.")]


class MentionRow(msgspec.Struct, gc=False):
    """One place in the text that refers to a speaker."""

    doc: _Doc
    speaker: Annotated[str, Meta(description="Id of the speaker in its article.")]
    speaker_name: Annotated[str, Meta(description="Fullest name known of the speaker.")]
    speaker_kind: Annotated[SpeakerKind, Meta(description="Kind of the speaker.")]
    speaker_wikidata: _Wikidata
    form: Annotated[MentionForm, Meta(description="By a proper name, a noun phrase or a pronoun.")]
    text: Annotated[str, Meta(description="The article's text from start to end.")]
    start: Annotated[int, Meta(description="First code point of the mention in the article's text, from 0.")]
    end: Annotated[int, Meta(description="Code point after its last one.")]
    context: _Context
    context_start: _ContextStart


CONFIGURATIONS: dict[str, type[msgspec.Struct]] = {
    "documents": DocumentRow,
    "quotes": QuoteRow,
    "claims": ClaimRow,
    "speakers": SpeakerRow,
    "mentions": MentionRow,
}
"""The published tables by name; the first is the default."""

KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("id",),
    "quotes": ("doc", "id"),
    "claims": ("doc", "id"),
    "speakers": ("doc", "id"),
    "mentions": ("doc", "speaker", "start", "end"),
}
"""The columns of each table that tell its rows apart."""


def rows(configuration: str, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """The rows of one table as plain dictionaries. Raises `DataError` for gold that was drawn on another text."""
    make = _MAKERS[configuration]
    for document in documents:
        _check_pair(document)
        yield from map(msgspec.to_builtins, make(document))


def to_document(row: Any, split: str) -> Document:
    """A `DocumentRow` as article and gold."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    article = Article(**{name: values[name] for name in Article.__struct_fields__})
    names = set(Annotation.__struct_fields__) - {"doc", "text_sha256"}
    gold = Annotation(doc=article.id, text_sha256=article.text_sha256, **{name: values[name] for name in names})
    return Document(article, gold, split)


def arrow_schema(configuration: str) -> pa.Schema:
    """The Arrow schema of one table: int32 for integers, and list fields typed even where every list is empty."""
    import pyarrow as pa

    described = inspect.type_info(CONFIGURATIONS[configuration])
    assert isinstance(described, inspect.StructType)
    return pa.schema([_arrow_field(field) for field in described.fields])


def arrow_type(struct: type[msgspec.Struct]) -> pa.StructType:
    """The Arrow type of a record, as `arrow_schema` has that of a column."""
    return _arrow_type(inspect.type_info(struct))


def descriptions(configuration: str) -> dict[str, str]:
    """What each column of one table holds."""
    described = inspect.type_info(CONFIGURATIONS[configuration])
    assert isinstance(described, inspect.StructType)
    return {field.name: _description(field.type) for field in described.fields}


def _description(described: inspect.Type) -> str:
    if isinstance(described, inspect.Metadata):
        return str((described.extra_json_schema or {}).get("description", "")) or _description(described.type)
    return ""


def _arrow_field(field: inspect.Field) -> pa.Field:
    import pyarrow as pa

    return pa.field(field.name, _arrow_type(field.type))


def _arrow_type(described: inspect.Type) -> pa.DataType:
    import pyarrow as pa

    match described:
        case inspect.Metadata(type=inner):
            return _arrow_type(inner)
        case inspect.UnionType(types=types):
            (inner,) = (member for member in types if not isinstance(member, inspect.NoneType))
            return _arrow_type(inner)
        case inspect.StrType() | inspect.LiteralType():
            return pa.string()
        case inspect.IntType():
            return pa.int32()
        case inspect.FloatType():
            return pa.float64()
        case inspect.BoolType():
            return pa.bool_()
        case inspect.ListType(item_type=item):
            return pa.list_(_arrow_type(item))
        case inspect.StructType(fields=fields):
            return pa.struct([_arrow_field(field) for field in fields])
    raise TypeError(f"no Arrow type for {described}")


def _check_pair(document: Document) -> None:
    article, gold = document.article, document.gold
    if gold.doc != article.id or gold.text_sha256 != article.text_sha256:
        raise DataError(f"{article.id}: its gold is of {gold.doc}, or of another text (text_sha256); draw it anew.")


def _document_rows(document: Document) -> list[msgspec.Struct]:
    article, gold = document.article, document.gold
    values = {name: getattr(gold, name) for name in Annotation.__struct_fields__}
    del values["doc"], values["text_sha256"]
    values |= {name: getattr(article, name) for name in Article.__struct_fields__}
    return [DocumentRow(**values)]


def _quote_rows(document: Document) -> Iterator[msgspec.Struct]:
    speakers = _speakers(document)
    context = _Paragraphs(document.article)
    for quote in document.gold.quotes:
        speaker = None if quote.speaker is None else speakers.get(quote.speaker)
        around, start = context.around([*quote.content, *quote.cue, *quote.source])
        yield QuoteRow(
            doc=document.article.id,
            id=quote.id,
            type=quote.type,
            text=_joined(quote.content),
            cue_text=_joined(quote.cue),
            source_text=_joined(quote.source),
            speaker=quote.speaker,
            speaker_name=speaker.name if speaker else None,
            speaker_kind=speaker.kind if speaker else None,
            speaker_wikidata=speaker.wikidata if speaker else None,
            addressees=[speakers[name].name if name in speakers else name for name in quote.addressees],
            parent=quote.parent,
            asserted=quote.asserted,
            content=quote.content,
            cue=quote.cue,
            source=quote.source,
            context=around,
            context_start=start,
        )


def _claim_rows(document: Document) -> Iterator[msgspec.Struct]:
    speakers = _speakers(document)
    context = _Paragraphs(document.article)
    for claim in document.gold.claims:
        claimer = None if claim.claimer == AUTHOR else speakers.get(claim.claimer)
        around, start = context.around(claim.content)
        yield ClaimRow(
            doc=document.article.id,
            id=claim.id,
            kind=claim.kind,
            stance=claim.stance,
            check_worthy=claim.check_worthy,
            text=_joined(claim.content),
            normalized=claim.normalized,
            claimer=claim.claimer,
            claimer_name=claimer.name if claimer else None,
            claimer_kind=claimer.kind if claimer else None,
            claimer_wikidata=claimer.wikidata if claimer else None,
            quote=claim.quote,
            content=claim.content,
            context=around,
            context_start=start,
        )


def _speaker_rows(document: Document) -> Iterator[msgspec.Struct]:
    context = _Paragraphs(document.article)
    quotes, claims = document.gold.quotes, document.gold.claims
    for speaker in document.gold.speakers:
        around, start = context.around(speaker.mentions[:1]) if speaker.mentions else (None, None)
        yield SpeakerRow(
            doc=document.article.id,
            id=speaker.id,
            name=speaker.name,
            kind=speaker.kind,
            wikidata=speaker.wikidata,
            quotes=sum(quote.speaker == speaker.id for quote in quotes),
            claims=sum(claim.claimer == speaker.id for claim in claims),
            addressed=sum(speaker.id in quote.addressees for quote in quotes),
            mentions=speaker.mentions,
            context=around,
            context_start=start,
        )


def _mention_rows(document: Document) -> Iterator[msgspec.Struct]:
    context = _Paragraphs(document.article)
    for speaker in document.gold.speakers:
        for mention in speaker.mentions:
            around, start = context.around([mention])
            yield MentionRow(
                doc=document.article.id,
                speaker=speaker.id,
                speaker_name=speaker.name,
                speaker_kind=speaker.kind,
                speaker_wikidata=speaker.wikidata,
                form=mention.form,
                text=mention.text,
                start=mention.start,
                end=mention.end,
                context=around,
                context_start=start,
            )


_MAKERS: dict[str, Callable[[Document], Iterable[msgspec.Struct]]] = {
    "documents": _document_rows,
    "quotes": _quote_rows,
    "claims": _claim_rows,
    "speakers": _speaker_rows,
    "mentions": _mention_rows,
}


def _speakers(document: Document) -> dict[str, Speaker]:
    return {speaker.id: speaker for speaker in document.gold.speakers}


def _joined(spans: list[Span]) -> str:
    return " ".join(span.text for span in spans)


class _Paragraphs:
    """Finds the text around spans: whole blocks, or whole lines where the article has no blocks there."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.blocks = article.blocks
        self.starts = [block.start for block in article.blocks]

    def around(self, spans: Iterable[Span | Mention]) -> tuple[str, int]:
        """The text from the block of the first code point of `spans` to that of the last, and where it starts."""
        places = list(spans)
        start = self._edges(min(span.start for span in places))[0]
        end = self._edges(max(span.end for span in places) - 1)[1]
        return self.text[start:end], start

    def _edges(self, place: int) -> tuple[int, int]:
        index = bisect.bisect_right(self.starts, place) - 1
        if index >= 0 and place < self.blocks[index].end:
            return self.blocks[index].start, self.blocks[index].end
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, end if end >= 0 else len(self.text)
