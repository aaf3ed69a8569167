"""`verbatim`: what is truly in the text."""

import numpy as np

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import precision, task


@task("verbatim", matches=(), metrics={"rate": precision})
def verbatim(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
    """The share of predicted spans of quotes and claims that stand in the article as given, to the letter.

    A span with offsets is verbatim when its text, if it states one, is the article's there. A span by text alone is
    verbatim when that text occurs in the article. A span found only by forgiving letter case, quotation marks, white
    space or small slips is not verbatim, though it is scored at the place where it was found; one that is not found
    is fabricated. Nothing predicted: 1 where gold has no quote and no claim either, else 0.

    Source: own; compare the hallucination rates reported for extraction by language models.

    >>> from sayso.measures.example import example
    >>> example("verbatim.rate", "“It held,” said Orr.", gold=["“It held,”"], predicted=["It held", "it was held up"])
    0.5
    """
    good, spans = comparison.predicted.verbatim.T
    gold = np.bincount(comparison.gold.quotes.doc, minlength=comparison.documents)
    gold = gold + np.bincount(comparison.gold.claims.doc, minlength=comparison.documents)
    return np.stack((good, spans, gold), axis=1)
