"""`cues` and `sources`: the span of that role, on quotes whose content matches."""

from sayso.columns import Ints
from sayso.comparison import Comparison
from sayso.matching import Match
from sayso.measures.base import task


@task("cues")
def cues(comparison: Comparison, match: Match) -> Ints:
    """A predicted cue is right when its quote's content and the cue itself both match those of a gold quote.

    Predicted and gold are the quotes that have a cue: a quote without one (*Orr: “It held.”* under some guidelines) is
    neither missed nor spurious. With `@overlap`: characters in predicted and in gold cues, nothing paired.

    Source: cues of attributions, Pareti (2015); Citron (BBC 2021) scores the role without the content.

    >>> from sayso.measures.example import example, quote
    >>> text = "“It held,” said Orr."
    >>> example("cues.f1@exact", text, [quote("“It held,”", cue="said")], [quote("“It held,”", cue="said Orr")])
    0.0
    """
    return _role(comparison, match, "cue")


@task("sources")
def sources(comparison: Comparison, match: Match) -> Ints:
    """A predicted source is right when its quote's content and the source itself both match those of a gold quote.

    Predicted and gold are the quotes that have a source: an implicit source is neither missed nor spurious, but a
    source predicted where gold has none is wrong. With `@overlap`: characters in predicted and in gold sources,
    nothing paired.

    Source: sources of attributions, Pareti (2015), Newell et al. (2018).

    >>> from sayso.measures.example import example, quote
    >>> text = "“It held,” said Ada Orr."
    >>> sides = [quote("“It held,”", source="Ada Orr")], [quote("“It held,”", source="Orr")]
    >>> example("sources.f1@exact", text, *sides)
    0.0
    >>> example("sources.precision@overlap", text, *sides)
    1.0
    """
    return _role(comparison, match, "source")


def _role(comparison: Comparison, match: Match, role: str) -> Ints:
    if match.kind == "overlap":
        return comparison.characters("quotes", role)
    return comparison.items("quotes", comparison.role_matched("quotes", role, match), role)
