"""What a dependency parse and recognized names mend of what the rules find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.extractors.rules import words
from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.syntax import Phrase
from sayso.extractors.spacy.parse import NOMINAL, Parse, controller, subject
from sayso.model import SpeakerKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_KINDS: dict[str, SpeakerKind] = {
    "PERSON": "person", "ORG": "organization", "GPE": "organization", "NORP": "group", "FAC": "organization",
    "LAW": "document", "WORK_OF_ART": "document",
}  # fmt: skip
_BY_SUBJECT = frozenset(("that", "bare", "quote", "wh", "to", "thing", "attitude", "tag"))
"""The forms whose source is the subject of the cue."""


class Mending:
    """The syntax of one article (`sayso.extractors.rules.syntax.Syntax`), from its parse."""

    def __init__(self, text: str, parse: Parse) -> None:
        self._text = text
        self._parse = parse

    def mend(self, quotes: list[Found]) -> list[Found]:
        """The quotes of a paragraph with sources and ends by the parse."""
        for quote in quotes:
            if quote.cue:
                self._source(quote)
        return quotes

    def kind(self, name: Place) -> SpeakerKind | None:
        return _KINDS.get(self._parse.label(name))

    def phrase(self, source: Place) -> Phrase | None:
        root = self._parse.root(source)
        if root is None or root.pos_ not in NOMINAL:
            return None
        tokens = self._parse.within(source)
        cut = len(tokens)
        named: Place | None = None
        several = False
        for child in root.children:
            first = child.left_edge
            if child.i < root.i:
                continue
            if child.dep_ in ("appos", "relcl", "acl", "punct", "parataxis"):
                if child.dep_ == "appos" and child.pos_ == "PROPN" and named is None:
                    named = self._parse.place([child])
                opening = first.i - 1 if child.dep_ != "punct" else first.i
                cut = min(cut, sum(token.i < max(opening, root.i + 1) for token in tokens))
            several = several or child.dep_ == "conj"
        while cut > 1 and tokens[cut - 1].is_punct and tokens[cut - 1].text not in ("”", '"', "’", "%"):
            cut -= 1
        place = (source[0], self._parse.place(tokens[:cut])[1]) if cut else source
        return Phrase(place, self._parse.place([root]), named, several)

    def _verb(self, cue: Place) -> Token | None:
        """The verb of a cue, the last of several: *has refused to say*."""
        tokens = self._parse.within(cue)
        return next((token for token in reversed(tokens) if token.pos_ == "VERB"), None) or next(
            (token for token in reversed(tokens) if token.pos_ == "AUX"), None
        )

    def _source(self, quote: Found) -> None:
        """Take the subject where the rules have a piece of it, nothing, or what is no noun phrase."""
        if quote.kind != "verb" or quote.form not in _BY_SUBJECT:
            return
        verb = self._verb(quote.cue[-1])
        if verb is None:
            return
        own = subject(verb)
        head = own or controller(verb)
        if head is None or head.pos_ not in NOMINAL or head.lower_ in ("it", "there", "what"):
            return
        place = self._parse.phrase(head)
        if place is None or any(place[0] < end and start < place[1] for start, end in (*quote.content, *quote.cue)):
            return
        if not quote.source:
            if own is not None and own.dep_ == "nsubj":
                quote.source = [place]
            return
        given = quote.source[0]
        if given == place:
            return
        if given[0] < place[1] and place[0] < given[1]:
            if self._text[given[0] : given[1]].lower() not in words.PRONOUNS | words.RELATIVES:
                quote.source = [place]
            return
        root = self._parse.root(given)
        if root is None or root.pos_ not in NOMINAL or root.dep_ in ("amod", "compound"):
            quote.source = [place]
