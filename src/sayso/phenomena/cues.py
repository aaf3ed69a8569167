"""Phenomena of the cue."""

from __future__ import annotations

import re

from sayso.model import Quote
from sayso.phenomena.registry import Document, quotes, text_of


@quotes("An indirect quote with a cue, whose content does not open with *that*, *to* or a question word.")
def _indirect_without_that(_: Document, quote: Quote) -> bool:
    return quote.type == "indirect" and bool(quote.cue) and not _OPENER.match(quote.content[0].text)


_OPENER = re.compile(r"(?:that|to|not to|whether|if|how|why|what|when|where|which|who|whom|whose)\b", re.IGNORECASE)


@quotes("The cue is *according to*.")
def _according_to(_: Document, quote: Quote) -> bool:
    return "according to" in text_of(quote.cue).lower()


@quotes("The cue is or holds a noun: *in her view*, *the claim*.")
def _cue_noun(_: Document, quote: Quote) -> bool:
    return bool(_NOUN.search(text_of(quote.cue)))


_NOUN = re.compile(
    r"(?:\b(?:a|an|the|his|her|their|its|my|our|in|no|any|whose|issued?|made|makes|gave|gives|under|of)\b.*)?"
    r"\b(?:accounts?|accusations?|admission|advice|allegations?|announcement|appeal|argument|assertions?|assessment|"
    r"assurances?|belief|calculation|call|charge|claims?|comments?|complaints?|conclusion|conviction|demands?|denials?|"
    r"description|eyes|estimates?|estimation|expectations?|explanation|fears?|finding|forecast|guess|hopes?|hunch|"
    r"idea|impression|insistence|intention|judge?ment|mind|message|opinion|orders?|pledge|plea|prediction|promises?|"
    r"proposal|recommendation|reminder|reports?|requests?|ruling|rumou?rs?|statement|suggestions?|suspicion|telling|"
    r"testimony|theory|threat|understanding|verdict|version|views?|vow|warnings?|wish|words?)$",
    re.IGNORECASE,
)


@quotes("The cue is a colon.")
def _colon(_: Document, quote: Quote) -> bool:
    return any(span.text == ":" for span in quote.cue)


@quotes("The cue is a dash.")
def _dash(_: Document, quote: Quote) -> bool:
    return any(span.text in ("—", "–", "-", "--") for span in quote.cue)


@quotes("The content follows a label and a colon at the start of a paragraph, as in an interview.")
def _dialogue(document: Document, quote: Quote) -> bool:
    block = document.block(quote.content[0].start)
    if block < 0:
        return False
    before = document.text[document.blocks[block].start : quote.content[0].start]
    return bool(_LABEL.fullmatch(before))


_LABEL = re.compile(r"[*_]{0,3}[^\W\d_][^:\n]{0,40}:[*_]{0,3}\s*")


@quotes("There is no cue.")
def _no_cue(_: Document, quote: Quote) -> bool:
    return not quote.cue


@quotes("The cue is a passive: *was told*, *is understood*.")
def _passive(_: Document, quote: Quote) -> bool:
    return bool(_PASSIVE.search(text_of(quote.cue)))


_PASSIVE = re.compile(
    r"\b(?:am|are|be|been|being|is|was|were|[’']s|[’']re)\s(?:\w+\s){0,2}?"
    r"(?:\w+ed|\w+ied|told|said|thought|understood|known|heard|held|given|taken|sworn|written|put|led|made|shown|seen|"
    r"forbidden|taught|meant|quoted)\b",
    re.IGNORECASE,
)


@quotes("The cue has several spans: *said … and repeated*.")
def _coordinated_cue(_: Document, quote: Quote) -> bool:
    return len(quote.cue) > 1


@quotes("The cue stands right before the source: *said Orr*.")
def _inverted(document: Document, quote: Quote) -> bool:
    edges = ((cue.end, source.start) for cue in quote.cue for source in quote.source)
    return any(0 <= b - a <= 1 and not document.text[a:b].strip() for a, b in edges) and not _according_to(
        document, quote
    )


@quotes("The cue denies: *denied that*, *rejected claims*.")
def _denial(_: Document, quote: Quote) -> bool:
    return bool(_DENIES.search(text_of(quote.cue)))


_DENIES = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying|ials?)|(?:reject|disput|refut|dismiss|rebut|contest|contradict)\w*)", re.I
)


@quotes("The attribution is denied or refused: *did not say*, *declined to say whether*.")
def _negated(_: Document, quote: Quote) -> bool:
    return not quote.asserted and bool(_NOT.search(text_of(quote.cue)))


_NOT = re.compile(
    r"n[’']t\b|\b(?:not|never|cannot|no|nor|neither|without|(?:declin|refus|fail|decid)\w*)\b", re.IGNORECASE
)


@quotes("The attribution is possible or future: *may argue*, *will say*.")
def _hypothetical(document: Document, quote: Quote) -> bool:
    return not quote.asserted and not _negated(document, quote)


@quotes("The attribution stands in a subordinate clause: *after she warned that*, *who said*.")
def _subordinate(document: Document, quote: Quote) -> bool:
    starts = [span.start for span in (*quote.source, *quote.cue)]
    return bool(starts) and bool(_SUBORDINATOR.search(document.text, max(0, min(starts) - 60), min(starts)))


_SUBORDINATOR = re.compile(
    r"\b(?:after|although|though|because|before|while|whilst|as|when|since|if|unless|until|who|whom|which|where)\s"
    r"(?:(?:\w+ly|also|later|once|first|then|only)\s)?\Z",
    re.IGNORECASE,
)


@quotes("Those who are told are named.")
def _addressed(_: Document, quote: Quote) -> bool:
    return bool(quote.addressees)
