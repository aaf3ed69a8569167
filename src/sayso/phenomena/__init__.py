"""Phenomena: what makes a quote or claim hard to extract, read off the gold and the text.

Each is a rule that a program applies, so that an instance is an instance in every corpus of this shape, and nobody has
to tag any. Rules that go by words (a noun as the cue, a passive, a denial) hold for English.
"""

from __future__ import annotations

from sayso.model import Annotation, Article
from sayso.phenomena import claims, content, cues, marks, sources  # noqa: F401 - importing registers their rules
from sayso.phenomena.registry import PHENOMENA, Document, Instance, Phenomenon

__all__ = ["PHENOMENA", "Instance", "Phenomenon", "counts", "find"]


def find(article: Article, annotation: Annotation) -> dict[str, list[Instance]]:
    """The phenomena that an annotated article has, with their instances in text order; in the order of `PHENOMENA`.

    Time grows with quotes times blocks; some 0.1 ms a quote.
    """
    document = Document(article, annotation)
    found = {name: list(phenomenon.instances(document)) for name, phenomenon in PHENOMENA.items()}
    return {name: instances for name, instances in found.items() if instances}


def counts(article: Article, annotation: Annotation) -> dict[str, int]:
    """How many instances of each phenomenon an annotated article has; those without any are left out."""
    return {name: len(instances) for name, instances in find(article, annotation).items()}
