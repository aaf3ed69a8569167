"""UIMA CAS: cassis reads it, offsets are UTF-16 in the file, and what goes out comes back the same bytes."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

import cassis
import pytest
from hypothesis import given, settings

from sayso.errors import DataError
from sayso.formats import Item
from sayso.formats.cas import from_cas, read_cas, to_cas, write_cas
from sayso.model import dumps
from tests.formats.labelstudio import article_of
from tests.formats.sound import sound_records
from tests.formats.spoken import TEXT, spoken


@settings(max_examples=30)
@given(sound_records())
def test_what_goes_out_comes_back_the_same_bytes(record):
    article, annotation = record
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        exported = write_cas([Item(article, annotation, split="dev")], target)
        if exported.losses:
            assert set(exported.losses) == {"documents with control characters, which XML cannot hold"}
            assert re.search(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", dumps([article, annotation]).decode("unicode-escape"))
            return
        found = read_cas(target, articles={article.id: article}, annotators={})
    assert (found.problems, found.articles, found.splits) == ([], [article], {article.id: "dev"})
    assert [dumps(one) for one in found.annotations] == [dumps(annotation)]


def exported(folder):
    write_cas([Item(*spoken(), split="dev")], folder / "out")
    return folder / "out" / "dev" / "rain.xmi"


def test_cassis_reads_it_and_the_file_counts_in_utf_16(tmp_path):
    path = exported(tmp_path)
    types = cassis.load_typesystem(path.parents[1] / "TypeSystem.xml")
    cas = cassis.load_cas_from_xmi(path.read_text(encoding="utf-8"), typesystem=types)
    (content,), (cue,), (mention,) = (cas.select(f"sayso.{name}") for name in ("Content", "Cue", "Mention"))
    assert (cas.sofa_string, content.get_covered_text(), content.quote_type) == (TEXT, "“It held,”", "direct")
    assert [(one.Dependent.get_covered_text(), one.label) for one in cas.select("sayso.Relation")] == [
        ("Ada Orr", "source"),
        ("said", "cue"),
    ]
    assert (cue.begin, mention.of, mention.form) == (21, "S1", "name")
    assert '<sayso:Cue xmi:id="5" sofa="1" begin="22" end="26"' in path.read_text(encoding="utf-8")


def test_a_control_character_is_a_loss(tmp_path):
    article, annotation = spoken()
    annotation.speakers[0].name = "Ada\x07"
    losses = write_cas([Item(article, annotation), Item(article_of("Rain.", "sun"))], tmp_path / "out").losses
    assert losses == Counter(
        {"documents with control characters, which XML cannot hold": 1, "articles without annotation": 1}
    )


def test_what_a_tool_adds_is_read():
    article, annotation = spoken()
    cas = to_cas(annotation, article)
    types = cas.typesystem
    content = cas.select("sayso.Content")[0]
    cue = types.get_type("sayso.Cue")(begin=25, end=26)
    cas.add(cue)
    cas.add(types.get_type("sayso.Relation")(begin=25, end=26, Governor=cue, Dependent=content))
    content.asserted = False
    (quote,) = from_cas(cas, "rain").annotation.quotes
    assert ([span.text for span in quote.cue], quote.asserted) == (["said", "."], False)


FAULTS = {
    "inside a character": ('begin="3"', 'begin="1"', "an offset is not at a character"),
    "past the end": ('end="26"', 'end="99"', "an offset is not at a character"),
    "reversed": ('begin="22"', 'begin="27"', "cue of Q1: offsets 26 to 25 are not in the text"),
    "text changed": ("Ada Orr said", "Ada Orr sang", "the text is not the one that was annotated"),
    "nobody's cue": ('label="cue"', 'label="cue" Dependent="3"', "no XMI of these types"),
    "no type": (' quote_type="direct"', "", "its record is not as it should be"),
    "no speaker": ('key="S1"', 'key="S9"', "a mention of S1, and no such item"),
    "no document": ("sayso:Document", "sayso:Unknown", "there are 0 sayso.Document in it"),
    "no XML": ("<cas:NULL", "<", "no XMI of these types"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_sentence_that_names_the_file(tmp_path, name):
    path = exported(tmp_path)
    old, new, sentence = FAULTS[name]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = read_cas(path.parents[1], articles=None, annotators={})
    (problem,) = found.problems
    assert found.annotations == []
    assert problem.startswith(f"{path}: ")
    assert sentence in problem


def test_a_type_system_without_our_types_is_refused(tmp_path):
    path = exported(tmp_path).parents[1] / "TypeSystem.xml"
    path.write_text(cassis.TypeSystem().to_xml(), encoding="utf-8")
    with pytest.raises(DataError, match=r"TypeSystem\.xml: the type sayso\.Content is missing"):
        read_cas(path.parent, articles=None, annotators={})
