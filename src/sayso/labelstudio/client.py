"""Requests to a Label Studio server, with answers checked and every fault one sentence.

Not the SDK's client, for three reasons: it sends an import again when the connection broke while the server was still
at it, which makes tasks twice; it encodes a batch of tasks in Python, value by value; and its faults show headers. What
may be sent again is sent again by `httpx_retries`: requests that only read, after a time-out, a broken connection or an
answer that the server is busy.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import threading
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from httpx_retries import Retry, RetryTransport

from sayso import __version__
from sayso.errors import DataError, UsageError
from sayso.labelstudio.settings import Settings

T = TypeVar("T")
_Parameters = Mapping[str, Any] | None

RETRIES = 5
OLDEST = (1, 20)
"""The oldest release that is known to answer as we ask."""
_TIMEOUT = httpx.Timeout(60, connect=10)
_SLOW = httpx.Timeout(600, connect=10)
"""For imports, on which a server may work for minutes."""
_BUSY = [status for status in HTTPStatus if status >= HTTPStatus.INTERNAL_SERVER_ERROR]


class ServerError(DataError):
    """The server did not do what it was asked. `status` is that of its answer."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Interrupted(DataError):  # noqa: N818 - it is no fault of the data, and names what happened
    """Nobody knows whether the server did what it was asked: it went away, or is busy."""


class _Token(httpx.Auth):
    """A legacy token as it is; a personal access token by the short-lived one that it is exchanged for."""

    def __init__(self, found: Settings) -> None:
        self._url, self._token = found.url, found.token
        self._personal = found.token.count(".") == 2
        self._access: str | None = None

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._personal:
            request.headers["Authorization"] = f"Token {self._token}"
            yield request
            return
        if self._access is not None:
            request.headers["Authorization"] = f"Bearer {self._access}"
            response = yield request
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                return
        answer = yield httpx.Request("POST", f"{self._url}/api/token/refresh/", json={"refresh": self._token})
        answer.read()
        if answer.is_server_error:  # it says nothing of the token
            raise _fault(answer, answer.content, self._url)
        self._access = _access(answer)
        request.headers["Authorization"] = f"Bearer {self._access}"
        yield request


class _Refreshed(msgspec.Struct):
    access: str


def _access(answer: httpx.Response) -> str:
    try:
        return msgspec.json.decode(answer.content, type=_Refreshed).access
    except msgspec.MsgspecError:
        return "refused"  # the request is then answered with 401, which is told


