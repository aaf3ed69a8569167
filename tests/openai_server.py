"""A real HTTP server of OpenAI's chat protocol, that answers as it is told to by what the article says."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-secret-4711"


def said(*quotes, speakers=(), claims=()):
    """An answer of the schema: quotes as (content, speaker)."""
    return {
        "speakers": [{"name": name, "kind": "person"} for name in speakers],
        "quotes": [
            {"content": [text], "cue": ["said"], "source": [], "speaker": who, "type": "direct", "asserted": True}
            for text, who in quotes
        ],
        "claims": list(claims),
    }


class Server:
    """`answer(article, body)` is what the model says; `requests` are the bodies that came, `seen` counts articles."""

    def __init__(self, answer):
        self.answer, self.requests, self.headers, self.seen = answer, [], [], Counter()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.headers.append(dict(self.headers))
                article = body["messages"][-1]["content"]
                server.requests.append(body)
                server.seen[article] += 1
                with contextlib.suppress(ConnectionError):
                    server.reply(self, article, body)

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def reply(self, handler, article, body):
        """What a word in the article asks for: CASE:status:429, CASE:refusal, …; else a completion."""
        found = re.search(r"CASE:([\w:]+)", article)
        case, _, detail = (found[1] if found else "").partition(":")
        if handler.headers["Authorization"] not in (None, f"Bearer {KEY}"):
            case, detail = "status", "401"
        first = self.seen[article] == 1
        if case == "status" and (detail == "401" or first):
            error = {"error": {"message": f"wrong key {handler.headers['Authorization']} or busy"}}
            return send(handler, int(detail), json.dumps(error), {"Retry-After": "0"} if detail == "429" else {})
        if case == "html":
            return send(handler, 200, "<html><script>alert(1)</script></html>", {"Content-Type": "text/html"})
        if case == "slow" and first:
            time.sleep(25)
        if case == "cut":
            handler.send_response(200)
            handler.send_header("Content-Length", "5000")
            handler.end_headers()
            handler.wfile.write(b'{"choices": [')
            handler.close_connection = True
            return None
        answer = self.answer(article, body)
        content = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        message = {"role": "assistant", "content": CONTENTS.get(case, lambda text: text)(content)}
        if case == "refusal":
            message = {"role": "assistant", "content": None, "refusal": "I cannot \x1b[31mhelp with that."}
        reason = {"length": "length", "filter": "content_filter"}.get(case, "stop")
        completion = {
            "id": "c1",
            "object": "chat.completion",
            "model": "tiny-2026-01-01",
            "system_fingerprint": "fp_1",
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }
        if case == "nochoice":
            completion["choices"] = []
        return send(handler, 200, json.dumps(completion))


CONTENTS = {
    "half": lambda text: text[: len(text) // 2],
    "fence": lambda text: f"```json\n{text}\n```",
    "words": lambda text: f"<think>hm {{</think> Here you are: {text} I hope it helps."[18:],
    "comma": lambda text: text.replace("]}", "],}"),
    "schema": lambda _: '{"quotes": "none"}',
    "prose": lambda _: "There are no quotes in it.",
    "empty": lambda _: " ",
}


def send(handler, status, text, headers=()):
    data = text.encode()
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", **dict(headers)}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
