"""An annotator's day on a real server, in a real browser: what is drawn with the mouse comes back to the character."""

from __future__ import annotations

import json
import uuid

import msgspec
import pytest

from sayso.model import Annotation, Annotator, Claim, Mention, Quote, Span, Speaker, sha256_text
from sayso.validate import validate_annotation
from tests.formats.labelstudio import article_of
from tests.formats.test_labelstudio_colours import OPACITY
from tests.labelstudio.screen import Screen
from tests.server import PASSWORD, join

TEXT = (
    "😀 Dam holds, board says\n\n"
    "“The dam held all night,” said Ada Orr, who runs the board.\n"
    "In a message, Bo Lind 👩‍👩‍👧 wrote that the families are safe.\n"
    "\t<b>Cy Park</b>&amp;\N{NO-BREAK SPACE}Sons said “it was close”.\n"
)
LAST_SAID = Span(TEXT.rindex("said"), TEXT.rindex("said") + 4, "said")
PREDICTED = {
    "doc": "dam",
    "annotator": {"id": "found", "kind": "program"},
    "speakers": [{"id": "S1", "name": "Cy Park", "kind": "person", "mentions": []}],
    "quotes": [
        {
            "type": "direct",
            "content": [{"text": "“it was close”"}],
            "cue": [{"start": LAST_SAID.start, "end": LAST_SAID.end, "text": "said"}],
            "source": [{"text": "Cy Park"}],
            "speaker": "S1",
        }
    ],
}


def at(part):
    start = TEXT.index(part)
    return start, start + len(part)


def spans(part):
    return [Span(*at(part), part)]


@pytest.fixture
def pushed(tmp_path, sayso, project):
    """A project with the article and a prediction, sent by the command line; its number."""
    (tmp_path / "dam.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "found.jsonl").write_text(json.dumps(PREDICTED), encoding="utf-8")
    done = sayso("push", "dam.txt", "--predictions", "found.jsonl", "--project", project.id)
    assert done.code == 0, done.err
    return project.id


def test_from_the_mouse_to_the_record(pushed, sayso, tmp_path, labelstudio, page, seen):
    email = f"ann-{uuid.uuid4().hex[:8]}@example.org"
    join(labelstudio, email)
    screen = Screen(page, labelstudio.url)
    screen.log_in(email, PASSWORD)
    screen.open(pushed)

    # What the extractor found stands where it should, as pale as the test of the colours takes it to be.
    assert sorted((one["label"], one["text"]) for one in screen.drawn()) == [
        ("Cue", "said"),
        ("Quote", "“it was close”"),
        ("Source", "Cy Park"),
    ]
    assert screen.opacity() == OPACITY

    screen.select_after_drawing()
    screen.draw("m", *at("Ada Orr"), "n", "2")
    screen.write(at("Ada Orr")[0], "speaker_name", "Ada Orr | person")
    screen.draw("s", *at("Ada Orr, who runs the board"))
    screen.draw("c", *at("said"))
    screen.draw("q", *at("“The dam held all night,”"), "d", "2")
    screen.draw("k", *at("The dam held all night"), "t", "w")
    screen.write(at("The dam held")[0], "normalized", "It held all night 😀.")
    screen.draw("q", *at("that the families are safe"), "i", "0")
    screen.draw("s", *at("Bo Lind 👩‍👩‍👧"))
    quote = at("“The dam")[0]
    for start, end in ((quote, at("who runs")[0]), (quote, at("said")[0]), (at("families")[0], at("Lind")[0])):
        screen.relate(start, end)
    screen.submit()
    assert [error for error in seen.errors if "heidi-tips" not in error] == []  # tips that the server itself lacks
    assert seen.outside == []

    done = sayso("pull", "--project", pushed, "--articles", "dam.txt", "--rename", f"{email}=ann")
    assert done.code == 0, done.err
    found = msgspec.json.decode((tmp_path / "annotations/passes/ann/dam.json").read_bytes(), type=Annotation)
    expected = Annotation(
        "1.0",
        "dam",
        sha256_text(TEXT),
        Annotator("ann", "human"),
        [
            Speaker("S2", "Ada Orr", "person", None, [Mention(*at("Ada Orr"), "Ada Orr", "name")]),
            Speaker("S1", "Cy Park", "person", None, []),
        ],
        [
            Quote(
                "Q1", "direct", spans("“The dam held all night,”"), spans("said"), spans("Ada Orr, who runs the board"),
                "S2", [], None, True,
            ),
            Quote("Q2", "indirect", spans("that the families are safe"), [], spans("Bo Lind 👩‍👩‍👧"),
                  None, [], None, True),
            Quote("Q3", "direct", spans("“it was close”"), [LAST_SAID], spans("Cy Park"), "S1", [], None, True),
        ],
        [
            Claim("C1", spans("The dam held all night"), "S2", "Q1", "other", "affirm", True, "It held all night 😀.")
        ],
    )  # fmt: skip
    assert found == expected
    assert [one for one in validate_annotation(found, article_of(TEXT, "dam")) if one.severity == "error"] == []
