"""Grounding: strings find their place, and what has none is kept and counted."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import DataError
from sayso.grounding import ground
from sayso.model import Article, Prediction, sha256_text
from tests.strategies import annotations, articles

TEXT = (
    "“It held,” said Ada Orr. “It held,” said Bell, who thought that the “old” dam\n"
    "had never held\u00a0so well 😀. He left, he said."
)


def article(text: str) -> Article:
    digest = sha256_text(text)
    return Article("d", text, [], None, None, None, None, None, None, None, digest, digest)


def grounded(text: str, **record):
    return ground(msgspec.convert({"doc": "d", **record}, Prediction), article(text))


def contents(*texts: str):
    return [{"content": [{"text": text}]} for text in texts]


@pytest.mark.parametrize(
    ("given_text", "how", "found"),
    [
        ("that the “old” dam", "exact", "that the “old” dam"),
        ('That the "OLD" dam had never', "normalized", "that the “old” dam\nhad never"),
        ("held so well 😀", "normalized", "held\u00a0so well 😀"),
        ("that teh “old” dam had nevver held", "fuzzy", "that the “old” dam\nhad never held"),
        ("that the new dam has always failed", "fabricated", None),
        ("so we", "fabricated", None),
        ("ad", "fabricated", None),
    ],
)
def test_where_a_text_is_found(given_text, how, found):
    (place,) = grounded(TEXT, quotes=contents(given_text)).placements
    assert (place.how, place.found) == (how, found)


def test_repeated_texts_are_placed_by_order():
    done = grounded(TEXT, quotes=contents("“It held,”", "“It held,”"))
    assert [quote.content[0].start for quote in done.prediction.quotes] == [0, 25]


def test_cue_and_source_stand_beside_their_content():
    quotes = [
        {"content": [{"text": "“It held,”"}], "cue": [{"text": "said"}], "source": [{"text": "Ada Orr"}]},
        {"content": [{"text": "“It held,”"}], "cue": [{"text": "said"}], "source": [{"text": "Bell"}]},
        {"content": [{"text": "He left"}], "cue": [{"text": "said"}], "source": [{"text": "he"}]},
    ]
    done = grounded(TEXT, quotes=quotes).prediction.quotes
    assert [TEXT.index("said"), TEXT.index("said Bell"), TEXT.rindex("said")] == [q.cue[0].start for q in done]
    assert done[2].source[0].start == TEXT.index("he said")


def test_a_claim_is_looked_for_in_its_quote():
    quotes = [{"id": "Q1", "content": [{"start": 25, "end": 35}]}]
    claims = [{"quote": "Q1", "content": [{"text": "It held"}]}]
    assert grounded(TEXT, quotes=quotes, claims=claims).prediction.claims[0].content[0].start == 26


@pytest.mark.parametrize("shift", [-1, 1, 3])
def test_offsets_that_miss_their_text_lead_to_the_nearest_place(shift):
    done = grounded(TEXT, quotes=[{"content": [{"start": 25 + shift, "end": 35 + shift, "text": "“It held,”"}]}])
    assert done.prediction.quotes[0].content[0].start == 25


def test_blank_strings_are_nothing():
    done = grounded(
        TEXT, quotes=[{"content": [{"text": "“It held,”"}], "cue": [{"text": " "}], "source": [{"text": ""}]}]
    )
    assert (done.prediction.quotes[0].cue, done.prediction.quotes[0].source, done.verbatim) == ([], [], (1, 1))


def test_offsets_past_the_end_are_not_taken_for_the_rest_of_the_text():
    end = len(TEXT)
    (place,) = grounded(TEXT, quotes=[{"content": [{"start": end - 8, "end": 1000, "text": TEXT[-8:]}]}]).placements
    assert (place.start, place.found) == (end - 8, TEXT[-8:])


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_text_beside_offsets_is_none(blank):
    (place,) = grounded(TEXT, quotes=[{"content": [{"start": 0, "end": 10, "text": blank}]}]).placements
    assert (place.how, place.found) == ("exact", "“It held,”")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"start": 9, "end": 3}, "start 9 is not before end 3"),
        ({"start": 3, "end": 3}, "start 3 is not before end 3"),
        ({"start": 3, "end": 9999}, "end 9999 is past the end"),
        ({"start": 3, "end": 9999, "text": ""}, "end 9999 is past the end"),
    ],
)
def test_offsets_that_cannot_be_are_an_error(span, words):
    with pytest.raises(DataError, match=words):
        grounded(TEXT, quotes=[{"content": [span]}])


@given(st.data())
def test_texts_of_real_spans_are_found_as_given(data):
    source = data.draw(articles())
    gold = data.draw(annotations(source))
    record = msgspec.to_builtins(gold)
    for item in [*record["quotes"], *record["claims"], *record["speakers"]]:
        for spans in (item.get("content", []), item.get("cue", []), item.get("source", []), item.get("mentions", [])):
            for span in spans:
                del span["start"], span["end"]
    done = ground(msgspec.convert(record, Prediction), source)
    for place in done.placements:
        if place.found is not None:
            assert source.text[place.start : place.start + len(place.found)] == place.found
        if place.how == "exact":
            assert place.found == place.given
        if len(place.given) >= 8:  # shorter ones may be a part of a word, which is not looked for
            assert place.how == "exact"


@given(st.data())
def test_spans_with_offsets_stay_where_they_are(data):
    source = data.draw(articles())
    gold = msgspec.convert(msgspec.to_builtins(data.draw(annotations(source))), Prediction)
    done = ground(gold, source)
    assert done.prediction == gold
    assert done.verbatim[0] == done.verbatim[1]
