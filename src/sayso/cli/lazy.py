"""A group of commands whose modules are imported only when they are called, so that `--help` stays quick."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click


class LazyGroup(click.Group):
    """A group that knows its commands as name → (`module:attribute`, summary)."""

    table: Mapping[str, tuple[str, str]] = {}

    @classmethod
    def of(cls, table: Mapping[str, tuple[str, str]]) -> type[LazyGroup]:
        """The group of the commands of `table`."""
        return type("LazyGroup", (cls,), {"table": table})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.table:
            return None
        module, attribute = self.table[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        if not self.table:
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in sorted(self.table.items())])
