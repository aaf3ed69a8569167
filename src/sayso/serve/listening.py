"""The service as a process: its port, and its end."""

from __future__ import annotations

import logging
import socket

import uvicorn

from sayso.errors import UsageError
from sayso.serve import backend
from sayso.serve.app import application
from sayso.serve.running import Service

GRACE = 5
"""Seconds that requests have to end in when the service is stopped."""


def listen(name: str, *, host: str, port: int, timeout: float, jobs: int, max_bytes: int, token: str | None) -> None:
    """Serve the extractor `name` until SIGINT or SIGTERM.

    Raises `UsageError` where the port cannot be had or something needed is not installed.
    """
    backend.check_installed()
    service = Service(name, timeout=timeout, jobs=jobs)
    try:
        _serve(service, _bind(host, port), host, max_bytes=max_bytes, token=token)
    finally:
        service.close()


def _serve(service: Service, listener: socket.socket, host: str, *, max_bytes: int, token: str | None) -> None:
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{listener.getsockname()[1]}"
    logging.getLogger("sayso.serve").info("%s is served on %s; Ctrl-C stops it.", service.model_version, url)
    app = application(service, max_bytes=max_bytes, token=token)
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE, lifespan="off"
    )
    uvicorn.Server(config).run(sockets=[listener])


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise UsageError(f"--host {host} --port {port}: {error.strerror}; choose another with --port.") from None
    return listener
