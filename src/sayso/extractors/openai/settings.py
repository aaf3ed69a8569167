"""Settings of `openai:MODEL?key=value&…`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote

import httpx
import msgspec
from msgspec import Meta

from sayso.errors import UsageError

PUBLIC = "https://api.openai.com/v1"
_Count = Annotated[int, Meta(ge=1)]
_Price = Annotated[float, Meta(ge=0)]

SENT = ("temperature", "top_p", "seed", "max_tokens", "max_completion_tokens", "reasoning_effort")
"""Settings that go to the server as they are; what is not stated is left to the server."""


class Settings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`docs/language-models.md` says what each means."""

    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    seed: int | None = None
    max_tokens: _Count | None = None
    max_completion_tokens: _Count | None = None
    reasoning_effort: str | None = None
    samples: _Count = 1
    shots: Annotated[int, Meta(ge=0)] = 0
    examples: str | None = None
    split: str = ""
    prompt: str | None = None
    longest: _Count = 20_000
    response: Literal["schema", "json", "text"] = "schema"
    input_price: _Price | None = None
    output_price: _Price | None = None
    base_url: str | None = None

    @property
    def splits(self) -> list[str]:
        """Splits that examples are taken from; empty: all."""
        return [name for name in self.split.split("+") if name]

    @property
    def gold(self) -> Path | None:
        """The corpus that examples are taken from; None: the bundled one."""
        return None if self.examples is None else Path(self.examples)

    def sent(self, sample: int) -> dict[str, Any]:
        """What goes to the server, of the sample from 0; with a seed each sample has one of its own."""
        found = {name: getattr(self, name) for name in SENT if getattr(self, name) is not None}
        return found | ({"seed": self.seed + sample} if self.seed is not None else {})

    def stated(self) -> dict[str, Any]:
        """What the report states: all that is not as it is by default, and no address."""
        default = msgspec.to_builtins(Settings())
        return {k: v for k, v in msgspec.to_builtins(self).items() if v != default[k] and k != "base_url"}


def parse(name: str) -> tuple[str, Settings]:
    """Model and settings. Raises `UsageError` on an unknown setting, or a value that it cannot have.

    >>> model, settings = parse("openai:llama3:8b?temperature=0&samples=3")
    >>> model, settings.temperature, settings.samples
    ('llama3:8b', 0.0, 3)
    """
    model, _, query = name.partition(":")[2].partition("?")
    if not model:
        raise UsageError(f"{name}: name the model, as in openai:MODEL.")
    parts = (part.partition("=") for part in query.split("&") if part)
    pairs = {unquote(key): unquote(value) for key, _, value in parts}  # no form: a plus sign is one
    if unknown := [key for key in pairs if key not in Settings.__struct_fields__]:
        raise UsageError(
            f"openai:{model}: there is no setting {unknown[0]!r}; there are {', '.join(Settings.__struct_fields__)}."
        )
    try:
        settings = msgspec.convert(pairs, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"openai:{model}: {error}; docs/language-models.md lists the settings.") from None
    return model, settings


def address(settings: Settings) -> httpx.URL:
    """Where the server is: by the setting, OPENAI_BASE_URL, or the public one. Raises `UsageError` on no address."""
    stated = settings.base_url or os.environ.get("OPENAI_BASE_URL") or PUBLIC
    try:
        url = httpx.URL(stated.rstrip("/") + "/chat/completions")
    except httpx.InvalidURL:
        url = httpx.URL("")
    if not url.host or url.scheme not in ("http", "https"):
        raise UsageError("OPENAI_BASE_URL (or base_url) is no address; write https://host/v1.")
    return url


def key(url: httpx.URL) -> str | None:
    """The key, from OPENAI_API_KEY; servers of one's own often take none. Raises `UsageError` where it is due."""
    found = os.environ.get("OPENAI_API_KEY", "").strip()
    if not found and url.host == httpx.URL(PUBLIC).host:
        raise UsageError("OPENAI_API_KEY is not set; set it, or OPENAI_BASE_URL for a server of your own.")
    return found or None
