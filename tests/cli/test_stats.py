from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sayso.build import build, collect
from sayso.cli import cli
from sayso.corpus import load
from tests.projects import add_challenge, make_project


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("project"))
    build(collect(project / "seeds", project / "annotations"), project / "corpus")
    return str(project / "corpus")


def run(*arguments):
    result = CliRunner().invoke(cli, ["stats", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_json_counts_each_split_and_all(corpus):
    found = json.loads(run(corpus, "--json"))
    assert found["corpus"] == "corpus"
    assert found["hash"] == load(corpus).hash
    assert list(found["splits"]) == ["quiet", "seed"]
    expected = {
        "articles": 2,
        "quotes": 3,
        "quotes, direct": 1,
        "quotes, indirect": 2,
        "quotes, nested": 1,
        "quotes, discontinuous": 1,
        "quotes, not asserted": 1,
        "quotes, implicit source": 1,
        "speakers, group": 1,
        "speakers, in Wikidata": 1,
        "mentions": 4,
        "claims, rule": 1,
        "claims, by the author": 1,
        "claims, check-worthy": 1,
    }
    assert {name: found["total"][name] for name in expected} == expected
    for name, total in found["total"].items():
        assert total == sum(split[name] for split in found["splits"].values())
    assert set(found["splits"]["quiet"].values()) == {0, 1, 9, 43}


def test_one_split_and_the_table(corpus):
    assert json.loads(run(corpus, "--json", "--split", "quiet"))["total"]["articles"] == 1
    table = run(corpus)
    assert "\x1b" not in table
    assert ["nested", "0", "1", "1"] in [line.split() for line in table.splitlines()]


def test_lengths_speakers_genres_and_phenomena(tmp_path):
    project = add_challenge(make_project(tmp_path))
    build(collect(project / "seeds", project / "annotations"), project / "corpus")
    found = json.loads(run(str(project / "corpus"), "--json"))
    assert found["quote_words"] == {"median": 4, "mean": 5.0, "longest": 9}
    assert found["quote_lengths"]["1–5"] == 4
    assert found["quote_lengths"]["6–10"] == 2
    assert sum(found["quote_lengths"].values()) == found["total"]["quotes"]
    assert found["speakers_per_article"] == {"0": 1, "1": 0, "2": 2}
    types = {"direct": 1, "indirect": 2, "mixed": 0}
    assert found["types_by_genre"] == {"not stated": types, "wire": types}
    once = {"instances": 1, "articles": 1}
    assert [(name, count) for name, count in found["phenomena"].items() if name in ("denial", "nested_quote")] == [
        ("denial", once),
        ("nested_quote", once),
    ]
    assert found["phenomena"]["nested"] == {"instances": 2, "articles": 2}  # not in the manifest, found in the gold
    table = run(str(project / "corpus"))
    assert [line.split() for line in table.splitlines() if "wire" in line] == [["wire", "1", "2", "0"]]
    assert [line.split() for line in table.splitlines() if "denial" in line] == [["denial", "1", "1"]]
