"""Which server, and with which token: from options, the environment or a file that only its owner may read."""

from __future__ import annotations

import dataclasses
import os
import stat
import sys
from pathlib import Path

import click
import tomlkit
import tomlkit.exceptions

from sayso.errors import UsageError
from sayso.files import read_text, writing

URL_VARIABLE = "LABEL_STUDIO_URL"
TOKEN_VARIABLE = "LABEL_STUDIO_API_KEY"
CONFIG_VARIABLE = "SAYSO_LABELSTUDIO_CONFIG"


@dataclasses.dataclass(frozen=True)
class Settings:
    """The address of a server, without a slash at its end, and a token of it, which is never shown."""

    url: str
    token: str = dataclasses.field(repr=False)


def default_path() -> Path:
    """The file that `sayso labelstudio login` writes when no other is named."""
    named = os.environ.get(CONFIG_VARIABLE)
    return Path(named) if named else Path(click.get_app_dir("sayso")) / "labelstudio.toml"


def settings(url: str | None = None, token_file: Path | None = None, config: Path | None = None) -> Settings:
    """The server to talk to. An option goes before the environment, and that before the file.

    The token of the file is used for the address of the file only, so that it goes to no other server. Raises
    `UsageError` where the address or the token is missing, and where others may read the file.
    """
    path = config or default_path()
    saved = _read(path, required=config is not None)
    address = url or os.environ.get(URL_VARIABLE) or (saved.url if saved else None)
    if not address:
        raise UsageError(
            f"there is no address of a Label Studio server; give --url, set {URL_VARIABLE}, or run "
            "`sayso labelstudio login`."
        )
    address = clean_url(address)
    if token_file is not None:
        return Settings(address, read_token(token_file))
    if token := os.environ.get(TOKEN_VARIABLE):
        return Settings(address, clean_token(token, TOKEN_VARIABLE))
    if saved is not None and saved.url == address:
        return saved
    raise UsageError(
        f"there is no token for {address}; give --token-file (- for stdin), set {TOKEN_VARIABLE}, or run "
        "`sayso labelstudio login`. The server shows yours under Account & Settings."
    )


def save(found: Settings, path: Path) -> None:
    """Write the file, which only its owner may then read."""
    text = tomlkit.dumps({"url": found.url, "token": found.token})
    with writing(path, mode=0o600) as beside:
        beside.write_text(text, encoding="utf-8")


def clean_url(url: str) -> str:
    """The address as it is compared and used. Raises `UsageError` where it is none, or carries a password."""
    import httpx

    try:
        parsed = httpx.URL(url.strip())
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise UsageError(f"{url!r} is no address of a server; write it like http://localhost:8080.")
    if parsed.userinfo:
        raise UsageError("the address carries a user or password; leave them away, the token is enough.")
    return str(parsed.copy_with(query=None, fragment=None)).rstrip("/")


def read_token(path: Path) -> str:
    """The token in a file, or on stdin where `path` is `-`."""
    return clean_token(sys.stdin.read() if str(path) == "-" else read_text(path), str(path))


def clean_token(token: str, place: str) -> str:
    """A token without white space around it. Raises `UsageError` where it can be none; it is not shown."""
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError(f"{place}: there is no token in it; copy it from the server's Account & Settings.")
    return token


def _read(path: Path, *, required: bool) -> Settings | None:
    if not required and not path.exists():
        return None
    text = read_text(path)
    if os.name == "posix" and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
        raise UsageError(f"{path}: others may read the token in it (mode {mode:04o}); run `chmod 600 {path}`.")
    try:
        found = tomlkit.parse(text).unwrap()
    except tomlkit.exceptions.ParseError:
        found = {}
    if not isinstance(found.get("url"), str) or not isinstance(found.get("token"), str):
        raise UsageError(f"{path}: it has no url and token; run `sayso labelstudio login` to write it anew.")
    return Settings(clean_url(found["url"]), clean_token(found["token"], str(path)))
