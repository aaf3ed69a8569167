"""Validation: structure by the JSON Schemas, meaning by the articles; every problem with its place and what to do."""

from __future__ import annotations

from sayso.validate.paths import validate_paths
from sayso.validate.problems import CODES, Problem
from sayso.validate.records import validate_annotation, validate_prediction
from sayso.validate.structure import is_valid

__all__ = ["CODES", "Problem", "is_valid", "validate_annotation", "validate_paths", "validate_prediction"]
