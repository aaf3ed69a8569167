"""Label Studio tasks and exports: nothing is lost, and every fault is a sentence."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from sayso.formats import Item
from sayso.formats.labelstudio.exports import read_export
from sayso.formats.labelstudio.tasks import task_of, write_tasks
from sayso.ingest import ingest
from sayso.model import Annotation, Prediction, dumps, sha256_text
from tests.conftest import ROOT
from tests.formats.labelstudio import Hand, article_of, read_tasks, records

TEXT = (
    "😀 Rain\tfell.\n\n“It held,” Lena Orr told reporters. “It <b>did</b>.\n\nAnd &amp; more.” "
    "The town denies that it leaks.\n"
)


def there_and_back(article, annotation):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tasks.json"
        write_tasks([Item(article, annotation)], path)
        return read_export(path, articles={article.id: article})


@given(records())
def test_what_goes_out_comes_back_the_same_bytes(record):
    article, annotation = record
    found = there_and_back(article, annotation)
    assert (found.problems, found.notes) == ([], [])
    assert [dumps(one) for one in found.annotations] == [dumps(annotation)]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "annotations").glob("*/**/*.json")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_annotations_of_this_project_come_back_the_same_bytes(path):
    articles = {seed.article.id: seed.article for seed in ingest(ROOT / "seeds")}
    annotation = msgspec.json.decode(path.read_bytes(), type=Annotation)
    (back,) = there_and_back(articles[annotation.doc], annotation).annotations
    assert dumps(back) == dumps(annotation) == path.read_bytes()


@settings(max_examples=30)
@given(records())
def test_a_prediction_submitted_as_it_is_differs_in_ids_only(record):
    """An annotator who submits what an extractor proposes has a record of the same content, numbered anew."""
    article, annotation = record
    prediction = msgspec.convert(msgspec.to_builtins(annotation), Prediction)
    task, lost = task_of(Item(article, prediction=prediction))
    task["annotations"] = [{"result": task.pop("predictions")[0]["result"], "completed_by": 1}]
    with tempfile.TemporaryDirectory() as folder:
        found = read_tasks(Path(folder), json.loads(msgspec.json.encode([task])))
    assert (lost, found.problems) == (0, [])
    (back,) = found.annotations
    assert back.annotator.id == "user-1"
    assert [quote.id for quote in back.quotes] == [f"Q{n}" for n in range(1, len(back.quotes) + 1)]
    assert back.speakers == annotation.speakers
    for kind in ("quotes", "claims"):
        assert sorted(map(content, getattr(back, kind))) == sorted(map(content, getattr(annotation, kind)))


def content(item):
    ids = {"id", "parent", "quote"}
    return json.dumps({key: value for key, value in msgspec.to_builtins(item).items() if key not in ids})


def test_a_person_draws_everything_by_hand(tmp_path):
    hand = Hand(TEXT)
    hand.list("Lena Orr | person | Q42", "the town | organization")
    outer = hand.draw("Quote", "“It held,”", type="direct")
    more = hand.draw("Quote", "“It <b>did</b>.\n\nAnd &amp; more.”", type="direct")
    inner = hand.draw("Quote", "more", type="indirect", no_speaker="yes", asserted="no")
    source = hand.draw("Source", "Lena Orr")
    cue = hand.draw("Cue", "told")
    told = hand.draw("Mention", "reporters", form="nominal", speaker="S5", speaker_name=["reporters | group"])
    name = hand.draw("Mention", "Lena Orr", form="name", speaker_name=["lena orr"])
    leak = hand.draw("Quote", "that it leaks", type="indirect")
    town = hand.draw("Mention", "The town", form="name", speaker_name=["the town"])
    it = hand.draw("Mention", "it leaks", form="pronoun")
    denied = hand.draw("Claim", "it leaks", kind="other", stance="refute", normalized=["It leaks."])
    rain = hand.draw("Claim", "Rain\tfell", kind="other", check_worthy="yes", normalized=["Rain fell."])
    hand.join(outer, more)
    hand.join(inner, more)
    hand.join(source, outer)
    hand.join(cue, outer, "cue", "left")
    hand.join(outer, told, "addressee")
    hand.join(leak, town)
    hand.join(it, town, "speaker")
    found = hand.read(tmp_path, annotators={"1": "ann"})
    assert found.problems == []
    (made,) = found.annotations
    assert [(s.id, s.name, s.kind, s.wikidata, [m.text for m in s.mentions]) for s in made.speakers] == [
        ("S6", "Lena Orr", "person", "Q42", ["Lena Orr"]),
        ("S5", "reporters", "group", None, ["reporters"]),
        ("S7", "the town", "organization", None, ["The town", "it leaks"]),
    ]
    assert [
        (q.id, len(q.content), [c.text for c in q.cue], [s.text for s in q.source], q.speaker, q.addressees, q.parent)
        for q in made.quotes
    ] == [
        ("Q1", 2, ["told"], ["Lena Orr"], "S6", ["S5"], None),
        ("Q2", 1, [], [], None, [], "Q1"),
        ("Q3", 1, [], ["The town"], "S7", [], None),
    ]
    assert [quote.asserted for quote in made.quotes] == [True, False, True]
    assert [(c.id, c.claimer, c.quote, c.stance, c.check_worthy) for c in made.claims] == [
        ("C1", "author", None, "affirm", True),
        ("C2", "S7", "Q3", "refute", False),
    ]
    assert (made.annotator.id, made.annotator.kind, made.text_sha256) == ("ann", "human", sha256_text(TEXT))
    assert denied != rain
    assert name != town


def test_what_is_drawn_later_is_put_in_its_place_and_numbered_on():
    article = article_of(TEXT)
    hand = Hand(TEXT)
    hand.list("S1 | Lena Orr | person")
    for phrase in ("“It held,”", "it leaks"):
        hand.draw("Quote", phrase, type="direct", speaker="S1")
    with tempfile.TemporaryDirectory() as folder:
        (first,) = hand.read(Path(folder)).annotations
        again = Hand(TEXT)
        again.results = json.loads(msgspec.json.encode(task_of(Item(article, first))[0]))["annotations"][0]["result"]
        again.draw("Quote", "And &amp; more.", type="direct", speaker="S1")
        (second,) = again.read(Path(folder)).annotations
    assert [quote.id for quote in second.quotes] == ["Q1", "Q3", "Q2"]


def test_a_line_break_in_a_drawn_text_is_as_the_browser_writes_it(tmp_path):
    hand = Hand(TEXT)
    hand.list("Lena Orr | person")
    hand.draw("Quote", "did</b>.\n\nAnd", type="direct", speaker_name=["Lena Orr"])
    hand.results[1]["value"]["text"] = "did</b>.\\n\\nAnd"
    (made,) = hand.read(tmp_path).annotations
    assert made.quotes[0].content[0].text == "did</b>.\n\nAnd"


def drawn():
    """A faultless annotation to spoil: the list of speakers, a Mention, a Quote with a Source and a Cue, a Claim."""
    hand = Hand(TEXT)
    hand.list("S1 | Lena Orr | person", "S2 | the town | organization")
    hand.draw("Mention", "Lena Orr", form="name", speaker="S1")
    quote = hand.draw("Quote", "“It held,”", type="direct")
    hand.join(quote, hand.draw("Source", "Lena Orr", speaker="S1"))
    hand.join(quote, hand.draw("Cue", "told"), "cue")
    hand.draw("Claim", "It held", kind="other", normalized=["It held."])
    return hand


def field(hand, control, index=0):
    return [result for result in hand.results if result.get("from_name") == control][index]


def without(hand, control):
    hand.results = [result for result in hand.results if result.get("from_name") != control]


FAULTS = {
    "unknown label": (
        lambda hand: field(hand, "label")["value"].update(labels=["Person"]),
        "its label is Person; give it one of Quote, Source, Cue, Claim, Mention",
    ),
    "no label": (
        lambda hand: field(hand, "label", 4)["value"].update(labels=[]),
        "its label is none; give it one of Quote,",
    ),
    "end past the end": (
        lambda hand: field(hand, "label")["value"].update(end=99999),
        "its offsets 25 to 99999 are not in the article, which has 115 characters; delete it and draw it again",
    ),
    "reversed offsets": (
        lambda hand: field(hand, "label")["value"].update(start=40),
        "its offsets 40 to 33 are not in",
    ),
    "negative offsets": (
        lambda hand: field(hand, "label")["value"].update(start=-1),
        "its offsets -1 to 33 are not in",
    ),
    "offsets as text": (
        lambda hand: field(hand, "label")["value"].update(start="25"),
        "its offsets are 25 and 33, not",
    ),
    "other text": (
        lambda hand: field(hand, "label")["value"].update(text="\x1b[31mLena"),
        r"its text is '\x1b[31mLena', and the article has 'Lena Orr' from 25 to 33",
    ),
    "id twice": (lambda hand: hand.results.append(field(hand, "label")), "two regions have this id; delete one"),
    "relation to nothing": (
        lambda hand: hand.join(hand.results[3]["id"], "gone"),
        "region gone: a relation names it, and there is no such region; delete the relation",
    ),
    "relation that cannot be": (
        lambda hand: hand.join(field(hand, "label", 2)["id"], field(hand, "label", 3)["id"]),
        "these two cannot be joined, delete the relation",
    ),
    "relation of another label": (
        lambda hand: (
            hand.results[-2].update(labels=["spouse"])
            if hand.results[-2]["type"] == "relation"
            else hand.join(field(hand, "label", 1)["id"], field(hand, "label", 3)["id"], "spouse")
        ),
        "has the label spouse; label it cue",
    ),
    "quotes that overlap, joined": (
        lambda hand: hand.join(
            field(hand, "label", 1)["id"], hand.draw("Quote", "held,” Lena", type="mixed", no_speaker="yes")
        ),
        "has no label; label it part or parent",
    ),
    "two parents": (
        lambda hand: [
            hand.join(field(hand, "label", 1)["id"], hand.draw("Quote", text, type="direct", speaker="S1"), "parent")
            for text in ("fell", "more")
        ],
        "has 2 relations parent, to Quote 'fell' and Quote 'more'; keep one",
    ),
    "its own parent": (
        lambda hand: hand.join(field(hand, "label", 1)["id"], field(hand, "label", 1)["id"], "parent"),
        "Quote '“It held,”' is its own parent; delete that relation",
    ),
    "quote without type": (
        lambda hand: without(hand, "type"),
        "Quote '“It held,”' has no type; choose one (its quotation marks make it direct)",
    ),
    "parts of two types": (
        lambda hand: hand.join(field(hand, "label", 1)["id"], hand.draw("Quote", "more", type="indirect"), "part"),
        "the parts of Quote '“It held,”' have the type 'direct' and 'indirect'; keep one",
    ),
    "unknown type": (
        lambda hand: field(hand, "type")["value"].update(choices=["free"]),
        "its type is free; choose from direct, indirect, mixed",
    ),
    "two types": (
        lambda hand: field(hand, "type")["value"].update(choices=["direct", "mixed"]),
        "its field type has 2 values; keep one",
    ),
    "claim without kind": (lambda hand: without(hand, "kind"), "Claim 'It held' has no kind; choose one"),
    "claim without sentence": (
        lambda hand: field(hand, "normalized")["value"].update(text=[" "]),
        "Claim 'It held' has no sentence; write the claim as one self-contained sentence",
    ),
    "mention without form": (lambda hand: without(hand, "form"), "has no form; choose name, nominal, pronoun"),
    "mention of nobody": (
        lambda hand: hand.draw("Mention", "reporters", form="nominal"),
        "Mention 'reporters' is nobody's; choose its speaker",
    ),
    "quote of nobody": (
        lambda hand: hand.draw("Quote", "more", type="indirect"),
        "Quote 'more' has no speaker; choose one, or tick that the article does not say who",
    ),
    "quote of somebody and nobody": (
        lambda hand: hand.add(field(hand, "label", 1)["id"], "no_speaker", "choices", {"choices": ["yes"]}),
        "has the speaker S1, and it is ticked that the article does not say who; remove one of the two",
    ),
    "claim of somebody and the author": (
        lambda hand: hand.draw("Claim", "more", kind="other", normalized=["More."], claimer="author", speaker="S2"),
        "has the claimer S2, and it is ticked that the article claims it; remove one of the two",
    ),
    "quote and source of two speakers": (
        lambda hand: hand.add(field(hand, "label", 1)["id"], "speaker", "choices", {"choices": ["S2"]}),
        "the quote and its source have two speakers, S2 the town and S1 Lena Orr; keep one",
    ),
    "chosen and written speaker differ": (
        lambda hand: hand.add(field(hand, "label")["id"], "speaker_name", "textarea", {"text": ["the town"]}),
        "the name of the speaker S1 is 'the town' here and 'Lena Orr' elsewhere; correct one of them",
    ),
    "mentions of two speakers joined": (
        lambda hand: hand.join(
            field(hand, "label")["id"], hand.draw("Mention", "The town", form="name", speaker="S2"), "speaker"
        ),
        "relations join it to two speakers, S1 Lena Orr and S2 the town; delete one",
    ),
    "speaker without kind": (
        lambda hand: hand.draw("Mention", "reporters", form="nominal", speaker_name=["reporters"]),
        "the speaker 'reporters' has no kind; write 'reporters | person' in the list Speakers",
    ),
    "unused id chosen": (
        lambda hand: hand.draw("Mention", "reporters", form="nominal", speaker="S9"),
        "the speaker S9 has no name; write `S9 | name | kind` in the list Speakers",
    ),
    "addressee without name": (
        lambda hand: hand.add(field(hand, "label", 1)["id"], "addressees", "choices", {"choices": ["S8"]}),
        "the speaker S8 has no name",
    ),
    "line that is no speaker": (
        lambda hand: field(hand, "speakers")["value"]["text"].append("S3 | Bell | robot | maybe"),
        "'S3 | Bell | robot | maybe' is no speaker; write `name | kind`",
    ),
    "id of a speaker twice": (
        lambda hand: field(hand, "speakers")["value"]["text"].append("S1 | Bell | person"),
        "two lines of the list Speakers have the id S1",
    ),
    "source of no quote": (
        lambda hand: hand.draw("Source", "The town"),
        "Source 'The town' belongs to no quote; draw a relation from its Quote to it, or delete it",
    ),
    "field of another configuration": (
        lambda hand: hand.add("x", "sentiment", "choices", {"choices": ["good"]}),
        "the field sentiment is not in annotations/label_studio.xml",
    ),
    "field of no region": (
        lambda hand: hand.add("x", "type", "choices", {"choices": ["direct"]}),
        "its field type belongs to no labelled region",
    ),
    "field without a value": (
        lambda hand: field(hand, "type").update(value=None),
        "its field type has no readable value",
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_sentence_with_its_place(spoil, sentence, tmp_path):
    hand = drawn()
    assert len(hand.read(tmp_path).annotations) == 1
    spoil(hand)
    found = hand.read(tmp_path)
    assert found.annotations == []
    fitting = [problem for problem in found.problems if sentence in problem]
    assert fitting, found.problems
    assert fitting[0].startswith(f"{tmp_path / 'export.json'}: task 7 (rain), annotation 9")
    assert all(problem.isprintable() for problem in found.problems)


def test_all_faults_are_listed(tmp_path):
    hand = drawn()
    for spoil, _ in [FAULTS["unknown type"], FAULTS["source of no quote"], FAULTS["mention of nobody"]]:
        spoil(hand)
    assert len(hand.read(tmp_path).problems) >= 3
