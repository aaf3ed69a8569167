"""Offsets of older servers: whatever they counted, every span comes back where it was drawn, or is refused."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sayso.formats import Item
from sayso.formats.labelstudio.tasks import task_of
from sayso.model import dumps, sha256_text
from tests.formats.labelstudio import Hand, read_tasks, records

COUNTERS = {
    "UTF-16": (lambda text: text, lambda text: len(text.encode("utf-16-le")) // 2),
    "\\r\\n in the file, one in the browser": (lambda text: text.replace("\n", "\r\n"), len),
    "\\n in the file, two in the browser": (lambda text: text, lambda text: len(text.replace("\n", "\r\n"))),
    "\\r\\n in the file, counted in code points": (
        lambda text: text.replace("\n", "\r\n"),
        lambda text: len(text.replace("\n", "\r\n")),
    ),
    "\\r\\n in the file, counted in UTF-16": (
        lambda text: text.replace("\n", "\r\n"),
        lambda text: len(text.replace("\n", "\r\n").encode("utf-16-le")) // 2,
    ),
}


def older(article, annotation, given, count):
    """The task as a server would export it that has the text `given(text)` and counts as `count` does."""
    task = json.loads(msgspec.json.encode(task_of(Item(article, annotation))[0]))
    task["id"] = 7
    task["data"]["text"] = given(article.text)
    task["data"]["text_sha256"] = sha256_text(task["data"]["text"])
    for result in task["annotations"][0]["result"]:
        value = result.get("value", {})
        for key in {"start", "end"} & value.keys():
            value[key] = count(article.text[: value[key]])
    return task


def take_apart(annotation):
    """All spans of an annotation, as place and text."""
    items = [*annotation.quotes, *annotation.claims]
    spans = [span for item in items for key in ("content", "cue", "source") for span in getattr(item, key, ())]
    spans += [mention for speaker in annotation.speakers for mention in speaker.mentions]
    return [((span.start, span.end), span.text) for span in spans]


def counted(drawn, article, _, count):
    return [(tuple(count(article.text[:edge]) for edge in place), text) for place, text in drawn]


@given(records(), st.sampled_from(sorted(COUNTERS)))
def test_what_an_older_server_counted_comes_back_the_same_bytes(record, name):
    article, annotation = record
    task = older(article, annotation, *COUNTERS[name])
    with tempfile.TemporaryDirectory() as folder:
        found = read_tasks(Path(folder), [copy.deepcopy(task)])
    assume(not any("as well as in" in note for note in found.notes))  # text that repeats itself: refused, see below
    assert found.problems == []
    (back,) = found.annotations
    drawn = take_apart(annotation)
    assert [text for _, text in take_apart(back)] == [text for _, text in drawn]
    if not all(article.text[slice(*place)] == text for place, text in counted(drawn, article, *COUNTERS[name])):
        assert dumps(back) == dumps(annotation)  # else today's counting fits as well, and is believed


def shifted(text, *places):
    hand = Hand(text)
    for start, end, said in places:
        key = hand.draw("Mention", "Orr", form="name", speaker_name=["Orr | person"])
        next(r for r in hand.results if r["id"] == key)["value"].update(start=start, end=end, text=said)
    return hand


def test_what_was_moved_is_told_with_numbers(tmp_path):
    found = shifted("Orr 😀 met\n😀 Orr.", (0, 3, "Orr"), (14, 17, "Orr")).read(tmp_path)
    assert [(m.start, m.end) for m in found.annotations[0].speakers[0].mentions] == [(0, 3), (12, 15)]
    assert found.notes == [
        f"{tmp_path}/export.json: task 7 (rain): the server counted in UTF-16 units; 1 of 2 regions were moved, "
        "by -2 to -2 characters."
    ]


def test_one_rule_must_explain_the_whole_task(tmp_path):
    """A span in code points beside one in UTF-16 units, or one that is nowhere: each is told, none is guessed."""
    mixed = shifted("😀 Orr met Orr.", (2, 5, "Orr"), (11, 14, "Orr")).read(tmp_path)
    assert (mixed.annotations, mixed.notes) == ([], [])
    assert (
        "(rain), annotation 9, region Xy00000003: its text is 'Orr', and the article has 'rr.' from 11 to 14"
        in (mixed.problems[0])
    )


def test_two_rules_that_disagree_move_nothing(tmp_path):
    """An `n` is one back, had the emoji been counted double, and two back, had the line breaks: which is meant?"""
    found = shifted("😀\n\nnn Orr", (5, 6, "n")).read(tmp_path)
    assert found.annotations == []
    assert "fit offsets in UTF-16 units as well as in" in found.notes[0]


def test_regions_without_text_cannot_tell_how_line_breaks_were_counted(tmp_path):
    hand = shifted("Rain.\r\nOrr", (6, 9, ""))
    hand.results[0]["value"].pop("text")
    assert "state no text that tells how these were counted" in hand.read(tmp_path).problems[0]


@pytest.mark.parametrize("said", ["Ada\\n\\nOrr", "Ada\r\n\r\nOrr", "Ada Orr", "Ada\n\nOrr"])
def test_a_browser_s_copy_of_white_space_is_not_held_against_a_region(tmp_path, said):
    (made,) = shifted("Ada\n\nOrr", (0, 8, said)).read(tmp_path).annotations
    assert made.speakers[0].mentions[0].text == "Ada\n\nOrr"
