"""What is pushed to a real server and pulled again is the same; who drew what stays apart; nobody's edit is lost."""

from __future__ import annotations

import json
import uuid

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.formats import Item
from sayso.formats.labelstudio.tasks import task_of
from sayso.ingest import ingest
from sayso.labelstudio.checking import Checker
from sayso.labelstudio.client import Client
from sayso.labelstudio.memory import Memory
from sayso.labelstudio.project import create
from sayso.labelstudio.pull import Target, pull
from sayso.labelstudio.push import push
from sayso.labelstudio.remote import every, exported, numbers
from sayso.model import Annotation, Annotator, Prediction, dumps
from tests.conftest import ROOT
from tests.formats.labelstudio import Hand, article_of, hostile, records
from tests.server import join

TEXT = "😀 “It held,” said Orr.\n"


def steps(_):
    return lambda _: None


def all_tasks(client, project):
    return [task for tasks in every(client, project.id, numbers(client, project.id)[1]) for task in tasks]


def there_and_back(client, project, items, folder):
    """Push items and pull them into a folder, with nothing to complain of."""
    memory = Memory(client.url, project.id, folder)
    done = push(client, project, items, memory, steps(0))
    assert (done.created, done.problems) == (len(items), [])
    found = pull(client, project, Target(folder / "passes"), memory, steps)
    assert (found.problems, found.notes) == ([], [])
    return {path.stem: path.read_bytes() for path in (folder / "passes" / "gold").iterdir()}


def seed_gold():
    articles = {seed.article.id: seed.article for seed in ingest(ROOT / "seeds")}
    for path in sorted((ROOT / "annotations" / "gold").iterdir())[::7]:  # the first is the received article
        if path.stem in articles:
            yield articles[path.stem], path.read_bytes()


def test_the_gold_of_the_seeds_comes_back_the_same_bytes(client, project, tmp_path):
    article, record = hostile()
    wanted = {record.doc: dumps(record)}
    items = [Item(article, record)]
    for seed, data in seed_gold():
        wanted[seed.id] = data
        items.append(Item(seed, msgspec.json.decode(data, type=Annotation)))
    assert len(items) > 1
    assert there_and_back(client, project, items, tmp_path) == wanted


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(records(), min_size=20, max_size=20))
def test_any_record_comes_back_the_same_bytes(client, project, tmp_path, drawn):
    wanted, items = {}, []
    for article, record in drawn:
        doc = f"rain-{uuid.uuid4().hex}"
        record = msgspec.structs.replace(record, doc=doc)
        wanted[doc] = dumps(record)
        items.append(Item(msgspec.structs.replace(article, id=doc), record))
    got = there_and_back(client, project, items, tmp_path)
    assert {doc: got[doc] for doc in wanted} == wanted


def test_pushing_and_pulling_again_changes_nothing(sayso, project, client):
    assert sayso("init", "--project", project.id).code == 0
    first, again = (sayso("push", "--split", "seed") for _ in range(2))
    assert (first.code, "1 task created, 0 there already" in first.err) == (0, True)
    assert (again.code, "0 tasks created, 1 there already" in again.err) == (0, True)
    assert "gold of tasks that were there: 1 new, 0 updated" in sayso("push", "--split", "seed", "--gold").err
    assert "gold of tasks" not in sayso("push", "--split", "seed", "--gold").err
    assert "1 new, 0 changed, 0 as before" in sayso("pull").err
    other = create(client, f"other {uuid.uuid4().hex}", project.label_config)
    try:  # another project once does not make the folder forget its own
        assert "1 task created" in sayso("push", "--split", "seed", "--project", other.id).err
        assert "0 new, 0 changed, 1 as before" in sayso("sync", "--split", "seed").err
    finally:
        client.delete(f"api/projects/{other.id}/")


def test_a_changed_article_is_shown_and_left(sayso, project, client, tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT)
    assert sayso("push", "--project", project.id, "rain.txt").code == 0
    (tmp_path / "rain.txt").write_text(TEXT + "More.\n")
    (tmp_path / "new#é%2F,'?.txt").write_text(TEXT)
    done = sayso("push", "--project", project.id, "rain.txt", "new#é%2F,'?.txt")
    assert done.code == 1
    assert "rain: the article has changed since it was pushed" in done.err
    texts = {task["data"]["doc"]: task["data"]["text"] for task in all_tasks(client, project)}
    assert texts == {"rain": TEXT, "new#é%2F,'?": TEXT}
    assert "?task=" in sayso("open", "new#é%2F,'?", "--print", "--project", project.id).out


