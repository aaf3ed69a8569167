"""`quotes`: the content."""

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import task


@task("quotes")
def quotes(comparison: Comparison, match: Match) -> Ints:
    """A predicted quote is right when its content matches the content of a gold quote.

    Gold and predicted quotes are paired one to one, as many as match. A content is a set of characters, in one stretch
    or several. With `@overlap` nothing is paired: right are the characters that lie in a predicted and in a gold
    content, of all characters in some predicted, or some gold content of the document; a character in two nested
    contents counts once.

    Source: contents of attributions, Pareti (2015), Newell et al. (2018).

    >>> from sayso.measures.example import example
    >>> text = "“It held,” said Orr. Bell said that it broke."
    >>> example("quotes.f1@exact", text, gold=["“It held,”", "that it broke"], predicted=["“It held,”", "it broke"])
    0.5
    >>> example("quotes.f1@trimmed", text, gold=["“It held,”", "that it broke"], predicted=["It held", "it broke"])
    1.0
    >>> example("quotes.recall@overlap", text, gold=["“It held,”"], predicted=["held"])
    0.4
    """
    if match.kind == "overlap":
        return comparison.characters("quotes")
    return comparison.items("quotes", comparison.matched("quotes", match))
