"""What a JSON value is a record of, told by its fields."""

from __future__ import annotations

from typing import Any

Kind = str
"""The name of a schema: article, annotation, prediction, report, suite or leaderboard."""

ABOUT_ARTICLES = ("article", "annotation", "prediction")
"""Kinds whose records are about one article each."""


def kind_of(value: Any) -> Kind | None:
    """The schema that a value should fit, or None where it is no record of sayso's.

    An annotation states its schema_version with its text_sha256 or annotator, or its human annotator and text_sha256,
    and has no scores; any other record about a document is a prediction.

    >>> kind_of({"doc": "dam", "quotes": [{"content": [{"text": "it held"}]}]})
    'prediction'
    >>> kind_of({"type": "module"}) is None
    True
    """
    if not isinstance(value, dict):
        return None
    if value.keys() & {"doc", "quotes", "claims", "speakers"}:
        return "annotation" if _is_annotation(value) else "prediction"
    if {"corpora", "extractors"} & value.keys():
        return "suite"
    if "tables" in value and "schema_version" in value:
        return "leaderboard"
    if "measures" in value:
        return "report"
    if "text" in value and value.keys() & {"id", "blocks", "raw_sha256"}:
        return "article"
    return None


def _is_annotation(value: dict[str, Any]) -> bool:
    if "meta" in value or any(_scored(value.get(key)) for key in ("quotes", "claims")):
        return False
    annotator = value.get("annotator")
    by_hand = isinstance(annotator, dict) and annotator.get("kind") in ("human", "adjudicated")
    return ("schema_version" in value and ("text_sha256" in value or "annotator" in value)) or (
        by_hand and "text_sha256" in value
    )


def _scored(items: Any) -> bool:
    return isinstance(items, list) and any(isinstance(item, dict) and "score" in item for item in items)
