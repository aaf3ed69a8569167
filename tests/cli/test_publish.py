"""sayso publish, against a server that speaks the Hub's protocol."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from sayso.cli import cli, main
from sayso.corpus import load
from sayso.publication import cleared
from tests.hub import serving
from tests.projects import add_challenge, make_project

constants = pytest.importorskip("huggingface_hub.constants", reason="pip install sayso[hub]")


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """The server, as HF_ENDPOINT makes it the library's; the token `writer`; no login of the developer's."""
    with serving() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
        monkeypatch.setenv("HF_TOKEN", "writer")
        monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
        yield server


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A built project whose split `challenge` is free, while the others' rights are unknown."""
    project = add_challenge(make_project(tmp_path / "project"))
    monkeypatch.chdir(project)
    assert CliRunner().invoke(cli, ["build"]).exit_code == 0
    return project


def publish(*arguments):
    result = CliRunner().invoke(cli, ["publish", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def fails(capsys, *arguments):
    """The one sentence, and the exit code."""
    with pytest.raises(SystemExit) as caught:
        main(["publish", *arguments])
    out, err = capsys.readouterr()
    assert err.startswith("sayso: ")
    assert err.count("\n") == 1
    assert "Traceback" not in out + err
    for token in ("writer", "reader", "stolen"):
        assert token not in out + err
    return err, caught.value.code


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


FREE = ("me/quotes", "--split", "challenge")
ALL = ("me/quotes", "--allow-unknown-rights")


def test_a_dry_run_shows_each_file_and_asks_for_nothing_else(hub, project):
    out = publish(*ALL)
    for path, data in bytes_of(project / "corpus").items():
        (line,) = [line for line in out.splitlines() if line.split()[1:2] == [path]]
        assert line.split()[0] == "new"
        assert f"{len(data):,}".replace(",", " ") in line
    assert "would be created: public, for everyone to read" in out
    assert "Note that the rights in the text of 2 articles are unknown or not free (dam, snow)." in out
    assert "Nothing was published; add --yes" in out
    assert [method for method, _, _ in hub.requests] == ["GET"]
    assert hub.repos == {}


def test_yes_uploads_everything_in_one_commit_and_then_nothing_differs(hub, project):
    out = publish(*ALL, "--yes")
    repo = hub.repos["me/quotes"]
    assert f"Published: {hub.url}/datasets/me/quotes/commit/{repo.commits['main'][-1]}" in out
    assert len(repo.commits["main"]) == 2, "the Hub's first, and ours"
    assert repo.branches["main"] == bytes_of(project / "corpus") | {".gitattributes": b"*.parquet filter=lfs\n"}
    assert not repo.private
    assert "writer" not in out
    assert "Nothing differs" in publish(*ALL, "--yes")
    assert len(repo.commits["main"]) == 2


def test_only_what_differs_is_uploaded_and_what_is_no_more_is_removed(hub, project):
    files = bytes_of(project / "corpus")
    files |= {"README.md": b"old", "quotes/gone.parquet": b"old", "LICENSE": b"the owner's"}
    hub.create("me/quotes", files)
    out = publish(*ALL, "--yes")
    assert [line.split()[0] for line in out.splitlines() if "README.md" in line] == ["changed"]
    assert [line.split() for line in out.splitlines() if "gone" in line] == [["removed", "quotes/gone.parquet"]]
    assert hub.repos["me/quotes"].branches["main"] == bytes_of(project / "corpus") | {"LICENSE": b"the owner's"}
    assert hub.large == {}, "tables that are there are not sent again"


@pytest.mark.usefixtures("project")
def test_a_split_alone_a_private_dataset_and_a_branch(hub, tmp_path):
    publish(*FREE, "--private", "--revision", "draft", "--message", "First", "--yes")
    repo = hub.repos["me/quotes"]
    assert repo.private
    assert set(repo.branches["main"]) == {".gitattributes"}
    published = tmp_path / "published"
    for path, data in repo.branches["draft"].items():
        (published / path).parent.mkdir(parents=True, exist_ok=True)
        (published / path).write_bytes(data)
    assert [(document.split, document.article.id) for document in load(published)] == [("challenge", "storm")]
    assert "the branch next would be created" in publish(*FREE, "--revision", "next")


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (("me/quotes",), "the rights in the text of 2 articles are unknown or not free (dam, snow)", 1),
        (("me/quotes", "--split", "seed", "--split", "challenge"), "1 article are unknown or not free (dam)", 1),
        (("me/quotes", "--split", "dev"), "there is no split dev; there are challenge, quiet, seed.", 2),
        (("quotes", "--split", "challenge"), "quotes: a dataset on the Hub is named OWNER/NAME", 2),
        (("me/a b", "--split", "challenge"), "me/a b: a dataset on the Hub is named OWNER/NAME", 2),
        (("you/quotes", "--split", "challenge", "--yes"), "you/quotes: the token may not write there", 2),
        (("me/public", "--split", "challenge", "--private"), "me/public: is public; make it private", 2),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_is_refused(hub, capsys, arguments, sentence, code):
    hub.create("me/public", {})
    error, exit_code = fails(capsys, *arguments)
    assert sentence in error
    assert exit_code == code
    assert set(hub.repos) == {"me/public"}


@pytest.mark.parametrize("yes", [(), ("--yes",)], ids=["dry", "yes"])
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: (p / "corpus" / "README.md").write_text("x"), "corpus is not what would be built (README.md); run"),
        (
            lambda p: [
                (p / "annotations" / "passes" / "a").mkdir(parents=True),
                (p / "annotations" / "passes" / "a" / "storm.json").write_text('{"doc": "storm"}'),
            ],
            "storm.json",
        ),
    ],
    ids=["stale", "invalid"],
)
def test_a_stale_or_invalid_corpus_is_not_published(hub, project, capsys, spoil, sentence, yes):
    spoil(project)
    error, code = fails(capsys, *FREE, *yes)
    assert sentence in error
    assert code == 1
    assert hub.requests == []


