"""`http://host/path`: a web service that takes an article as JSON by POST and answers with a prediction.

It is what `sayso serve` offers at `/extract`. A proxy is taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and a name
and password from the address or ~/.netrc; neither is shown again.
"""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from sayso.errors import DataError, TemporaryError, UsageError
from sayso.extractors import public
from sayso.extractors.wire import answer_of
from sayso.model import Article
from sayso.printing import printable

PATIENCE = httpx.Timeout(300, connect=10)
"""Seconds that a service may be silent; the runner's time-out is about the whole answer."""
PASSING = frozenset((408, 425, 429))
"""Status codes of failures that may pass, beside all of the server's own (5xx)."""


class Http:
    """Asks the service at `url`. Raises `UsageError` where that is no address."""

    def __init__(self, url: str) -> None:
        try:
            self.url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise UsageError(f"{public(url)}: is no address ({error}).") from None
        if not self.url.host:
            raise UsageError(f"{public(url)}: is no address; write http://host/path.")
        self.name = shown(self.url)
        self._client = client(follow_redirects=True)

    async def __call__(self, article: Article) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        response = await sent(self._client, self.url, msgspec.json.encode(article), headers)
        return answer_of(json_of(response, self.name))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def client(*, follow_redirects: bool = False) -> httpx.AsyncClient:
    """What connects, as often at a time as is asked. Raises `UsageError` where the environment's settings are wrong."""
    try:
        return httpx.AsyncClient(timeout=PATIENCE, limits=httpx.Limits(), follow_redirects=follow_redirects)
    except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
        raise UsageError(
            f"no connection can be made ({_words(error)}); check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and SSL_CERT_FILE."
        ) from None


def shown(url: httpx.URL) -> str:
    """An address without what may be secret in it: name, password and query."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None))


async def sent(
    client: httpx.AsyncClient, url: httpx.URL | str, data: bytes, headers: dict[str, str], secret: str | None = None
) -> httpx.Response:
    """The response to a POST where its status is 2xx. `secret` is not shown where the service repeats it.

    Raises `TemporaryError` where trying again may help, with the seconds of Retry-After, `DataError` on other failures.
    """
    name = shown(httpx.URL(url))
    try:
        response = await client.post(url, content=data, headers=headers)
    except httpx.ProxyError as error:
        raise DataError(f"{name}: the proxy refuses ({_words(error)}); check HTTPS_PROXY and NO_PROXY.") from None
    except httpx.TimeoutException as error:
        raise TemporaryError(f"{name}: no answer in time ({type(error).__name__}).") from None
    except httpx.TransportError as error:
        raise TemporaryError(
            f"{name}: cannot be reached ({_words(error)}); check the address, and any proxy."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DataError(f"{name}: {_words(error)}.") from None
    if response.is_success:
        return response
    sentence = f"{name}: status {response.status_code} {response.reason_phrase}".rstrip() + _body(response, secret)
    if response.status_code in PASSING or response.is_server_error:
        raise TemporaryError(sentence, retry_after(response))
    raise DataError(sentence)


def json_of(response: httpx.Response, name: str, secret: str | None = None) -> Any:
    """The JSON that a response holds. Raises `DataError` where it holds none."""
    try:
        return msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        kind = response.headers.get("content-type", "no content type").partition(";")[0]
        raise DataError(f"{name}: the answer is no JSON but {printable(kind)}{_body(response, secret)}") from None


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the header Retry-After asks for; None where it gives none."""
    try:
        return max(float(response.headers["retry-after"]), 0)
    except (KeyError, ValueError):
        return None  # a date is rare, and clocks differ: the runner's own waits will do


def beginning(text: str, secret: str | None = None) -> str:
    """The first words of a text in one line; the secret goes before the text is cut, lest half of it stay."""
    if secret:
        text = text.replace(secret, "[key]")
    return " ".join(printable(text[:400]).split())[:120]


def _body(response: httpx.Response, secret: str | None) -> str:
    text = beginning(response.text, secret)
    return f": {text}" if text else "."


def _words(error: Exception) -> str:
    return " ".join(printable(str(error) or type(error).__name__).split()).rstrip(".")
