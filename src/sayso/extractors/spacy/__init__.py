"""The `spacy` extractor: the rules with a dependency parse and recognized names of any spaCy pipeline."""

from sayso.extractors.spacy.extractor import Spacy

__all__ = ["Spacy"]
