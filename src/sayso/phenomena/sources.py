"""Phenomena of the source and the speaker."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sayso.model import Mention, Quote
from sayso.phenomena.registry import PHENOMENA, Document, Instance, Phenomenon, quotes, surname


@quotes("The source is implicit, and the speaker is known.")
def _implicit_source(_: Document, quote: Quote) -> bool:
    return not quote.source and quote.speaker is not None


@quotes("The article does not say who speaks.")
def _no_speaker(_: Document, quote: Quote) -> bool:
    return quote.speaker is None


@quotes("The source is a pronoun.")
def _pronoun_source(document: Document, quote: Quote) -> bool:
    return any(mention.form == "pronoun" for mention in _own_mentions(document, quote))


@quotes("The source is a noun phrase without a name.")
def _nominal_source(document: Document, quote: Quote) -> bool:
    return any(mention.form == "nominal" for mention in _own_mentions(document, quote))


def _own_mentions(document: Document, quote: Quote) -> list[Mention]:
    """The mentions of the speaker that have the extent of a part of the source."""
    parts = {(span.start, span.end) for span in quote.source}
    who = document.speaker(quote)
    return [mention for mention in who.mentions if (mention.start, mention.end) in parts] if who else []


@quotes("The source is a possessive: *her* claim, *Orr*’s view.")
def _possessive_source(document: Document, quote: Quote) -> bool:
    return any(
        span.text.lower() in _POSSESSIVES or _GENITIVE.match(document.text, span.end) is not None
        for span in quote.source
    )


_POSSESSIVES = frozenset("my our your his her its their whose".split())
_GENITIVE = re.compile(r"[’'](?:s\b|(?<=s[’'])(?=\s))")


@quotes("The source has eight words or more.")
def _long_source(_: Document, quote: Quote) -> bool:
    return any(len(span.text.split()) >= 8 for span in quote.source)


@quotes("Another person of the same surname speaks in the article.")
def _shared_surname(document: Document, quote: Quote) -> bool:
    who = document.speaker(quote)
    return who is not None and who.kind == "person" and len(document.surnames[surname(who)]) > 1


@quotes("The speaker is an organization or a group.")
def _collective(document: Document, quote: Quote) -> bool:
    return (who := document.speaker(quote)) is not None and who.kind in ("organization", "group")


@quotes("The speaker is a person whose name is withheld.")
def _unnamed(document: Document, quote: Quote) -> bool:
    return (who := document.speaker(quote)) is not None and who.kind == "unnamed"


@quotes("The speaker is a document.")
def _document(document: Document, quote: Quote) -> bool:
    return (who := document.speaker(quote)) is not None and who.kind == "document"


@quotes("The speaker’s name is printed with letters of another script than the Latin.")
def _non_latin_name(document: Document, quote: Quote) -> bool:
    return any(not unicodedata.name(c, "LATIN").startswith("LATIN") for c in _letters(document, quote))


@quotes("The speaker’s name is printed with Latin letters beyond A to Z.")
def _accented_name(document: Document, quote: Quote) -> bool:
    return any(not c.isascii() and unicodedata.name(c, "").startswith("LATIN") for c in _letters(document, quote))


def _letters(document: Document, quote: Quote) -> set[str]:
    """The letters of the speaker's names in the text."""
    who = document.speaker(quote)
    names = [mention.text for mention in who.mentions if mention.form == "name"] if who else []
    return {letter for name in names for letter in name if letter.isalpha()}


def _changing_name(document: Document) -> Iterator[Instance]:
    for speaker in document.annotation.speakers:
        names = [mention for mention in speaker.mentions if mention.form == "name"]
        words = [frozenset(re.findall(r"\w+", mention.text)) for mention in names]
        changed = (
            names[i]
            for i in range(len(names))
            for j in range(i)
            if not words[i] <= words[j] and not words[j] <= words[i]
        )
        if (first := next(changed, None)) is not None:
            yield Instance(speaker.id, first.start)


PHENOMENA["changing_name"] = Phenomenon(
    "changing_name",
    "speakers",
    "The speaker is named in two ways of which neither holds all words of the other: *Dame Ruth Abara*, *Lady Abara*.",
    _changing_name,
)
