"""Phenomena of the content and its quotation marks."""

from __future__ import annotations

import re

from sayso.model import Quote
from sayso.phenomena.registry import Document, quotes, text_of
from sayso.quotation import MARKS


@quotes("The content stands in several spans of one paragraph, with words between.")
def _interrupted(document: Document, quote: Quote) -> bool:
    places = [document.block(span.start) for span in quote.content]
    gaps = zip(quote.content, quote.content[1:], places, places[1:], strict=False)
    return any(a == b and re.search(r"\w", document.text[s.end : t.start]) for s, t, a, b in gaps)


@quotes("The content reaches over several paragraphs.")
def _multi_paragraph(document: Document, quote: Quote) -> bool:
    return document.block(quote.content[0].start) != document.block(quote.content[-1].end - 1)


@quotes("The quote is nested in another.")
def _nested(_: Document, quote: Quote) -> bool:
    return quote.parent is not None


@quotes("A nested quote that opens with a quotation mark, in one that is direct or mixed.")
def _quote_in_quote(document: Document, quote: Quote) -> bool:
    parent = document.quotes.get(quote.parent or "")
    return parent is not None and parent.type != "indirect" and quote.content[0].text[0] in MARKS


@quotes("Some words of the content are in quotation marks and some are not.")
def _partial(_: Document, quote: Quote) -> bool:
    return quote.type == "mixed"


@quotes("The content ends in a question mark, quotation marks aside.")
def _question(_: Document, quote: Quote) -> bool:
    return quote.content[-1].text.rstrip(MARKS).endswith("?")


@quotes("The content has a hashtag, an @name or an emoji.")
def _social_post(_: Document, quote: Quote) -> bool:
    return bool(_POST.search(text_of(quote.content)))


_POST = re.compile("(?<!\\w)[#@]\\w|[\U0001f000-\U0001faff\u2600-\u27bf]")


@quotes("The content opens with a single quotation mark.")
def _single_marks(_: Document, quote: Quote) -> bool:
    return quote.content[0].text[0] in "‘'"


@quotes("The content opens with a guillemet.")
def _guillemets(_: Document, quote: Quote) -> bool:
    return quote.content[0].text[0] in "«»‹›"


@quotes("The content opens with a straight quotation mark.")
def _straight_marks(_: Document, quote: Quote) -> bool:
    return quote.content[0].text[0] in "\"'"
