"""Lets MkDocs show this repository's pages: README.md as the first one, and those that stand outside docs/.

A link is rewritten from places in the repository to places on the site. One to a file that is no page keeps its words
only: the site stands by itself. One to nothing stays as it is, so that a strict build fails on it.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "README.md": "index.md",
    **{
        name: name
        for name in (
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "annotations/README.md",
            "annotations/adjudication.md",
            "annotations/guidelines.md",
            "annotations/inline.md",
            "corpus/README.md",
            "eval/README.md",
            "eval/leaderboard.md",
            "seeds/README.md",
        )
    },
}
"""Pages that stand outside docs/, and where they are shown."""
FILES = ("corpus/figures",)
"""Folders outside docs/ that pages show pictures from."""
SOURCES = {shown: source for source, shown in PAGES.items()}
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s#]+)(#[^)\s]*)?\)")
_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def on_files(files: Files, config: Any) -> Files:
    """Add the pages and pictures that stand outside docs/."""
    for source, shown in PAGES.items():
        text = _HEAD.sub("", (ROOT / source).read_text(encoding="utf-8"))  # the card's YAML is the Hub's
        files.append(File.generated(config, shown, content=text))
    for folder in FILES:
        for path in (ROOT / folder).iterdir():
            files.append(File.generated(config, f"{folder}/{path.name}", content=path.read_bytes()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Rewrite the links of a page."""
    shown = page.file.src_uri
    source = SOURCES.get(shown, f"docs/{shown}")

    def rewritten(match: re.Match[str]) -> str:
        image, words, target, anchor = match[1], match[2], match[3], match[4] or ""
        if re.match(r"[a-z]+:", target):
            return match[0]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if place.startswith("docs/"):
            there = place.removeprefix("docs/")
        elif place in PAGES:
            there = PAGES[place]
        elif place.startswith(FILES):
            there = place
        elif f"{place}/README.md" in PAGES:
            there = PAGES[f"{place}/README.md"]
        else:
            return words if (ROOT / place).exists() else match[0]
        return f"{image}[{words}]({posixpath.relpath(there, posixpath.dirname(shown) or '.')}{anchor})"

    return _LINK.sub(rewritten, markdown)
