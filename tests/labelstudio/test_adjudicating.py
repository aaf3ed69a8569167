"""From two people who annotate one task to gold that a third decides in a browser, on a real server."""

from __future__ import annotations

import json
import re
import uuid

import msgspec
import pytest

from sayso.adjudication.tasks import DECIDE, REST
from sayso.cli import main
from sayso.formats.labelstudio.writing import results_of
from sayso.labelstudio.client import Client
from sayso.labelstudio.remote import known
from sayso.model import Annotation, Annotator, Claim, Quote, Span
from tests.formats.labelstudio import article_of
from tests.labelstudio.screen import Screen
from tests.projects import DAM, dam_gold, of_bob
from tests.server import PASSWORD, join

RAIN = "Rain fell. Bo Lind said: “It leaks.”\n"
DAM_ARTICLE, RAIN_ARTICLE = article_of(DAM, "dam"), article_of(RAIN, "rain")


def rain(*claims):
    quote = Quote("Q1", "direct", [Span(25, 36, "“It leaks.”")], [Span(19, 23, "said")], [], None, [], None, True)
    return Annotation("1.0", "rain", RAIN_ARTICLE.text_sha256, Annotator("x", "human"), [], [quote], list(claims))


CLAIM = Claim("C1", [Span(0, 9, "Rain fell")], "author", None, "other", "affirm", False, "Rain fell.")


