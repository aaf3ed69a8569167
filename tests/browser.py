"""Fixtures for a real browser: Chromium through Playwright, which may talk to loopback and to nothing else."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What the executable is called: Debian, Ubuntu, Google's own."""
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclasses.dataclass
class Seen:
    """What went on in the pages of a test: what went wrong in them, and where they wanted to go."""

    errors: list[str] = dataclasses.field(default_factory=list)
    """Exceptions of scripts, and what was written to the console as an error."""
    outside: list[str] = dataclasses.field(default_factory=list)
    """Addresses beyond loopback that were asked for; none was reached."""

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _asked(self, url: str) -> None:
        place = urlsplit(url)
        if place.scheme in ("http", "https", "ws", "wss") and place.hostname not in _LOOPBACK:
            self.outside.append(url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. One for each module, since Playwright's loop keeps others of the same thread from running."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        missing("needs Chromium, which `.ci/packages` installs")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("needs playwright, which the extra `test` brings")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def seen() -> Seen:
    """What goes on in the pages of this test."""
    return Seen()


@pytest.fixture
def new_page(browser: Browser, seen: Seen) -> Iterator[Callable[..., Page]]:
    """Opens a page in a new and empty profile, as for another person; takes the options of `Browser.new_context`."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        context.on("console", seen._console)
        context.on("weberror", lambda error: seen.errors.append(str(error.error)))
        context.on("request", lambda request: seen._asked(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: seen._asked(socket.url))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """An empty page of 1400 by 900 pixels in a new and empty profile."""
    return new_page()
