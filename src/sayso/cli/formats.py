"""What `sayso import` and `sayso export` share: the list of formats in their help, and how losses are told."""

from __future__ import annotations

from collections import Counter

import click

from sayso import formats


class FormatCommand(click.Command):
    """A command whose help ends with the list of formats."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Each format by its name, and whether it can be read, written or both."""
        chosen = map(formats.get, formats.names())
        with formatter.section("Formats"):
            formatter.write_dl([(one.name, f"{one.summary} ({_ways(one)})") for one in chosen])


def losses_of(losses: Counter[str], place: str) -> list[str]:
    """One line for each kind of thing that could not be carried, the most frequent first."""
    ordered = sorted(losses.items(), key=lambda loss: (-loss[1], loss[0]))
    return [f"{place}: lost: {what} ({count})." for what, count in ordered]


def _ways(one: formats.Format) -> str:
    return " and ".join(way for way, able in (("import", one.read), ("export", one.write)) if able)
