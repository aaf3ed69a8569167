"""What a dependency parse and recognized names mend of what the rules find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.extractors.rules import words
from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.syntax import Phrase
from sayso.extractors.spacy.parse import CLOSING, NOMINAL, Parse, controller, subject
from sayso.model import SpeakerKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_KINDS: dict[str, SpeakerKind] = {
    "PERSON": "person", "ORG": "organization", "GPE": "organization", "NORP": "group", "FAC": "organization",
    "LAW": "document", "WORK_OF_ART": "document",
}  # fmt: skip
_ALONE = (words.PRONOUNS | words.RELATIVES) - {"one"}
_BY_SUBJECT = frozenset(("that", "bare", "quote", "wh", "to", "thing", "attitude", "tag"))
"""The forms whose source is the subject of the cue."""


class Mending:
    """The syntax of one article (`sayso.extractors.rules.syntax.Syntax`), from its parse."""

    def __init__(self, text: str, parse: Parse) -> None:
        self._text = text
        self._parse = parse

    def mend(self, quotes: list[Found]) -> list[Found]:
        """The quotes of a paragraph with sources by the parse.

        What is attributed, and where it ends, stays as the rules have it: on the tuned half the parse put it right
        less often than wrong.
        """
        for quote in quotes:
            if quote.cue:
                self._source(quote)
        return quotes

    def kind(self, name: Place) -> SpeakerKind | None:
        return _KINDS.get(self._parse.label(name))

    def antecedent(self, pronoun: Place) -> Phrase | None:
        token = self._parse.root(pronoun)
        clause = None if token is None else next((one for one in token.ancestors if one.dep_ == "relcl"), None)
        if clause is None or clause.head.pos_ not in NOMINAL:
            return None
        place = self._parse.phrase(clause.head)
        return None if place is None else self.phrase(place)

    def phrase(self, source: Place) -> Phrase | None:
        root = self._parse.root(source)
        if root is None or root.pos_ not in NOMINAL:
            return None
        tokens = self._parse.within(source)
        own = [token for token in tokens if _belongs(token, root)]
        while len(own) > 1 and own[-1].is_punct and own[-1].text not in CLOSING:
            own.pop()
        head = self._parse.place([root])
        named = next((child for child in root.rights if child.dep_ == "appos" and child.pos_ == "PROPN"), None)
        full = self._parse.name_over(head)
        label = self._parse.label(head)
        quantified = label == "NORP" and any(child.dep_ in ("det", "nummod", "amod") for child in root.lefts)
        several = sum(_is_joined(token, root) for token in tokens) > 0
        return Phrase(
            (source[0], self._parse.place(own)[1]),
            head,
            None if named is None else self._parse.place([named]),
            full,
            several or quantified,
        )

    def _verb(self, cue: Place) -> Token | None:
        """The verb of a cue, the last of several: *has refused to say*."""
        tokens = self._parse.within(cue)
        return next((token for token in reversed(tokens) if token.pos_ == "VERB"), None) or next(
            (token for token in reversed(tokens) if token.pos_ == "AUX"), None
        )

    def _source(self, quote: Found) -> None:
        """Take the subject where the rules have a piece of it, nothing, or what is no noun phrase."""
        if quote.kind == "noun":
            self._owner(quote)
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
            if self._text[given[0] : given[1]].lower() not in _ALONE:
                quote.source = [place]
            return
        root = self._parse.root(given)
        if root is None or root.pos_ not in NOMINAL or root.dep_ in ("amod", "compound"):
            quote.source = [place]

    def _owner(self, quote: Found) -> None:
        """Whose claim, plan or view it is: the possessor, or the subject of the verb that it is the object of."""
        noun = self._parse.root(quote.cue[-1])
        if noun is None or noun.pos_ != "NOUN" or any(child.dep_ == "poss" for child in noun.lefts):
            return
        verb = noun.head
        if noun.dep_ not in ("dobj", "attr") or verb.pos_ not in ("VERB", "AUX"):
            return
        head = subject(verb) or controller(verb)
        if head is None or head.pos_ not in NOMINAL or head.lower_ in ("it", "there", "what"):
            return
        place = self._parse.phrase(head)
        if place is not None and not any(place[0] < end and start < place[1] for start, end in quote.content):
            quote.source = [place]


_ASIDES = frozenset(("appos", "relcl", "acl", "parataxis"))


def _belongs(token: Token, root: Token) -> bool:
    """Whether a token is in the phrase of a head outside of what is only said about it."""
    while token.i != root.i:
        if token.head.i == token.i or (token.dep_ in _ASIDES and token.i > root.i):
            return False
        token = token.head
    return True


def _is_joined(token: Token, root: Token) -> bool:
    """Whether a token is joined to a head, or to an item of a list that it heads: *Orr, Hale and Bell*."""
    if token.dep_ != "conj":
        return False
    while token.dep_ in ("conj", "appos"):
        token = token.head
        if token.i == root.i:
            return True
    return False
