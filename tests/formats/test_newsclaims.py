"""NewsClaims: a claim a sentence, in words or characters, and every fault with its segment."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

from sayso.errors import DataError, UsageError
from sayso.formats import Item
from sayso.formats.newsclaims import read, write
from sayso.measures.peers.newsclaims import squad_f1
from tests.formats.sound import sound_records

TEXT = "😀 Rain fell.\r\nAda Orr said the “dam”\nheld. It broke in 2020. It broke in 2020.\n"
CLAIM = {"sentence": 'Ada Orr said the "dam" held.', "claim_span": [3, 5], "has_claimer": True, "claimer": "Ada Orr"}
ENTRIES = {
    "s1": CLAIM | {"claimer_in_sentence": True, "stance": "Refute", "topic": "dams", "claim_object": "the dam"},
    "s3": {"sentence": "It broke in 2020.", "has_claimer": False, "stance": "affirm"},
}
SENTENCES = ["😀 Rain fell.", CLAIM["sentence"], "It broke in 2020.", "It broke in 2020."]


def laid(folder, entries=ENTRIES, text=TEXT, sentences=SENTENCES):
    """A folder as the corpus has it."""
    (folder / "text").mkdir(parents=True)
    if text is not None:
        (folder / "text" / "d1.txt").write_bytes(text.encode())
    (folder / "dev.json").write_text(json.dumps({"d1": entries}), encoding="utf-8")
    if sentences is not None:
        listed = {"d1": {f"s{n}": {"sentence": one} for n, one in enumerate(sentences)}}
        (folder / "all_sents.json").write_text(json.dumps(listed), encoding="utf-8")
    return folder


def test_claims_as_the_corpus_has_them(tmp_path):
    found = read(laid(tmp_path), articles=None, annotators={})
    assert (found.problems, found.splits) == ([], {"d1": "dev"})
    (made,) = found.annotations
    assert [(c.content[0].start, c.content[0].text, c.claimer, c.stance) for c in made.claims] == [
        (26, "the “dam”\nheld.", "S1", "refute"),
        (60, "It broke in 2020.", "author", "affirm"),
    ]
    assert [(s.name, [m.start for m in s.mentions]) for s in made.speakers] == [("Ada Orr", [13])]
    assert found.losses == Counter(
        {"topic of claims": 1, "claim_object of claims": 1, "claims without claim_span, taken as their sentence": 1}
    )
    assert found.notes == ["1 files count claim_span in words (dev.json)."]


def test_characters_are_told_from_words(tmp_path):
    found = read(laid(tmp_path, {"s1": CLAIM | {"claim_span": [13, 26]}}), articles=None, annotators={})
    assert [claim.content[0].text for claim in found.annotations[0].claims] == ["the “dam”\nheld"]
    assert found.notes == ["1 files count claim_span in characters (dev.json)."]


def test_a_text_is_made_of_its_sentences_where_there_is_none(tmp_path):
    found = read(laid(tmp_path, text=None), articles=None, annotators={})
    assert found.articles[0].text.split("\n")[1] == CLAIM["sentence"]
    assert "made of their sentences" in " ".join(found.notes)


FAULTS = {
    "no such sentence": (
        {"sentence": "It stood."},
        "segment s1: expected the sentence 'It stood.', found",
    ),
    "past the end": ({"claim_span": [3, 99]}, "its claim_span is 3 to 99, and its sentence has 28 units"),
    "reversed": ({"claim_span": [5, 3]}, "its claim_span is 5 to 3"),
    "three": ({"claim_span": [1, 2, 3]}, "two numbers are needed"),
    "text": ({"claim_span": "the dam"}, "two numbers are needed"),
    "stance": ({"stance": "unsure"}, "its stance is 'unsure'; affirm and refute are known"),
    "nameless": ({"claimer": " "}, "and no name of one"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_document_and_segment(tmp_path, name):
    change, sentence = FAULTS[name]
    found = read(laid(tmp_path, {"s1": CLAIM | change}), articles=None, annotators={})
    (problem,) = found.problems
    assert found.annotations == []
    assert problem.startswith("d1: segment s1: ")
    assert sentence in problem


def test_no_text_at_all_no_claims_and_no_json(tmp_path):
    assert (
        "neither text/d1.txt"
        in read(laid(tmp_path, text=None, sentences=None), articles=None, annotators={}).problems[0]
    )
    (tmp_path / "dev.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(DataError, match="not claims of NewsClaims"):
        read(tmp_path, articles=None, annotators={})
    with pytest.raises(UsageError, match=r"there is no SPLIT\.json in it"):
        read(tmp_path / "text", articles=None, annotators={})


def test_an_id_is_no_way_out_of_the_folder(tmp_path):
    laid(tmp_path / "corpus", text=None, sentences=None)
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "corpus" / "dev.json").write_text(json.dumps({"../../secret": ENTRIES}), encoding="utf-8")
    found = read(tmp_path / "corpus", articles=None, annotators={})
    assert "there is neither text/../../secret.txt" in found.problems[0]


@settings(max_examples=40)
@given(sound_records())
def test_what_was_written_once_is_lossless_from_then_on(record):
    """The first export loses what the format lacks; import and export again change nothing."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "1", Path(folder) / "2"
        write([Item(*record, split="dev")], first)
        once = read(first, articles=None, annotators={})
        assert once.problems == []
        write(
            [Item(article, gold, split="dev") for article, gold in zip(once.articles, once.annotations, strict=True)],
            second,
        )
        twice = read(second, articles=None, annotators={})
    assert [claim.content for one in twice.annotations for claim in one.claims] == [
        claim.content for one in once.annotations for claim in one.claims
    ]
    assert [claims(one) for one in twice.annotations] == [claims(one) for one in once.annotations]


def claims(annotation):
    names = {speaker.id: speaker.name for speaker in annotation.speakers}
    return [(claim.stance, claim.normalized, names.get(claim.claimer)) for claim in annotation.claims]


def test_claimers_are_those_of_its_own_scorer(tmp_path):
    (made,) = read(laid(tmp_path), articles=None, annotators={}).annotations
    assert squad_f1(made.speakers[0].name, CLAIM["claimer"]) == 1.0