def test_predictions_have_score_and_version_and_are_not_doubled(sayso, project, client, tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT)
    quote = {"content": [{"text": "“It held,”"}], "speaker": "Orr", "type": "direct", "score": 0.5}
    (tmp_path / "mine.jsonl").write_text(json.dumps({"doc": "rain", "quotes": [quote]}) + "\n")
    arguments = ("push", "--project", project.id, "rain.txt")
    assert sayso(*arguments).code == 0  # before there are predictions
    assert "1 prediction sent, 0 there already" in sayso(*arguments, "--predictions", "mine.jsonl").err
    assert "0 predictions sent, 1 there already" in sayso(*arguments, "--predictions", "mine.jsonl").err
    assert "1 prediction sent" in sayso(*arguments, "--predictions", "mine.jsonl", "--model-version", "v2").err
    odd = (*arguments, "--predictions", "mine.jsonl", "--model-version", '9, "x" 100%2C')
    assert "1 prediction sent, 0 there already" in sayso(*odd).err
    assert "0 predictions sent, 1 there already" in sayso(*odd).err
    assert "1 prediction sent" in sayso(*arguments, "--extractor", "rules").err
    (task,) = numbers(client, project.id)[1]
    made = client.get("api/predictions/", list[dict], task=task)
    scores = {one["model_version"]: one["score"] for one in made}
    assert (len(made), scores.keys()) == (4, {"mine", "v2", odd[-1], "rules 1.0"})
    assert (scores["mine"], scores["v2"]) == (0.5, 0.5)
    (task,) = exported(client, project.id, [task])
    assert "Orr" in task["data"]["speakers"][0]["value"]


def hand(text, phrase):
    """What somebody draws: one quote."""
    drawn = Hand(text)
    drawn.draw("Quote", phrase, type="direct" if phrase.startswith("“") else "indirect", no_speaker="yes")
    return drawn.results


@pytest.fixture
def people(labelstudio):
    """Two annotators with tokens of their own, as they would be asked for today."""
    tag = uuid.uuid4().hex[:8]
    found = [(f"{name}-{tag}", join(labelstudio, f"{name}-{tag}@example.org")) for name in ("ada", "bob")]
    assert all(token.token.count(".") == 2 for _, token in found)  # JSON web tokens
    return found


def test_two_annotators_of_one_task_are_kept_apart(sayso, project, client, people, tmp_path):
    for name in ("rain", "snow", "fog"):
        (tmp_path / f"{name}.txt").write_text(TEXT)
    assert sayso("push", "--project", project.id, "rain.txt", "snow.txt", "fog.txt").code == 0
    tasks = {one["data"]["doc"]: one["id"] for one in all_tasks(client, project)}
    (ada, hers), (bob, his) = people
    with Client(hers) as she, Client(his) as he:
        she.post(f"api/tasks/{tasks['rain']}/annotations/", {"result": hand(TEXT, "“It held,”")}, dict)
        he.post(f"api/tasks/{tasks['rain']}/annotations/", {"result": hand(TEXT, "It held")}, dict)
        he.post(f"api/tasks/{tasks['snow']}/annotations/", {"result": [], "was_cancelled": True}, dict)
        she.post(f"api/tasks/{tasks['snow']}/drafts", {"result": hand(TEXT, "held")}, dict)
    done = sayso("pull", "--project", project.id, "--rename", f"{bob}=bob")
    assert done.code == 0, done.err
    passes = tmp_path / "annotations" / "passes"
    drawn = {
        str(path.relative_to(passes)): json.loads(path.read_bytes())["quotes"][0]["content"][0]["text"]
        for path in passes.rglob("*.json")
    }
    assert drawn == {f"{ada}/rain.json": "“It held,”", "bob/rain.json": "It held"}
    assert f"a draft of {ada} was not submitted" in done.err
    assert "bob skipped it" in done.err
    assert "1 task that nobody has begun" in done.err
    assert "has changed what" not in done.err
    assert "was pulled to it before" not in done.err
    (mine,) = (one for one in all_tasks(client, project) if one["data"]["doc"] == "rain")
    (theirs,) = (one["id"] for one in mine["annotations"] if one["result"] == hand(TEXT, "“It held,”"))
    with Client(his) as he:  # who sees hers, and *Update* below it
        he.patch(f"api/annotations/{theirs}/", {"result": hand(TEXT, "It held")}, dict)
    told = sayso("pull", "--project", project.id, "--rename", f"{bob}=bob").err
    assert f"annotation {theirs}: bob has changed what {ada} drew" in told
    told = json.loads(sayso("status", "--project", project.id, "--json", "-", "--rename", f"{bob}=bob").out)
    assert told["annotators"] == {
        ada: {"done": 1, "draft": 1, "skipped": 0, "not started": 1},
        "bob": {"done": 1, "draft": 0, "skipped": 1, "not started": 1},
    }
    assert {one["doc"]: one["states"] for one in told["documents"]}["fog"] == {}
    again = sayso("pull", "--project", project.id, "--rename", f"{bob}=robert").err
    assert [line.split(": ")[1] for line in again.splitlines() if "was pulled to it before" in line] == [
        "annotations/passes/bob/rain.json"
    ]
    table = sayso("status", "--project", project.id).out
    assert all(word in table for word in (ada, bob, "skipped", "draft", "rain", "fog"))
    assert f"task={tasks['fog']}" in sayso("open", "fog", "--print", "--project", project.id).out


