"""Hypothesis strategies: articles with annotations on them."""

from __future__ import annotations

from hypothesis import strategies as st

from sayso.model import (
    Annotation,
    Annotator,
    Article,
    Claim,
    Mention,
    Quote,
    Span,
    Speaker,
    sha256_text,
)

WORDS = st.sampled_from(
    ["that", "“It", "held,”", "said", "Orr", "he", "😀", "the", "dam", "’s", "\n", "—", "Ünal", "…", "That’s"]
)
NAMES = ["Ada Orr", "Bell", "the dam", "王", "President of France", "Prime Minister of France", "A"]
TEXTS = st.lists(WORDS, min_size=4, max_size=40).map(" ".join)


@st.composite
def spans(draw, text: str, least: int = 0, most: int = 3) -> list[Span]:
    """Disjoint spans in text order."""
    count = draw(st.integers(least, most))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2 * count, max_size=2 * count)))
    return [Span(a, b, text[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@st.composite
def articles(draw, doc: str = "d") -> Article:
    text = draw(TEXTS)
    digest = sha256_text(text)
    return Article(doc, text, [], None, "en", None, None, None, None, None, digest, digest)


@st.composite
def annotations(draw, article: Article) -> Annotation:
    """Any annotation that the schema and the text allow; types follow no marks."""
    text = article.text
    speakers = []
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    for i, name in enumerate(names):
        mentions = [
            Mention(s.start, s.end, s.text, draw(st.sampled_from(["name", "nominal", "pronoun"])))
            for s in draw(spans(text))
        ]
        speakers.append(Speaker(f"S{i + 1}", name, "person", None, mentions))
    ids = [speaker.id for speaker in speakers]
    quotes = [
        Quote(
            f"Q{i + 1}",
            draw(st.sampled_from(["direct", "indirect", "mixed"])),
            draw(spans(text, 1)),
            draw(spans(text)),
            draw(spans(text)),
            draw(st.sampled_from([None, *ids])),
            draw(st.lists(st.sampled_from(ids), unique=True)) if ids else [],
            None,
            draw(st.booleans()),
        )
        for i in range(draw(st.integers(0, 5)))
    ]
    claims = [
        Claim(
            f"C{i + 1}",
            draw(spans(text, 1)),
            draw(st.sampled_from(["author", *ids])),
            None,
            draw(st.sampled_from(["quantity", "rule", "other"])),
            draw(st.sampled_from(["affirm", "refute"])),
            draw(st.booleans()),
            "It held.",
        )
        for i in range(draw(st.integers(0, 3)))
    ]
    return Annotation("1.0", article.id, article.text_sha256, Annotator("gold", "human"), speakers, quotes, claims)


@st.composite
def two_sides(draw, documents: int = 4) -> tuple[list[Article], list[Annotation], list[Annotation | None]]:
    """Articles, at most so many, their gold, and another annotation, or none, of each."""
    made = [draw(articles(f"d{i}")) for i in range(draw(st.integers(1, documents)))]
    gold = [draw(annotations(article)) for article in made]
    other = [draw(st.one_of(st.none(), annotations(article))) for article in made]
    return made, gold, other
