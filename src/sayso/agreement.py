"""Agreement between annotators, by the measures: F1 does not change when the two sides change places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.flattening import columns
from sayso.measures import parse
from sayso.model import Annotation
from sayso.scoring import statistics

LAYERS = (
    "quotes.f1@exact",
    "quotes.f1@overlap",
    "cues.f1@exact",
    "sources.f1@exact",
    "attribution.f1@exact",
    "types.f1@exact",
    "speakers.f1",
    "claims.f1@exact",
    "claims.f1@overlap",
    "claimers.f1@exact",
    "check_worthiness.f1@exact",
)


def pairwise(
    a: Mapping[str, Annotation], b: Mapping[str, Annotation], measures: Sequence[str] = LAYERS
) -> dict[str, float]:
    """Measures of one annotator's records against another's, by document id, over the documents that both have."""
    both = sorted(set(a) & set(b))
    parsed = [parse(name) for name in measures]
    rows = statistics(columns([a[doc] for doc in both]), columns([b[doc] for doc in both]), parsed)
    return {str(measure): float(measure.score(rows[measure.row_name].sum(axis=0))) for measure in parsed}
