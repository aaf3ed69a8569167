"""A corpus of as many small articles as a test of intervals and paired tests needs."""

from __future__ import annotations

from sayso.corpus import Document
from sayso.model import Annotation, Annotator, Article, Mention, Quote, Span, Speaker, sha256_text


def many(number: int, split: str = "seed") -> list[Document]:
    """Articles doc00, doc01, …: one direct quote each, by Ada Orr."""
    return [_document(f"doc{i:02}", f"“Water rose {i + 2} feet,” said Ada Orr.\n", split) for i in range(number)]


def _document(doc: str, text: str, split: str) -> Document:
    digest = sha256_text(text)
    article = Article(doc, text, [], None, "en", None, None, None, None, None, digest, digest)
    end = text.index("”") + 1
    content, source = Span(0, end, text[:end]), _span(text, "Ada Orr")
    orr = Speaker("S1", "Ada Orr", "person", None, [Mention(source.start, source.end, source.text, "name")])
    quote = Quote("Q1", "direct", [content], [_span(text, "said")], [source], "S1", [], None, True)
    return Document(
        article, Annotation("1.0", doc, digest, Annotator("gold", "adjudicated"), [orr], [quote], []), split
    )


def _span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), part)
