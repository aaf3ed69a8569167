"""The backend as a real Label Studio server calls it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sayso.corpus import load
from sayso.evaluation import run
from sayso.formats import Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.offered import offered_by
from sayso.formats.labelstudio.tasks import task_of
from sayso.formats.labelstudio.writing import results_of
from tests.conftest import missing
from tests.formats.labelstudio import article_of
from tests.projects import DAM

pytest.importorskip("uvicorn", reason="needs sayso[serve]")

CONFIG = config.path().read_text(encoding="utf-8")
TOKEN = secrets.token_hex(16)


@pytest.fixture(scope="module")
def server():
    """The SDK's client of the server that the environment names."""
    url, key = os.environ.get("LABEL_STUDIO_URL"), os.environ.get("LABEL_STUDIO_API_KEY")
    if not (url and key):
        missing("needs LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY, which `.ci/label-studio start DIR` writes to DIR/env")
    sdk = pytest.importorskip("label_studio_sdk", reason="needs sayso[labelstudio]")
    return sdk.LabelStudio(base_url=url, api_key=key)


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    """`sayso serve rules` in a process of its own, with a token; its address and its log."""
    log = tmp_path_factory.mktemp("serve") / "log"
    command = [sys.executable, "-m", "sayso", "serve", "rules", "--port", "0", "--token-env", "TOKEN"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=os.environ | {"TOKEN": TOKEN}, stderr=out)
    while "is served on" not in log.read_text():
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    yield log.read_text().partition("is served on ")[2].partition(";")[0], log
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    left = [child for children in threads for child in children.read_text().split()]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 128 + signal.SIGTERM
    assert [child for child in left if Path(f"/proc/{child}").exists()] == []


@pytest.fixture
def project(server, backend):
    """A project with our labelling configuration that is connected to the backend, gone after the test."""
    made = server.projects.create(title="sayso serve test", label_config=CONFIG)
    server.ml.create(
        project=made.id,
        url=backend[0],
        title="rules",
        auth_method="BASIC_AUTH",
        basic_auth_user="ls",
        basic_auth_pass=TOKEN,
    )
    yield made.id
    server.projects.delete(made.id)


def expected(article):
    (answer,) = run("rules", [article]).answers
    return results_of(answer.prediction, article.text, offered_by(task_of(Item(article))[0]["data"]))


@pytest.mark.parametrize("setting", ["evaluate_predictions_automatically", "show_collab_predictions"])
def test_what_the_extractor_says_is_on_the_screen_to_the_character(server, backend, project, setting):
    articles = [article_of(f"😀👩‍👩‍👧\t{DAM}", "dam"), *(document.article for document in list(load("corpus"))[:3])]
    settings = {"evaluate_predictions_automatically": False, "show_collab_predictions": False, setting: True}
    server.projects.update(project, **settings)
    tasks = server.projects.import_tasks(
        id=project, request=[task_of(Item(article))[0] for article in articles], return_task_ids=True
    ).task_ids
    for article, task in zip(articles, tasks, strict=True):
        (prediction,) = server.tasks.get(task).predictions
        assert prediction.model_version == "rules 1.0"
        assert prediction.result == expected(article)
        regions = [one["value"] for one in prediction.result if one.get("from_name") == "label"]
        assert regions
        assert all(article.text[region["start"] : region["end"]] == region["text"] for region in regions)
    assert backend[1].read_text().count("\n") == 1, backend[1].read_text()  # where it is served, and not a fault


def test_a_backend_with_another_token_or_of_another_project_is_refused(server, backend):
    sdk = pytest.importorskip("label_studio_sdk")
    ours = server.projects.create(title="sayso serve test", label_config=CONFIG)
    other = server.projects.create(
        title="sayso serve test",
        label_config='<View><Text name="t" value="$t"/><Choices name="c" toName="t">'
        '<Choice value="a"/><Choice value="b"/></Choices></View>',
    )
    try:
        for project, token, told in ((ours, TOKEN[::-1], "authentication"), (other, TOKEN, "labeling configuration")):
            with pytest.raises(sdk.core.api_error.ApiError) as refused:
                server.ml.create(
                    project=project.id,
                    url=backend[0],
                    auth_method="BASIC_AUTH",
                    basic_auth_user="ls",
                    basic_auth_pass=token,
                )
            assert told in str(refused.value.body)
        assert "has no" in backend[1].read_text()
        assert os.environ["LABEL_STUDIO_API_KEY"] not in backend[1].read_text()  # /setup sent it
    finally:
        for project in (ours, other):
            server.projects.delete(project.id)
