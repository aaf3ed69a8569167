"""Records that the validator has nothing against, for formats that check what they read."""

from __future__ import annotations

from hypothesis import strategies as st

from sayso.model import Annotation, Article
from sayso.validate import validate_annotation
from tests.formats.labelstudio import records


def sound_records() -> st.SearchStrategy[tuple[Article, Annotation]]:
    """Those of `records` without an error: no mention stands twice, for one."""
    return records().filter(lambda record: not errors(*record))


def errors(article: Article, annotation: Annotation) -> list[str]:
    """What the validator calls an error in it."""
    return [str(one) for one in validate_annotation(annotation, article) if one.severity == "error"]
