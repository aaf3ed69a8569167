"""The labelling configuration, task files and exports of Label Studio, and the commands that read and write them."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import formats
from sayso.errors import DataError, UsageError
from sayso.formats import Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.exports import read_tasks as read_tasks_of
from sayso.formats.labelstudio.tasks import task_of
from sayso.formats.labelstudio.writing import results_of
from sayso.model import Prediction
from tests.conftest import ROOT
from tests.formats.labelstudio import Hand, article_of, read_tasks, records

TEXT = "“It held,” said Lena Orr. She told Bell that it leaks.\n"


@pytest.fixture(scope="module")
def interface():
    """The SDK's reading of the labelling configuration."""
    label_interface = pytest.importorskip("label_studio_sdk.label_interface", reason="needs sayso[labelstudio]")
    return label_interface.LabelInterface(config.path().read_text(encoding="utf-8"))


def test_the_configuration_is_valid_and_has_the_names_of_the_mapping(interface):
    interface.validate()
    tags = list(ElementTree.parse(config.path()).iter())
    assert tuple(tag.get("value") for tag in tags if tag.tag == "Label") != ()
    assert {tag.get("value") for tag in tags if tag.tag == "Label"} == set(config.LABELS)
    assert [tag.get("value") for tag in tags if tag.tag == "Relation"] == list(config.RELATIONS)
    assert {tag.get("name") for tag in tags if tag.tag == "TextArea"} == {*config.TEXTS, config.SPEAKERS}
    choices = {
        tag.get("name"): None if tag.get("value") else {one.get("alias", one.get("value")) for one in tag}
        for tag in tags
        if tag.tag == "Choices"
    }
    assert choices == {name: values and set(values) for name, values in config.CHOICES.items()}


def test_every_hotkey_and_colour_is_used_once(interface):  # noqa: ARG001 # both tests need the same file
    tags = list(ElementTree.parse(config.path()).iter())
    for attribute in ("hotkey", "background"):
        used = [tag.get(attribute) for tag in tags if tag.get(attribute)]
        assert len(used) == len(set(used)), used


@settings(max_examples=30)
@given(records())
def test_what_is_sent_is_valid_to_the_sdk(interface, record):
    article, annotation = record
    prediction = msgspec.convert(msgspec.to_builtins(annotation), Prediction)
    for sent in (annotation, prediction):
        results = results_of(sent, article.text)
        assert interface.validate_prediction({"result": results, "score": 0.5}, return_errors=True) == []


def test_a_prediction_is_grounded_and_its_speakers_offered():
    prediction = msgspec.convert(
        {
            "doc": "rain",
            "annotator": {"id": "rules 0.1", "kind": "program"},
            "speakers": [{"name": "Lena Orr", "kind": "person"}, {"mentions": [{"text": "She", "form": "pronoun"}]}],
            "quotes": [
                {"content": [{"text": "“It held,”"}], "speaker": "Lena Orr", "addressees": ["$text"], "score": 0.5},
                {"content": [{"text": "nothing of the kind was said"}], "cue": [{"text": "told"}], "speaker": None},
            ],
            "claims": [{"content": [{"text": "it leaks"}], "claimer": "author", "stance": "refute", "score": 1.0}],
        },
        Prediction,
    )
    task, lost = task_of(Item(article_of(TEXT), prediction=prediction))
    (made,) = task["predictions"]
    assert (lost, made["model_version"], made["score"]) == (1, "rules 0.1", 0.75)
    assert [choice["value"] for choice in task["data"]["speakers"][:4]] == [
        "S1 Lena Orr",
        "S2 She",
        "S3 $\N{ZERO WIDTH SPACE}text",
        "S4 (new)",
    ]
    assert task["data"]["speakers"][0]["hotkey"] == "1"
    assert task["data"]["addressees"][0]["hotkey"] == "shift+1"
    regions = [result["value"] for result in made["result"] if result.get("from_name") == "label"]
    assert [(value["labels"][0], value["text"]) for value in regions] == [
        ("Mention", "She"),
        ("Quote", "“It held,”"),
        ("Claim", "it leaks"),
    ]


def ann(**annotation):
    hand = Hand(TEXT)
    return hand.task(**annotation)


