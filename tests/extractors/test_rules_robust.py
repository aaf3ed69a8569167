"""The rules extractor on any text at all: it never raises, and what it says of the text is true of it."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extractors.rules import Rules, marks, with_attitudes
from sayso.extractors.rules.forms import inflect
from sayso.model import Article, Block, Prediction
from sayso.quotation import types_of
from tests.extractors.test_rules import article

WORDS = """“ ” " ‘ ’ ' « » „ `` '' ( ) [ — -- : ; , . ? ! … 😀 é İ 王 \u2028 \x00 \t said says saying told tell that to
    not who which he She it they I Mr. Dr. Orr Lena Hale WALLACE: according view in her claim claims decision about of
    the dam leaked was is are will may and but as by expected confident called plan when never ’s 'd n't U.S. 5 % $3
    2019 because SEE ALSO “a b” "c," 'd.'"""
SOUP = st.sampled_from([*WORDS.split(), "\n", "\n\n", " ", "according to ", ", she said. ", ": "])
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(SOUP, max_size=60).map(" ".join),
    st.lists(SOUP, max_size=60).map("".join),
)


def check(found: Prediction, read: Article) -> None:
    """Ids are unique and resolved, places are in order and hold the words that they say."""
    text = read.text
    spans = [
        span
        for item in [*found.quotes, *found.claims]
        for role in ("content", "cue", "source")
        for span in getattr(item, role, [])
    ]
    mentions = [mention for speaker in found.speakers for mention in speaker.mentions]
    for span in [*spans, *mentions]:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for item in [*found.quotes, *found.claims]:
        assert item.content
        assert all(a.end <= b.start for a, b in itertools.pairwise(item.content))
    ids = [item.id for items in (found.speakers, found.quotes, found.claims) for item in items]
    assert len(ids) == len(set(ids))
    for quote in found.quotes:
        assert quote.type in types_of([span.text for span in quote.content])
        assert quote.speaker is None or quote.speaker in ids
        assert quote.parent is None or quote.parent in ids
        assert 0 < quote.score <= 1
    for claim in found.claims:
        assert claim.claimer == "author" or claim.claimer in ids
        assert claim.quote is None or claim.quote in ids
    starts = [quote.content[0].start for quote in found.quotes]
    assert starts == sorted(starts)


@given(TEXTS)
def test_any_text(text: str) -> None:
    read = article(text)
    check(with_attitudes(read), read)


@given(TEXTS, st.lists(st.integers(0, 200), max_size=6))
def test_any_boilerplate(text: str, edges: list[int]) -> None:
    edges = sorted(min(edge, len(text)) for edge in set(edges))
    blocks = [Block(a, b, "boilerplate") for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]
    read = article(text, blocks)
    found = Rules()(read)
    check(found, read)
    places = [span for quote in found.quotes for span in [*quote.content, *quote.cue, *quote.source]]
    assert not any(block.start < place.end and place.start < block.end for block in blocks for place in places)


@given(TEXTS)
def test_regions_are_nested_and_inside_their_paragraph(text: str) -> None:
    found = marks.regions(text, [(0, len(text))])
    for a, b in itertools.combinations(found, 2):
        assert a.end <= b.start or b.end <= a.end or b.end <= a.start or a.end <= b.end
        assert a.start <= b.start
    assert all(0 <= region.start < region.end <= len(text) for region in found)


@given(TEXTS)
def test_the_same_text_gives_the_same_prediction(text: str) -> None:
    read = article(text)
    assert msgspec.json.encode(Rules()(read)) == msgspec.json.encode(Rules()(read))


@pytest.mark.parametrize(
    "text",
    ["said " * 20_000, '"' * 100_000, "“" * 50_000, "“a” " * 20_000, "a" * 500_000, "(" * 50_000, "Orr " * 20_000,
     "his claim of " * 10_000, "“It is.\n" * 10_000, ", said, " * 10_000, "Bob Orr said he said. " * 5_000],
    ids=range(11),
)  # fmt: skip
def test_long_and_odd_texts(text: str) -> None:
    read = article(text)
    check(Rules()(read), read)


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("say", "say says saying said"),
        ("deny", "deny denies denying denied"),
        ("admit", "admit admits admitting admitted"),
        ("write", "write writes writing wrote written"),
        ("agree", "agree agrees agreeing agreed"),
        ("stress", "stress stresses stressing stressed"),
        ("put", "put puts putting"),
        ("swear", "swear swears swearing swore sworn"),
    ],
)
def test_inflection(lemma: str, forms: str) -> None:
    assert " ".join(inflect(lemma)) == forms


def test_it_reads_the_seed() -> None:
    """The seed article has a closing mark that nothing opened."""
    seed = Path(__file__).parents[2] / "seeds" / "000_7287edc7951c92e8.txt"
    read = article(seed.read_text(encoding="utf-8"))
    found = Rules()(read)
    check(found, read)
    assert len(found.quotes) > 5


def test_polnear(shared: Path) -> None:
    """Every article of other people's news is read without a fault."""
    for path in sorted((shared / "data" / "polnear" / "data" / "dev" / "text").glob("*.txt"))[:20]:
        read = article(path.read_text(encoding="utf-8"))
        check(Rules()(read), read)
