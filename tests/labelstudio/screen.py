"""The labelling screen of Label Studio as an annotator's hands meet it: mouse, keys, and what is drawn where."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_TEXT = ".lsf-richtext__container"

# The boxes of text[start:end] (code points) on the screen. A line of the article is an element, a line break is a <br>.
_BOXES = """(container, [start, end]) => {
  const place = (at, isEnd) => {
    const walker = document.createTreeWalker(container, NodeFilter.SHOW_ALL)
    let seen = 0, node
    while ((node = walker.nextNode())) {
      if (node.nodeName === "BR") { seen += 1; continue }
      if (node.nodeType !== Node.TEXT_NODE) continue
      const letters = Array.from(node.data)
      if (at < seen + letters.length + isEnd) return [node, letters.slice(0, at - seen).join("").length]
      seen += letters.length
    }
    throw new Error(`there is no place ${at} in the text, which ends at ${seen}`)
  }
  const range = document.createRange()
  range.setStart(...place(start, 0))
  range.setEnd(...place(end, 1))
  const {top, bottom} = range.getBoundingClientRect()
  if (top < 150 || bottom > innerHeight - 80) range.startContainer.parentElement.scrollIntoView({block: "center"})
  return Array.from(range.getClientRects(), box => [box.left, box.top, box.right, box.bottom])
}"""

# All that is drawn: by region the text under its highlights, and the label of its last one.
_DRAWN = """container => {
  const regions = {}
  for (const mark of container.querySelectorAll(".htx-highlight")) {
    const name = [...mark.classList].find(name => name.startsWith("htx-highlight-"))
    const region = regions[name] ??= {text: "", label: ""}
    region.text += mark.textContent
    region.label = mark.dataset.label?.replace(/^.*:/, "") ?? region.label
  }
  return Object.values(regions)
}"""


@dataclasses.dataclass
class Screen:
    """A page on a Label Studio server at `url`."""

    page: Page
    url: str

    def log_in(self, email: str, password: str) -> None:
        """Log in by the form, as a person does."""
        self.page.goto(f"{self.url}/user/login/")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(f"{self.url}/**")
        self.page.wait_for_selector(".lsf-menu-header, .ls-menu-header, [class*=menu-header]")

    def open(self, project: int, task: int | None = None) -> None:
        """Open a task, or the next one that is to be labelled."""
        self.page.goto(f"{self.url}/projects/{project}/data?" + (f"task={task}" if task else "labeling=1"))
        self.page.wait_for_selector(".lsf-richtext__line")
        self.page.wait_for_load_state("networkidle")

    def select_after_drawing(self) -> None:
        """What every annotator is told to do on the first day: a region is selected once it is drawn."""
        self.button("Settings").last.click()
        self.page.get_by_text("Select region after creating it").click()
        self.press("Escape")
        self.page.get_by_text("Labeling Interface Settings").wait_for(state="hidden")

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(80)

    def drag(self, start: int, end: int) -> None:
        """Drag the mouse from before code point `start` to behind the one before `end`."""
        first, last = self._boxes(start, start + 1)[0], self._boxes(end - 1, end)[-1]
        self.page.mouse.move(first[0] + 1, (first[1] + first[3]) / 2)
        self.page.mouse.down()
        self.page.mouse.move(last[0], (last[1] + last[3]) / 2, steps=5)
        self.page.mouse.move(last[2] - 1, (last[1] + last[3]) / 2, steps=2)
        self.page.mouse.up()

    def draw(self, label: str, start: int, end: int, *keys: str) -> None:
        """Draw a region as the annotator's page says: the label's key, a drag, the keys of its fields, Esc."""
        before = len(self.drawn())
        self.press(label)
        self.drag(start, end)
        self._until(lambda: len(self.drawn()) > before, f"nothing was drawn from {start} to {end}")
        self.press(*keys, "Escape")

    def relate(self, start: int, end: int) -> None:
        """Join the region at one letter to that at another: select the first, Alt+R, click the second."""
        before = self.relations()
        self.click(start)
        self.press("Alt+r")
        self.click(end)
        self._until(lambda: self.relations() > before, f"there is no relation from {start} to {end}")
        self.press("Escape")

    def relations(self) -> int:
        """How many relations there are."""
        return self.page.locator(".relations-overlay > g").count()

    def write(self, at: int, field: str, value: str) -> None:
        """Select the region at a letter, write into one of its text fields, and click beside it."""
        self.click(at)
        box = self.page.locator(f"textarea[name='{field}'], input[name='{field}']").first
        box.fill(value)
        box.press("Enter")
        self.page.get_by_text("Speakers of the article").click()
        self.press("Escape")

    def click(self, at: int) -> None:
        """Click on a letter of the article."""
        box = self._boxes(at, at + 1)[0]
        self.page.mouse.click((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        self.page.wait_for_timeout(150)

    def drawn(self) -> list[dict[str, Any]]:
        """The regions on the screen: label and text."""
        return self.page.eval_on_selector(_TEXT, _DRAWN)

    def opacity(self) -> float:
        """How opaque a region is that is not selected."""
        colour = self.page.locator(".htx-highlight").first.evaluate("one => getComputedStyle(one).backgroundColor")
        return float(colour.removesuffix(")").split(",")[3])

    def boxes(self, start: int, end: int) -> list[list[float]]:
        """Where text[start:end] stands on the screen: left, top, right and bottom of each piece of it."""
        return self._boxes(start, end)

    def submit(self) -> None:
        """Submit, and wait until the server has it."""
        with self.page.expect_response(lambda got: "/annotations" in got.url and got.request.method == "POST") as saved:
            self.button("Submit current annotation").click()
        assert saved.value.ok, saved.value.text()

    def update(self) -> None:
        """Save what was changed in an annotation that was submitted before."""
        with self.page.expect_response(
            lambda got: "/annotations/" in got.url and got.request.method == "PATCH"
        ) as saved:
            self.page.locator("button", has_text="Update").last.click()
        assert saved.value.ok, saved.value.text()

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def _until(self, done: Callable[[], bool], fault: str) -> None:
        for _ in range(100):
            if done():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(fault)

    def _boxes(self, start: int, end: int) -> list[list[float]]:
        self.page.locator(_TEXT).wait_for()
        return self.page.eval_on_selector(_TEXT, _BOXES, [start, end])
