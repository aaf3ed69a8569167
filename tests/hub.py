"""A small Hugging Face Hub: the part of its HTTP protocol that reading and committing to a dataset needs.

After https://huggingface.co/docs/hub/api and what huggingface_hub sends. Parquet goes the way of Git LFS, the rest
stands in the commit, as on the Hub. Tokens: `writer` may write to `me/…`, `reader` may not, any other is refused.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml


@dataclasses.dataclass
class Repo:
    """A dataset: the files of each branch by path, and its commits, the last of which is its head."""

    private: bool
    branches: dict[str, dict[str, bytes]] = dataclasses.field(default_factory=dict)
    commits: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def commit(self, branch: str, files: dict[str, bytes]) -> str:
        digest = hashlib.sha1(json.dumps([len(self.commits.get(branch, [])), sorted(files)]).encode())
        self.branches[branch] = files
        self.commits.setdefault(branch, []).append(digest.hexdigest())
        return digest.hexdigest()


class RefusedError(Exception):
    """An answer that is no success, as the Hub gives it."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


class Hub:
    """The state of the server. `requests` are method, path and token of each request that it knows an answer to."""

    def __init__(self) -> None:
        self.url = ""
        self.repos: dict[str, Repo] = {}
        self.large: dict[str, bytes] = {}
        self.requests: list[tuple[str, str, str | None]] = []
        self.before_commit: Callable[[], None] = lambda: None

    def create(self, name: str, files: dict[str, bytes], *, private: bool = False) -> Repo:
        repo = self.repos[name] = Repo(private)
        repo.commit("main", files)
        return repo

    def answer(self, method: str, path: str, body: bytes, token: str | None) -> Any:
        if token not in ("writer", "reader", None):
            raise RefusedError(401, "Invalid credentials in Authorization header")
        for pattern, take in ROUTES:
            if found := re.fullmatch(pattern, f"{method} {path}"):
                self.requests.append((method, path, token))
                if method != "GET" and "validate-yaml" not in path and "/large/" not in path and token != "writer":
                    raise RefusedError(403, "You do not have write access")
                return take(self, body, *(part and unquote(part) for part in found.groups()))
        raise RefusedError(404, f"no route for {method} {path}")

    def repo(self, name: str) -> Repo:
        if name not in self.repos:
            raise RefusedError(404, "Repository not found", "RepoNotFound")
        return self.repos[name]

    def files(self, name: str, revision: str) -> dict[str, bytes]:
        repo = self.repo(name)
        if revision not in repo.branches:
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return repo.branches[revision]

    def whoami(self, _: bytes) -> Any:
        return {"type": "user", "name": "me"}

    def info(self, _: bytes, name: str, revision: str | None) -> Any:
        files = self.files(name, revision or "main")
        repo = self.repos[name]
        siblings = [
            {
                "rfilename": path,
                "size": len(data),
                "blobId": blob(data),
                **({"lfs": lfs(data)} if is_large(path) else {}),
            }
            for path, data in files.items()
        ]
        sha = repo.commits[revision or "main"][-1]
        return {"id": name, "sha": sha, "private": repo.private, "siblings": siblings}

    def make(self, body: bytes) -> Any:
        asked = json.loads(body)
        name = f"{asked['organization']}/{asked['name']}"
        if asked["organization"] != "me":
            raise RefusedError(403, f"You may not create a dataset in {asked['organization']}")
        assert asked["type"] == "dataset"
        self.create(name, {".gitattributes": b"*.parquet filter=lfs\n"}, private=asked.get("visibility") == "private")
        return {"url": f"{self.url}/datasets/{name}"}

    def validate_yaml(self, body: bytes) -> Any:
        text = json.loads(body)["content"]
        front = yaml.safe_load(text.split("---\n")[1])
        if not isinstance(front, dict) or "license" not in front:
            raise RefusedError(400, json.dumps({"errors": [{"message": '"license" is required'}], "warnings": []}))
        return {"errors": [], "warnings": []}

    def branch(self, _: bytes, name: str, branch: str) -> Any:
        repo = self.repo(name)
        repo.branches[branch] = dict(repo.branches["main"])
        repo.commits[branch] = list(repo.commits["main"])
        return {}

    def preupload(self, body: bytes, name: str, revision: str) -> Any:
        self.files(name, revision)
        paths = [file["path"] for file in json.loads(body)["files"]]
        modes = {path: "lfs" if is_large(path) else "regular" for path in paths}
        return {"files": [{"path": path, "uploadMode": modes[path], "shouldIgnore": False} for path in paths]}

    def batch(self, body: bytes, _: str) -> Any:
        objects = [
            {**wanted, "actions": {"upload": {"href": f"{self.url}/large/{wanted['oid']}"}}}
            for wanted in json.loads(body)["objects"]
        ]
        return {"transfer": "basic", "objects": objects}

    def put(self, body: bytes, oid: str) -> Any:
        assert hashlib.sha256(body).hexdigest() == oid
        self.large[oid] = body
        return {}

    def commit(self, body: bytes, name: str, revision: str) -> Any:
        self.before_commit()
        files = dict(self.files(name, revision))
        repo = self.repos[name]
        header, *operations = [json.loads(line) for line in body.splitlines()]
        if header["value"].get("parentCommit", repo.commits[revision][-1]) != repo.commits[revision][-1]:
            raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
        for operation in operations:
            value = operation["value"]
            match operation["key"]:
                case "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                case "lfsFile":
                    files[value["path"]] = self.large[value["oid"]]
                case "deletedFile":
                    del files[value["path"]]
        head = repo.commit(revision, files)
        return {"commitUrl": f"{self.url}/datasets/{name}/commit/{head}", "commitOid": head}


_NAME = r"([\w.-]+/[\w.-]+)"
ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"GET /api/whoami-v2", Hub.whoami),
    (rf"GET /api/datasets/{_NAME}(?:/revision/([^/]+))?", Hub.info),
    (r"POST /api/repos/create", Hub.make),
    (r"POST /api/validate-yaml", Hub.validate_yaml),
    (rf"POST /api/datasets/{_NAME}/branch/([^/]+)", Hub.branch),
    (rf"POST /api/datasets/{_NAME}/preupload/([^/]+)", Hub.preupload),
    (rf"POST /datasets/{_NAME}\.git/info/lfs/objects/batch", Hub.batch),
    (r"PUT /large/(\w+)", Hub.put),
    (rf"POST /api/datasets/{_NAME}/commit/([^/]+)", Hub.commit),
]


def is_large(path: str) -> bool:
    return path.endswith(".parquet")


def blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def lfs(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}


@contextlib.contextmanager
def serving() -> Iterator[Hub]:
    """The server on a free port, for as long as needed."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Transfer-Encoding") == "chunked":
                body = self._chunks()
            path = urlsplit(self.path).path
            authorization = self.headers.get("Authorization")
            token = authorization.removeprefix("Bearer ") if authorization else None
            try:
                answer, status, headers = hub.answer(self.command, path, body, token), 200, {}
            except RefusedError as refused:
                answer, status = {"error": refused.message}, refused.status
                headers = {"X-Error-Message": refused.message, "X-Error-Code": refused.code}
                if refused.message.startswith("{"):
                    answer, headers = json.loads(refused.message), {}
            data = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json", "Content-Length": len(data)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(data)

        def _chunks(self) -> bytes:
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        do_GET = do_POST = do_PUT = serve  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
