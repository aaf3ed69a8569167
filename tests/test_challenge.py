"""The challenge suite is what its inline files say, and as large and as varied as the card tells."""

from __future__ import annotations

from collections import Counter

from sayso.corpus import load
from sayso.counts import distributions
from sayso.formats import Item
from sayso.formats.inline.files import read_inline, write_inline
from sayso.ingest import ingest
from sayso.model import dumps
from tests.conftest import ROOT

INLINE = ROOT / "annotations" / "inline"


def test_gold_is_compiled_from_the_inline_files_and_written_back_as_them(tmp_path):
    articles = {seed.article.id: seed.article for seed in ingest(ROOT / "seeds") if seed.split == "challenge"}
    found = read_inline(INLINE, articles=articles)
    assert not found.problems
    assert {made.doc for made in found.annotations} == set(articles)
    for made in found.annotations:
        assert dumps(made) == (ROOT / "annotations" / "gold" / f"{made.doc}.json").read_bytes()
    write_inline([Item(articles[made.doc], made) for made in found.annotations], tmp_path)
    for path in INLINE.glob("*.md"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_size_and_variety():
    documents = load(ROOT / "corpus", ["challenge"]).documents
    words = [len(document.article.text.split()) for document in documents]
    phenomena = distributions(documents).phenomena
    assert len(documents) >= 80
    assert 250 <= min(words) <= max(words) <= 900
    assert sum(len(document.gold.quotes) for document in documents) >= 1200
    assert sum(len(document.gold.claims) for document in documents) >= 600
    assert sum(count["instances"] >= 25 for count in phenomena.values()) >= 24
    assert len(Counter(document.article.genre for document in documents)) == 11
    assert all(document.article.synthetic and document.article.rights == "CC BY 4.0" for document in documents)
    assert sum(document.gold.annotator.kind == "adjudicated" for document in documents) >= 25
