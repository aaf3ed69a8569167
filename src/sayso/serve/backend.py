"""What Label Studio asks of an ML backend: a prediction for each task, drawn as the labelling configuration has it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec

from sayso.errors import DataError, UsageError
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.offered import fitted, offered_by
from sayso.formats.labelstudio.regions import Report, read_results
from sayso.formats.labelstudio.tasks import mean_score
from sayso.formats.labelstudio.writing import results_of
from sayso.labelstudio.project import lacking
from sayso.model import Article, DocId, Prediction
from sayso.serve.articles import article_from


def check_installed() -> None:
    """Raise `UsageError` where what Label Studio's side needs is not installed."""
    _interface(config.path().read_text(encoding="utf-8"))


def article_of_task(task: object) -> tuple[Article, Mapping[str, Any]]:
    """The article of a task, and the task's data. Raises `DataError` where there is no text to extract from."""
    data = task.get("data") if isinstance(task, dict) else None
    data = data if isinstance(data, dict) else {}
    number = task.get("id") if isinstance(task, dict) else None
    text, title = data.get("text"), data.get("title")
    if not isinstance(text, str):
        raise DataError(f"task {number}: its data has no `text`; push articles with `sayso labelstudio push`.")
    try:
        doc = msgspec.convert(data.get("doc"), DocId)
    except msgspec.ValidationError:
        doc = f"task-{number}" if isinstance(number, int) else "task"
    return article_from(doc, text, title if isinstance(title, str) else None), data


def drawn(prediction: Prediction, article: Article, data: Mapping[str, Any], label_config: str) -> dict[str, Any]:
    """The prediction as Label Studio draws it: `result`, and the mean `score` of quotes and claims that have one.

    Raises `DataError` where the project's labelling configuration has no place for it, or a region is not where the
    article has its text.
    """
    offered = offered_by(data)
    prediction = fitted(prediction, offered)
    made: dict[str, Any] = {"result": results_of(prediction, article.text, offered)}
    if (score := mean_score(prediction)) is not None:
        made["score"] = score
    report = Report(article.id)
    read_results(made["result"], article.text, report)
    faults = report.problems or _faults(made, label_config)
    if faults:
        raise DataError(f"{article.id}: {faults[0]}")
    return made


def misfit(label_config: object) -> str | None:
    """What a project's labelling configuration lacks that predictions need, as a sentence; None where nothing."""
    try:
        missing = lacking(label_config if isinstance(label_config, str) else "")
    except DataError as error:
        return str(error)
    if not missing:
        return None
    shown = ", ".join(missing[:3])
    return f"the project's labelling configuration has no {shown}; `sayso labelstudio init --update-config` sets ours."


def _faults(made: dict[str, Any], label_config: str) -> list[str]:
    faults: list[str] = _interface(label_config).validate_prediction(made, return_errors=True)
    return faults


@functools.lru_cache(maxsize=8)
def _interface(label_config: str) -> Any:
    try:
        from label_studio_sdk.label_interface import LabelInterface
    except ImportError:
        raise UsageError('serving Label Studio needs its SDK; pip install "sayso[serve]".') from None
    try:
        return LabelInterface(label_config)
    except Exception as error:  # the SDK lets whatever its XML parser raises through
        raise DataError(f"the project's labelling configuration cannot be read ({type(error).__name__}).") from error
