"""One quote with cue, source and a speaker who is mentioned, after a character that is two in UTF-16."""

from __future__ import annotations

from sayso.model import Annotation, Annotator, Article, Mention, Quote, Span, Speaker
from tests.formats.labelstudio import article_of

TEXT = "😀 “It held,” Ada Orr said.\n"


def spoken() -> tuple[Article, Annotation]:
    """The article and its annotation."""
    article = article_of(TEXT)
    quote = Quote("Q1", "direct", [span("“It held,”")], [span("said")], [span("Ada Orr")], "S1", [], None, True)
    speaker = Speaker("S1", "Ada Orr", "person", "Q42", [Mention(13, 20, "Ada Orr", "name")])
    gold = Annotator("gold", "human")
    return article, Annotation("1.0", "rain", article.text_sha256, gold, [speaker], [quote], [])


def span(text: str) -> Span:
    """The span of a text that stands in it once."""
    start = TEXT.index(text)
    return Span(start, start + len(text), text)
