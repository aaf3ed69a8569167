"""`types`: direct, indirect or mixed."""

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import ONE_TO_ONE, task


@task("types", matches=ONE_TO_ONE)
def types(comparison: Comparison, match: Match) -> Ints:
    """A predicted quote is right when its content matches and its type is the gold type.

    Source: the three types of O'Keefe et al. (2013).

    >>> from sayso.measures.example import example, quote
    >>> gold, predicted = quote("it “held”", type="mixed"), quote("it “held”", type="direct")
    >>> example("types.f1@exact", "Orr said it “held”.", [gold], [predicted])
    0.0
    """
    same = comparison.same_attribute("quotes", "type")
    return comparison.items("quotes", comparison.matched("quotes", match) & same)
