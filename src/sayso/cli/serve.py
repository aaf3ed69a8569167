"""`sayso serve`."""

from __future__ import annotations

import logging
import os

import click


@click.command("serve")
@click.argument("extractor")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=9090, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option(
    "--timeout", default=60.0, show_default=True, type=click.FloatRange(0, min_open=True), help="Seconds a document."
)
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), help="Documents at once.")
@click.option(
    "--max-bytes", default=32_000_000, show_default=True, type=click.IntRange(1), help="Largest request that is read."
)
@click.option("--token-env", metavar="NAME", help="Environment variable with the token that callers must send.")
def serve(
    extractor: str, host: str, port: int, timeout: float, jobs: int, max_bytes: int, token_env: str | None
) -> None:
    """Serve an extractor: to Label Studio as an ML backend, and to scripts as POST /extract.

    An annotator then sees what the extractor finds on opening a task. A document that takes longer than --timeout is
    given up, and the next one is served.

    \b
    sayso serve rules
    curl -H 'Content-Type: text/plain' --data-binary @article.txt http://127.0.0.1:9090/extract
    """
    from sayso.cli.running import extraction
    from sayso.errors import UsageError

    try:
        from sayso.serve.listening import listen
    except ImportError as error:
        raise UsageError(f'sayso serve needs {error.name}; pip install "sayso[serve]".') from None
    token = _token(token_env, host)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    with extraction():  # uvicorn raises the signal that ended it anew
        listen(extractor, host=host, port=port, timeout=timeout, jobs=jobs, max_bytes=max_bytes, token=token)


def _token(name: str | None, host: str) -> str | None:
    from sayso.errors import UsageError
    from sayso.serve.guard import LOOPBACK

    if name is None:
        if host not in LOOPBACK:
            raise UsageError(
                f"--host {host} lets other machines in; put a token into an environment variable and name it with "
                "--token-env."
            )
        return None
    token = os.environ.get(name, "")
    if len(token) < 16:
        raise UsageError(f"{name} holds {'no token' if not token else 'a token of less than 16 characters'}; set it.")
    return token
