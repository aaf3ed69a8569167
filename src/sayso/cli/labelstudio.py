"""`sayso labelstudio`: the group; each of its commands stands in a module of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import click

from sayso.cli.lazy import LazyGroup
from sayso.errors import UsageError

_COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("sayso.cli.labelstudio_init:init", "Make the project, or find it."),
    "login": ("sayso.cli.labelstudio_login:login", "Save the address of a server and your token."),
    "open": ("sayso.cli.labelstudio_open:open_", "Open the project, or a document's task, in the browser."),
    "pull": ("sayso.cli.labelstudio_pull:pull", "Write what annotators submitted to annotation files."),
    "push": ("sayso.cli.labelstudio_push:push", "Make a task of each article, with gold or predictions."),
    "serve": ("sayso.cli.labelstudio_serve:serve", "Start Label Studio on this machine."),
    "status": ("sayso.cli.labelstudio_status:status", "How far everybody is."),
    "sync": ("sayso.cli.labelstudio_sync:sync", "Push what is new, pull what was drawn."),
}


_NEEDED = ("httpx", "httpx_retries", "label_studio_sdk", "markdown_it")


@contextlib.contextmanager
def needing(command: str) -> Iterator[None]:
    """Raises `UsageError` where `command` imports in the block what is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        raise UsageError(f'{command} needs {error.name}; pip install "sayso[labelstudio]".') from None


class _Group(LazyGroup.of(_COMMANDS)):  # type: ignore[misc]
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        with needing(f"sayso labelstudio {cmd_name}"):
            return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        with needing("sayso labelstudio"):
            return super().invoke(ctx)


@click.group("labelstudio", cls=_Group)
def labelstudio() -> None:
    """Annotate on a Label Studio server."""
