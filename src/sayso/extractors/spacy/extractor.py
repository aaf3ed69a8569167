"""The extractor: articles parsed in batches, read by the rules, mended by the parse."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sayso.extractors.rules import layout
from sayso.extractors.rules.extractor import prediction
from sayso.extractors.rules.found import Place
from sayso.extractors.rules.reading import read
from sayso.extractors.spacy.loading import load, model_of
from sayso.extractors.spacy.mending import Mending
from sayso.extractors.spacy.parse import Parse
from sayso.model import Article, Prediction

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 5_000
"""Longer paragraphs are parsed in pieces of at most so many characters: memory stays bounded whatever the text."""
_AT_ONCE = 128
MOST = 1_000_000
"""Longer texts are read without a parse, as `rules` reads them: spaCy's own limit (`max_length`), for its memory."""


class Spacy:
    """Quotes, speakers and claims of English news by rules over a spaCy pipeline; docs/built-in.md says how well."""

    version = "1.0"
    batch_size = 8

    def __init__(self, model: str | Language | None = None, attitudes: bool = False) -> None:
        """`model` is the name or folder of a pipeline with a parser and a recognizer of names, or the pipeline.

        Raises `UsageError` where it cannot be loaded.
        """
        self._attitudes = attitudes
        self._given = model
        self.name = f"spacy:{model}" if isinstance(model, str) else "spacy"

    @classmethod
    def named(cls, name: str) -> Spacy:
        """The extractor of `spacy` or `spacy:MODEL`."""
        found = cls(name.partition(":")[2] or None)
        found._nlp  # noqa: B018 - a model that is missing is said before the first document
        return found

    @functools.cached_property
    def _nlp(self) -> Language:
        return load(self._given) if self._given is None or isinstance(self._given, str) else self._given

    @property
    def settings(self) -> dict[str, Any]:
        """The model and its version, and the options."""
        return {**model_of(self._nlp), "attitudes": self._attitudes}

    def __call__(self, articles: Article | Sequence[Article]) -> Any:
        """A prediction of each article, with exact offsets in code points. Raises on no text."""
        if isinstance(articles, Article):
            return self([articles])[0]
        places = [_pieces(one) for one in articles]
        texts = (one.text[a:b] for one, inside in zip(articles, places, strict=True) for a, b in inside)
        parsed = self._nlp.pipe(texts, batch_size=_AT_ONCE)
        return [
            predict(one, Parse((start, next(parsed)) for start, _ in inside), self._attitudes, self.name)
            for one, inside in zip(articles, places, strict=True)
        ]


def predict(article: Article, parse: Parse, attitudes: bool = False, name: str = "spacy") -> Prediction:
    """What the rules find in a parsed article."""
    return prediction(article, read(article, attitudes, Mending(article.text, parse)), name)


def _pieces(article: Article) -> list[Place]:
    """What is parsed of an article."""
    if len(article.text) > MOST:
        return []
    return [piece for place in layout.paragraphs(article) for piece in pieces(article.text, place)]


def pieces(text: str, place: Place) -> Iterator[Place]:
    """A paragraph in pieces of at most `LONGEST` characters, cut after a full stop or else a space."""
    start, end = place
    while end - start > LONGEST:
        stop = start + LONGEST
        for mark in (". ", " "):
            at = text.rfind(mark, start + LONGEST // 2, stop)
            if at > 0:
                stop = at + len(mark)
                break
        yield start, stop
        start = stop
    if start < end:
        yield start, end
