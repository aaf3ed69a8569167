"""The `textacy` extractor: `direct_quotations` of textacy (Burton DeWilde), as it is.

Direct quotations with a named speaker, and nothing else. It raises on an odd number of quotation marks, which makes the
document a failed one. https://textacy.readthedocs.io
"""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sayso.errors import UsageError
from sayso.extractors.spacy.loading import load, model_of
from sayso.model import Article, PredictedQuote, PredictedSpan, Prediction

if TYPE_CHECKING:
    from spacy.language import Language


class Textacy:
    """Direct quotations by textacy over a spaCy pipeline: the default one, or the `model` of that name or folder."""

    def __init__(self, model: str | None = None) -> None:
        try:
            from textacy.extract.triples import direct_quotations
        except ImportError:
            raise UsageError("the extractor textacy needs textacy; pip install 'sayso[textacy]'.") from None
        self._find: Callable[[Any], Iterable[Any]] = direct_quotations
        self.version = importlib.metadata.version("textacy")
        self.name = f"textacy:{model}" if model else "textacy"
        self._model = model

    @classmethod
    def named(cls, name: str) -> Textacy:
        """The extractor of `textacy` or `textacy:MODEL`."""
        return cls(name.partition(":")[2] or None)

    @functools.cached_property
    def _nlp(self) -> Language:
        return load(self._model, lemmas=True)

    @property
    def settings(self) -> dict[str, Any]:
        """The model and its version."""
        return model_of(self._nlp)

    def __call__(self, article: Article) -> Prediction:
        """Raises `ValueError` on an odd number of quotation marks, as textacy does."""
        quotes = []
        for found in self._find(self._nlp(article.text)):
            source = _span(found.speaker[0].idx, _end(found.speaker[-1]), article.text)
            content = _span(found.content.start_char, found.content.end_char, article.text)
            cue = _span(found.cue[0].idx, _end(found.cue[-1]), article.text)
            quotes.append(
                PredictedQuote(type="direct", content=[content], cue=[cue], source=[source], speaker=source.text)
            )
        return Prediction(doc=article.id, quotes=quotes)


def _end(token: Any) -> int:
    end: int = token.idx + len(token)
    return end


def _span(start: int, end: int, text: str) -> PredictedSpan:
    return PredictedSpan(start, end, text[start:end])