@pytest.fixture
def passes(tmp_path, sayso, client, project, labelstudio):
    """Two articles in a project that ann and bob have annotated, each with an account of their own, pulled."""
    for article in (DAM_ARTICLE, RAIN_ARTICLE):
        (tmp_path / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
    assert sayso("push", "dam.txt", "rain.txt", "--project", project.id).code == 0
    tasks = {task.doc: task.id for task in known(client, project.id)}
    gold = dam_gold(DAM_ARTICLE.text_sha256)
    drawn = {
        "ann": {"dam": gold, "rain": rain()},
        "bob": {"dam": of_bob(dam_gold(DAM_ARTICLE.text_sha256)), "rain": rain(CLAIM)},
    }
    renames = []
    for name, records in drawn.items():
        email = f"{name}-{uuid.uuid4().hex[:8]}@example.org"
        renames += ["--rename", f"{email}={name}"]
        with Client(join(labelstudio, email)) as person:
            for doc, text in (("dam", DAM), ("rain", RAIN)):
                body = {"result": results_of(records[doc], text)}
                person.post(f"api/tasks/{tasks[doc]}/annotations/", body, msgspec.Raw)
    done = sayso("pull", "--project", project.id, *renames)
    assert done.code == 0, done.err
    passes = tmp_path / "annotations" / "passes"
    found = {path.relative_to(passes).as_posix() for path in passes.glob("*/*")}
    assert found == {"ann/dam.json", "ann/rain.json", "bob/dam.json", "bob/rain.json"}
    return passes


@pytest.fixture
def adjudicate(passes, client, capfd):
    """`sayso adjudicate … --label-studio` on a project of its own: exit code and what it says."""
    title = f"adjudication {uuid.uuid4().hex[:12]}"

    def run(*options):
        capfd.readouterr()
        articles = ["--articles", "dam.txt", "--articles", "rain.txt"]
        with pytest.raises(SystemExit) as end:
            main(["adjudicate", str(passes), "-o", "gold", *articles, "--label-studio", "--project", title, *options])
        return end.value.code or 0, capfd.readouterr().err

    yield run
    from sayso.labelstudio.project import find

    if made := find(client, title):
        client.delete(f"api/projects/{made.id}/")


def test_from_two_annotators_to_gold(adjudicate, passes, tmp_path, client, labelstudio, page, seen):
    with pytest.raises(SystemExit) as end:
        main(["agreement", str(passes), "--json", "agreement.json"])
    assert end.value.code in (None, 0)
    agreement = json.loads((tmp_path / "agreement.json").read_text())
    assert [(one["name"], one["documents"]) for one in agreement["annotators"]] == [("ann", 2), ("bob", 2)]
    assert agreement["figures"]["quotes.f1@exact"]["pooled"] == 2 * 3 / (4 + 3)

    code, said = adjudicate()
    assert code == 1
    assert "dam: undecided: S1.name, Q2, C1.kind" in said
    assert "rain: undecided: C1" in said
    assert "2 tasks created, 0 there already" in said
    number = int(re.search(r"/projects/(\d+)/data", said)[1])
    tasks = {task.doc: task.id for task in known(client, number)}
    assert not (tmp_path / "gold").exists()

    # An interruption: one of the tasks did not arrive. The same command makes it, and no other.
    client.delete(f"api/tasks/{tasks['rain']}/")
    assert "1 task created, 1 there already" in adjudicate()[1]
    tasks = {task.doc: task.id for task in known(client, number)}
    assert len(tasks) == 2

    email = f"lead-{uuid.uuid4().hex[:8]}@example.org"
    join(labelstudio, email)
    screen = Screen(page, labelstudio.url)
    screen.log_in(email, PASSWORD)
    screen.open(number, tasks["dam"])
    for tab in ("ann", "bob", "Compare All"):
        assert page.get_by_text(tab, exact=True).first.is_visible(), tab
    page.get_by_text("bob: Ada M. Orr").click()
    page.get_by_text("leave it out").first.click()
    screen.submit()
    code, said = adjudicate()
    assert code == 1
    assert "dam: undecided: C1.kind" in said
    assert not (tmp_path / "gold").exists()

    # The last choice. What is decided is written, though the other document is not.
    screen.open(number, tasks["dam"])
    page.get_by_text("ann: other").click()
    screen.update()
    code, said = adjudicate()
    assert code == 1
    assert "rain: undecided: C1" in said
    gold = msgspec.json.decode((tmp_path / "gold" / "dam.json").read_bytes(), type=Annotation)
    expected = dam_gold(DAM_ARTICLE.text_sha256)
    assert [one.name for one in gold.speakers] == ["Ada M. Orr", "residents"]
    assert [one.content for one in gold.quotes] == [expected.quotes[0].content, expected.quotes[2].content]
    assert [one.kind for one in gold.claims] == ["other", "rule"]
    assert gold.annotator == Annotator("gold", "adjudicated")

    # Neither had it right: it is mended, and all that has no decision of its own is as drawn.
    screen.open(number, tasks["rain"])
    page.get_by_text("as all is drawn here", exact=True).click()
    screen.click(RAIN.index("Rain"))
    page.get_by_text("check-worthy").click()
    screen.press("Escape")
    screen.submit()
    code, said = adjudicate()
    assert code == 0, said
    assert "2 documents in gold" in said
    gold = msgspec.json.decode((tmp_path / "gold" / "rain.json").read_bytes(), type=Annotation)
    assert gold.claims == [msgspec.structs.replace(CLAIM, check_worthy=True)]
    assert [error for error in seen.errors if "heidi-tips" not in error] == []


def test_an_answer_that_may_not_be_meant_makes_no_gold(adjudicate, tmp_path, client):
    """Choices on an empty annotation, a draft after what was submitted; and gold that somebody mended by hand."""
    number = int(re.search(r"/projects/(\d+)/data", adjudicate()[1])[1])
    (task,) = (task.id for task in known(client, number) if task.doc == "dam")
    answers, gold = f"api/tasks/{task}/annotations/", tmp_path / "gold" / "dam.json"
    rest = {"from_name": f"{DECIDE}{REST}", "to_name": "text", "type": "choices", "value": {"choices": ["ann"]}}
    empty = client.post(answers, {"result": [rest]}, dict)
    assert "nothing is drawn, and the gold would lack all that" in adjudicate()[1]
    client.delete(f"api/annotations/{empty['id']}/")
    record = dam_gold(DAM_ARTICLE.text_sha256)
    record.claims = record.claims[:1]
    client.post(answers, {"result": [*results_of(record, DAM), rest]}, msgspec.Raw)
    draft = client.post(f"api/tasks/{task}/drafts", {"result": [rest]}, dict)
    assert "a draft was not submitted; submit it" in adjudicate()[1]
    assert not gold.exists()
    client.delete(f"api/drafts/{draft['id']}/")
    assert "all drew C2; what is submitted, and so the gold, lacks that" in adjudicate()[1]
    gold.write_bytes(b"{}")
    code, said = adjudicate()
    assert (code, "dam.json: it is there and differs" in said, gold.read_bytes()) == (1, True, b"{}")
    adjudicate("--overwrite")
    assert gold.read_bytes() != b"{}"
