"""The HTML report in a real browser: what a reader does with it, and what hostile text cannot do to it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sayso.report.html import page as html_page
from sayso.report.html.overview import record
from sayso.report.layout import rows
from sayso.report.outcome import Outcome
from sayso.results import Curve, Slice, SliceValue, System
from tests.report.pages import HARM, bad, good, harmful, harmful_documents, make_page, ordinary
from tests.report.test_junit import outcome
from tests.report.test_reports import UNSURE

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""

SLOW = """
{
  const text = Response.prototype.text;
  const wait = new Promise((go) => { window.release = go; });
  Response.prototype.text = async function () { await wait; return text.call(this); };
}
"""


@pytest.fixture(scope="module")
def bridges(tmp_path_factory) -> Path:
    """Two systems on twelve articles."""
    path = tmp_path_factory.mktemp("html") / "bridges.html"
    path.write_bytes(make_page([ordinary(i) for i in range(12)], [("first", good), ("second", bad)]))
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("html") / "hostile.html"
    name = "corpus</title><script>window.harmed = 9</script>"
    path.write_bytes(make_page(harmful_documents(), [(f"<b>harm</b>\u202e{HARM[0]}", harmful)], name))
    return path


@pytest.fixture
def open_report(new_page, seen):
    """Opens a report at a place in it, and holds it to its promises at the end."""
    pages = []

    def open_it(path: Path, place: str = "", script: str = "", **options: Any):
        page = new_page(**options)
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        page.add_init_script(WATCH + script)
        page.goto(path.as_uri() + place)
        pages.append(page)
        return page

    yield open_it
    assert seen.errors == []
    assert seen.outside == []
    for page in pages:
        assert page.evaluate("window.violations") == []
        assert page.evaluate("window.harmed") is None


def expect(locator):
    """Playwright's assertions, which wait; the page's policy keeps `wait_for_function` from running."""
    from playwright.sync_api import expect as expecting

    return expecting(locator)


def at(page, place: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(place)))


def texts(page, selector: str) -> list[str]:
    return page.locator(selector).all_inner_texts()


def test_the_overview_says_who_is_better_and_leads_to_the_errors(bridges, open_report):
    page = open_report(bridges)
    assert page.locator("h1").inner_text() == "first and second on bridges"
    first, second = texts(page, ".verdict li")
    assert first.startswith("first ")
    assert re.search(r"worse: −0\.\d+ \(−0\.\d+ to −0\.\d+\) against first, p [<=] 0\.\d+", second)
    assert "failed documents" in page.locator(".run").inner_text()
    assert page.locator(".measures .dots").count() == page.locator(".measures tbody tr").count() > 5
    page.get_by_label("every match").check()
    assert "overlap" in page.locator(".measures").inner_text()
    page.get_by_label("Metric").select_option("recall")
    assert page.locator(".multiple figcaption").first.inner_text() == "by type F1"
    page.locator(".errors a", has_text="fabricated").click()
    at(page, "error=fabricated")
    assert page.locator("#filter-system").input_value() == "0"
    page.keyboard.press("o")
    page.locator(".errors a", has_text="boundary").click()  # which the first system has none of
    at(page, "system=1")
    page.keyboard.press("o")
    page.locator(".errors a", has_text="missed indirect").first.click()
    assert page.locator("#filter-error").input_value() == "missed_indirect"
    assert page.locator("#found").inner_text() == "12 items in 12 documents"
    assert texts(page, ".items a .item-text") == ["The bridge 0 was safe"]


def test_two_systems_against_a_baseline(tmp_path, open_report):
    path = tmp_path / "baseline.html"
    systems = [("same", lambda article: good(article)), ("second", bad)]
    path.write_bytes(make_page([ordinary(i) for i in range(12)], systems, baseline=("before", good)))
    page = open_report(path)
    same, second = texts(page, ".verdict li")
    assert "no difference shown: ±0.000" in same
    assert "against the baseline (before)" in same
    assert "worse: −0.286" in second
    assert [text.split()[1] for text in texts(page, ".verdict p")[1:]] == ["passed", "failed"]
    assert page.locator(".measures th", has_text="Difference").count() == 2


def test_filters_and_search(bridges, open_report):
    page = open_report(bridges, "#view=documents")
    page.locator("#filter-type").select_option("mixed")
    assert texts(page, ".items .item-text") == ["Orr had told him “nobody looked” and that he was sorry"]
    page.locator("#filter-phenomenon").select_option("nested")  # no mixed quote is nested
    assert page.locator("#found").inner_text() == "0 documents"
    page.get_by_role("button", name="Clear filters").click()
    page.locator("#filter-speaker").fill("Maria Lopez")
    page.locator("#filter-speaker").press("Enter")
    assert texts(page, ".items .item-text") == ["“It held very well indeed,”"]
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("searchbox").fill("Bridge 7")
    expect(page.locator("#rows li")).to_have_count(1)
    assert page.locator(".heading h1").inner_text() == "Bridge 7 was safe"
    page.get_by_role("button", name="Clear filters").click()
    page.locator("#filter-system").select_option("second")
    page.locator("#filter-kind").select_option("claims")
    assert page.locator("#panel h2").first.inner_text() == "1 claim, 1 not right"
    at(page, "system=1")
    at(page, "kind=claims")


def test_a_deep_link_shows_nested_and_discontinuous_quotes_as_two_tracks(bridges, open_report):
    page = open_report(bridges, "#doc=bridge-0002&item=gold:Q4")
    nobody = page.locator("#text .segment.on", has_text="“nobody looked”")
    assert set(nobody.get_attribute("class").split()) >= {"g2", "p1", "g-wrong", "p-wrong"}  # in Q3, and found
    assert page.locator("#text .g1.p1").all_inner_texts() == ["“It held,”", "“It always will.”"]
    assert page.locator("#text .source-g.on").inner_text() == "Orr"
    assert page.locator("#text .cue-g.on").inner_text() == "told"
    assert page.locator(".relation.gold").count() == 2
    speakers = page.locator(".against tr", has_text="speaker")
    assert speakers.locator("td").all_inner_texts() == ["Ada Orr", "Bell"]
    lost = page.locator("#lost").inner_text()
    assert "invented speaker Maria Lopez" in lost
    assert "“It held very well indeed,”" in lost
    page.locator("#text .g1.p1").first.hover()
    assert page.locator("#text .hover").all_inner_texts() == ["“It held,”", "said", "Ada Orr", "“It always will.”"]
    page.locator("#text .g1.p1").last.click()
    at(page, "item=gold%3AQ2")
    assert page.locator(".chosen .flag").inner_text() == "right"


def test_keys_pressed_while_the_documents_are_unpacked_wait_for_them(bridges, open_report):
    page = open_report(bridges, script=SLOW)
    for key in "dnn":
        page.keyboard.press(key)
    at(page, "#view=documents")
    assert page.locator("#reading").count() == 0
    page.evaluate("window.release()")
    at(page, "doc=bridge-0000&item=gold%3AQ3")


def test_the_keyboard_alone_is_enough(bridges, open_report):
    page = open_report(bridges)
    page.keyboard.press("d")
    for expected in ("gold%3AQ1", "gold%3AQ3", "gold%3AQ4", "predicted%3Aq3"):
        page.keyboard.press("n")
        at(page, f"doc=bridge-0000&item={expected}")
    page.keyboard.press("n")  # on into the next document
    at(page, "doc=bridge-0001&item=gold%3AQ1")
    page.keyboard.press("]")
    expect(page.locator(".chosen .flag")).to_have_text("right")
    page.keyboard.press("Escape")
    assert page.locator(".chosen").count() == 0
    page.keyboard.press("j")
    assert page.locator(".heading h1").inner_text() == "Bridge 2 was safe"
    page.keyboard.press("s")
    at(page, "system=1")
    page.keyboard.press("/")
    page.keyboard.type("bridge-0009")
    expect(page.locator("#rows li")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("x")
    page.keyboard.press("o")
    assert page.locator("#overview").is_visible()
    page.keyboard.press("Tab")  # the skip link is the first thing on the page
    assert page.evaluate("document.activeElement.tagName") == "A"


PLACES = ("", "#doc=bridge-0003&item=gold:Q4", "#view=documents&error=fabricated")
LOOKS = ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 400, "height": 800}})


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_serious(bridges, open_report, place):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install sayso[test]").Axe()
    for look in LOOKS:
        page = open_report(bridges, place, **look)
        page.locator("#panel h2" if place else ".measures").first.wait_for()
        found = axe.run(page).response["violations"]
        serious = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert serious == [], look
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]  # nothing but tables scrolls sideways


def test_it_prints_without_what_only_a_screen_can_use(bridges, open_report):
    page = open_report(bridges, "#doc=bridge-0002")
    page.locator("#text").wait_for()
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    assert not page.locator("#sidebar").is_visible()
    assert not page.locator(".top").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_hostile_text_stays_text(hostile, open_report):
    page = open_report(hostile)
    assert page.title().count("window.harmed") == 2
    page.locator("details summary", has_text="failed on").first.click()
    page.keyboard.press("d")
    page.locator(".heading").wait_for()
    for i, harm in enumerate(HARM):
        assert page.locator("#text").inner_text().count("Monday") == 1, harm
        assert page.locator("#reading a[href^='javascript']").count() == 0
        shown = page.locator("#reading").inner_text()
        assert not set(shown) & set("\x00\x1b\x07\u202e\u2066\u2028\u2029")
        if i < 2:
            assert harm in shown
        page.keyboard.press("n")
        page.keyboard.press("j")
    assert page.locator(".heading h1").inner_text() == "A long word"
    assert page.locator("#text").evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    page.keyboard.press("]")
    assert "[…]" in page.locator(".chosen .excerpt").inner_text()
    page.get_by_role("searchbox").fill("</script>")
    expect(page.locator("#found")).to_contain_text("in ")
    assert "RLO" in texts(page, "#rows .control")
    page.goto(hostile.as_uri() + "#doc=<img src=x onerror=alert(1)>&item=\"'><script>alert(1)</script>&error=<b>")
    page.keyboard.press("d")


def test_a_saved_report_lists_errors_without_texts(tmp_path, open_report):
    path = tmp_path / "saved.html"
    found = msgspec.structs.replace(outcome(12, 2).report, system=System("second"))
    found.slices = {"genre": Slice("document", True, {"news": SliceValue(12, 12, True, {"quotes.f1@exact": UNSURE})})}
    found.curves = {"quotes.ap@exact": Curve([0.5], [1.0], [0.5])}
    little = msgspec.structs.replace(found, system=System(HARM[2]), statistics=None, errors=None, slices={}, curves={})
    path.write_bytes(html_page([Outcome(little), Outcome(found)]))
    page = open_report(path)
    assert "The documents’ texts are not in this report" in page.locator(".notes").inner_text()
    assert page.locator(".measures tbody tr").count() == len(mains(found))
    for part in ("slices", "errors", "curves"):  # though the first system has none
        assert page.locator(f"#{part}-title").is_visible()
    page.keyboard.press("d")
    assert page.locator("#reading .unread").count() == 0
    page.keyboard.press("s")
    at(page, "system=1")
    assert texts(page, "#reading .unread li") == ["missed gold quote at 0: “Water rose 2 feet,”"]
    page.keyboard.press("j")
    at(page, "doc=doc01")
    page.locator("#filter-system").select_option(HARM[2])
    expect(page.locator("#reading .unread")).to_have_count(0)


def mains(report):
    """The tasks of a report, each of which has one row until every match is asked for."""
    return {row.task for row in rows(report)}


def test_a_change_that_no_drop_is_set_for_is_no_gate_that_passed():
    made = outcome(30, 10)
    changes = [msgspec.structs.replace(change, allowed=None) for change in made.changes]
    shown = Outcome(made.report, made.verdicts, msgspec.structs.replace(made.against, changes=changes))
    gates = [record([one], [])["systems"][0]["gates"] for one in (made, shown)]
    assert [len(each) for each in gates] == [2, 1]


def test_with_many_documents_few_rows_are_drawn(tmp_path, open_report):
    path = tmp_path / "many.html"
    path.write_bytes(make_page([ordinary(i) for i in range(300)], [("first", good)]))
    page = open_report(path, "#view=documents")
    assert page.locator("#found").inner_text() == "300 documents"
    assert page.locator("#rows li").count() < 60
    page.locator("#rows").evaluate("element => element.scrollTop = element.scrollHeight")
    page.get_by_text("Bridge 299 was safe").click()
    assert page.locator(".heading h1").inner_text() == "Bridge 299 was safe"


def test_the_policy_allows_the_two_blocks_of_the_page_and_nothing_else():
    text = make_page([ordinary(0)], [("first", good)]).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.split(" ", 1) for rule in policy.replace("&#x27;", "'").split("; "))
    assert rules["default-src"] == "'none'"
    for name, block in (
        ("script", re.findall(r"<script>(.*?)</script>", text, re.S)),
        ("style", re.findall(r"<style>(.*?)</style>", text, re.S)),
    ):
        (one,) = block
        digest = base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"
    assert " style=" not in text.split("<body>")[1].split("<script")[0]
    assert not re.search(r"(?:src|href)=\"?(?:https?:)?//", text.split("<script>")[0])
    (data,) = re.findall(r'id="overview-data">(.*?)</script>', text)
    assert json.loads(data)["corpus"]["documents"] == 1