def changed(record):
    return msgspec.structs.replace(record, claims=[])


def test_nobody_s_edit_is_overwritten(client, project, tmp_path):
    """Edited here, there, on both sides, or known to nobody: taken where it is safe, else shown."""
    article, record = hostile()
    folder, memory = tmp_path / "passes", Memory(client.url, project.id, tmp_path)
    path = folder / "gold" / "hostile.json"

    def pulled(**options):
        found = pull(client, project, Target(folder, **options), memory, steps)
        return dict(found.states), found.problems

    def pushed(gold, memory=memory):
        done = push(client, project, [Item(article, gold)], memory, steps(0))
        return done.gold_new, done.gold_updated, done.problems

    def edit_on_the_server(gold):
        (task,) = all_tasks(client, project)
        result = task_of(Item(article, gold))[0]["annotations"][0]["result"]
        client.patch(f"api/annotations/{task['annotations'][0]['id']}/", {"result": json_of(result)}, dict)

    assert pushed(record) == (0, 0, [])
    assert pulled() == ({"new": 1}, [])
    twice = Target(tmp_path / "gold", "gold")  # as well
    assert pull(client, project, twice, memory, steps).states == {"new": 1}
    shorter = changed(record)
    assert pushed(shorter) == (0, 1, [])  # nobody touched it there
    assert pulled() == ({"changed": 1}, [])
    assert pull(client, project, twice, memory, steps).states == {"changed": 1}
    assert path.read_bytes() == dumps(shorter)
    path.write_bytes(dumps(record))
    assert pulled() == ({"edited here and kept": 1}, [])
    none = msgspec.structs.replace(shorter, quotes=[], speakers=[])
    edit_on_the_server(none)
    states, problems = pulled()
    assert (states, path.read_bytes()) == ({"in conflict": 1}, dumps(record))
    assert "was edited here as well" in problems[0]
    for remembering in (memory, Memory(client.url, project.id, tmp_path / "elsewhere")):
        new, updated, problems = pushed(record, remembering)
        assert (new, updated) == (0, 0)
        assert "was changed there at" in problems[0]
    assert pulled(overwrite=True) == ({"changed": 1}, [])
    assert path.read_bytes() == dumps(none)
    assert pushed(record) == (0, 1, [])  # what is on the server was seen
    assert pulled(annotator="nobody") == ({}, [])
    (task,) = all_tasks(client, project)
    client.delete(f"api/annotations/{task['annotations'][0]['id']}/")
    told = pull(client, project, Target(folder), memory, steps).notes
    assert [note.partition(":")[0] for note in told if "was deleted or skipped" in note] == [
        str(path),
        str(tmp_path / "gold" / "hostile.json"),
    ]


def json_of(value):
    return json.loads(msgspec.json.encode(value))


