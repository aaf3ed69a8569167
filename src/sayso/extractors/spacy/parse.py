"""A parsed article: spaCy's tokens by their places in the text, and the phrases that they head."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sayso.extractors.rules.found import Place

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET", "SYM", "X"))
"""The parts of speech that head a noun phrase."""
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_ASIDE = frozenset(("advcl", "prep", "npadvmod", "acl", "advmod", "parataxis", "cc", "punct"))
"""What after a comma says when or how something was said, not who said it."""
CLOSING = frozenset((")", "]", "(", "”", "“", '"', "'", "’", "%", "$"))
"""Marks that may end a noun phrase."""
_WHEN = frozenset(("DATE", "TIME"))


class Parse:
    """The tokens of an article whose pieces were parsed one by one; white space is left out."""

    def __init__(self, pieces: Iterable[tuple[int, Doc]]) -> None:
        """`pieces` are parsed stretches, each with where it starts in the text, in text order."""
        self._tokens: list[Token] = []
        self._starts: list[int] = []
        self._offset: dict[int, int] = {}
        self._names: list[tuple[int, int, Span]] = []
        for at, doc in pieces:
            self._offset[id(doc)] = at
            for token in doc:
                if not token.is_space:
                    self._tokens.append(token)
                    self._starts.append(at + token.idx)
            self._names += [(at + name.start_char, at + name.end_char, name) for name in doc.ents]

    def within(self, place: Place) -> Sequence[Token]:
        """The tokens that start in a place."""
        return self._tokens[bisect.bisect_left(self._starts, place[0]) : bisect.bisect_left(self._starts, place[1])]

    def label(self, name: Place) -> str:
        """The label of the named entity that ends where a place does, or ""."""
        found = self._name(name)
        return found[2].label_ if found is not None and found[1] == name[1] else ""

    def name_over(self, place: Place) -> Place | None:
        """The named entity that a place lies in."""
        found = self._name(place)
        return None if found is None else found[:2]

    def _name(self, place: Place) -> tuple[int, int, Span] | None:
        i = bisect.bisect_left(self._names, place[1], key=lambda name: name[0]) - 1
        return self._names[i] if i >= 0 and self._names[i][1] >= place[1] else None

    def place(self, tokens: Sequence[Token]) -> Place:
        """From the first to the last of some tokens."""
        at = self._offset[id(tokens[0].doc)]
        return at + tokens[0].idx, at + tokens[-1].idx + len(tokens[-1])

    def root(self, place: Place) -> Token | None:
        """The token of a place that the others in its sentence hang on; of several the first."""
        tokens = self.within(place)
        inside = {token.i for token in tokens}
        return next((token for token in tokens if token.head.i == token.i or token.head.i not in inside), None)

    def phrase(self, head: Token) -> Place | None:
        """The noun phrase of a head as a source: with what identifies it, without when and how it was said."""
        tokens = list(head.subtree)
        cut = len(tokens)
        for child in head.rights:
            first = child.left_edge
            before = child.doc[first.i - 1] if first.i > head.i + 1 else None
            after_comma = before is not None and before.text in (",", "—", "–", "--", "-", ";", ":")
            if (child.dep_ in _ASIDE and child.dep_ != "punct" and after_comma) or _tells_when(child):
                cut = min(cut, next(k for k, token in enumerate(tokens) if token.i == first.i))
        tokens = tokens[:cut]
        while tokens and (_is_edge(tokens[-1]) or tokens[-1].is_space):
            tokens.pop()
        while tokens and (_is_edge(tokens[0]) or tokens[0].is_space or tokens[0].dep_ in ("cc", "mark")):
            tokens.pop(0)
        return self.place(tokens) if tokens else None


def _tells_when(child: Token) -> bool:
    if child.dep_ == "npadvmod":
        return child.ent_type_ in _WHEN
    return child.dep_ == "prep" and any(noun.ent_type_ in _WHEN for noun in child.children if noun.dep_ == "pobj")


def _is_edge(token: Token) -> bool:
    return bool(token.is_punct) and token.text not in CLOSING


def subject(verb: Token) -> Token | None:
    """The subject of a verb, its own."""
    return next((child for child in verb.lefts if child.dep_ in _SUBJECTS), None) or next(
        (child for child in verb.rights if child.dep_ in _SUBJECTS), None
    )


def controller(verb: Token) -> Token | None:
    """The subject that a verb without one shares with the verb that it hangs on."""
    for _ in range(5):
        if verb.dep_ == "acl":
            return verb.head if verb.head.pos_ in NOMINAL else None
        if verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "aux"):
            return None
        verb = verb.head.head if verb.dep_ == "pcomp" else verb.head
        found = subject(verb)
        if found is not None:
            return found
    return None
