"""The routes of the service."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sayso.errors import DataError, SaysoError
from sayso.printing import printable
from sayso.serve import backend
from sayso.serve.articles import article_from, read_document
from sayso.serve.guard import Guard
from sayso.serve.openapi import document
from sayso.serve.running import FailedError, Service, TimedOutError

log = logging.getLogger("sayso.serve")

KEEP_ALIVE = 10.0
"""Seconds after which a waiting Label Studio gets a blank: it hangs up on a backend that is silent for 100."""

Handler = Callable[[Request], Awaitable[Response]]


def application(service: Service, *, max_bytes: int, token: str | None) -> Starlette:
    """The web application around `service`."""
    routes = _Routes(service)
    described = document(service.name, service.model_version, token=token is not None)

    async def openapi(_: Request) -> Response:
        return JSONResponse(described)

    return Starlette(
        routes=[
            Route("/extract", routes.extract, methods=["POST"]),
            Route("/openapi.json", openapi),
            Route("/", routes.health),
            Route("/health", routes.health),
            Route("/setup", routes.setup, methods=["POST"]),
            Route("/predict", routes.predict, methods=["POST"]),
            Route("/versions", routes.versions, methods=["GET", "POST"]),
            Route("/webhook", routes.webhook, methods=["POST"]),
        ],
        middleware=[Middleware(_Errors), Middleware(Guard, max_bytes=max_bytes, token=token)],
        exception_handlers={HTTPException: _refuse, SaysoError: _told, ClientDisconnect: _gone, Exception: _fault},
    )


class _Errors:
    """Errors that middleware raises, told as those of the routes are."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.app(scope, receive, send)
        except HTTPException as error:
            await _refuse(Request(scope), error)(scope, receive, send)


class _Routes:
    def __init__(self, service: Service) -> None:
        self.service = service

    async def extract(self, request: Request) -> Response:
        """An article or a text in, a prediction out."""
        body = await request.body()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            article = read_document(_json(body))
        elif kind == "text/plain":
            article = article_from("text", _utf8(body))
        else:
            raise HTTPException(415, "send application/json, or text/plain in UTF-8.")
        return _encoded(await self.service.extract(article))

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "UP", "model_class": self.service.name})

    async def setup(self, request: Request) -> Response:
        """Label Studio introduces a project. It sends its owner's key along, which is neither kept nor logged."""
        given = await _object(request)
        if fault := backend.misfit(given.get("schema")):
            log.warning("project %s: %s", _shown(given.get("project")), printable(fault))
            raise DataError(fault)
        return JSONResponse({"model_version": self.service.model_version})

    async def versions(self, _: Request) -> Response:
        return JSONResponse({"versions": [self.service.model_version]})

    async def webhook(self, request: Request) -> Response:
        """Nothing is trained here, so what happens in a project changes nothing."""
        given = await _object(request)
        log.info("webhook: %s", _shown(given.get("action")))
        return JSONResponse({"status": "ok"})

    async def predict(self, request: Request) -> Response:
        """One answer for each task, in order, whatever becomes of any of them."""
        given = await _object(request)
        tasks, label_config = given.get("tasks"), given.get("label_config")
        if not isinstance(tasks, list):
            raise DataError("`tasks` must be a list.")
        if fault := backend.misfit(label_config):
            log.warning("project %s: %s", _shown(given.get("project")), printable(fault))
            raise DataError(fault)
        work = asyncio.gather(*(self._answer(task, str(label_config)) for task in tasks))
        return StreamingResponse(_patiently(work), media_type="application/json")

    async def _answer(self, task: object, label_config: str) -> Any:
        """A prediction. Where the extractor fails an empty one; none at all where trying again may help, so that the
        server asks again when the task is next opened: it was too slow, or the fault is ours and may be mended."""
        empty = {"result": [], "model_version": self.service.model_version}
        try:
            article, data = backend.article_of_task(task)
            prediction = await self.service.extract(article)
            made = backend.drawn(prediction, article, data, label_config)
        except TimedOutError as error:
            log.warning("%s No prediction is sent.", printable(str(error)))
            return []
        except SaysoError as error:
            log.warning("%s An empty prediction is sent.", printable(str(error)))
            return empty
        except Exception:  # so that it costs this task only; the traceback is in the log
            log.exception("A fault of sayso; please report it. No prediction is sent.")
            return []
        return {**made, "model_version": self.service.model_version}


async def _patiently(work: asyncio.Future[list[Any]]) -> AsyncIterator[bytes]:
    """The results as JSON, after a blank for every while that they take; blanks before JSON mean nothing."""
    try:
        while not (await asyncio.wait([work], timeout=KEEP_ALIVE))[0]:
            yield b" "
        yield msgspec.json.encode({"results": work.result()})
    finally:
        work.cancel()  # whoever asked may be gone
        with contextlib.suppress(asyncio.CancelledError):
            await work


def _shown(value: object) -> str:
    return printable(str(value)[:80])


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"byte {error.start} is not UTF-8; send UTF-8.") from None


def _json(body: bytes) -> bytes:
    """`body`, when it is JSON."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HTTPException(400, f"the body is not JSON: {error}.") from None
    return body


async def _object(request: Request) -> dict[str, Any]:
    try:
        given = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HTTPException(400, f"the body is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise HTTPException(400, "the body must be a JSON object.")
    return given


def _encoded(record: Any) -> Response:
    return Response(msgspec.json.encode(record), media_type="application/json")


def _refuse(_: Request, error: Any) -> Response:
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)


def _told(_: Request, error: Exception) -> Response:
    code = 504 if isinstance(error, TimedOutError) else 500 if isinstance(error, FailedError) else 422
    if code >= 500:
        log.warning("%s", printable(str(error)))
    return JSONResponse({"error": str(error)}, code)


def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=499)


def _fault(_: Request, __: Exception) -> Response:
    """The server then logs the traceback."""
    return JSONResponse({"error": "a fault of sayso; the log of the service has it, please report it."}, 500)
