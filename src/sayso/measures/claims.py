"""`claims`, `claimers`, `check_worthiness`."""

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import ONE_TO_ONE, task


@task("claims")
def claims(comparison: Comparison, match: Match) -> Ints:
    """A predicted claim is right when its content matches the content of a gold claim.

    Pairing and `@overlap` are as for `quotes`.

    Source: claim spans, Reddy et al. (2022).

    >>> from sayso.measures.example import claim, example
    >>> text = "Orr said the dam held in 2020."
    >>> example("claims.f1@iou=0.8", text, claims=([claim("the dam held in 2020")], [claim("dam held in 2020")]))
    1.0
    """
    if match.kind == "overlap":
        return comparison.characters("claims")
    return comparison.items("claims", comparison.matched("claims", match))


@task("claimers", matches=ONE_TO_ONE)
def claimers(comparison: Comparison, match: Match) -> Ints:
    """A predicted claim is right when its content matches and its claimer is the gold claimer.

    `author` is the same as `author`; speakers are the same by the rule under *Same speaker* below. A claimer that the
    prediction leaves out is the same as nobody.

    Source: claimer detection, Reddy et al. (2022).

    >>> from sayso.measures.example import claim, example
    >>> text = "Orr said the dam held."
    >>> gold, predicted = claim("the dam held", claimer="Orr"), claim("the dam held", claimer="author")
    >>> example("claimers.f1@exact", text, claims=([gold], [predicted]))
    0.0
    """
    return comparison.items("claims", comparison.matched("claims", match) & comparison.same_entity("claims"))


@task("check_worthiness", matches=ONE_TO_ONE)
def check_worthiness(comparison: Comparison, match: Match) -> Ints:
    """A predicted claim is right when its content matches and it is held check-worthy, or not, as in gold.

    Source: check-worthiness, Hassan et al. (2017, ClaimBuster).

    >>> from sayso.measures.example import claim, example
    >>> gold, predicted = claim("the dam held", check_worthy=True), claim("the dam held", check_worthy=True)
    >>> example("check_worthiness.f1@exact", "Orr said the dam held.", claims=([gold], [predicted]))
    1.0
    """
    same = comparison.same_attribute("claims", "check_worthy")
    return comparison.items("claims", comparison.matched("claims", match) & same)
