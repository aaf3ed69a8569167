"""`sayso eval` and `sayso compare` as a user calls them: on a corpus folder, with real files and processes."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest

from sayso.corpus import Document
from sayso.ingest import ingest
from sayso.schema import load as load_schema
from sayso.tables import write_corpus
from tests.projects import dam_gold, make_project


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a corpus of one document, its gold as predictions, and an extractor module."""
    home = tmp_path_factory.mktemp("eval")
    make_project(home)
    (article,) = [seed.article for seed in ingest(home / "seeds") if seed.article.id == "dam"]
    gold = dam_gold(article.text_sha256)
    (home / "no.parquet").write_text("nothing")
    (home / "article.txt").write_text("“It held,” said Ada Orr.\n", encoding="utf-8")
    write_corpus(home / "corpus", [Document(article, gold, "seed")])
    (home / "gold.jsonl").write_bytes(msgspec.json.encode(gold) + b"\n")
    (home / "mine.py").write_text(
        "def extract(article):\n    return {'quotes': [{'content': [{'text': '“It held,”'}], 'speaker': 'Ada Orr'}]}\n"
    )
    return home


def sayso(folder, *arguments):
    """Run the command line in `folder`."""
    command = [sys.executable, "-m", "sayso", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_report_is_printed_and_saved_as_its_schema_says(folder):
    done = sayso(folder, "eval", "mine:extract", "gold.jsonl", "--corpus", "corpus", "--json", "report.json")
    assert done.returncode == 0, done.stderr
    assert "attribution" in done.stdout
    mine, gold = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    for report in (mine, gold):
        jsonschema.validate(report, load_schema("report"))
    assert mine["measures"]["quotes.precision@trimmed"]["value"] == 0.0  # the gold quote has a second part
    assert mine["measures"]["speakers.precision"]["value"] == 1.0
    assert {measure["value"] for measure in gold["measures"].values()} == {1.0}


def test_json_to_stdout_is_alone_there(folder):
    done = sayso(folder, "eval", "gold.jsonl", "--corpus", "corpus", "--json", "-")
    assert json.loads(done.stdout)["documents"] == 1


def test_thresholds_decide_the_exit_code(folder):
    arguments = ["eval", "mine:extract", "--corpus", "corpus", "--junit", "junit.xml", "--markdown", "summary.md"]
    assert sayso(folder, *arguments, "--fail-under", "speakers.f1=0.5").returncode == 0
    done = sayso(folder, *arguments, "--fail-under", "quotes.f1@iou=0.5=0.9")
    assert done.returncode == 1
    assert "quotes.f1@iou=0.5 is 0.000, under 0.9" in done.stderr
    suite = ElementTree.parse(folder / "junit.xml").getroot()[0]
    assert (suite.get("failures"), len(suite.findall("testcase/failure"))) == ("1", 1)
    assert "**failed**" in (folder / "summary.md").read_text(encoding="utf-8")


def test_average_precision_is_compared_from_saved_reports_as_from_live_ones(folder):
    text = "def extract(of):\n    return {'quotes': [{'content': [{'text': t}], 'score': s} for t, s in FOUND]}\n"
    (folder / "sure.py").write_text("FOUND = [('“It held,”', 0.9), ('said', 0.1)]\n" + text, encoding="utf-8")
    arguments = ["eval", "sure:extract", "--corpus", "corpus", "-m", "quotes.ap@iou=0.1", "--json", "sure.json"]
    assert sayso(folder, *arguments).returncode == 0
    options = ["gold.jsonl", "--corpus", "corpus", "-m", "quotes.ap@iou=0.1", "--json", "-"]
    live, saved = (sayso(folder, "compare", system, *options) for system in ("sure:extract", "sure.json"))
    assert json.loads(live.stdout) == json.loads(saved.stdout)
    (found,) = json.loads(live.stdout)["measures"]
    assert 0 < found["a"] < found["b"] == 1


def test_two_systems_are_compared_from_files_and_from_saved_reports(folder):
    assert sayso(folder, "eval", "mine:extract", "--corpus", "corpus", "--json", "mine.json").returncode == 0
    live = sayso(folder, "compare", "mine:extract", "gold.jsonl", "--corpus", "corpus", "--json", "-")
    saved = sayso(folder, "compare", "mine.json", "gold.jsonl", "--corpus", "corpus", "--json", "-")
    assert live.returncode == saved.returncode == 0, live.stderr + saved.stderr
    assert json.loads(live.stdout) == json.loads(saved.stdout)
    items = json.loads(live.stdout)["items"]
    assert {(item["doc"], item["side"], item["b"]) for item in items} == {("dam", "gold", "right")}
    shown = sayso(folder, "compare", "mine.json", "gold.jsonl", "--corpus", "corpus", "--markdown", "compared.md")
    for text in (shown.stdout, (folder / "compared.md").read_text(encoding="utf-8").replace("&#58;", ":")):
        assert "they differ on 1 document:" in text
        assert "gold quote: A " in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["eval"], 2, "Missing argument"),
        (["eval", "nothing", "--corpus", "corpus"], 2, "is no extractor"),
        (["eval", "missing.jsonl", "--corpus", "corpus"], 2, "no such file"),
        (["eval", "gold.jsonl", "--corpus", "nowhere"], 2, "nowhere"),
        (["eval", "gold.jsonl", "--corpus", "corpus", "--split", "moon"], 2, "moon"),
        (["eval", "gold.jsonl", "--corpus", "corpus", "-m", "quotes.f1"], 2, "names no match"),
        (["eval", "gold.jsonl", "--corpus", "corpus", "--fail-under", "quotes.f1@exact"], 2, "no threshold"),
        (["eval", "gold.jsonl", "--corpus", "corpus", "--json", "gold.jsonl/x.json"], 2, "cannot be written"),
        (["compare", "gold.jsonl", "missing.json", "--corpus", "corpus"], 2, "no such file"),
        (["extract", "mine:extract", "missing.txt", "-o", "-"], 2, "no such file"),
        (["extract", "nothing", "article.txt", "-o", "corpus"], 2, "corpus: cannot be written"),
        (["extract", "mine:extract", "article.txt", "corpus/../article.txt", "-o", "-"], 1, "../article.txt both"),
        (["eval", "no.parquet", "--corpus", "corpus"], 1, "check the path, or write it anew"),
    ],
)
def test_wrong_use_is_one_plain_sentence(folder, arguments, code, words):
    done = sayso(folder, *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_extract_writes_grounded_predictions_that_score_the_same(folder):
    assert sayso(folder, "extract", "mine:extract", "--corpus", "corpus", "-o", "out.jsonl").returncode == 0
    line = json.loads((folder / "out.jsonl").read_text(encoding="utf-8"))
    assert line["quotes"][0]["content"] == [{"start": 0, "end": 10, "text": "“It held,”"}]
    scores = [
        json.loads(sayso(folder, "eval", name, "--corpus", "corpus", "--json", "-").stdout)["measures"]
        for name in ("mine:extract", "out.jsonl")
    ]
    assert scores[0] == scores[1]


def test_what_is_said_otherwise_than_it_stands_is_scored_so_from_answers_as_said(folder):
    (folder / "loose.py").write_text(
        "def extract(article):\n    return {'quotes': [{'content': [{'text': '\"it held,\"'}]}]}\n"
    )
    for name, options in (("found.jsonl", []), ("said.jsonl", ["--as-said"])):
        sayso(folder, "extract", "loose:extract", "--corpus", "corpus", "-o", name, *options)
    rates = [
        json.loads(sayso(folder, "eval", name, "--corpus", "corpus", "--json", "-").stdout)["measures"]["verbatim.rate"]
        for name in ("loose:extract", "said.jsonl", "found.jsonl")
    ]
    assert [rate["value"] for rate in rates] == [0.0, 0.0, 1.0]


def test_extract_reads_files_and_names_what_failed(folder):
    (folder / "article.txt").write_text("“It held,” said Orr.", encoding="utf-8")
    (folder / "broken.py").write_text("def extract(article):\n    raise ValueError('no')\n")
    done = sayso(folder, "extract", "mine:extract", "article.txt", "-o", "-")
    assert json.loads(done.stdout)["doc"] == "article"
    done = sayso(folder, "extract", "broken:extract", "article.txt", "-o", "-")
    assert (done.returncode, done.stdout) == (1, "")
    assert "article: ValueError: no" in done.stderr


def test_a_run_is_repeated_by_its_signature_or_the_difference_is_said(folder):
    first = json.loads(
        sayso(folder, "eval", "mine:extract", "--corpus", "corpus", "-m", "quotes.f1@iou=0.7", "--json", "-").stdout
    )
    again = sayso(
        folder, "eval", "mine:extract", "--corpus", "corpus", "--signature", first["signature"], "--json", "-"
    )
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["measures"] == first["measures"]
    other = first["signature"].replace(first["corpus"]["hash"], "0" * 12)
    done = sayso(folder, "eval", "mine:extract", "--corpus", "corpus", "--signature", other, "--json", "-")
    assert done.returncode == 1
    assert "0" * 12 in done.stderr
    assert "Traceback" not in done.stderr


def test_slices_and_intervals_can_be_asked_for(folder):
    arguments = ["eval", "gold.jsonl", "--corpus", "corpus", "--slice", "type", "--interval", "bca", "--json", "-"]
    done = sayso(folder, *arguments)
    assert done.returncode == 0, done.stderr
    assert "type" in json.loads(done.stdout)["slices"]
    assert sayso(folder, "eval", "gold.jsonl", "--corpus", "corpus", "--slice", "moon").returncode == 2
