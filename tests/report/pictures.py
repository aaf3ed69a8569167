"""The pictures of the HTML report in the README and in docs/reports.md: `python -m tests.report.pictures` makes them.

They show synthetic articles only: those of the split `challenge`.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sayso.cli.html import SLICES
from sayso.corpus import load
from sayso.evaluation import gold_of, predict
from sayso.report.html import page
from sayso.report.outcome import Outcome
from sayso.scoring import score
from tests.browser import _FLAGS, NAMES
from tests.conftest import ROOT

PICTURES = {"report.png": "#doc=court-beehive-wall&item=gold:Q2", "report-overview.png": ""}


def main() -> None:
    """Write the pictures to docs/images/."""
    corpus = load(ROOT / "corpus", ["challenge"])
    gold = gold_of(corpus)
    predicted = predict("rules", [document.article for document in corpus], keep=True)
    outcome = Outcome(score(predicted, gold, slices=SLICES))
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "report.html")
        file.write_bytes(page([outcome], [predicted], gold))
        chromium = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        for name, place in PICTURES.items():
            view = chromium.new_page(viewport={"width": 1280, "height": 800})
            view.goto(file.as_uri() + place)
            view.locator("#text .on" if place else ".measures").first.wait_for()
            view.screenshot(path=ROOT / "docs" / "images" / name)
        chromium.close()


if __name__ == "__main__":
    main()
