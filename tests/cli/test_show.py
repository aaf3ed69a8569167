from __future__ import annotations

import subprocess
import sys

import msgspec
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from sayso.build import build, collect
from sayso.cli import cli, main
from sayso.cli.show import _marked
from sayso.corpus import Document
from sayso.model import Annotation, Annotator, Article, Claim, Quote, Span, Speaker, sha256_text
from sayso.tables import write_corpus
from tests.projects import make_project
from tests.strategies import two_sides

SHOWN = """\
dam · seed · untitled
A|B <i> · en
[Q1 content]  {Q1 source}  <Q1 cue>  ⟦C1 claim⟧  (boilerplate)  the same number twice: one quote in several parts

[Q1 “⟦C1 It held⟧,”] <Q1 said> ⟦C2 {Q1 Ada Orr}, who runs the board⟧. [Q1 “{Q2 We} <Q2 had asked> 30 people \
[Q2 to leave].”]
(boilerplate: SEE ALSO: Snow falls)
Residents <Q3 did not say> [Q3 whether they would return].
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("project"))
    build(collect(project / "seeds", project / "annotations"), project / "corpus")
    return str(project / "corpus")


def test_a_pipe_gets_labelled_brackets_and_no_colour(corpus):
    shown = CliRunner().invoke(cli, ["show", "dam", "--corpus", corpus], catch_exceptions=False).output
    assert shown.startswith(SHOWN)
    assert "\x1b" not in shown
    for row in ("S1        Ada Orr     person   Q42", "Q2      indirect   Ada Orr", "C2      rule    author"):
        assert row in shown


def test_an_unknown_article_names_a_near_one(corpus, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["show", "damm", "--corpus", corpus])
    assert caught.value.code == 2
    assert capsys.readouterr().err == "sayso: damm: no such article among 2; do you mean dam?\n"


def test_a_corpus_without_articles_has_no_near_one(tmp_path, capsys):
    write_corpus(tmp_path / "c", [hostile("x")])
    (path,) = (tmp_path / "c" / "documents").iterdir()
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    with pytest.raises(SystemExit) as caught:
        main(["show", "x", "--corpus", str(tmp_path / "c")])
    assert caught.value.code == 2
    assert "x: no such article among 0; name another corpus" in capsys.readouterr().err


def hostile(text: str) -> Document:
    sha = sha256_text(text)
    span = [Span(0, len(text), text)]
    article = Article("x", text, [], text, text, "2025", text, text, text, None, sha, sha)
    gold = Annotation(
        "1.0",
        "x",
        sha,
        Annotator("a", "human"),
        [Speaker(text, text, "person", None, [])],
        [Quote(text, "direct", span, span, span, text, [text], text, True)],
        [Claim(text, span, text, text, "other", "affirm", True, text)],
    )
    return Document(article, gold, "seed")


def test_control_characters_and_markup_are_shown_not_obeyed(tmp_path):
    write_corpus(tmp_path / "c", [hostile("\x1b[31m[bold]red[/bold] \u202eevil\x07\x9b2J\r :smile:")])
    for command in (["show", "x", "--corpus"], ["stats"]):
        shown = CliRunner().invoke(cli, [*command, str(tmp_path / "c")], catch_exceptions=False).output
        assert not set(shown) & set("\x1b\u202e\x07\x9b\r")
    shown = CliRunner().invoke(cli, ["show", "x", "--corpus", str(tmp_path / "c")], catch_exceptions=False).output
    assert r"\x1b[31m[bold]red[/bold] \u202eevil\x07\x9b2J\r :smile:" in shown


def test_a_terminal_that_lacks_the_letters_gets_their_codes(corpus):
    command = [sys.executable, "-m", "sayso", "show", "dam", "--corpus", corpus]
    shown = subprocess.run(command, env={"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=True)
    assert r"[Q1 \u201c" in shown.stdout


def test_crossing_spans_say_whose_the_closing_bracket_is():
    document = hostile("one two three")
    quotes = [
        Quote("Q1", "direct", [Span(0, 7, "one two")], [], [], None, [], None, True),
        Quote("Q2", "direct", [Span(4, 13, "two three")], [], [], None, [], None, True),
    ]
    gold = msgspec.structs.replace(document.gold, quotes=quotes, claims=[])
    assert _marked(Document(document.article, gold, "seed")).plain == "[Q1 one [Q2 two Q1] three]"


@settings(max_examples=50)
@given(two_sides())
def test_the_text_is_all_there_and_every_bracket_closes(sides):
    articles, gold, _ = sides
    for article, annotation in zip(articles, gold, strict=True):
        shown = _marked(Document(article, annotation, "seed")).plain
        assert shown.count("[Q") == shown.count("]") == sum(len(quote.content) for quote in annotation.quotes)
        assert shown.count("⟦C") == shown.count("⟧") == sum(len(claim.content) for claim in annotation.claims)
        kept = iter(shown)
        assert all(char in kept for char in article.text), "the article's characters stand there in order"