GONE = object()
EXPORTS = {
    "data without doc": (lambda task: task["data"].pop("doc"), "its data has no usable `doc`"),
    "doc that is a path": (lambda task: task["data"].update(doc="../../etc/passwd"), "its data has no usable `doc`"),
    "no data": (lambda task: task.update(data=None), "its data has no usable `doc`"),
    "no text": (lambda task: task["data"].pop("text"), "its data has no `text`"),
    "changed text": (lambda task: task["data"].update(text=TEXT + "."), "its text was changed after the export"),
    "other article": (lambda task: task["data"].update(doc="sun"), "there is no such article among those given"),
    "result is no list": (lambda task: task["annotations"][0].update(result={}), "its result is no list"),
    "result of strings": (lambda task: task["annotations"][0].update(result=["x"]), "results are no objects"),
    "annotation that is none": (lambda task: task.update(annotations=[[]]), "one of its annotations is no object"),
    "hostile annotator": (
        lambda task: task["annotations"][0].update(completed_by={"id": 1, "email": "../x@example.org"}),
        "the annotator '../x' cannot name a folder; give another with --rename",
    ),
    "twice": (lambda task: task["annotations"].append(task["annotations"][0]), "user-1 has annotated rain 2 times"),
}


@pytest.mark.parametrize(("spoil", "sentence"), EXPORTS.values(), ids=EXPORTS)
def test_a_faulty_task_is_a_sentence(spoil, sentence, tmp_path):
    task = ann()
    spoil(task)
    found = read_tasks(tmp_path, [task], articles={"rain": article_of(TEXT)})
    assert found.annotations == []
    assert [problem for problem in found.problems if sentence in problem], found.problems


WORDS = [
    "a",
    "label",
    "type",
    "speakers",
    "relation",
    "Quote",
    "Mention",
    "direct",
    "part",
    "S1 | Orr | person",
    "left",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 9) | st.sampled_from(WORDS),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(WORDS), values, max_size=3),
    max_leaves=6,
)
PLACE = {
    "start": st.integers(-1, 60) | JSON,
    "end": st.integers(-1, 60) | JSON,
    "text": JSON,
    "labels": JSON,
    "choices": JSON,
}
RESULT = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("id", "from_name", "to_name", "type", "meta", "from_id", "to_id", "direction", "labels"), JSON
        ),
        "value": st.fixed_dictionaries({}, optional=PLACE) | JSON,
    },
)


@given(st.lists(RESULT | JSON, max_size=6) | JSON, JSON, JSON)
def test_whatever_a_server_sends_is_read_or_refused(results, user, drafts):
    annotation = {"result": results, "completed_by": user, "ground_truth": user}
    task = ann() | {"annotations": [annotation, results], "drafts": drafts}
    found = read_tasks_of([task], "server")
    assert len(found.annotations) + bool(found.problems) >= 1
    assert all(sentence.isprintable() for sentence in [*found.problems, *found.notes])


def test_another_text_of_the_article_is_a_fault(tmp_path):
    found = read_tasks(tmp_path, [ann()], articles={"rain": article_of("Another text.")})
    assert "its text is not that of the article given by --articles" in found.problems[0]


def test_skipped_drafts_remarks_and_idle_tasks_are_noted(tmp_path):
    hand = Hand(TEXT)
    hand.draw("Quote", "it leaks", type="indirect", no_speaker="yes")
    hand.results[0]["meta"] = {"text": ["not sure"], "lead_time": 3}
    tasks = [
        hand.task(),
        ann(was_cancelled=True),
        ann() | {"annotations": [], "drafts": [{"user": "bob@example.org"}]},
    ]
    found = read_tasks(tmp_path, tasks)
    assert [note.partition("(rain)")[2] for note in found.notes] == [
        ", annotation 9: a remark on Quote 'it leaks' is not kept: \"['not sure']\".",
        ", annotation 9: user-1 skipped it.",
        ": a draft of bob was not submitted and is left out.",
        ": nobody has annotated it yet.",
    ]
    assert (len(found.annotations), found.problems) == (1, [])


def test_annotators_are_kept_apart(tmp_path):
    users = [{"id": 1, "email": "ann@a.org"}, {"id": 2, "email": "ann@b.org"}, {"id": 3, "email": "bob@b.org"}, 4, None]
    annotations = [{"result": [], "completed_by": user} for user in users]
    annotations.append({"result": [], "completed_by": 1, "ground_truth": True})
    task = ann() | {"annotations": annotations}
    found = read_tasks(tmp_path, [task], annotators={"bob@b.org": "a3", "4": "a4"})
    assert [one.annotator.id for one in found.annotations] == ["ann@a.org", "ann@b.org", "a3", "a4", "unknown", "gold"]
    assert [one.annotator.kind for one in found.annotations][-2:] == ["human", "adjudicated"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        pytest.param("[" * 100_000, "not JSON", id="deep"),
        ('{"data": {}}', "a list of tasks is needed"),
        ("[1]", "a list of tasks is needed"),
        ('[{"id": 1, "text": "x", "label": []}]', "this is JSON-MIN"),
        ('[{"data": {"text": "\\ud83d"}}]', "not JSON"),
        ("id,text\n1,x", "not JSON"),
    ],
)
def test_a_file_that_is_no_export_is_refused(text, sentence, tmp_path):
    path = tmp_path / "export.json"
    path.write_text(text)
    with pytest.raises(DataError, match=sentence):
        formats.get("labelstudio").read(path, articles=None, annotators={})