def test_the_gold_alone_can_be_pulled_into_a_folder_and_held_against_the_seeds(sayso, project, tmp_path):
    assert sayso("push", "--project", project.id, "--split", "seed", "--gold").code == 0
    assert (
        sayso("pull", "--project", project.id, "--annotator", "gold", "-o", "gold", "--articles", ROOT / "seeds").code
        == 0
    )
    (path,) = (tmp_path / "gold").iterdir()
    assert path.read_bytes() == (ROOT / "annotations" / "gold" / path.name).read_bytes()


def test_offsets_and_texts_are_checked_before_sending(project):
    """Neither the server nor its package minds an offset past the end; both checks see what they can."""
    article = article_of(TEXT)
    quote = {"content": [{"start": 3, "end": 11, "text": "“It held"}]}
    prediction = msgspec.convert(
        {"doc": "rain", "quotes": [quote], "annotator": {"id": "x", "kind": "program"}}, Prediction
    )
    task = json_of(task_of(Item(article, prediction=prediction))[0])
    checker = Checker(project.label_config)
    assert checker.problems(task) == []
    value = task["predictions"][0]["result"][0]["value"]
    for change, sentence in (
        ({"end": 99999}, "are not in the article"),
        ({"text": "It fell"}, "its text is 'It fell'"),
        ({"labels": ["Shout"]}, "Label Studio would not take it"),
    ):
        task["predictions"][0]["result"][0]["value"] = value | change
        assert any(sentence in problem for problem in checker.problems(task)), change
    task["predictions"][0]["result"][0]["value"] = value
    task["predictions"][0]["score"] = 7
    assert "score 7 is not in 0 to 1" in checker.problems(task)[0]


def test_the_mapping_s_gold_annotator_is_kept(client, project, tmp_path):
    article, record = hostile()
    record = msgspec.structs.replace(record, annotator=Annotator("judge", "human"))
    memory = Memory(client.url, project.id, tmp_path)
    assert push(client, project, [Item(article, record)], memory, steps(0)).problems == []
    pull(client, project, Target(tmp_path), memory, steps)
    assert (tmp_path / "judge" / "hostile.json").read_bytes() == dumps(record)


@pytest.mark.parametrize("begun", [False, True])
def test_gold_onto_a_task_that_was_there_keeps_its_annotator_and_what_others_go_by(client, project, tmp_path, begun):
    article, record = hostile()
    record = msgspec.structs.replace(record, annotator=Annotator("mine", "model"))
    memory = Memory(client.url, project.id, tmp_path)
    assert push(client, project, [Item(article)], memory, steps(0)).created == 1
    if begun:
        (task,) = all_tasks(client, project)
        client.post(f"api/tasks/{task['id']}/annotations/", {"result": []}, dict)
    pushed = [push(client, project, [Item(article, record)], memory, steps(0)) for _ in range(2)]
    assert [(one.gold_new, one.gold_updated, one.problems) for one in pushed] == [(1, 0, []), (0, 0, [])]
    (task,) = all_tasks(client, project)
    assert ("(new)" in task["data"]["speakers"][0]["value"]) is begun
    pull(client, project, Target(tmp_path), memory, steps)
    assert (tmp_path / "mine" / "hostile.json").read_bytes() == dumps(record)


def test_a_number_means_the_same_speaker_in_every_prediction_of_a_task(client, project, tmp_path):
    """The screen shows one name for it, whichever prediction somebody starts from."""
    article, memory = article_of(TEXT, "rain"), Memory(client.url, project.id, tmp_path)

    def pushed(version, *names):
        quotes = [{"content": [{"text": "“It held,”"}], "speaker": name} for name in names]
        found = {"doc": "rain", "quotes": quotes, "annotator": {"id": version, "kind": "program"}}
        item = Item(article, prediction=msgspec.convert(found, Prediction))
        assert push(client, project, [item], memory, steps(0)).problems == []
        (task,) = all_tasks(client, project)
        shown = {one["alias"]: one["value"] for one in task["data"]["speakers"]}
        for one in client.get("api/predictions/", list[dict], task=task["id"]):
            (lines,) = (part["value"]["text"] for part in one["result"] if part.get("from_name") == "speakers")
            assert {shown[line.partition(" ")[0]].partition(" ")[2] for line in lines} <= {
                line.rpartition(" | ")[2] for line in lines
            }
        return {key: value for key, value in shown.items() if "(new)" not in value}

    assert pushed("a", "Orr") == {"S1": "S1 Orr"}
    assert pushed("b", "Bell", "Orr") == {"S1": "S1 Orr", "S2": "S2 Bell"}
