from sayso.measures import TASKS, peers
from sayso.measures.page import render
from tests.conftest import ROOT


def test_the_page_is_what_the_measures_say():
    assert (ROOT / "docs" / "measures.md").read_text() == render(), "run python -m sayso.measures"


def test_every_task_and_peer_is_on_the_page():
    page = render()
    assert [name for name in TASKS if f"`{name}" not in page] == []
    assert [name for name in peers.__all__ if f"### {name}\n" not in page] == []