@pytest.mark.usefixtures("project")
def test_tokens_that_do_not_do(hub, capsys, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "stolen")
    assert "the Hub does not accept the token; set HF_TOKEN" in fails(capsys, *FREE)[0]
    assert "the Hub does not accept the token; set HF_TOKEN" in fails(capsys, *FREE, "--yes")[0]
    monkeypatch.setenv("HF_TOKEN", "reader")
    assert "me/quotes: the token may not write there" in fails(capsys, *FREE, "--yes")[0]
    monkeypatch.delenv("HF_TOKEN")
    assert "no token to publish with; set HF_TOKEN" in fails(capsys, *FREE, "--yes")[0]
    assert "would be created" in publish(*FREE), "looking needs none"
    assert hub.repos == {}


@pytest.mark.usefixtures("project")
def test_offline(hub, capsys, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert fails(capsys, *FREE, "--yes") == (
        "sayso: HF_HUB_OFFLINE is set, so that the Hub is not asked; unset it to publish.\n",
        2,
    )
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    error, code = fails(capsys, *FREE, "--yes")
    assert "http://127.0.0.1:9 does not answer (" in error
    assert code == 2
    out = publish(*FREE)
    assert "unknown  README.md" in out
    assert "What is there is not known: http://127.0.0.1:9 does not answer" in out
    assert hub.requests == []


@pytest.mark.usefixtures("project")
def test_a_commit_of_somebody_else_in_between_is_not_overwritten(hub, capsys):
    repo = hub.create("me/quotes", {"README.md": b"old"})
    hub.before_commit = lambda: repo.commit("main", {"README.md": b"theirs"})
    assert "me/quotes: somebody else has just changed it" in fails(capsys, *FREE, "--yes")[0]
    assert repo.branches["main"] == {"README.md": b"theirs"}


@pytest.mark.usefixtures("hub")
def test_a_card_that_the_hub_does_not_take(project, capsys):
    (project / "annotations" / "card.md").write_text("---\npretty_name: x\n---\n# x\n")
    CliRunner().invoke(cli, ["build"])
    error, code = fails(capsys, *FREE, "--yes")
    assert 'me/quotes: the Hub does not take this (Invalid metadata in README.md. - "license" is required)' in error
    assert code == 2


def test_the_environment_names_hub_and_token(hub, project, tmp_path):
    environment = os.environ | {
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": "writer",
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "0",
    }
    run = [sys.executable, "-m", "sayso", "publish", *ALL, "--yes"]
    done = subprocess.run(run, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "no bar in a pipe"
    assert "Published: " in done.stdout
    assert {token for _, path, token in hub.requests if path.startswith("/api/")} == {"writer"}


@pytest.mark.usefixtures("project")
def test_without_huggingface_hub(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    monkeypatch.delitem(sys.modules, "sayso.hub", raising=False)
    assert 'pip install "sayso[hub]"' in fails(capsys, *FREE)[0]


@pytest.mark.parametrize(
    ("rights", "free"),
    [
        ("CC BY 4.0", True),
        ("© 2025 The Harbour, CC-BY-SA", True),
        ("No rights reserved. CC0 1.0", True),
        ("Open Government Licence v3.0", True),
        ("Licensed under the terms of the archive", True),
        ("© 2025 Open Media Ltd. Republishing requires a licence.", False),
        ("Open Media wants a licence", False),
        ("Do not reopen without licence", False),
        ("Not in the public domain", False),
        ("not licensed under any terms", False),
        ("Unlicensed under any terms", False),
        ("All rights reserved; to be copied only with permission", False),
        ("This isn’t Creative Commons", False),
        ("ACCBYE Ltd.", False),
    ],
)
def test_rights_that_say_no_are_not_cleared(rights, free):
    assert cleared(rights) is free
