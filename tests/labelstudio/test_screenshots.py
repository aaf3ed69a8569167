"""The pictures of docs/label-studio.md: taken anew where SAYSO_SCREENSHOTS is set, else held to what they show.

SAYSO_SCREENSHOTS=1 python -m pytest tests/labelstudio/test_screenshots.py
"""

from __future__ import annotations

import io
import os
import uuid
from collections import Counter

import msgspec
import pytest

from sayso.adjudication import open_case
from sayso.corpus import load
from sayso.formats import Item
from sayso.labelstudio.adjudicating import open_project, push_disputes
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.project import update
from sayso.labelstudio.push import push
from sayso.labelstudio.remote import known
from sayso.model import Annotation
from sayso.predictions import as_prediction
from tests.conftest import ROOT
from tests.labelstudio.screen import Screen
from tests.server import PASSWORD, join

IMAGES = ROOT / "docs" / "images"
LAPTOP = {"width": 1280, "height": 720}
# Synthetic articles, free to pass on; the received one belongs to its publisher.
ANNOTATED, DISPUTED = "wire-canal-mayor", "wire-antaqocha-train"


@pytest.fixture(scope="module")
def documents():
    return {document.article.id: document for document in load(ROOT / "corpus")}


@pytest.fixture
def screen(labelstudio, new_page):
    """A laptop's screen, logged in."""
    email = f"mia-{uuid.uuid4().hex[:8]}@example.org"
    join(labelstudio, email)
    found = Screen(new_page(viewport=LAPTOP), labelstudio.url)
    found.log_in(email, PASSWORD)
    return found


def picture(page, name):
    """Keep the picture where that is asked for; otherwise there is one, and small."""
    path = IMAGES / f"labelstudio-{name}.png"
    if os.environ.get("SAYSO_SCREENSHOTS"):
        from PIL import Image

        IMAGES.mkdir(exist_ok=True)
        Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(128).save(path, optimize=True)
    assert 10_000 < path.stat().st_size < 200_000
    assert f"images/{path.name}" in (ROOT / "docs" / "label-studio.md").read_text(encoding="utf-8")


def of_one_quote_only(gold):
    """A letter on which nothing but a quote lies."""
    contents = Counter(at for quote in gold.quotes for span in quote.content for at in range(span.start, span.end))
    others = [claim.content for claim in gold.claims] + [speaker.mentions for speaker in gold.speakers]
    others += [part for quote in gold.quotes for part in (quote.source, quote.cue)]
    taken = {at for spans in others for span in spans for at in range(span.start, span.end)}
    return next(at for at, times in contents.items() if times == 1 and at not in taken)


def test_annotating(screen, documents, project, client, tmp_path):
    document = documents[ANNOTATED]
    proposed = Item(document.article, None, as_prediction(document.gold, document.article))
    assert push(client, project, [proposed], Memory(client.url, project.id, tmp_path), lambda _: None).created == 1
    update(client, project, title="Wire stories")
    screen.open(project.id)
    screen.click(of_one_quote_only(document.gold))
    for shown in ("Type", "Speaker", "Addressees", "Speakers of the article", "Instructions"):
        assert screen.page.get_by_text(shown, exact=True).first.is_visible(), shown
    picture(screen.page, "annotating")


def test_adjudicating(screen, documents, client):
    records = {
        name: msgspec.json.decode(
            (ROOT / "annotations" / "passes" / folder / f"{DISPUTED}.json").read_bytes(), type=Annotation
        )
        for name, folder in (("ann", "pass-a"), ("bob", "pass-b"))
    }
    case = open_case(documents[DISPUTED].article, records)
    board = open_project(client, f"adjudication {uuid.uuid4().hex[:8]}")
    try:
        assert push_disputes(client, board, [(case, records)]) == 1
        update(client, board, title="Wire stories: adjudication")
        (task,) = known(client, board.id)
        screen.open(board.id, task.id)
        assert screen.page.get_by_text("as it is drawn here").count() == len(case.disputes)
        for shown in ("ann", "bob", "all together", "Compare All", "To decide"):
            assert screen.page.get_by_text(shown, exact=True).first.is_visible(), shown
        picture(screen.page, "adjudicating")
    finally:
        client.delete(f"api/projects/{board.id}/")
