"""spaCy's DocBin: spaCy itself reads it, and what goes out comes back the same bytes."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

from sayso.errors import DataError
from sayso.formats import Item
from sayso.formats.docbin import from_docbin, read_docbin, to_docbin, write_docbin
from sayso.model import dumps
from tests.formats.sound import sound_records
from tests.formats.spoken import TEXT, spoken

spacy = pytest.importorskip("spacy", reason="needs sayso[spacy]")


@settings(max_examples=40)
@given(sound_records())
def test_what_goes_out_comes_back_the_same_bytes(record):
    article, annotation = record
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        write_docbin([Item(article, annotation, split="dev")], target)
        found = read_docbin(target, articles={article.id: article}, annotators={})
    assert (found.problems, found.articles, found.splits) == ([], [article], {article.id: "dev"})
    assert [dumps(one) for one in found.annotations] == [dumps(annotation)]


def test_spacy_sees_the_groups(tmp_path):
    article, annotation = spoken()
    exported = write_docbin([Item(article, annotation)], tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.spacy")
    (doc,) = spacy.tokens.DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)
    groups = {
        name: [(span.text, span.label_, span.id_, span.kb_id_) for span in spans] for name, spans in doc.spans.items()
    }
    assert (doc.text, exported.losses) == (TEXT, Counter())
    assert groups == {
        "content": [("“It held,”", "direct", "Q1", "")],
        "cue": [("said", "cue", "Q1", "")],
        "source": [("Ada Orr", "source", "Q1", "")],
        "claims": [],
        "mentions": [("Ada Orr", "name", "S1", "Q42")],
    }


def test_edges_inside_a_token_are_counted(tmp_path):
    article, annotation = spoken()
    half = type(annotation.quotes[0].cue[0])
    annotation.quotes[0].cue = [half(21, 23, "sa")]
    exported = write_docbin([Item(article, annotation)], tmp_path / "out")
    assert sum(exported.losses.values()) == 1
    (back,) = read_docbin(tmp_path / "out", articles=None, annotators={}).annotations
    assert back == annotation


def edited(change):
    article, annotation = spoken()
    doc, _ = to_docbin(annotation, article)
    change(doc)
    return doc


FAULTS = {
    "a group changed": (
        lambda doc: doc.spans.update(cue=[doc[0:1]]),
        r"not those of its record any more \(1 new, 1 gone",
    ),
    "no record": (lambda doc: doc.user_data.clear(), "only what sayso exported can be read back"),
    "broken record": (lambda doc: doc.user_data.update(sayso="{"), "is not as it should be"),
    "moved": (
        lambda doc: doc.user_data.update(sayso=doc.user_data["sayso"].replace('"start":2,', '"start":3,')),
        "content of Q1: offset 3: expected '“It held,”', found 'It held,”'",
    ),
    "another article": (
        lambda doc: doc.user_data.update(
            sayso=json.dumps({**json.loads(doc.user_data["sayso"]), "article": {"id": "../x"}})
        ),
        "what it says of the article is not as it should be",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_was_changed_is_refused(name):
    change, sentence = FAULTS[name]
    with pytest.raises(ValueError, match=sentence):
        from_docbin(edited(change))


@pytest.mark.parametrize("data", [b"", b"{}", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_no_docbin_is_one_sentence(tmp_path, data):
    (tmp_path / "x.spacy").write_bytes(data)
    with pytest.raises(DataError, match=r"x\.spacy: no DocBin \("):
        read_docbin(tmp_path, articles=None, annotators={})
