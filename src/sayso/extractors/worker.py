"""A Python extractor in a process of its own: `python -m sayso.extractors.worker NAME`.

It speaks what a `cmd:` program speaks, so that the runner has one way only to call, limit and end either; but a line
holds an array of articles, for an extractor that takes several. What the extractor prints goes to stderr.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

import msgspec

from sayso.errors import DataError
from sayso.extractors import Answered, Extractor, batch_size, resolve
from sayso.extractors.wire import READY, answer_json, error_json, one_each
from sayso.model import Article
from sayso.predictions import as_prediction
from sayso.running.calling import close


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a print in the extractor is a log, not an answer
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    extractor = resolve(sys.argv[1])
    answers.write(READY)
    answers.flush()
    for line in sys.stdin.buffer:
        for answer in _answers(extractor, msgspec.json.decode(line, type=list[Article])):
            answers.write(answer + b"\n")
        answers.flush()
    close(extractor)


def _answers(extractor: Extractor, articles: list[Article]) -> list[bytes]:
    try:
        given = one_each(extractor(articles), articles) if batch_size(extractor) > 1 else [extractor(articles[0])]
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is told to the runner, which reports it
        used = getattr(error, "usage", {})
        return [error_json(one.id, error, {} if i else used) for i, one in enumerate(articles)]
    return [_answer(answer, article) for answer, article in zip(given, articles, strict=True)]


def _answer(answer: Any, article: Article) -> bytes:
    if isinstance(answer, Exception):  # one of a batch
        return error_json(article.id, answer, getattr(answer, "usage", {}))
    said = answer if isinstance(answer, Answered) else Answered(answer)
    try:
        return answer_json(as_prediction(said.prediction, article), said.usage)
    except DataError as error:
        return error_json(article.id, error, said.usage)


def _end_with(parent: int) -> None:
    """End when the parent has ended, though it were killed and the extractor never came back."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    main()
