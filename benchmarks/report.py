"""How big the HTML report is, and how quick in a browser: python -m benchmarks.report [--documents 1000]

Two systems on the bundled corpus, and on its articles again and again up to so many. Seconds until the page is drawn,
until a filter has been applied and until the next document is shown, as Chromium does it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from playwright.sync_api import sync_playwright

from sayso.corpus import Document, load
from sayso.model import sha256_text
from sayso.tables import write_corpus


def corpus(folder: Path, documents: int) -> Path:
    """The bundled articles, repeated under new ids."""
    bundled = load().documents
    many = []
    for i in range(documents):
        one = bundled[i % len(bundled)]
        name, text = f"{one.article.id}-{i}", one.article.text + f"\n{i}"
        about = {"id": name, "text": text, "text_sha256": sha256_text(text)}
        article = msgspec.structs.replace(one.article, **about)
        gold = msgspec.structs.replace(one.gold, doc=name, text_sha256=about["text_sha256"])
        many.append(Document(article, gold, "many"))
    write_corpus(folder, many)
    return folder


def report(path: Path, folder: Path | None) -> None:
    """Write the report of two systems on a corpus, by default the bundled one."""
    where = ["--corpus", str(folder)] if folder else []
    command = [sys.executable, "-m", "sayso", "eval", "rules", "benchmarks.report:silent", *where, "--html", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def silent(_: object) -> dict[str, object]:
    """A second system, which says nothing."""
    return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        home = Path(name)
        for title, folder in (
            ("bundled", None),
            (f"{arguments.documents:,}", corpus(home / "many", arguments.documents)),
        ):
            file = home / f"{title}.html"
            report(file, folder)
            print(f"{title}: {file.stat().st_size / 1e6:.2f} MB; {timed(browser, file)}")
        browser.close()


def timed(browser: object, file: Path) -> str:
    """Seconds of a reader's first steps."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})  # type: ignore[attr-defined]
    start = time.perf_counter()
    page.goto(f"file://{file}#view=documents")
    page.locator("#rows li").first.wait_for()
    opened, start = time.perf_counter() - start, time.perf_counter()
    page.locator("#rows li").first.click()
    page.locator(".heading h1").wait_for()
    shown, start = time.perf_counter() - start, time.perf_counter()
    before = page.locator("#found").inner_text()
    page.get_by_label("Search").fill("river")
    page.locator("#found", has_not_text=before).wait_for()
    found = time.perf_counter() - start
    return f"opens in {opened:.1f} s, shows a document in {shown:.1f} s, finds a word in {found:.1f} s"


if __name__ == "__main__":
    main()