class Client:
    """A connection to one server, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name.

    Raises `UsageError` where that is none.
    """

    def __init__(self, found: Settings, *, retries: int = RETRIES) -> None:
        self.url = found.url
        retry = Retry(
            total=retries, allowed_methods=["GET"], backoff_factor=0.5, max_backoff_wait=20, status_forcelist=_BUSY
        )
        self._http = httpx.Client(
            base_url=f"{found.url}/",
            auth=_Token(found),
            transport=RetryTransport(transport=_transport(found.url), retry=retry),
            timeout=_TIMEOUT,
            headers={"User-Agent": f"sayso/{__version__}"},
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def get(self, path: str, kind: type[T], **parameters: Any) -> T:
        """The answer to a request that only reads, as `kind`."""
        return self._decode(self._send("GET", path, params=parameters), kind)

    def begin(self, path: str, sent: threading.Event, **parameters: Any) -> httpx.Response:
        """The answer to a request that only reads as far as its headers; give it to `finish`.

        `sent` is set as soon as the request is on its way, or failed. Each has a connection of its own: on one that was
        used before, the server's system holds the second piece of an answer back until ours has acknowledged the first,
        which it does after 40 ms.
        """

        def trace(event: str, _: object) -> None:
            if event == "http11.send_request_body.complete":
                sent.set()

        apart = {"Connection": "close"}
        try:
            return self._open("GET", path, params=parameters, extensions={"trace": trace}, headers=apart)
        finally:
            sent.set()

    def finish(self, begun: httpx.Response, kind: type[T]) -> Callable[[], T]:
        """Fetch the rest of an answer; it is read, as `kind`, when what is returned is called."""
        return functools.partial(self._decode, self._close(begun), kind)

    def post(self, path: str, body: Any, kind: type[T]) -> T:
        """The answer to a request that makes something. Raises `Interrupted` where it is not known whether it did."""
        return self._decode(self._send("POST", path, body), kind)

    def patch(self, path: str, body: Any, kind: type[T]) -> T:
        """The answer to a request that changes something."""
        return self._decode(self._send("PATCH", path, body), kind)

    def delete(self, path: str) -> None:
        """Delete what is at `path`."""
        self._send("DELETE", path)

    def _send(self, method: str, path: str, body: Any = None, **options: Any) -> bytes:
        return self._close(self._open(method, path, body, **options))

    def _open(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        if body is not None:
            options |= {"content": msgspec.json.encode(body), "headers": {"Content-Type": "application/json"}}
        timeout = _SLOW if "/import" in path or "/export" in path else _TIMEOUT
        request = self._http.build_request(method, path, timeout=timeout, **options)
        with self._plainly():
            return self._http.send(request, stream=True)

    def _close(self, response: httpx.Response) -> bytes:
        with self._plainly(), contextlib.closing(response):
            data = b"".join(response.iter_bytes())  # read() keeps them in the response, which is part of a cycle
        if not response.is_success:
            raise _fault(response, data, self.url)
        return data

    @contextlib.contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except httpx.ConnectError:
            raise Interrupted(f"no server answers at {self.url}; start Label Studio there, or correct --url.") from None
        except httpx.TimeoutException:
            raise Interrupted(
                f"{self.url} took longer to answer than it may; see whether it is at work, and try again."
            ) from None
        except httpx.HTTPError as error:
            raise Interrupted(
                f"the connection to {self.url} broke ({type(error).__name__}); run the same command again."
            ) from None

    def _decode(self, data: bytes, kind: type[T]) -> T:
        try:
            with _uncollected():
                return msgspec.json.decode(data, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            if data.lstrip()[:1] == b"<":
                raise _no_api(self.url) from None
            release = self._release()
            raise DataError(
                f"{self.url} runs Label Studio {release}, which answers otherwise than sayso {__version__} expects "
                f"({error}); use Label Studio {OLDEST[0]}.{OLDEST[1]} or newer, or a newer sayso."
            ) from None

    def _release(self) -> str:
        try:
            response = self._http.get("api/version")
            return str(msgspec.json.decode(response.content, type=_Version).release)
        except (httpx.HTTPError, msgspec.MsgspecError):
            return "of an unknown release"


def _transport(url: str) -> httpx.HTTPTransport:
    """What connects. A server on this machine is never asked by way of a proxy, which would look for it on its own."""
    place = urlsplit(url)
    local = place.hostname in ("localhost", "127.0.0.1", "::1") or urllib.request.proxy_bypass(place.netloc)
    proxy = None if local else urllib.request.getproxies().get(place.scheme)
    try:
        return httpx.HTTPTransport(proxy=proxy)
    except (ImportError, ValueError, httpx.InvalidURL):
        raise UsageError(
            f"{place.scheme.upper()}_PROXY names no proxy that can be used; write it like http://proxy:3128."
        ) from None


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: JSON has no cycles, and looking for them took longer than reading it."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


class _Version(msgspec.Struct):
    release: str


class _Detail(msgspec.Struct):
    detail: str | None = None
    validation_errors: Any = None


def _fault(response: httpx.Response, data: bytes, url: str) -> DataError:
    status = response.status_code
    if response.is_redirect:
        return ServerError(f"{url} sends on to another address; give that one with --url.", status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Interrupted(f"{url} is busy or broken (it answers {status}); try again, and see the server's log.")
    try:
        found = msgspec.json.decode(data, type=_Detail)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        if data.lstrip()[:1] == b"<":
            return _no_api(url)
        found = _Detail()
    if status == HTTPStatus.UNAUTHORIZED:
        return ServerError(
            f"{url} does not accept the token; copy it anew from Account & Settings of the server, and run "
            "`sayso labelstudio login`. A legacy token must be allowed by the organization.",
            status,
        )
    if status == HTTPStatus.FORBIDDEN:
        return ServerError(f"{url} does not allow this to the owner of the token; ask its administrator.", status)
    said = "; ".join(_sentences(found.validation_errors)) or found.detail or f"status {status}"
    return ServerError(f"{url} refused a {response.request.method} request: {_short(said)}", status)


def _no_api(url: str) -> DataError:
    return ServerError(
        f"{url} answers with a web page where Label Studio would answer with data; "
        "check that this is the address of a Label Studio server.",
        0,
    )


def _sentences(errors: Any) -> Iterator[str]:
    """All strings in what the server lists as faults."""
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, Mapping):
        for key, value in errors.items():
            yield from (f"{key}: {sentence}" for sentence in _sentences(value))
    elif isinstance(errors, Sequence):
        for one in errors:
            yield from _sentences(one)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:300] + " …"
