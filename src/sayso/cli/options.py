"""What several commands share: options, and writing what is asked for to a file or stdout."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def articles_option(what: str, *more: str) -> Callable[[Any], Any]:
    """`--articles PATH`, also called `more`; `what` says in its help which texts are wanted."""
    return click.option(
        "--articles",
        *more,
        "articles",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help=f"{what}: a corpus, seeds, or a .jsonl of articles; may be repeated.  "
        "[default: seeds/, else the bundled corpus]",
    )


def write_out(to: str, data: bytes) -> None:
    """Write `data` to the file `to`, whole or not at all; `-` is stdout."""
    from sayso.files import write_bytes

    if to == "-":
        click.echo(data, nl=False)
    else:
        write_bytes(Path(to), data)


def say(sentence: str) -> None:
    """A sentence on stderr, where what a command writes to stdout is not disturbed."""
    click.echo(f"sayso: {sentence}", err=True)


def gathered(into: type[Any], name: str, *options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Options that a command takes as one argument `name`: a dataclass `into` whose fields are the options' names."""
    fields = [field.name for field in dataclasses.fields(into) if field.init]

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def call(**given: Any) -> Any:
            return command(**{name: into(**{field: given.pop(field) for field in fields})}, **given)

        wrapped: Any = call
        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return decorate
