"""One record at a time: which problems are found, where, and what they say."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Annotation, Article, Block, Prediction, Quote, Span, sha256_text
from sayso.validate import validate_annotation, validate_prediction
from sayso.validate.clean import is_clean
from sayso.validate.meaning import article_problems
from tests.projects import DAM, dam_gold
from tests.projects import span as span_of
from tests.strategies import annotations, articles

SEE_ALSO = span_of(DAM, "SEE ALSO: Snow falls")
SHA = sha256_text(DAM)
ARTICLE = Article(
    "dam", DAM, [Block(SEE_ALSO.start, SEE_ALSO.end, "boilerplate")], None, "en", None, None, None, None, None, SHA, SHA
)
GOLD = msgspec.to_builtins(dam_gold(SHA))
SNOW = msgspec.to_builtins(span_of(DAM, "Snow"))
DROP = object()


def edited(record: dict[str, Any], edits: dict[str, Any]) -> dict[str, Any]:
    """A copy of the record with values put where JSON pointers say, or dropped."""
    record = copy.deepcopy(record)
    for pointer, value in edits.items():
        *path, last = [int(key) if key.isdigit() else key for key in pointer.split("/")[1:]]
        holder: Any = record
        for key in path:
            holder = holder[key]
        if value is DROP:
            del holder[last]
        elif isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value
    return record


def found(problems) -> list[tuple[str, str]]:
    return sorted((problem.code, problem.pointer) for problem in problems)


def span(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": DAM[start:end]}


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({}, []),
        # spans and the text
        ({"/quotes/0/cue/0": {"start": 12, "end": 16, "text": "said"}}, [("text-mismatch", "/quotes/0/cue/0")]),
        ({"/quotes/0/cue/0": {"start": 15, "end": 11, "text": "said"}}, [("reversed-span", "/quotes/0/cue/0")]),
        ({"/quotes/0/cue/0": {"start": 11, "end": 11, "text": "said"}}, [("reversed-span", "/quotes/0/cue/0")]),
        ({"/claims/1/content/0/end": 999}, [("span-out-of-range", "/claims/1/content/0")]),
        ({"/claims/1/content/0/end": 10**400}, [("span-out-of-range", "/claims/1/content/0")]),
        ({"/quotes/0/source/0": SNOW}, [("in-boilerplate", "/quotes/0/source/0")]),
        ({"/speakers/1/mentions/1": {**SNOW, "form": "name"}},
         [("in-boilerplate", "/speakers/1/mentions/1"), ("unsorted-spans", "/speakers/1/mentions/1")]),
        ({"/quotes/0/content": [span(45, 79), span(0, 10)]}, [("unsorted-spans", "/quotes/0/content/1")]),
        ({"/quotes/0/cue": [span(11, 15), span(14, 23)]}, [("overlapping-spans", "/quotes/0/cue/1")]),
        ({"/quotes/0/cue": [span(11, 15), span(11, 15)]}, [("overlapping-spans", "/quotes/0/cue/1")]),
        ({"/quotes/0/cue": [span(11, 15), span(15, 23)]}, []),
        ({"/speakers/0/mentions/1": {**span(16, 19), "form": "name"}}, []),  # mentions may nest
        ({"/speakers/0/mentions/1": {**span(16, 23), "form": "name"}},
         [("duplicate-mention", "/speakers/0/mentions/1")]),
        # marks
        ({"/quotes/0/type": "mixed"}, [("wrong-quote-type", "/quotes/0/type")]),
        ({"/quotes/2/type": "direct"}, [("wrong-quote-type", "/quotes/2/type")]),
        # a nested quote that starts or ends at its parent's marks: they may be either's
        ({"/quotes/1/content": [span(45, 79)], "/quotes/1/type": "direct"}, []),
        ({"/quotes/1/content": [span(45, 79)], "/quotes/1/type": "indirect"}, []),
        ({"/quotes/1/content": [span(45, 79)], "/quotes/1/type": "mixed"}, [("wrong-quote-type", "/quotes/1/type")]),
        # ids
        ({"/quotes/2/id": "Q1"}, [("duplicate-id", "/quotes/2/id")]),
        ({"/claims/1/id": "C1"}, [("duplicate-id", "/claims/1/id")]),
        ({"/speakers/0/id": "S9", "/quotes/0/speaker": "S9", "/quotes/1/speaker": "S9"},
         [("unknown-reference", "/claims/0/claimer")]),
        ({"/speakers/1/id": "author", "/quotes/0/addressees": [], "/quotes/2/speaker": None},
         [("reserved-id", "/speakers/1/id")]),
        ({"/quotes/0/speaker": "Ada Orr"}, [("unknown-reference", "/quotes/0/speaker")]),
        ({"/quotes/0/speaker": "author"}, [("unknown-reference", "/quotes/0/speaker")]),
        ({"/quotes/0/addressees": ["S2", "S3", "S4"]},
         [("unknown-reference", "/quotes/0/addressees/1"), ("unknown-reference", "/quotes/0/addressees/2")]),
        ({"/claims/0/quote": "Q7"}, [("unknown-reference", "/claims/0/quote")]),
        ({"/claims/0/claimer": "author"}, []),
        ({"/quotes/1/parent": "Q7"}, [("unknown-reference", "/quotes/1/parent")]),
        ({"/quotes/1/parent": "Q2"}, [("parent-cycle", "/quotes/1/parent")]),
        ({"/quotes/0/parent": "Q2"}, [("parent-cycle", "/quotes/0/parent")]),
        ({"/quotes/0/parent": "Q3", "/quotes/2/parent": "Q2"}, [("parent-cycle", "/quotes/0/parent")]),
        # the whole
        ({"/text_sha256": "0" * 64}, [("wrong-text-hash", "/text_sha256")]),
        ({"/doc": "weir"}, [("unknown-document", "/doc")]),
        # structure
        ({"/quotes/0/asserted": DROP, "/quotes/0/parent": DROP},
         [("missing-field", "/quotes/0"), ("missing-field", "/quotes/0")]),
        ({"/quotes/0/asertd": True, "/note": "x"}, [("unknown-field", "/note"), ("unknown-field", "/quotes/0/asertd")]),
        ({"/quotes/0/cue/0/start": "11"}, [("wrong-type", "/quotes/0/cue/0/start")]),
        ({"/quotes/0/cue/0/start": True}, [("wrong-type", "/quotes/0/cue/0/start")]),
        ({"/quotes/0/cue/0/start": 11.0}, [("integral-float", "/quotes/0/cue/0/start")]),
        ({"/quotes/0/cue/0/start": -1}, [("out-of-range", "/quotes/0/cue/0/start")]),
        ({"/quotes": None}, [("unknown-reference", "/claims/0/quote"), ("wrong-type", "/quotes")]),
        ({"/quotes/0": []}, [("unknown-reference", "/claims/0/quote"), ("unknown-reference", "/quotes/1/parent"),
                             ("wrong-type", "/quotes/0")]),
        ({"/quotes/0/speaker": 1}, [("wrong-type", "/quotes/0/speaker")]),
        ({"/quotes/0/content": []}, [("empty-value", "/quotes/0/content")]),
        ({"/claims/0/normalized": ""}, [("empty-value", "/claims/0/normalized")]),
        ({"/claims/0/kind": "predicton"}, [("unknown-value", "/claims/0/kind")]),
        ({"/speakers/0/wikidata": "q42"}, [("wrong-form", "/speakers/0/wikidata")]),
        ({"/speakers/0/wikidata": 42}, [("wrong-type", "/speakers/0/wikidata")]),
        ({"/schema_version": "2.0"}, [("unknown-value", "/schema_version")]),
        ({"/text_sha256": SHA + "\n"}, [("wrong-form", "/text_sha256"), ("wrong-text-hash", "/text_sha256")]),
        # both at once: nothing hides behind anything
        ({"/quotes/0/cue/0": {"start": 12, "end": 16, "text": "said"}, "/quotes/0/note": 1, "/quotes/2/type": "direct",
          "/claims/0/kind": None, "/claims/0/claimer": "S7"},
         [("text-mismatch", "/quotes/0/cue/0"), ("unknown-field", "/quotes/0/note"),
          ("unknown-reference", "/claims/0/claimer"), ("unknown-value", "/claims/0/kind"),
          ("wrong-quote-type", "/quotes/2/type")]),
    ],
)  # fmt: skip
def test_annotation(edits, expected):
    assert found(validate_annotation(edited(GOLD, edits), ARTICLE)) == expected


def test_a_span_that_is_off_by_one_is_told_where_it_should_be():
    (problem,) = validate_annotation(
        edited(GOLD, {"/quotes/0/cue/0": {**span(11, 15), "start": 12, "end": 16}}), ARTICLE
    )
    assert (problem.expected, problem.found) == ('"aid "', '"said"')
    assert "from 11 to 15" in problem.hint


def test_a_text_that_stands_nowhere_near_is_not_guessed():
    edit = {
        "/quotes/0/cue/0": {"start": 12, "end": 16, "text": "sadi"},
        "/quotes/0/source/0": {**span(16, 23), "end": 999},
    }
    hints = [problem.hint for problem in validate_annotation(edited(GOLD, edit), ARTICLE)]
    assert ["from 16 to 23" in hint for hint in hints] == [False, True]


def test_a_name_in_place_of_an_id_is_told_the_id():
    (problem,) = validate_annotation(edited(GOLD, {"/quotes/0/speaker": "Ada Orr"}), ARTICLE)
    assert '"S1"' in problem.hint


def test_types_of_python_are_checked_as_their_json_is():
    gold = dam_gold(SHA)
    assert validate_annotation(gold, ARTICLE) == []
    gold.quotes[0].content[0] = Span(3, 3, "")
    assert found(validate_annotation(gold, ARTICLE)) == [
        ("empty-value", "/quotes/0/content/0/text"),
        ("reversed-span", "/quotes/0/content/0"),
    ]
    assert validate_prediction(Prediction("dam"), ARTICLE) == []


@pytest.mark.parametrize("record", [None, [], "dam", 3])
def test_what_is_no_object_is_a_problem(record):
    assert found(validate_annotation(record, ARTICLE)) == [("wrong-type", "")]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({}, []),
        ({"/quotes/0/content/0/text": "what nobody said"}, []),  # fabricated, and counted as such
        ({"/quotes/0/speaker": "Ada Orr", "/quotes/0/addressees": ["everyone"], "/claims/0/claimer": "Bell"}, []),
        ({"/quotes/0/type": "direct"}, []),  # mistaken, and scored as such
        ({"/quotes/0/content/0": {"start": 11, "end": 15}}, []),
        ({"/quotes/0/content/0": {"start": 12, "end": 16, "text": "said"}}, [("text-mismatch", "/quotes/0/content/0")]),
        ({"/quotes/0/content/0": {"start": 15, "end": 11}}, [("reversed-span", "/quotes/0/content/0")]),
        ({"/quotes/0/content/0": {"start": -5, "end": 11}}, [("out-of-range", "/quotes/0/content/0/start")]),
        ({"/quotes/0/content/0": {"start": 0, "end": 999}}, [("span-out-of-range", "/quotes/0/content/0")]),
        ({"/quotes/0/content/0": {"start": 0}}, [("no-place", "/quotes/0/content/0")]),
        ({"/quotes/0/content/0": {"start": 0, "text": "It"}}, [("no-place", "/quotes/0/content/0")]),
        ({"/quotes/0/content/0": {}}, [("no-place", "/quotes/0/content/0")]),
        ({"/quotes/0/parent": "Q9"}, [("unknown-reference", "/quotes/0/parent")]),
        ({"/quotes/0/parent": "Q1"}, [("parent-cycle", "/quotes/0/parent")]),
        ({"/claims/0/quote": "Q9"}, [("unknown-reference", "/claims/0/quote")]),
        ({"/quotes/1": {"id": "Q1"}}, [("duplicate-id", "/quotes/1/id")]),
        ({"/quotes/0/score": 1.5}, [("out-of-range", "/quotes/0/score")]),
        ({"/text_sha256": "0" * 64}, [("wrong-text-hash", "/text_sha256")]),
        ({"/doc": "weir"}, [("unknown-document", "/doc")]),
        ({"/doc": DROP}, [("missing-field", "")]),
    ],
)
def test_prediction(edits, expected):
    quote = {"id": "Q1", "content": [{"text": "It held"}], "speaker": "Orr", "parent": None}
    record = {"doc": "dam", "quotes": [quote], "claims": [{"content": [{"text": "It held"}], "quote": "Q1"}]}
    assert found(validate_prediction(edited(record, edits), ARTICLE)) == expected


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({}, []),
        ({"/text": DAM + "!"}, [("wrong-text-hash", "/text_sha256")]),
        ({"/blocks": [{"start": 0, "end": 999}]}, [("span-out-of-range", "/blocks/0")]),
        ({"/blocks": [{"start": 5, "end": 9}, {"start": 0, "end": 6}]},
         [("overlapping-spans", "/blocks/0"), ("unsorted-spans", "/blocks/1")]),
        ({"/text": "\ufeffOne\r\nTwo", "/text_sha256": sha256_text("\ufeffOne\r\nTwo"), "/blocks": []},
         [("text-not-normalized", "/text")] * 2),
    ],
)  # fmt: skip
def test_article(edits, expected):
    assert found(article_problems(edited(msgspec.to_builtins(ARTICLE), edits))) == expected


@given(st.data())
def test_nothing_passes_the_fast_verdict_that_the_exact_one_finds(data):
    article = data.draw(articles())
    article.blocks = [Block(3, 5, "boilerplate")] if data.draw(st.booleans()) else []
    annotation = data.draw(annotations(article))
    for quote in annotation.quotes:
        quote.parent = data.draw(st.sampled_from([None, None, "Q1", "Q2", "Q3", "Q9"]))
        _shift(data, quote)
    clean = is_clean(annotation, article)
    assert not clean or validate_annotation(annotation, article) == []


def _shift(data: st.DataObject, quote: Quote) -> None:
    if data.draw(st.integers(0, 3)) == 0:
        start, by = data.draw(st.integers(-1, 1)), data.draw(st.integers(-1, 1))
        first = quote.content[0]
        quote.content[0] = Span(max(0, first.start + start), max(1, first.end + by), first.text)


@given(st.data())
def test_what_the_exact_verdict_finds_clean_passes_the_fast_one(data):
    article = data.draw(articles())
    annotation: Annotation = data.draw(annotations(article))
    if validate_annotation(annotation, article) == []:
        assert is_clean(annotation, article)
