"""The card, read by those it is written for: the Hub's own parsers and `datasets`, offline."""

from __future__ import annotations

import dataclasses
import json
import re
import socket
from pathlib import Path

import pytest

from sayso import card
from sayso.build import build, collect
from sayso.errors import SaysoError
from sayso.files import read_text
from sayso.phenomena import PHENOMENA
from sayso.rows import CONFIGURATIONS
from sayso.tables import read_documents, write_corpus
from tests.conftest import ROOT
from tests.projects import add_challenge, make_project

huggingface_hub = pytest.importorskip("huggingface_hub", reason="pip install sayso[datasets]")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus of three splits, one of which has no quotes, speakers or claims, under sayso's own card."""
    project = add_challenge(make_project(tmp_path_factory.mktemp("project")))
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


SIZES = {"documents": 1, "quotes": 3, "claims": 2, "speakers": 2, "mentions": 4}
"""Rows of each configuration in the splits `seed` and `challenge`; `quiet` has a document and nothing else."""


@pytest.mark.parametrize("streaming", [False, True], ids=["plain", "streaming"])
@pytest.mark.parametrize("configuration", [None, *CONFIGURATIONS])
def test_every_configuration_loads_with_typed_features(corpus, datasets, tmp_path, streaming, configuration):
    names = [] if configuration is None else [configuration]
    loaded = datasets.load_dataset(str(corpus), *names, streaming=streaming, cache_dir=str(tmp_path / "cache"))
    name = configuration or "documents"
    quiet = {"quiet": 1} if name == "documents" else {}
    assert {split: len(list(loaded[split])) for split in loaded} == dict.fromkeys(
        ("challenge", "seed"), SIZES[name]
    ) | quiet
    described = huggingface_hub.DatasetCard.load(corpus / "README.md").data.to_dict()["dataset_info"]
    (info,) = (info for info in described if info["config_name"] == name)
    for split in loaded:
        assert loaded[split].features == datasets.Features._from_yaml_list(info["features"])
        assert "null" not in repr(loaded[split].features)


@pytest.mark.parametrize("streaming", [False, True], ids=["plain", "streaming"])
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_union_of_splits_loads_in_every_configuration(corpus, datasets, tmp_path, streaming, name):
    def load(split):
        loaded = datasets.load_dataset(
            str(corpus), name, split=split, streaming=streaming, cache_dir=str(tmp_path / "cache")
        )
        return [row.get("doc", row.get("id")) for row in loaded]

    seed, challenge = load("seed"), load("challenge")
    assert set(seed) == {"dam"}
    assert set(challenge) == {"storm"}
    assert load("seed+challenge") == seed + challenge
    assert load("all") == challenge + (["snow"] if name == "documents" else []) + seed


def test_dataset_info_is_what_datasets_itself_would_write(corpus, datasets, tmp_path):
    """Key by key, sizes included: `DatasetInfo._to_yaml_dict` of what the library has just read."""
    for stated in huggingface_hub.DatasetCard.load(corpus / "README.md").data.to_dict()["dataset_info"]:
        name = stated["config_name"]
        loaded = datasets.load_dataset(str(corpus), name, cache_dir=str(tmp_path / "cache"))
        written = next(iter(loaded.values())).info._to_yaml_dict()
        assert stated == written
        assert list(stated) == ["config_name", "features", "splits", "download_size", "dataset_size"]


def test_the_front_matter_uses_the_hubs_vocabulary(corpus, datasets):
    data = huggingface_hub.DatasetCard.load(corpus / "README.md").data.to_dict()
    folder = Path(datasets.__file__).parent / "utils" / "resources"
    creators, sizes, lingualities, languages = (
        json.loads(read_text(folder / f"{name}.json"))
        for name in ("creators", "size_categories", "multilingualities", "languages")
    )
    assert set(data["annotations_creators"]) <= set(creators["annotations"])
    assert set(data["language_creators"]) <= set(creators["language"])
    assert set(data["size_categories"]) <= set(sizes)
    assert {name for _, name in card._SIZES} <= set(sizes)
    assert set(data["multilinguality"]) <= set(lingualities)
    assert set(data["language"]) <= set(languages)
    assert re.fullmatch(r"[a-z0-9.-]+", data["license_name"])


def test_the_sections_are_those_of_the_hubs_template(corpus):
    """Every section that huggingface_hub's own template does not call optional, in its order."""
    template = read_text(Path(huggingface_hub.__file__).parent / "templates" / "datasetcard_template.md")
    asked = [line for line in template.splitlines() if re.match("##+ ", line) and "[optional]" not in line]
    assert len(asked) > 10
    given = [line for line in read_text(corpus / "README.md").splitlines() if line in asked]
    assert given == asked


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
    assert data["configs"][1]["data_files"][0] == {
        "split": "challenge",
        "path": "quotes/challenge.parquet",
    }


def test_the_text_is_filled_and_what_comes_from_the_data_is_escaped(corpus):
    text = read_text(corpus / "README.md")
    assert "<!-- sayso:" not in text
    assert "| quotes, F1 at exact | 0.91 |" in text
    assert "| A\\|B &lt;i&gt; | unknown | 1 |" in text
    assert "| quotes, nested | 1 | 0 | 1 | 2 |" in text
    assert f"| `denial` | 1 | 1 | {PHENOMENA['denial'].definition} |" in text
    assert "No human annotator took part" in text
    images = re.findall(r"^!\[(.+)\]\((figures/.+\.svg)\)$", text, re.MULTILINE)
    assert {path for _, path in images} == {
        path.relative_to(corpus).as_posix() for path in (corpus / "figures").iterdir()
    }
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
        ("---\ncroissant: hello\n---\n", "croissant must be keys with values"),
        ("---\na: b\n---\n<!-- sayso:statistcs -->\n", "nothing to fill in for sayso:statistcs"),
    ],
)
def test_a_template_that_does_not_fit(template, message):
    with pytest.raises(SaysoError, match=message):
        card.parse_template(template)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "monolingual"), ("[en]", "monolingual"), ("[en, de]", "multilingual")]
)
def test_one_language_is_one_however_it_is_written(language, expected):
    filled = card.fill(card.parse_template(f"---\nlanguage: {language}\n---\n# T\n"), [], {})
    assert f"multilinguality:\n- {expected}\n" in filled


def test_the_summary_is_the_first_paragraph():
    assert card.parse_template("---\na: b\n---\n# T\n\n<!-- x -->\n\nOne\ntwo.\n\nThree.").summary == "One two."
