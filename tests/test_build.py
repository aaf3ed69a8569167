from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sayso.build import collect, outdated
from sayso.cli import cli, main
from sayso.corpus import load
from sayso.rows import CONFIGURATIONS
from sayso.tables import describe
from tests.conftest import ROOT
from tests.projects import make_project


@pytest.fixture
def project(tmp_path, monkeypatch):
    make_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def fails(capsys, *arguments):
    """The one sentence on stderr, and the exit code."""
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    error = capsys.readouterr().err.splitlines()
    return error[-1], caught.value.code


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_article_without_gold_is_named_and_left_out(project):
    result = run("build")
    assert result.exit_code == 0
    assert "corpus: 2 articles, 3 quotes, 2 claims." in result.stdout
    assert result.stderr == "sayso: 1 article has no gold yet and is left out: new\n"
    assert [(document.split, document.article.id) for document in load("corpus")] == [
        ("quiet", "snow"),
        ("seed", "dam"),
    ]
    assert set(bytes_of(project / "corpus")) == {
        "README.md",
        "croissant.json",
        *(f"{table}/{split}.parquet" for table in CONFIGURATIONS for split in ("seed", "quiet")),
    }


def test_building_twice_gives_the_same_bytes(project):
    run("build")
    before = bytes_of(project / "corpus")
    run("build")
    assert bytes_of(project / "corpus") == before
    assert sorted(path.name for path in project.iterdir()) == ["annotations", "corpus", "seeds"]


def test_check_compares_content_not_parquet_bytes(project):
    assert run("build", "--check").exit_code == 1
    run("build")
    assert run("build", "--check").exit_code == 0
    # Another version of pyarrow: other bytes, and sizes and checksums to match.
    path = project / "corpus" / "quotes" / "seed.parquet"
    pq.write_table(pq.ParquetFile(path).read(), path, compression="none")
    assert "(README.md, croissant.json)" in run("build", "--check").stderr, "they still state the old size and checksum"
    for name, text in describe(project / "corpus", list(load("corpus"))).items():
        (project / "corpus" / name).write_text(text)
    assert run("build", "--check").exit_code == 0
    for foreign in ("LICENSE", "figures/notes.txt"):
        (project / "corpus" / foreign).parent.mkdir(exist_ok=True)
        (project / "corpus" / foreign).write_text("x")
        assert f"({foreign})" in run("build", "--check").stderr, "it would be published"
        (project / "corpus" / foreign).unlink()
    (project / "seeds" / "manifest.toml").write_text("")
    result = run("build", "--check")
    assert result.exit_code == 1
    assert "README.md, documents/seed.parquet" in result.stderr


@pytest.mark.parametrize(
    ("spoil", "sentence", "code"),
    [
        (lambda p: (p / "seeds" / "dam.txt").write_text("Other."), "dam.json: drawn on another text than dam.txt", 1),
        (lambda p: (p / "seeds" / "dam.txt").unlink(), '["dam.txt"] has no file in seeds', 1),
        (lambda p: (p / "seeds" / "quiet" / "snow.txt").unlink(), "snow.json: no article in seeds has the id snow", 1),
        (lambda p: (p / "annotations/gold/dam.json").write_text("{"), "dam.json: Input data was truncated; sayso", 1),
        (lambda p: (p / "annotations/gold/dam.json").write_text("{}"), "missing required field `schema_version`", 1),
        (lambda p: (p / "annotations/gold").rename(p / "annotations/old"), "no article has gold yet", 1),
        (lambda p: (p / "annotations").rename(p / "old"), "annotations: no such folder", 2),
        (lambda p: (p / "seeds").rename(p / "old"), "seeds: no such folder", 2),
        (lambda p: (p / "corpus").write_text("a file"), "corpus: a file is in the way of the folder", 2),
        (lambda p: (p / "annotations" / "card.md").write_text("# x"), "card.md: a card starts with YAML", 1),
        (lambda p: (p / "annotations" / "card.md").write_text("---\na: [\n---\n"), "does not parse in line 3", 1),
        (lambda p: (p / "annotations" / "card.md").write_text("---\na: b\n---\n<!-- sayso:x -->\n"), "sayso:x", 1),
    ],
)
def test_each_fault_is_one_sentence(project, capsys, spoil, sentence, code):
    spoil(project)
    error, exit_code = fails(capsys, "build")
    assert sentence in error
    assert error.startswith("sayso: ")
    assert exit_code == code
    assert not (project / "corpus").is_file() or (project / "corpus").read_text() == "a file"


