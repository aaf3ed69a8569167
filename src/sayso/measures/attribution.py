"""`attribution`: who said what, the number that a newsroom cares for."""

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import task


@task("attribution")
def attribution(comparison: Comparison, match: Match) -> Ints:
    """A predicted quote is right when its content matches **and** its speaker is the gold speaker.

    Speakers are the same by name or by mention; the rule is under *Same speaker* below. A `null` speaker (the article
    does not say who) is the same as another `null` and as nothing else. With `@overlap`: characters that some predicted
    and some gold quote give to the same speaker, of the characters given to any; a character that two speakers share
    in nested quotes counts for each.

    Source: quotation attribution, O'Keefe et al. (2012), Vishnubhotla et al. (2022).

    >>> from sayso.measures.example import example, quote
    >>> text = "“It held,” said Ada Orr. Bell said it broke."
    >>> gold = [quote("“It held,”", speaker="Ada Orr"), quote("it broke", speaker="Bell")]
    >>> example("attribution.f1@exact", text, gold, [quote("“It held,”", speaker="Ms. Ada Orr")])
    0.6666666666666666
    >>> example("attribution.f1@exact", text, gold, [quote("“It held,”", speaker="Bell")])
    0.0
    """
    if match.kind == "overlap":
        return comparison.characters("quotes", by_entity=True)
    return comparison.items("quotes", comparison.matched("quotes", match) & comparison.same_entity("quotes"))
