"""Extractors that go wrong on the article `b`, and find one quote in any other."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from sayso.errors import TemporaryError

GOOD = {"quotes": [{"content": [{"text": "“It held,”"}]}]}


def _bad(what):
    return lambda article: what() if article.id == "b" else GOOD


def _raise():
    raise ValueError("by design")


def _span(start, end):
    return {"quotes": [{"content": [{"start": start, "end": end}]}]}


def _fill_memory():
    return len(bytearray(1 << 32))


def _million():
    return {"quotes": [{"content": [{"start": 0, "end": 10}]}] * 1_000_000}


def _busy():
    raise TemporaryError("too many requests", after=0)


raises = _bad(_raise)
none = _bad(lambda: None)
a_list = _bad(list)
past_the_end = _bad(lambda: _span(0, 10**6))
reversed_span = _bad(lambda: _span(9, 3))
stranger = _bad(lambda: {"doc": "z"})
million = _bad(_million)
html = _bad(lambda: {"quotes": [{**GOOD["quotes"][0], "speaker": "<script>alert(1)</script>\x1b[31m"}]})
exits = _bad(lambda: sys.exit("enough"))
hangs = _bad(lambda: time.sleep(10**6))
leaves = _bad(lambda: os._exit(137))
eats = _bad(_fill_memory)
busy = _bad(_busy)
prints = _bad(lambda: print("a log on stdout") or GOOD)


async def sleeps(article):
    if article.id == "b":
        await asyncio.sleep(10**6)
    return GOOD


class Costly:
    """Is cached, states what `b` used in vain, and says in the file of SAYSO_TEST_CLOSED that it was closed."""

    cache = True

    def __call__(self, article):
        if article.id == "b":
            refused = TemporaryError("busy", after=0)
            refused.usage = {"cost": 1.5}
            raise refused
        return GOOD

    def close(self):
        if "SAYSO_TEST_CLOSED" in os.environ:
            Path(os.environ["SAYSO_TEST_CLOSED"]).touch()


class Prepared:
    """Has to be told of the articles before."""

    def prepare(self, articles):
        self.known = {article.id for article in articles}

    def __call__(self, article):
        return GOOD if article.id in self.known else _raise()


class Listing(Costly):
    """Takes three, and lists what `b` costs in vain among the answers."""

    batch_size = 3

    def __call__(self, articles):
        return [self._one(article) for article in articles]

    def _one(self, article):
        try:
            return super().__call__(article)
        except TemporaryError as error:
            return error


class Batched:
    """Takes three, and can do nothing with a batch that has `b` in it."""

    batch_size = 3

    def __call__(self, articles):
        if any(article.id == "b" for article in articles):
            _raise()
        return [GOOD] * len(articles)
