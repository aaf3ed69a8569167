"""`--html` and `--open`, and hostile text on its way to the terminal and into every file."""

from __future__ import annotations

import unicodedata
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from click.testing import CliRunner

from sayso.cli import cli
from sayso.errors import UsageError
from tests.conftest import ROOT
from tests.report.pages import HARM

SEED = ["--corpus", str(ROOT / "corpus"), "--split", "seed", "--samples", "100"]


def harmful(_):
    return {"quotes": [{"content": [{"text": harm}], "speaker": f"{harm} Somebody"} for harm in (HARM[7], *HARM)]}


def failing(_):
    raise ValueError(" ".join(HARM))


harmful.version = failing.version = harmful.name = HARM[7]  # type: ignore[attr-defined]


def sayso(*arguments: str):
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_open_shows_the_page(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url) or True)
    assert sayso("eval", "rules", *SEED, "--html", str(tmp_path / "report.html"), "--open").exit_code == 0
    assert sayso("eval", "rules", *SEED, "--open").exit_code == 0
    assert opened[0] == (tmp_path / "report.html").as_uri()
    pages = [Path(url2pathname(urlsplit(url).path)).read_bytes() for url in opened]
    assert [page[:15] for page in pages] == [b"<!doctype html>"] * 2


def test_where_there_is_no_browser_it_says_where_the_page_is(tmp_path, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url: False)  # noqa: ARG005
    path = str(tmp_path / "report.html")
    assert f"open {path} in one" in sayso("eval", "rules", *SEED, "--html", path, "--open").stderr


def test_a_page_on_stdout_stands_alone_and_cannot_be_opened():
    result = sayso("eval", "rules", *SEED, "--html", "-")
    assert result.stdout.startswith("<!doctype html>")
    assert result.stdout.endswith("</html>\n")
    with pytest.raises(UsageError, match="--open needs a file"):
        sayso("eval", "rules", *SEED, "--html", "-", "--open")


def test_reports_on_different_gold_are_no_page(tmp_path):
    paths = [str(tmp_path / f"{split}.json") for split in ("seed", "challenge")]
    for split, path in zip(("seed", "challenge"), paths, strict=True):
        sayso("eval", "rules", *SEED[:2], "--split", split, "--samples", "100", "--json", path)
    with pytest.raises(UsageError, match="write a page for each"):
        sayso("report", *paths, "--html", str(tmp_path / "report.html"))
    assert sayso("report", paths[0], "--html", str(tmp_path / "report.html")).exit_code == 0


def test_a_page_shows_slices_that_nobody_asked_the_terminal_for(tmp_path):
    path = tmp_path / "report.html"
    shown = sayso("eval", "rules", *SEED, "--html", str(path), "--slice", "nested").stdout
    assert "by nested" in shown
    assert "by type" not in sayso("eval", "rules", *SEED, "--html", str(path)).stdout
    assert '"name":"speaker_kind"' in path.read_text(encoding="utf-8")


def test_the_bundled_corpus_with_two_systems_stays_under_2_mb(tmp_path):
    path = tmp_path / "report.html"
    sayso("eval", "rules", "rules", "--corpus", str(ROOT / "corpus"), "--samples", "100", "--html", str(path))
    assert 300_000 < path.stat().st_size < 2_000_000


@pytest.mark.parametrize("extractor", ["harmful", "failing"])
def test_no_control_character_reaches_a_terminal_or_a_file(tmp_path, extractor):
    names = ["markdown", "junit", "csv", "latex", "json"]
    options = [part for name in names for part in (f"--{name}", str(tmp_path / name))]
    result = sayso("eval", f"tests.cli.test_html:{extractor}", *SEED, *options, "--slice", "type", "--format", "github")
    again = sayso("report", str(tmp_path / "json"))
    files = [(tmp_path / name).read_bytes().decode() for name in names[:-1]]
    texts = [result.stdout, result.stderr, again.stdout, *files]
    for text in texts:
        acting = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs")}
        assert acting <= {"\n", "\r", "\u200d"}, extractor  # the joiner holds emoji together
    assert "x1b[31mred" in "".join(texts)
