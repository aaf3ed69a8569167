"""`speakers`: who speaks in a document at all."""

import numpy as np

from sayso.columns import Columns, Ints
from sayso.comparison import Comparison
from sayso.matching import Match, Pairs, one_to_one
from sayso.measures.base import task


@task("speakers", matches=())
def speakers(comparison: Comparison, match: Match) -> Ints:  # noqa: ARG001
    """A predicted speaker is right when it can be paired, one to one, with the same gold speaker.

    Speakers are the entities that are the speaker of at least one quote. Who is merely addressed or makes a claim
    outside of quotes does not count. Of the pairs that are the same (the rule is under *Same speaker* below) as many
    as possible are taken, so that one person split in two is one right and one spurious.

    Source: the speaker sets of PDNC (Vishnubhotla et al. 2022); optimal alignment as in CEAF (Luo 2005).

    >>> from sayso.measures.example import example, quote
    >>> text = "“It held,” said Ada Orr. Bell said it broke."
    >>> gold = [quote("“It held,”", speaker="Ada Orr"), quote("it broke", speaker="Bell")]
    >>> example("speakers.recall", text, gold, [quote("held", speaker="Bell")])
    0.5
    """
    gold, predicted = _speaking(comparison.gold), _speaking(comparison.predicted)
    pairs: Pairs = comparison.entities()[1]
    pairs = pairs.keep(gold[pairs.gold] & predicted[pairs.predicted])
    taken = one_to_one(pairs, len(gold), len(predicted))
    g_doc, p_doc = comparison.gold.entities.doc, comparison.predicted.entities.doc
    return comparison.rows(g_doc[pairs.gold[taken]], p_doc[predicted], g_doc[gold])


def _speaking(side: Columns) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    speaking = np.zeros(len(side.entities), bool)
    speaking[side.quotes.entity[side.quotes.entity >= 0]] = True
    return speaking
