"""An inline file to the record: spans from the braces, the rest from the head or by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
from msgspec import UNSET

from sayso.decoding import normalize
from sayso.errors import DataError
from sayso.formats.inline import defaults, head, markup
from sayso.formats.inline.head import ClaimHead, Head, QuoteHead, SpeakerHead
from sayso.formats.inline.markup import Tagged
from sayso.model import (
    SCHEMA_VERSION,
    Annotation,
    Claim,
    DocId,
    Mention,
    MentionForm,
    Quote,
    Span,
    Speaker,
    sha256_text,
)

_Item = TypeVar("_Item", Quote, Claim)
_FORMS: dict[str, MentionForm] = {"name": "name", "nominal": "nominal", "pronoun": "pronoun"}
_PARTS = {"S": ("", *_FORMS), "Q": ("", "cue", "source"), "C": ("",)}
"""What may follow the dot of a tag, by the tag's letter; empty: no dot."""


def compile_inline(content: str, path: str, doc: str) -> tuple[str, Annotation]:
    """The article's text and the annotation of an inline file's `content`; `doc` is the id where the head has none.

    Raises `DataError`, starting with `path`, on anything that annotations/inline.md does not allow.
    """
    about, body, first_line = head.split(normalize(content), path)
    text, tagged = markup.parse(body, path, first_line)
    return text, _Compiler(about, text, tagged, path).annotation(doc)


class _Compiler:
    def __init__(self, about: Head, text: str, tagged: Sequence[Tagged], path: str) -> None:
        self.about, self.text, self.path = about, text, path
        self.spans: dict[str, dict[str, list[Span]]] = {}  # by id, then by what follows the dot
        for start, end, tag in tagged:
            id_, _, part = tag.partition(".")
            if part not in _PARTS[id_[0]]:
                known = ", ".join(f"{id_}.{part}" for part in _PARTS[id_[0]] if part) or "none"
                raise self._error(f"{{{tag}| is no tag; after the dot are known: {known}")
            self.spans.setdefault(id_, {}).setdefault(part, []).append(Span(start, end, text[start:end]))

    def annotation(self, doc: str) -> Annotation:
        self._check_ids()
        try:
            doc = msgspec.convert(doc if self.about.doc is UNSET else self.about.doc, DocId)
        except msgspec.ValidationError:
            raise self._error(f"{doc!r} cannot be the id of an article; say doc in the head, or rename it") from None
        speakers = [self._speaker(id_, entry) for id_, entry in self.about.speakers.items()]
        quotes = self._quotes(speakers)
        claims = self._claims(quotes)
        digest = sha256_text(self.text)
        return Annotation(SCHEMA_VERSION, doc, digest, self.about.annotator, speakers, quotes, claims)

    def _check_ids(self) -> None:
        """Every id of the head is of its kind, and every tag has what it needs."""
        for letter, entries in (("S", self.about.speakers), ("Q", self.about.quotes), ("C", self.about.claims)):
            kind = {"S": "speakers", "Q": "quotes", "C": "claims"}[letter]
            for id_ in entries:
                if not re.fullmatch(f"{letter}[1-9][0-9]*", id_):
                    raise self._error(f"the id {id_} among the {kind} of the head is not {letter} with a number")
                if letter != "S" and "" not in self.spans.get(id_, {}):
                    raise self._error(f"{id_} stands in the head and has no {{{id_}|…}} in the text")
        for id_, parts in self.spans.items():
            if id_[0] == "S" and id_ not in self.about.speakers:
                raise self._error(f"the text mentions {id_}, which is not among the speakers of the head")
            if id_[0] == "C" and id_ not in self.about.claims:
                raise self._error(f"the text has {id_}, which is not among the claims of the head")
            if id_[0] == "Q" and "" not in parts:
                raise self._error(f"{id_} has a cue or source and no content {{{id_}|…}} in the text")

    def _speaker(self, id_: str, entry: str | SpeakerHead) -> Speaker:
        entry = SpeakerHead(entry) if isinstance(entry, str) else entry
        mentions = [
            Mention(span.start, span.end, span.text, _FORMS.get(part) or defaults.mention_form(span.text, entry.name))
            for part, spans in self.spans.get(id_, {}).items()
            for span in spans
        ]
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return Speaker(id_, entry.name, entry.kind, entry.wikidata, mentions)

    def _quotes(self, speakers: Sequence[Speaker]) -> list[Quote]:
        quotes = []
        for id_ in self._ids("Q"):
            entry = self.about.quotes.get(id_, QuoteHead())
            content, cue, source = (self.spans[id_].get(part, []) for part in _PARTS["Q"])
            speaker = defaults.speaker_of(source, speakers) if entry.speaker is UNSET else entry.speaker
            quotes.append(Quote(id_, "direct", content, cue, source, speaker, entry.addressees, None, entry.asserted))
        for quote, parent in zip(quotes, defaults.parents_of(quotes), strict=True):
            entry = self.about.quotes.get(quote.id, QuoteHead())
            quote.parent = parent if entry.parent is UNSET else entry.parent
        by_id = {quote.id: quote for quote in quotes}
        for quote in quotes:
            outer = by_id.get(quote.parent or "")
            told = self.about.quotes.get(quote.id, QuoteHead()).type
            found = defaults.type_of(quote.content, outer.content if outer else None) if told is UNSET else told
            if found is None:
                raise self._error(f"the marks of {quote.id} leave its type open; say type: in the head")
            quote.type = found
        return quotes

    def _claims(self, quotes: Sequence[Quote]) -> list[Claim]:
        by_id = {quote.id: quote for quote in quotes}
        claims = []
        for id_ in self._ids("C"):
            entry: ClaimHead = self.about.claims[id_]
            content = self.spans[id_][""]
            claims.append(Claim(id_, content, "", None, entry.kind, entry.stance, entry.check_worthy, entry.normalized))
        for claim, around in zip(claims, defaults.quotes_of(claims, quotes), strict=True):
            entry = self.about.claims[claim.id]
            claim.quote = around if entry.quote is UNSET else entry.quote
            claimer = defaults.claimer_of(by_id.get(claim.quote or "")) if entry.claimer is UNSET else entry.claimer
            if claimer is None:
                raise self._error(f"{claim.id} stands in {claim.quote}, which has no speaker; say claimer: in the head")
            claim.claimer = claimer
        return claims

    def _ids(self, letter: str) -> list[str]:
        """The ids of the quotes or claims in text order."""
        ids = [id_ for id_ in self.spans if id_[0] == letter]
        return sorted(ids, key=lambda id_: _place(id_, self.spans[id_][""]))

    def _error(self, what: str) -> DataError:
        return DataError(f"{self.path}: {what}.")


def in_text_order(items: Iterable[_Item]) -> list[_Item]:
    """Quotes or claims in the order in which a compiled record has them: by where they start, the longer first."""
    return sorted(items, key=lambda item: _place(item.id, item.content))


def _place(id_: str, content: Sequence[Span]) -> tuple[int, int, int]:
    return content[0].start, -defaults.length(content), int(id_[1:])
