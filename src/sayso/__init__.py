"""sayso: gold speakers, quotes and claims in news, and the toolkit that scores extractors on them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.corpus import Corpus, Document, load
    from sayso.errors import DataError, SaysoError, UsageError
    from sayso.evaluation import evaluate
    from sayso.grounding import ground
    from sayso.model import Annotation, Article, Prediction
    from sayso.results import Report

__version__ = "0.1.0"

_PUBLIC = {
    "Annotation": "sayso.model",
    "Article": "sayso.model",
    "Corpus": "sayso.corpus",
    "DataError": "sayso.errors",
    "Document": "sayso.corpus",
    "Prediction": "sayso.model",
    "Report": "sayso.results",
    "SaysoError": "sayso.errors",
    "UsageError": "sayso.errors",
    "evaluate": "sayso.evaluation",
    "ground": "sayso.grounding",
    "load": "sayso.corpus",
}
__all__ = [
    "Annotation",
    "Article",
    "Corpus",
    "DataError",
    "Document",
    "Prediction",
    "Report",
    "SaysoError",
    "UsageError",
    "__version__",
    "evaluate",
    "ground",
    "load",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import sayso` costs next to nothing."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)
