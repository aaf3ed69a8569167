"""Commands of pages that need more than a corpus: a model's server, the Hub, a suite, other people's data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.corpus import Document, load
from sayso.model import Annotator, dumps, sha256_text
from sayso.tables import write_corpus
from tests import hub, openai_server
from tests.conftest import ROOT
from tests.formats.test_corpora import GOLDEN, PARC_TEXT, write
from tests.formats.test_newsclaims import laid
from tests.projects import DAM, dam_gold, make_project, of_bob
from tests.test_site import blocks


def follow(home: Path, script: str, *, typed: str = "", **environment: str) -> str:
    """Run a block as a reader would, in `home`; `typed` is what they answer to questions."""
    given = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "XDG_CACHE_HOME": str(home)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=home,
        env=os.environ | given | environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def some(number: int) -> list[Document]:
    return load(ROOT / "corpus", ["challenge"]).documents[:number]


def test_language_models(tmp_path):
    parts = ("train", "train", "train", "test", "test")
    documents = [Document(one.article, one.gold, part) for one, part in zip(some(5), parts, strict=True)]
    write_corpus(tmp_path / "my-corpus", documents)
    with openai_server.Server(lambda *_: openai_server.said()) as server:
        script = blocks("docs/language-models.md")[0].replace("http://localhost:11434/v1", server.url)
        script = script.replace("OPENAI_API_KEY=…", "OPENAI_API_KEY=key")
        follow(tmp_path, script, OPENAI_BASE_URL=server.url)
        assert {body["model"] for body in server.requests} == {"MODEL", "llama3:8b"}
        assert len(server.requests) >= 5 + 2 + len(load(ROOT / "corpus"))


def test_publishing(tmp_path):
    for folder in ("corpus", "annotations", "seeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    script = blocks("docs/publish.md")[0].replace('pip install "sayso[hub]"', "").replace("OWNER", "me")
    with hub.serving() as server:
        environment = {
            "HF_ENDPOINT": server.url,
            "HF_TOKEN": "writer",
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_OFFLINE": "0",
        }
        follow(tmp_path, script, **environment)
        assert "documents/challenge.parquet" in server.files("me/NAME", "main")


def test_suites(tmp_path):
    shutil.copytree(ROOT / "eval", tmp_path / "eval", ignore=shutil.ignore_patterns("results", "predictions"))
    write_corpus(tmp_path / "corpus", some(12))
    (tmp_path / "my.py").write_text("def extract(article):\n    return {}\n", encoding="utf-8")
    suite = tmp_path / "eval" / "challenge.toml"
    suite.write_text(suite.read_text(encoding="utf-8").split("[[thresholds]]")[0], encoding="utf-8")  # of all articles
    follow(tmp_path, blocks("docs/suites.md")[0])
    assert {path.name for path in (tmp_path / "eval" / "results" / "challenge").iterdir()} >= {
        "rules.json",
        "spacy.json",
    }


@pytest.mark.parametrize(
    ("page", "begins"), [("docs/agreement.md", "sayso import polnear"), ("docs/formats.md", "sayso import polnear")]
)
def test_other_peoples_data(page, begins, shared, tmp_path):
    for name in ("POLNEAR", "PolNeAR"):
        (tmp_path / name).symlink_to(shared / "data" / "polnear")
    (block,) = (block for block in blocks(page) if block.startswith(begins))
    assert follow(tmp_path, block)


def test_adjudicating_in_files(tmp_path):
    """docs/agreement.md; its line with a server is in labelstudio/test_page.py."""
    (block,) = (block for block in blocks("docs/agreement.md") if block.startswith("sayso adjudicate"))
    decide, _, _, as_tasks = block.splitlines()
    make_project(tmp_path)
    follow(tmp_path, "sayso build")
    shutil.rmtree(tmp_path / "annotations" / "gold")
    passes = tmp_path / "annotations" / "passes"
    digest = sha256_text(DAM)
    for name, record in (("ann", dam_gold(digest)), ("bob", of_bob(dam_gold(digest)))):
        record.annotator = Annotator(name, "human")
        (passes / name).mkdir(parents=True)
        (passes / name / "dam.json").write_bytes(dumps(record))
    follow(tmp_path, f"{decide.split('#')[0]} || test $? = 1")
    decisions = tmp_path / "annotations" / "gold.decisions" / "dam.toml"
    decisions.write_text(decisions.read_text(encoding="utf-8").replace('decide = ""', 'decide = "bob"'), "utf-8")
    follow(tmp_path, decide)
    gold = (tmp_path / "annotations" / "gold" / "dam.json").read_text(encoding="utf-8")
    assert "Ada M. Orr" in gold
    follow(tmp_path, as_tasks)
    assert (tmp_path / "tasks.json").exists()


def test_each_corpus_that_is_imported(tmp_path):
    """docs/formats.md, with a small corpus of each where the page has the real one."""
    (block,) = (block for block in blocks("docs/formats.md") if block.startswith("sayso import brat"))
    write({"rain.txt": GOLDEN["brat"]["rain.txt"], "rain_ann.ann": GOLDEN["brat"]["rain.ann"]}, tmp_path / "annotated")
    write(GOLDEN["parc"], tmp_path / "PARC3_complete")
    write(GOLDEN["citron"], tmp_path / "citron" / "data")
    write(GOLDEN["pdnc"], tmp_path / "project-dialogism-novel-corpus")
    write({"rain.txt": PARC_TEXT}, tmp_path / "wsj")
    write({"truecased.txt": GOLDEN["directquote"]["rain.txt"]}, tmp_path / "DirectQuote" / "data")
    write({"tagged.iob2": GOLDEN["conll"]["rain.iob"]}, tmp_path)
    laid(tmp_path / "NewsClaims" / "data")
    follow(tmp_path, block)
    made = [line.split(" -o ")[1].split()[0] for line in block.splitlines()]
    assert [len(load(tmp_path / one)) for one in made] == [1, 1, 1, 1, 2, 1, 1]
