"""HTML reports to open in a browser: of ordinary articles, and of articles, names and predictions that mean harm."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from sayso.corpus import Corpus, Document
from sayso.evaluation import gold_of, predict
from sayso.model import Annotation, Annotator, Article, Block, Claim, Mention, Quote, Span, Speaker
from sayso.report.baseline import against
from sayso.report.html import page
from sayso.report.outcome import Outcome
from sayso.results import Report
from sayso.scoring import Gold, Predicted, score

HARM = (
    "</script><script>window.harmed = 1</script>",
    "<!--<script>",
    "<img src=https://evil.invalid/x.png onerror='window.harmed = 2'>",
    "<svg onload=window.harmed=3>",
    "javascript:window.harmed=4",
    "{{7*7}}${7*7}`",
    "=HYPERLINK('https://evil.invalid')",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202eright to left\u202c \u2066isolate\u2069",
    "line\u2028paragraph\u2029next\u0085",
    "nul\x00del\x7f soft\u00ad zero\u200b bom\ufeff",
    "“emoji \U0001f469\u200d\U0001f680 flags \U0001f1eb\U0001f1ee”",
    "שלום العربية",
)
"""What must stay text wherever it stands."""


def make_article(doc: str, text: str, **about: Any) -> Article:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    facts = {"title": None, "language": "en", "published": None, "publisher": None, "url": None, "rights": None}
    whole = {**facts, "source_file": None, "raw_sha256": digest, "text_sha256": digest, **about}
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line), "paragraph"))
        at += len(line) + 1
    return Article(id=doc, text=text, blocks=blocks, **whole)


def span(text: str, part: str, after: int = 0) -> Span:
    start = text.index(part, after)
    return Span(start, start + len(part), part)


def make_gold(
    article: Article, speakers: list[Speaker], quotes: list[Quote], claims: Sequence[Claim] = ()
) -> Annotation:
    who = Annotator("gold", "adjudicated")
    return Annotation("1.0", article.id, article.text_sha256, who, speakers, quotes, list(claims))


CUES = {"Q1": ("said", "the town"), "Q2": ("said", "Ada Orr"), "Q3": ("wrote", "Bell"), "Q4": ("told", "Orr")}


def ordinary(number: int) -> Document:
    """An article with a discontinuous quote, another one nested in a longer one, and one by somebody else."""
    text = (
        f"The bridge {number} was safe, the town said.\n\n"
        "“It held,” said Ada Orr, the engineer. “It always will.”\n\n"
        "Bell wrote that Orr had told him “nobody looked” and that he was sorry.\n"
    )
    article = make_article(f"bridge-{number:04}", text, title=f"Bridge {number} was safe", publisher="The Daily")
    speakers = [
        Speaker(
            "S1",
            "the town",
            "organization",
            None,
            [Mention(text.index("the town"), text.index("the town") + 8, "the town", "nominal")],
        ),
        Speaker(
            "S2",
            "Ada Orr",
            "person",
            None,
            [Mention(text.index("Ada Orr"), text.index("Ada Orr") + 7, "Ada Orr", "name")],
        ),
        Speaker("S3", "Bell", "person", None, [Mention(text.index("Bell"), text.index("Bell") + 4, "Bell", "name")]),
    ]
    safe, long = f"The bridge {number} was safe", "Orr had told him “nobody looked” and that he was sorry"

    def quote(doc: str, kind: Any, content: list[str], roles: str, speaker: str, parent: str | None = None) -> Quote:
        """`roles` is the stretch in which cue and source stand."""
        parts, at = [span(text, part) for part in content], text.index(roles)
        cue, source = (span(text, word, at) for word in CUES[doc])
        return Quote(doc, kind, parts, [cue], [source], speaker, [], parent, True)

    quotes = [
        quote("Q1", "indirect", [safe], "the town said", "S1"),
        quote("Q2", "direct", ["“It held,”", "“It always will.”"], "said Ada Orr", "S2"),
        quote("Q3", "mixed", [long], "Bell wrote", "S3"),
        quote("Q4", "direct", ["“nobody looked”"], "Orr had told", "S2", "Q3"),
    ]
    claims = [Claim("C1", [span(text, safe)], "S1", "Q1", "other", "affirm", True, "It was safe.")]
    return Document(article, make_gold(article, speakers, quotes, claims), "test")


def good(_: Article) -> dict[str, Any]:
    """Finds what is in quotation marks, and makes one up."""
    return {
        "quotes": [
            {"content": [{"text": "“It held,”"}, {"text": "“It always will.”"}], "speaker": "Ada Orr", "type": "direct",
             "source": [{"text": "Ada Orr"}], "cue": [{"text": "said"}], "score": 0.9},
            {"content": [{"text": "“nobody looked”"}], "speaker": "Bell", "type": "direct", "score": 0.8},
            {"content": [{"text": "“It held very well indeed,”"}], "speaker": "Maria Lopez", "score": 0.1},
        ]
    }  # fmt: skip


def bad(article: Article) -> dict[str, Any]:
    """Finds little, and fails now and then."""
    if article.id.endswith("3"):
        raise ValueError("the model <b>gave up</b>")
    return {"quotes": [{"content": [{"text": "It held"}], "speaker": "Bell"}]}


def harmful_documents() -> list[Document]:
    """Articles whose text, ids, names and metadata are hostile; the last one is a word of a megabyte."""
    found = []
    for i, harm in enumerate(HARM):
        text = f"Before.\n\n“{harm} she said it,” said {harm} on Monday.\n"
        about = {name: f"{harm}{name}" for name in ("title", "publisher", "rights", "url", "genre")}
        article = make_article(f"{i}<script>alert(1)<x>\u202e", text, **about)
        content = f"“{harm} she said it,”"
        source = span(text, harm, text.index("said " + harm))
        speaker = Speaker(f"S<b>{harm}", f"{harm} Name", "person", None, [])
        quote = Quote(
            f"Q<i>{harm}",
            "direct",
            [span(text, content)],
            [span(text, "said", len(content))],
            [source],
            speaker.id,
            [],
            None,
            True,
        )
        found.append(Document(article, make_gold(article, [speaker], [quote]), "test"))
    word = "W" * 1_000_000
    article = make_article("long-word", f"It was {word}, she said.\n", title="A long word")
    quote = Quote("Q1", "indirect", [span(article.text, word)], [span(article.text, "said")], [], None, [], None, True)
    return [*found, Document(article, make_gold(article, [], [quote]), "test")]


def harmful(article: Article) -> dict[str, Any]:
    """Predictions full of harm: texts that are not in the article, names, and an error."""
    if article.id.startswith("3"):
        raise ValueError(" ".join(HARM))
    if article.id == "long-word":
        return {"quotes": [{"content": [{"text": article.text[7:900_000]}]}]}
    said = [
        {"content": [{"text": f"{harm} never said"}], "speaker": f"{harm} Somebody", "source": [{"text": harm}]}
        for harm in HARM
    ]
    return {"quotes": [*said, {"content": [{"text": article.text[9:60]}], "speaker": "she"}]}


Named = tuple[str, Callable[[Article], dict[str, Any]]]


def make_page(
    documents: Sequence[Document], systems: Sequence[Named], name: str = "bridges", baseline: Named | None = None
) -> bytes:
    """The page of some systems on some documents, held to a baseline if there is one."""
    corpus = Corpus(name, list(documents))
    gold, outcomes, kept = gold_of(corpus), [], []
    before = _scored(corpus, gold, baseline)[0] if baseline else None
    for system in systems:
        report, predicted = _scored(corpus, gold, system)
        outcomes.append(Outcome(report, [], against(before, report, {"quotes.f1@exact": 0.02}) if before else None))
        kept.append(predicted)
    return page(outcomes, kept, gold)


def _scored(corpus: Corpus, gold: Gold, system: Named) -> tuple[Report, Predicted]:
    called, extractor = system
    extractor.name = called  # type: ignore[attr-defined]
    predicted = predict(extractor, [document.article for document in corpus], keep=True)
    return score(predicted, gold, samples=200, slices=("type", "speaker_kind", "phenomenon")), predicted
