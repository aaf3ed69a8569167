"""`sayso labelstudio login`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from sayso.cli.labelstudio_options import tell
from sayso.labelstudio.client import Client
from sayso.labelstudio.settings import Settings, clean_token, clean_url, default_path, read_token, save
from sayso.printing import printable


class _Me(msgspec.Struct):
    email: str


@click.command("login")
@click.option("--url", prompt="Address of the server", metavar="URL", help="The server.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="A file with the token; - for stdin. Without it you are asked.",
)
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="The file to write.")
def login(url: str, token_file: Path | None, config: Path | None) -> None:
    """Save the address of a server and your token, in a file that only you can read.

    The token is found on the server under Account & Settings: a personal access token, or a legacy one. There is no
    option that takes it, since everybody on a machine can read the options of a running program.

    \b
    sayso labelstudio login --url http://localhost:8080
    """
    address = clean_url(url)
    if token_file is not None:
        token = read_token(token_file)
    else:
        token = clean_token(click.prompt("Token (not shown)", hide_input=True, err=True), "the answer")
    found = Settings(address, token)
    with Client(found) as client:
        me = client.get("api/current-user/whoami", _Me)
    path = config or default_path()
    save(found, path)
    tell([f"you are {printable(me.email)} at {address}; saved in {path}."])
