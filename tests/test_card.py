"""The card, read by those it is written for: the Hub's own parsers and `datasets`, offline."""

from __future__ import annotations

import dataclasses
import socket

import pytest

from sayso import card
from sayso.build import build, collect
from sayso.errors import SaysoError
from sayso.files import read_text
from sayso.tables import read_documents, write_corpus
from tests.conftest import ROOT
from tests.projects import make_project

huggingface_hub = pytest.importorskip("huggingface_hub", reason="pip install sayso[datasets]")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus of two splits, one of which has no quotes, speakers or claims, under sayso's own card."""
    project = make_project(tmp_path_factory.mktemp("project"))
    template = project / "annotations" / "card.md"
    template.write_text(read_text(ROOT / "annotations" / "card.md"))
    sources = collect(project / "seeds", project / "annotations")
    build(dataclasses.replace(sources, agreement=[("quotes, F1 at exact", "0.91")]), project / "corpus")
    return project / "corpus"


@pytest.fixture
def datasets(monkeypatch, tmp_path):
    """The library as HF_HUB_OFFLINE=1 makes it, with a cache of its own; any connection at all is an error."""
    datasets = pytest.importorskip("datasets", reason="pip install sayso[datasets]")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")

    def refuse(*_):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return datasets


@pytest.mark.parametrize("streaming", [False, True], ids=["plain", "streaming"])
@pytest.mark.parametrize(
    ("configuration", "sizes"),
    [
        (None, {"seed": 1, "quiet": 1}),
        ("documents", {"seed": 1, "quiet": 1}),
        ("quotes", {"seed": 3}),
        ("claims", {"seed": 2}),
        ("speakers", {"seed": 2}),
    ],
)
def test_every_configuration_loads_with_typed_features(corpus, datasets, tmp_path, streaming, configuration, sizes):
    names = [] if configuration is None else [configuration]
    loaded = datasets.load_dataset(str(corpus), *names, streaming=streaming, cache_dir=str(tmp_path / "cache"))
    assert {split: len(list(loaded[split])) for split in loaded} == sizes
    described = huggingface_hub.DatasetCard.load(corpus / "README.md").data.to_dict()["dataset_info"]
    (info,) = (info for info in described if info["config_name"] == (configuration or "documents"))
    for split in loaded:
        assert loaded[split].features == datasets.Features._from_yaml_list(info["features"])
        assert "null" not in repr(loaded[split].features)


def test_empty_lists_stay_lists_and_nested_spans_stay_typed(corpus, datasets, tmp_path):
    loaded = datasets.load_dataset(str(corpus), cache_dir=str(tmp_path / "cache"))
    (snow,) = loaded["quiet"]
    assert [snow[name] for name in ("quotes", "claims", "speakers", "phenomena")] == [[], [], [], []]
    assert (snow["title"], snow["publisher"], snow["synthetic"]) == (None, None, False)
    (dam,) = loaded["seed"]
    assert dam["quotes"][0]["content"][1]["text"] == "“We had asked 30 people to leave.”"
    assert dam["quotes"][1]["parent"] == "Q1"
    spans = loaded["seed"].features["quotes"].feature["content"].feature
    assert {name: value.dtype for name, value in spans.items()} == {"start": "int32", "end": "int32", "text": "string"}


def test_the_front_matter_is_what_the_hub_reads(corpus):
    read = huggingface_hub.DatasetCard.load(corpus / "README.md")
    data = read.data.to_dict()
    assert data["license"] == "other"
    assert data["language"] == ["en"]
    assert data["size_categories"] == ["n<1K"]
    assert data["annotations_creators"] == ["machine-generated"]
    assert [config["config_name"] for config in data["configs"] if config.get("default")] == ["documents"]
    assert "croissant" not in data
    assert data["configs"][1]["data_files"][0] == {"split": "seed", "path": "quotes/seed.parquet"}


def test_the_text_is_filled_and_what_comes_from_the_data_is_escaped(corpus):
    text = read_text(corpus / "README.md")
    assert "<!-- sayso:" not in text
    assert "| quotes, F1 at exact | 0.91 |" in text
    assert "| A\\|B &lt;i&gt; | unknown | 1 |" in text
    assert "| quotes, nested | 0 | 1 | 1 |" in text
    assert "No human annotator took\npart" in text.replace("**", "")
    for field in ("context_start", "check_worthy", "wikidata", "text_sha256"):
        assert f"| `{field}` |" in text


def test_without_a_template_the_card_still_makes_the_corpus_loadable(corpus, datasets, tmp_path):
    write_corpus(tmp_path / "imported", list(read_documents(corpus)))
    loaded = datasets.load_dataset(
        str(tmp_path / "imported"), "claims", split="seed", cache_dir=str(tmp_path / "cache")
    )
    assert loaded[0]["normalized"] == "The dam held."


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("# No front matter", "a card starts with YAML"),
        ("---\n- a list\n---\n", "must be keys with values"),
        ("---\na: b\n---\n<!-- sayso:statistcs -->\n", "nothing to fill in for sayso:statistcs"),
    ],
)
def test_a_template_that_does_not_fit(template, message):
    with pytest.raises(SaysoError, match=message):
        card.parse_template(template)


def test_the_summary_is_the_first_paragraph():
    assert card.parse_template("---\na: b\n---\n# T\n\n<!-- x -->\n\nOne\ntwo.\n\nThree.").summary == "One two."
