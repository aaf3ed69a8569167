"""croissant.json, read by mlcroissant, the reference reader."""

from __future__ import annotations

import hashlib
import json

import pytest

from sayso.build import build, collect
from sayso.card import parse_template
from sayso.files import read_text
from sayso.rows import CONFIGURATIONS
from sayso.tables import read_documents, write_corpus
from tests.conftest import ROOT
from tests.projects import make_project

mlc = pytest.importorskip("mlcroissant", reason="pip install sayso[test]")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("project"))
    (project / "annotations" / "card.md").write_text(read_text(ROOT / "annotations" / "card.md"))
    build(collect(project / "seeds", project / "annotations"), project / "corpus")
    return project / "corpus"


def records(corpus, name):
    """The records by split, document (of the flat tables) and id."""
    keys = [f"{name}/split", f"{name}/doc", f"{name}/id"]
    found = mlc.Dataset(str(corpus / "croissant.json")).records(name)
    return {tuple(record.get(key, b"").decode() for key in keys): record for record in found}


def test_it_validates_without_errors(corpus):
    issues = mlc.Dataset(str(corpus / "croissant.json")).metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings


def test_every_field_on_responsible_use_is_one_that_croissant_knows(corpus):
    from mlcroissant._src.core import constants

    known = {
        str(term).removeprefix(str(constants.RAI))
        for term in vars(constants).values()
        if str(constants.RAI) in str(term)
    }
    described = json.loads(read_text(corpus / "croissant.json"))
    stated = {key.removeprefix("rai:") for key in described if key.startswith("rai:")}
    assert stated <= known
    assert {"dataBiases", "dataLimitations", "annotationsPerItem", "annotatorDemographics"} <= stated
    metadata = mlc.Dataset(str(corpus / "croissant.json")).metadata
    assert metadata.annotator_demographics == [described["rai:annotatorDemographics"]]
    assert metadata.annotations_per_item == described["rai:annotationsPerItem"]


def test_the_checksums_are_those_of_the_files(corpus):
    files = [file for file in json.loads(read_text(corpus / "croissant.json"))["distribution"] if "sha256" in file]
    assert {file["contentUrl"] for file in files} == {
        path.relative_to(corpus).as_posix() for path in corpus.rglob("*.parquet")
    }
    for file in files:
        assert file["sha256"] == hashlib.sha256((corpus / file["contentUrl"]).read_bytes()).hexdigest()


def test_every_record_set_is_read_from_all_splits(corpus):
    gold = {document.article.id: document for document in read_documents(corpus)}
    splits = mlc.Dataset(str(corpus / "croissant.json")).records("splits")
    assert [record["splits/name"] for record in splits] == ["quiet", "seed"]
    documents = records(corpus, "documents")
    assert {(split, doc) for split, _, doc in documents} == {("seed", "dam"), ("quiet", "snow")}
    assert documents["quiet", "", "snow"]["documents/text"].decode() == gold["snow"].article.text
    assert documents["quiet", "", "snow"]["documents/quotes"] == []
    dam = documents["seed", "", "dam"]
    assert [quote["documents/quotes/type"] for quote in dam["documents/quotes"]] == [b"direct", *2 * [b"indirect"]]
    assert dam["documents/annotator"] == {"documents/annotator/id": b"gold", "documents/annotator/kind": b"adjudicated"}
    quotes = records(corpus, "quotes")
    assert {key[2] for key in quotes} == {"Q1", "Q2", "Q3"}
    first = quotes["seed", "dam", "Q1"]
    assert [span["quotes/content/text"].decode() for span in first["quotes/content"]] == [
        span.text for span in gold["dam"].gold.quotes[0].content
    ]
    assert [span["quotes/content/start"] for span in first["quotes/content"]] == [
        span.start for span in gold["dam"].gold.quotes[0].content
    ]
    assert first["quotes/addressees"] == [b"residents"]
    assert quotes["seed", "dam", "Q3"]["quotes/source"] == []
    assert records(corpus, "claims")["seed", "dam", "C2"]["claims/claimer_name"] is None
    assert records(corpus, "speakers")["seed", "dam", "S1"]["speakers/quotes"] == 2
    mentions = list(mlc.Dataset(str(corpus / "croissant.json")).records("mentions"))
    assert [(record["mentions/speaker_name"], record["mentions/start"]) for record in mentions] == [
        (speaker.name.encode(), mention.start) for speaker in gold["dam"].gold.speakers for mention in speaker.mentions
    ]


def test_a_corpus_without_template_validates_too(corpus, tmp_path):
    write_corpus(tmp_path / "c", list(read_documents(corpus)), parse_template("---\npretty_name: x\n---\n# x\n"))
    dataset = mlc.Dataset(str(tmp_path / "c" / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert [record_set.id for record_set in dataset.metadata.record_sets] == ["splits", *CONFIGURATIONS]
