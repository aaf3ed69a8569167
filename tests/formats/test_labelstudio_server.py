"""The round trip through a real Label Studio server: `.ci/label-studio` starts one."""

from __future__ import annotations

import json

import msgspec
import pytest

from sayso.errors import DataError
from sayso.formats import Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.exports import read_export, read_tasks
from sayso.formats.labelstudio.tasks import task_of
from sayso.ingest import ingest
from sayso.model import (
    Annotation,
    Annotator,
    Prediction,
    dumps,
)
from tests.conftest import ROOT
from tests.formats.labelstudio import hostile


@pytest.fixture(scope="module")
def server(labelstudio):
    """The SDK's client of the server that the environment names."""
    sdk = pytest.importorskip("label_studio_sdk", reason="needs sayso[labelstudio]")
    return sdk.LabelStudio(base_url=labelstudio.url, api_key=labelstudio.token)


@pytest.fixture
def project(server):
    """The number of a project with our labelling configuration, gone after the test."""
    made = server.projects.create(title="sayso test", label_config=config.path().read_text(encoding="utf-8"))
    yield made.id
    server.projects.delete(made.id)


def all_gold():
    """Every record in annotations/gold with its article, and the hostile one."""
    articles = {seed.article.id: seed.article for seed in ingest(ROOT / "seeds")}
    files = sorted((ROOT / "annotations" / "gold").rglob("*.json"))
    gold = [msgspec.json.decode(path.read_bytes(), type=Annotation) for path in files]
    return [*((articles[one.doc], one) for one in gold), hostile()]


def push(server, project, items):
    tasks = [json.loads(msgspec.json.encode(task_of(item)[0])) for item in items]
    return server.projects.import_tasks(id=project, request=tasks, return_task_ids=True).task_ids


def export(server, project, tmp_path, kind="JSON"):
    path = tmp_path / "export.json"
    path.write_bytes(
        b"".join(server.projects.exports.download_sync(project, export_type=kind, download_all_tasks=True))
    )
    return path


def test_the_gold_comes_back_the_same_bytes(server, project, tmp_path):
    records = all_gold()
    push(server, project, [Item(article, gold) for article, gold in records])
    path = export(server, project, tmp_path)
    found = read_export(path, articles={article.id: article for article, _ in records})
    assert (found.problems, found.notes) == ([], [])
    expected = {gold.doc: dumps(gold) for _, gold in records}
    assert {one.doc: dumps(one) for one in found.annotations} == expected
    listed = [
        msgspec.to_builtins(msgspec.json.decode(task.json()))
        for task in server.tasks.list(project=project, fields="all")
    ]
    assert {one.doc: dumps(one) for one in read_tasks(listed, "server").annotations} == expected
    with pytest.raises(DataError, match="this is JSON-MIN"):
        read_export(export(server, project, tmp_path, "JSON_MIN"))


def test_predictions_and_passes_stand_beside_each_other(server, project, tmp_path):
    article, gold = hostile()
    prediction = msgspec.convert(
        msgspec.to_builtins(gold) | {"annotator": {"id": "rules 0.1", "kind": "program"}}, Prediction
    )
    (task,) = push(server, project, [Item(article, prediction=prediction)])
    (proposed,) = server.predictions.list(task=task)
    assert (proposed.model_version, proposed.task) == ("rules 0.1", task)
    server.annotations.create(id=task, result=proposed.result, was_cancelled=False)
    server.annotations.create(id=task, result=[], was_cancelled=True)
    found = read_export(export(server, project, tmp_path), annotators={"1": "ann"})
    (made,) = found.annotations
    assert (made.annotator, [note.rpartition(": ")[2] for note in found.notes]) == (
        Annotator("ann", "human"),
        ["ann skipped it."],
    )
    assert sorted(quote.content[0].start for quote in gold.quotes) == [quote.content[0].start for quote in made.quotes]
    assert (made.speakers, [claim.id for claim in made.claims]) == (gold.speakers, ["C1", "C2"])
