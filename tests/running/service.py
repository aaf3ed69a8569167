"""A web service, and a proxy, that go wrong on the article `b`; the path says how."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HTML = b"<!doctype html><title>Welcome</title><script>alert(1)</script>"


class Handler(BaseHTTPRequestHandler):
    asked: Counter[str] = Counter()

    def do_POST(self) -> None:
        how = urlsplit(self.path).path.strip("/")  # a proxy is asked for a whole address
        article = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked[how] += article["id"] == "b"
        if article["id"] != "b" or how == "well":
            self.answer(200, {"quotes": [{"content": [{"text": "“It held,”"}]}]})
        elif how == "html":
            self.answer(200, HTML, "text/html")
        elif how == "once-500":
            self.answer(500 if self.asked[how] == 1 else 200, {})
        elif how == "busy":
            self.answer(429, {"error": "slow down"}, after="0")
        elif how == "missing":
            self.answer(404, {"detail": "no such path"})
        elif how == "list":
            self.answer(200, [])
        elif how == "hangs":
            time.sleep(30)
        elif how == "drops":
            self.connection.close()

    def do_CONNECT(self) -> None:
        self.send_error(407, "Proxy Authentication Required")

    def answer(self, status: int, body: object, kind: str = "application/json", after: str | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if after:
            self.send_header("Retry-After", after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The address of a service of its own."""
    Handler.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
