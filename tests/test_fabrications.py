"""What was said and is not in the article: spans with their difference, and names."""

from __future__ import annotations

import io
import json
import re

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sayso.corpus import Corpus, Document
from sayso.evaluation import evaluate, predict
from sayso.fabrications import _within, diff
from sayso.model import Annotation, Annotator, Article, sha256_text
from sayso.report import terminal
from sayso.schema import load

TEXT = "“It held firmly all night,” said Mr. Trump. The Müller brothers nodded; Ann-Marie O’Neil did not."
SHA = sha256_text(TEXT)
ARTICLE = Article("a", TEXT, [], None, None, None, None, None, None, None, SHA, SHA)
CORPUS = Corpus("c", [Document(ARTICLE, Annotation("1.0", "a", SHA, Annotator("g", "human"), [], [], []), "s")])


def report(*quotes, **more):
    return evaluate(lambda _: {"quotes": list(quotes), **more}, CORPUS, ["verbatim.rate"])


def said(text):
    return {"content": [{"text": text}]}


@pytest.mark.parametrize(
    ("text", "how", "there"),
    [
        ("“It held firmly all night,”", None, None),
        ('"it held firmly all night,"', "altered", "“It held firmly all night,”"),
        ("It held firmly all the night", "altered", "“It held firmly all night"),
        ("It barely held, firm all nights", "fabricated", "“It held firmly all night"),
        ("Nothing whatever like that 0123", "fabricated", None),
    ],
)
def test_a_span_is_told_of_with_the_stretch_that_it_is_most_like(text, how, there):
    found = report(said(text)).fabrications
    assert [(item.how, item.there) for item in found.items] == ([] if how is None else [(how, there)])
    assert (found.spans, found.altered, found.fabricated) == (1, how == "altered", how == "fabricated")
    for item in found.items:
        assert "".join(change.text for change in item.diff if change.op != "there") in (text, "")
        assert item.there is None or TEXT[item.start :].startswith(item.there)


@given(st.text("aé_ .1’", min_size=1), st.text("aé_ .1’"))
def test_words_are_found_where_they_stand_by_themselves(words, text):
    assert _within(words, text) == bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


@given(st.text("ab .\n’"), st.text("ab .\n’"))
def test_a_difference_gives_both_texts_back(there, said):
    changes = diff(there, said)
    assert "".join(change.text for change in changes if change.op != "said") == there
    assert "".join(change.text for change in changes if change.op != "there") == said


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mr. Trump", None),
        ("Trump’s", None),
        ("Donald Trump", (False, ["donald"])),
        ("Maria Lopez", (True, ["maria", "lopez"])),
        ("Trum", (True, ["trum"])),
        ("MULLER", (True, ["muller"])),
        ("Ann-Marie O'Neil", None),
        ("the Müllers and the Trump", (False, ["müllers"])),
        ("", None),
    ],
)
def test_a_name_is_in_the_article_completed_or_invented(name, found):
    names = report({**said("all night"), "speaker": name}).fabrications.names
    assert [(one.invented, one.missing) for one in names] == ([] if found is None else [found])


def test_only_names_are_held_against_the_article():
    speakers = [
        {"id": "S1", "name": "An anonymous aide", "kind": "unnamed"},
        {"id": "S2", "name": "Trump"},
    ]
    quotes = [{**said("all night"), "speaker": "S1"}, {**said("held"), "speaker": None}]
    found = report(*quotes, speakers=speakers, claims=[{**said("held"), "claimer": "author"}]).fabrications
    assert (found.names, found.speakers, found.any) == ([], 1, False)


def test_a_file_tells_the_same_and_the_report_is_as_its_schema_says(tmp_path):
    quotes = [said("“it held"), {"content": [{"start": 1, "end": 8}], "speaker": "Maria Lopez"}]
    live = report(*quotes)
    (tmp_path / "p.jsonl").write_text(json.dumps({"doc": "a", "quotes": quotes}), encoding="utf-8")
    assert predict(tmp_path / "p.jsonl", [ARTICLE]).fabrications == live.fabrications
    jsonschema.validate(json.loads(msgspec.json.encode(live)), load("report"))


def test_terminal_and_markdown_show_the_difference_and_escape_it():
    shown = io.StringIO()
    found = report({**said("It held <b>firmly</b> all\x1b[31m night"), "speaker": "<i>Lopez</i>"})
    terminal.show(found, Console(file=shown, width=300))
    assert "{+<b>" in shown.getvalue()
    assert "speaker “<i>Lopez</i>” is not in the article" in shown.getvalue()
    text = found.to_markdown()
    assert "**&lt;b&gt;" in text
    assert not {"\x1b"} & {*shown.getvalue(), *text}
    assert "<b>" not in text
