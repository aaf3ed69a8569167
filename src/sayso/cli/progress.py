"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track

from sayso.model import Article


def extracting(articles: Sequence[Article]) -> Iterable[Article]:
    """Go through the articles with a bar on stderr."""
    console = Console(stderr=True)
    return track(articles, "Extracting", console=console, transient=True, disable=not console.is_terminal)