def test_an_unknown_format_is_wrong_use():
    with pytest.raises(UsageError, match=r"there is no format 'polnaer'; choose from .*labelstudio"):
        formats.get("polnaer")


def sayso(folder, *arguments):
    """Run the command line in `folder`."""
    command = [sys.executable, "-m", "sayso", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_commands_carry_the_gold_there_and_back(tmp_path):
    written = sayso(tmp_path, "export", "labelstudio", "--split", "seed", "-o", "tasks.json")
    assert (written.returncode, written.stdout) == (0, "")
    assert str(config.path()) in written.stderr
    read = ["import", "labelstudio", "tasks.json", "--articles", str(ROOT / "seeds")]
    assert sayso(tmp_path, *read, "-o", "out", "--annotator", "gold").returncode == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert made == {
        path.name: path.read_bytes() for path in (ROOT / "annotations" / "gold").iterdir() if path.name in made
    }
    again = sayso(tmp_path, *read, "-o", "out", "--annotator", "gold")
    assert (
        f"{len(made)} annotation{'s' * (len(made) > 1)} in out: 0 new, 0 changed, {len(made)} as before."
        in again.stderr
    )
    assert (
        "'bob' has annotated nothing; there is work of gold"
        in sayso(tmp_path, *read, "-o", "out", "--annotator", "bob").stderr
    )


def test_from_a_dropped_file_to_a_pass_with_a_fault(tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "mine.jsonl").write_text('{"doc": "rain", "quotes": [{"content": [{"text": "it leaks"}]}]}\n')
    assert sayso(tmp_path, "export", "labelstudio", "rain.txt", "-o", "blank.json").returncode == 0
    proposed = sayso(tmp_path, "export", "labelstudio", "rain.txt", "--predictions", "mine.jsonl", "-o", "tasks.json")
    assert proposed.returncode == 0
    (task,) = json.loads((tmp_path / "tasks.json").read_bytes())
    assert task["predictions"][0]["model_version"] == "mine"
    hand = Hand(TEXT)
    hand.draw("Quote", "it leaks", type="indirect", no_speaker="yes")
    task["annotations"] = [
        {"completed_by": 1, "result": hand.results},
        {"completed_by": 2, "result": task["predictions"][0]["result"]},
    ]
    (tmp_path / "export.json").write_text(json.dumps([task]))
    read = sayso(tmp_path, "import", "labelstudio", "export.json", "-o", "passes", "--rename", "1=ann")
    assert read.returncode == 1
    assert "has no type; choose one" in read.stderr
    assert "Traceback" not in read.stderr
    assert [str(path.relative_to(tmp_path)) for path in (tmp_path / "passes").rglob("*.json")] == [
        "passes/ann/rain.json"
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["export", "nope", "-o", "x"], 2, "there is no format 'nope'"),
        (["export", "labelstudio", "gone.txt", "-o", "x"], 2, "no such file"),
        (["export", "labelstudio", "rain.txt", "--as", "gold", "-o", "x"], 2, "the files have no gold"),
        (["export", "labelstudio", "rain.txt", "--corpus", "y", "-o", "x"], 2, "not both"),
        (["export", "labelstudio", "--as", "text", "--predictions", "p.jsonl", "-o", "x"], 2, "leaves predictions out"),
        (
            ["export", "labelstudio", "rain.txt", "--predictions", "p.jsonl", "-o", "x"],
            1,
            "there is no article 'other'",
        ),
        (["import", "labelstudio", "gone.json", "-o", "x"], 2, "no such file"),
        (["import", "labelstudio", "rain.txt", "-o", "x"], 1, "not JSON"),
        (["import", "labelstudio", "rain.txt", "-o", "x", "--rename", "ann"], 2, "write USER=NAME"),
    ],
)
def test_wrong_use_is_one_sentence(arguments, code, sentence, tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "p.jsonl").write_text('{"doc": "other"}\n')
    done = sayso(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x").exists()