def test_a_gold_that_does_not_fit_the_text(project, capsys):
    gold = project / "annotations" / "gold" / "dam.json"
    gold.write_text(gold.read_text().replace('"type": "direct"', '"type": "indirect"', 1))
    assert "dam.json: /quotes/0/type: the quotation marks of the content say otherwise" in fails(capsys, "build")[0]


def test_a_gold_for_another_document(project, capsys):
    gold = project / "annotations" / "gold" / "dam.json"
    gold.write_text(gold.read_text().replace('"doc": "dam"', '"doc": "mad"'))
    assert "doc is mad and should be dam" in fails(capsys, "build")[0]


def test_a_read_only_folder(project, capsys):
    folder = Path("/sys") if os.geteuid() == 0 else project  # not even root may write in /sys
    mode = project.stat().st_mode
    project.chmod(0o555)
    try:
        error, code = fails(capsys, "build", "-o", str(folder / "corpus"))
    finally:
        project.chmod(mode)
    assert "cannot be written (" in error
    assert code == 2


@pytest.mark.usefixtures("project")
def test_a_folder_that_cannot_be_made(capsys):
    error, code = fails(capsys, "build", "-o", "seeds/dam.txt/corpus")
    assert "cannot be written (Not a directory)" in error
    assert code == 2


STOPS_IN_THE_MIDDLE = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what it starts in the background
from sayso import croissant
from sayso.cli import main
def wait(*_):
    print("half-way", flush=True)
    time.sleep(60)
croissant.describe = wait
main(["build"])
"""


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_a_build_killed_half_way_leaves_the_old_corpus_whole(project, kill):
    run("build")
    before = bytes_of(project / "corpus")
    (project / "seeds" / "manifest.toml").write_text("")
    process = subprocess.Popen(
        [sys.executable, "-c", STOPS_IN_THE_MIDDLE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "half-way\n"
    process.send_signal(kill)
    _, error = process.communicate()
    assert bytes_of(project / "corpus") == before
    if kill == signal.SIGINT:
        assert process.returncode == 130
        assert error.splitlines()[-1] == "sayso: interrupted."
        assert sorted(path.name for path in project.iterdir()) == ["annotations", "corpus", "seeds"]
    assert run("build").exit_code == 0
    assert bytes_of(project / "corpus") != before
    assert sorted(path.name for path in project.iterdir()) == ["annotations", "corpus", "seeds"]


def test_a_build_killed_between_its_two_renames_is_mended_by_the_next(project):
    run("build")
    before = bytes_of(project / "corpus")
    (project / "corpus").rename(project / ".corpus.old")
    (project / ".corpus.new").mkdir()
    run("build")
    assert bytes_of(project / "corpus") == before
    assert sorted(path.name for path in project.iterdir()) == ["annotations", "corpus", "seeds"]


def test_a_corpus_that_is_a_link_stays_one(project):
    target = project / "elsewhere"
    target.mkdir()
    Path("corpus").symlink_to(target, target_is_directory=True)
    run("build")
    assert Path("corpus").is_symlink()
    assert (target / "README.md").is_file()


def test_the_published_corpus_is_what_seeds_and_annotations_make():
    sources = collect(ROOT / "seeds", ROOT / "annotations")
    assert outdated(sources, ROOT / "corpus") == [], "run sayso build"
