"""One record by itself: structure and meaning together."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.model import Annotation, Article, Prediction
from sayso.validate.clean import is_clean
from sayso.validate.kinds import Kind
from sayso.validate.meaning import annotation_problems, article_problems, prediction_problems
from sayso.validate.problems import Problem, shown
from sayso.validate.structure import structure_problems

_DECODER = msgspec.json.Decoder(Annotation)


def validate_annotation(record: Annotation | dict[str, Any], article: Article) -> list[Problem]:
    """Everything that is wrong with an annotation of `article`; empty when nothing is.

    `record` is an `Annotation`, or what `json.loads` made of one.
    """
    if isinstance(record, Annotation) and _is_right(record, article):
        return []
    return _validate(record, "annotation", article)


def validate_prediction(record: Prediction | dict[str, Any], article: Article) -> list[Problem]:
    """Everything that is wrong with a prediction about `article`; empty when nothing is.

    Texts that the article does not have are no problem where no offsets claim that it does: they count as fabricated.
    """
    return _validate(record, "prediction", article)


def _is_right(record: Annotation, article: Article) -> bool:
    """The fast verdict: structure by the types, as a record in memory need not keep to them, and meaning by `clean`."""
    try:
        return is_clean(_DECODER.decode(msgspec.json.encode(record)), article)
    except (msgspec.MsgspecError, UnicodeError):
        return False


def _validate(record: Any, kind: Kind, article: Article) -> list[Problem]:
    if isinstance(record, msgspec.Struct):
        record = msgspec.to_builtins(record)
    found = structure_problems(record, kind)
    if isinstance(record, dict):
        doc = record.get("doc")
        if isinstance(doc, str) and doc != article.id:
            found.append(unknown_document(doc, f"the article is {shown(article.id)}"))
        found += meaning_problems(record, kind, article)
    return found


def meaning_problems(record: dict[str, Any], kind: Kind, article: Article | None) -> list[Problem]:
    """Everything that is wrong with the meaning of a record of any kind."""
    if kind == "annotation":
        return list(annotation_problems(record, article))
    if kind == "prediction":
        return list(prediction_problems(record, article))
    return list(article_problems(record)) if kind == "article" else []


def unknown_document(doc: str, why: str) -> Problem:
    """The problem of a record about a document that is not there."""
    return Problem(
        code="unknown-document",
        pointer="/doc",
        message=why,
        found=shown(doc),
        hint="Mend doc, or name the place of its article with --articles.",
    )
