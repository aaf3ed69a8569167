"""The main text of a web page, by trafilatura."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sayso.errors import DataError, UsageError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def main_text(page: str, path: Path) -> tuple[str, dict[str, Any]]:
    """The article of an HTML page, one line a paragraph, and what the page itself states of it.

    The second value holds `title`, `published`, `publisher` and `url` as far as the page's metadata give them.
    Raises `UsageError` where trafilatura is not installed and `DataError` where the page holds no article.
    """
    try:
        import trafilatura
    except ImportError as error:
        cause = str(error).partition("\n")[0].rstrip(".")
        raise UsageError(f'{path}: reading HTML needs trafilatura ({cause}); pip install "sayso[html]".') from None

    # A date is taken from the page's metadata only: trafilatura would else search the text for anything like one.
    dates = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
    document = trafilatura.bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    text = document.text if document else None
    if not text or not text.strip():
        raise DataError(f"{path}: trafilatura finds no article in the page; save its text as .txt.")
    found = {
        "title": document.title,
        "published": document.date if document.date and _DATE.fullmatch(document.date) else None,
        "publisher": document.sitename,
        "url": document.url,
    }
    return text, {key: value for key, value in found.items() if value}
