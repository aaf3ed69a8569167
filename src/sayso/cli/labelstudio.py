"""`sayso labelstudio`: the group; each of its commands stands in a module of its own."""

from __future__ import annotations

import click

from sayso.cli.lazy import LazyGroup

_COMMANDS: dict[str, tuple[str, str]] = {}


@click.group("labelstudio", cls=LazyGroup.of(_COMMANDS))
def labelstudio() -> None:
    """Annotate on a Label Studio server."""
