"""What stands before every request: its size, who sends it, and through which page."""

from __future__ import annotations

import base64
import binascii
import hmac

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Guard:
    """Refuses requests that are too large, without the token, or sent by a page in somebody's browser.

    The token comes as `Authorization: Bearer TOKEN`, or as the password of basic authentication, which is what Label
    Studio sends to a backend. Where there is no token, whoever reaches the port may call; so a page that the user has
    open must not: browsers state its `Origin`, and the `Host` must be this machine (against DNS rebinding).
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, token: str | None) -> None:
        self.app, self.max_bytes, self.token = app, max_bytes, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        self._check_caller(request)
        length = request.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > self.max_bytes:
            raise self._too_large()
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise self._too_large()
            return message

        await self.app(scope, counted, send)

    def _check_caller(self, request: Request) -> None:
        if self.token is None:
            host = request.headers.get("host", "")
            name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
            if "origin" in request.headers or name.strip("[]").lower() not in LOOPBACK:
                raise HTTPException(403, "pages in a browser may not call this; start it with --token-env to let them.")
        elif not _knows(request.headers.get("authorization", ""), self.token):
            raise HTTPException(
                401,
                "the token is missing or wrong; send it as a bearer token, or as the password of basic authentication.",
                {"WWW-Authenticate": 'Bearer, Basic realm="sayso"'},
            )

    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"the request has more than {self.max_bytes} bytes; raise --max-bytes, or send less.")


def _knows(header: str, token: str) -> bool:
    scheme, _, given = header.partition(" ")
    secret = given.strip().encode()
    if scheme.lower() == "basic":
        try:
            secret = base64.b64decode(secret, validate=True).partition(b":")[2]
        except binascii.Error:
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(secret, token.encode())
