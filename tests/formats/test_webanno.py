"""W3C Web Annotation: what goes out comes back the same bytes, and a fault is a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from sayso.formats import Item
from sayso.formats.webanno import from_webanno, read_webanno, to_webanno, write_webanno
from sayso.model import dumps
from tests.conftest import ROOT
from tests.formats.labelstudio import article_of
from tests.formats.sound import sound_records
from tests.formats.spoken import TEXT, spoken


@given(sound_records())
def test_what_goes_out_comes_back_the_same_bytes(record):
    article, annotation = record
    back, same = from_webanno(json.loads(dumps(to_webanno(annotation, article))), article.text, article.id)
    assert (dumps(back), same) == (dumps(annotation), article)


def test_a_collection_as_the_recommendation_has_it():
    article, annotation = spoken()
    path = ROOT / "tests" / "formats" / "golden" / "rain.jsonld"
    assert dumps(to_webanno(annotation, article, "dev")) == path.read_bytes()


def exported(folder):
    write_webanno([Item(*spoken(), split="dev"), Item(article_of("Rain.", "sun"))], folder / "out")
    return folder / "out"


def test_a_folder_brings_texts_and_splits(tmp_path):
    found = read_webanno(exported(tmp_path), articles=None, annotators={"gold": "ann"})
    assert (found.problems, found.splits, found.articles) == ([], {"rain": "dev"}, [article_of(TEXT)])
    assert [one.annotator.id for one in found.annotations] == ["ann"]


FAULTS = {
    "moved": (lambda made: selector(made, 0).update(start=3, end=13), "content of Q1: offset 3: expected '“It held,”'"),
    "past the end": (lambda made: selector(made, 1).update(end=99), "cue of Q1: offsets 21 to 99 are not in the text"),
    "float": (lambda made: selector(made, 0).update(start=2.5), "is not as sayso writes it"),
    "no position": (lambda made: made["first"]["items"][0]["target"]["selector"].pop(0), "is not as sayso writes it"),
    "unknown role": (lambda made: made["first"]["items"][0].update({"sayso:role": "x"}), "has no role of content"),
    "nobody's": (lambda made: made["first"]["items"][1].update({"sayso:of": "Q9"}), "a cue of Q9, and no such item"),
    "count": (lambda made: made.update(total=9), "its total is 9, and 4 annotations are there"),
    "no page": (lambda made: made.update(first="page1"), "must be embedded"),
    "foreign": (lambda made: made.pop("sayso:record"), "there is no sayso:record in it"),
    "no record": (lambda made: made.update({"sayso:record": [1]}), "its record is not as it should"),
    "broken record": (lambda made: made["sayso:record"].update(quotes=[{"id": 3}]), "its record is not as it should"),
    "broken article": (lambda made: made["sayso:article"].pop("id"), "what it says of the article is not as it"),
    "speaker gone": (lambda made: made["sayso:record"].update(speakers=[]), "a mention of S1, and no such item"),
}


def selector(made, item):
    return made["first"]["items"][item]["target"]["selector"][0]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_sentence_that_names_the_file(tmp_path, name):
    path = exported(tmp_path) / "rain.jsonld"
    made = json.loads(path.read_bytes())
    spoil, sentence = FAULTS[name]
    spoil(made)
    path.write_text(json.dumps(made), encoding="utf-8")
    found = read_webanno(path, articles=None, annotators={})
    (problem,) = found.problems
    assert found.annotations == []
    assert problem.startswith(f"{path}: ")
    assert sentence in problem


def test_another_text_is_refused(tmp_path):
    path = exported(tmp_path) / "rain.jsonld"
    path.with_suffix(".txt").write_text(TEXT + "More.", encoding="utf-8")
    assert "the text is not the one that was annotated" in read_webanno(path, articles=None, annotators={}).problems[0]
