"""Inline markup: what it says is what the record holds, both ways, and a fault is named with its place."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.corpus import load
from sayso.errors import DataError
from sayso.formats import Item
from sayso.formats.inline.files import bare_article, read_inline, write_inline
from sayso.formats.inline.markup import Tagged, parse, write
from sayso.formats.inline.reading import compile_inline, in_text_order
from sayso.formats.inline.writing import inline_of
from sayso.model import PredictedQuote, PredictedSpan, Prediction
from sayso.predictions import as_prediction
from sayso.validate import validate_annotation
from tests.strategies import annotations, articles

HEAD = """\
---
speakers:
  S1: Lena Orr
  S2: {name: Harbour Board, kind: organization}
quotes:
  Q2: {asserted: false, addressees: [S2]}
claims:
  C1: {kind: quantity, normalized: The dam holds two litres.}
---
"""
DAM = HEAD + (
    "{Q1|“{C1|It holds two litres},”} {Q1.source S1|Ms. Orr} {Q1.cue|said}. {Q1|“{Q3.source S1|I} {Q3.cue|hope} "
    "{Q3|it will}.”}\n\n{Q2.source S1|She} {Q2.cue|did not tell} {S2|the board} {Q2|why}.\n"
)


def test_says_what_it_shows():
    text, made = compile_inline(DAM, "dam.md", "dam")
    assert text == "“It holds two litres,” Ms. Orr said. “I hope it will.”\n\nShe did not tell the board why.\n"
    assert [(q.id, q.type, q.speaker, q.parent, q.asserted, [s.text for s in q.content]) for q in made.quotes] == [
        ("Q1", "direct", "S1", None, True, ["“It holds two litres,”", "“I hope it will.”"]),
        ("Q3", "indirect", "S1", "Q1", True, ["it will"]),
        ("Q2", "indirect", "S1", None, False, ["why"]),
    ]
    assert made.quotes[2].addressees == ["S2"]
    assert [(c.claimer, c.quote, c.content[0].text) for c in made.claims] == [("S1", "Q1", "It holds two litres")]
    assert [(m.text, m.form) for s in made.speakers for m in s.mentions] == [
        ("Ms. Orr", "name"),
        ("I", "pronoun"),
        ("She", "pronoun"),
        ("the board", "nominal"),
    ]
    assert not validate_annotation(made, bare_article("dam", text))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{Q1.cue|said}", "{Q1.cue|said", r"dam.md:12:10: \{Q2.source S1\| is never closed|never closed"),
        ("said}.", "said}}.", "dam.md:10:[0-9]+: a } closes nothing"),
        ("{Q1.cue|", "{cue|", "dam.md:10:[0-9]+: a { opens a span as"),
        ("{Q1.cue|said}", "{Q1.cue|}said", "holds no text"),
        ("{Q1.cue|", "{Q1.clue|", "is no tag; after the dot are known: Q1.cue, Q1.source"),
        ("{Q1.cue|", "{Q4.cue|", "Q4 has a cue or source and no content"),
        ("{S2|", "{S3|", "mentions S3, which is not among the speakers"),
        ("{C1|", "{C2|", "C1 stands in the head and has no"),
        ("  S1: Lena Orr", "  S1: Lena Orr\n  S1: Ada", "dam.md:4: the head is no YAML .S1 stands twice."),
        ("  S1: Lena Orr", "  S1: Orr: engineer", "dam.md:3: the head is no YAML"),
        ("  S1: Lena Orr", "  ? [S1]\n  : Lena Orr", "the head is no YAML"),
        ("  S1: Lena Orr", "  S1: {nam: Orr}", "the head: .*nam"),
        ("kind: quantity", "kind: number", "the head: Invalid enum value 'number'"),
        ("It holds", "It \\holds", "a backslash stands before"),
        ("---\nspeakers", "speakers", "starts with YAML between two lines of ---"),
    ],
)
def test_names_the_place_of_a_fault(before, after, message):
    assert before in DAM
    with pytest.raises(DataError, match=message):
        compile_inline(DAM.replace(before, after, 1), "dam.md", "dam")


TAGS = st.sampled_from(["Q1", "Q2", "Q1.cue", "C1", "S1", "S2.name"])


@given(st.text("ab{}\\|\n😀", min_size=1), st.data())
def test_spans_of_any_kind_come_back(text, data):
    """Whatever nests, touches, crosses or coincides; a tag does not cross itself."""
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda edge: edge[0] < edge[1])
    spans = data.draw(st.dictionaries(TAGS, edges, max_size=6))
    made = sorted((Tagged(*edge, tag) for tag, edge in spans.items()), key=lambda span: (span.start, -span.end))
    back, found = parse(write(text, made), "x")
    assert back == text
    assert sorted(found) == sorted(made)


@given(st.data())
def test_any_annotation_comes_back(data):
    article = data.draw(articles())
    made = data.draw(annotations(article))
    made.quotes, made.claims = in_text_order(made.quotes), in_text_order(made.claims)
    text, back = compile_inline(inline_of(made, article.text), "x", "other")
    assert text == article.text
    assert back == made


def test_the_whole_gold_comes_back_to_the_byte():
    for document in load():
        text, back = compile_inline(inline_of(document.gold, document.article.text), "x", "x")
        assert text == document.article.text
        assert msgspec.json.encode(back) == msgspec.json.encode(document.gold)


def test_a_tag_that_crosses_itself_is_refused():
    with pytest.raises(DataError, match="two spans S1 cross at code point 1"):
        write("abcd", [Tagged(0, 2, "S1"), Tagged(1, 3, "S1")])


def test_another_text_is_a_problem_with_its_place(tmp_path):
    (tmp_path / "dam.md").write_text(DAM)
    article = bare_article("dam", "“It holds two gallons,” Ms. Orr said.")
    found = read_inline(tmp_path, articles={"dam": article})
    assert not found.annotations
    assert "differs from that of the article from code point 14 on: 'litres" in found.problems[0]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"dam.md": DAM.replace("---\n", "---\nannotator: {id: ../../x, kind: human}\n", 1)}, "cannot name a folder"),
        ({"dam.md": DAM, "weir.md": DAM.replace("---\n", "---\ndoc: dam\n", 1)}, "gold has annotated dam already"),
        (
            {
                "dam.md": DAM,
                "weir.md": DAM.replace("---\n", "---\ndoc: dam\nannotator: {id: ann, kind: human}\n", 1) + "More.\n",
            },
            "differs from that of the article",
        ),
    ],
)
def test_an_annotator_that_leads_elsewhere_and_a_document_given_twice_are_problems(tmp_path, files, sentence):
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    found = read_inline(tmp_path)
    (problem,) = found.problems
    assert sentence in problem
    assert (len(found.annotations), len(found.articles)) == (len(files) - 1, len(files) - 1)


def test_a_prediction_is_written_in_place_of_gold(tmp_path):
    text, gold = compile_inline(DAM, "dam.md", "dam")
    article = bare_article("dam", text)
    said = as_prediction(gold, article)
    said.quotes.reverse()
    for quote in said.quotes:
        quote.id = quote.id.replace("Q", "quote-")
        quote.parent = quote.parent and quote.parent.replace("Q", "quote-")
    made = PredictedQuote(content=[PredictedSpan(text="It leaks.")], speaker="Lena Orr")
    told = write_inline([Item(article, prediction=said)], tmp_path)
    (back,) = read_inline(tmp_path).annotations
    assert [[span.text for span in quote.content] for quote in back.quotes] == [
        [span.text for span in quote.content] for quote in gold.quotes
    ]
    assert [quote.speaker for quote in back.quotes] == ["S1", "S1", "S1"]
    assert [claim.claimer for claim in back.claims] == ["S1"]
    assert not told.losses
    told = write_inline([Item(article, prediction=Prediction("dam", quotes=[made]))], tmp_path)
    assert told.losses["predicted quotes that are not in the article"] == 1
