"""Phenomena: what makes a quote or claim hard to extract, read off the gold and the text.

Each is a rule that a program applies, so that an instance is an instance in every corpus of this shape, and nobody has
to tag any. Rules that go by words (a noun as the cue, a passive, a denial) hold for English.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal

from sayso.model import AUTHOR, Annotation, Article, Block, Claim, Mention, Quote, Span, Speaker
from sayso.quotation import MARKS, paired_marks, unpaired_marks

Layer = Literal["quotes", "claims", "speakers", "text"]


@dataclasses.dataclass(frozen=True, slots=True)
class Instance:
    """One instance: the id of the quote, claim or speaker, None for a place in the text, and where it starts."""

    item: str | None
    start: int


@dataclasses.dataclass(frozen=True, slots=True)
class Phenomenon:
    """What it is, in a sentence, and on which layer its instances are counted."""

    name: str
    layer: Layer
    definition: str
    instances: Callable[[_Document], Iterator[Instance]] = dataclasses.field(repr=False)


PHENOMENA: dict[str, Phenomenon] = {}
"""All phenomena by name, in the order of this module."""


def find(article: Article, annotation: Annotation) -> dict[str, list[Instance]]:
    """The phenomena that an annotated article has, with their instances in text order; the order is `PHENOMENA`'s.

    Time grows with quotes times blocks; some 0.1 ms a quote.
    """
    document = _Document(article, annotation)
    found = {name: list(phenomenon.instances(document)) for name, phenomenon in PHENOMENA.items()}
    return {name: instances for name, instances in found.items() if instances}


def counts(article: Article, annotation: Annotation) -> dict[str, int]:
    """How many instances of each phenomenon an annotated article has; those without any are left out."""
    return {name: len(instances) for name, instances in find(article, annotation).items()}


class _Document:
    """An annotated article, with what the rules ask for."""

    def __init__(self, article: Article, annotation: Annotation) -> None:
        self.text, self.blocks, self.annotation = article.text, article.blocks, annotation
        self.quotes = {quote.id: quote for quote in annotation.quotes}
        self.speakers = {speaker.id: speaker for speaker in annotation.speakers}

    def speaker(self, quote: Quote) -> Speaker | None:
        return self.speakers.get(quote.speaker or "")

    def block(self, place: int) -> int:
        """Index of the block that holds a code point; -1: none does."""
        return next((i for i, block in enumerate(self.blocks) if block.start <= place < block.end), -1)

    @functools.cached_property
    def surnames(self) -> dict[str, set[str]]:
        """Ids of the people who speak, by the last word of their names."""
        found: dict[str, set[str]] = {}
        for quote in self.annotation.quotes:
            if (who := self.speaker(quote)) and who.kind == "person":
                found.setdefault(who.name.split()[-1], set()).add(who.id)
        return found

    @property
    def story(self) -> list[Block]:
        """The blocks that are not boilerplate."""
        return [block for block in self.blocks if block.kind != "boilerplate"]


_OfQuote = Callable[[_Document, Quote], bool]
_OfClaim = Callable[[Claim], bool]


def _quotes(definition: str) -> Callable[[_OfQuote], _OfQuote]:
    """Register a rule for quotes under the function's name."""

    def register(rule: _OfQuote) -> _OfQuote:
        def instances(document: _Document) -> Iterator[Instance]:
            quotes = document.annotation.quotes
            yield from (Instance(quote.id, quote.content[0].start) for quote in quotes if rule(document, quote))

        name = rule.__name__.strip("_")
        PHENOMENA[name] = Phenomenon(name, "quotes", definition, instances)
        return rule

    return register


def _claims(definition: str) -> Callable[[_OfClaim], _OfClaim]:
    """Register a rule for claims under the function's name."""

    def register(rule: _OfClaim) -> _OfClaim:
        def instances(document: _Document) -> Iterator[Instance]:
            yield from (
                Instance(claim.id, claim.content[0].start) for claim in document.annotation.claims if rule(claim)
            )

        name = rule.__name__.strip("_")
        PHENOMENA[name] = Phenomenon(name, "claims", definition, instances)
        return rule

    return register


def _text_of(spans: list[Span]) -> str:
    return " ".join(span.text for span in spans)


# --- the content and its marks ----------------------------------------------------------------------------------------


@_quotes("The content stands in several spans of one paragraph, with words between.")
def _interrupted(document: _Document, quote: Quote) -> bool:
    places = [document.block(span.start) for span in quote.content]
    gaps = zip(quote.content, quote.content[1:], places, places[1:], strict=False)
    return any(a == b and re.search(r"\w", document.text[s.end : t.start]) for s, t, a, b in gaps)


@_quotes("The content reaches over several paragraphs.")
def _multi_paragraph(document: _Document, quote: Quote) -> bool:
    return document.block(quote.content[0].start) != document.block(quote.content[-1].end - 1)


@_quotes("The quote is nested in another.")
def _nested(_: _Document, quote: Quote) -> bool:
    return quote.parent is not None


@_quotes("A nested quote that opens with a quotation mark, in one that is direct or mixed.")
def _quote_in_quote(document: _Document, quote: Quote) -> bool:
    parent = document.quotes.get(quote.parent or "")
    return parent is not None and parent.type != "indirect" and quote.content[0].text[0] in MARKS


@_quotes("Some words of the content are in quotation marks and some are not.")
def _partial(_: _Document, quote: Quote) -> bool:
    return quote.type == "mixed"


@_quotes("The content ends in a question mark, quotation marks aside.")
def _question(_: _Document, quote: Quote) -> bool:
    return quote.content[-1].text.rstrip(MARKS).endswith("?")


@_quotes("The content has a hashtag, an @name or an emoji.")
def _social_post(_: _Document, quote: Quote) -> bool:
    return bool(_POST.search(_text_of(quote.content)))


_POST = re.compile("(?<!\\w)[#@]\\w|[\U0001f000-\U0001faff\u2600-\u27bf]")


@_quotes("The content opens with a single quotation mark.")
def _single_marks(_: _Document, quote: Quote) -> bool:
    return quote.content[0].text[0] in "‘'"


@_quotes("The content opens with a guillemet.")
def _guillemets(_: _Document, quote: Quote) -> bool:
    return quote.content[0].text[0] in "«»‹›"


@_quotes("The content opens with a straight quotation mark.")
def _straight_marks(_: _Document, quote: Quote) -> bool:
    return quote.content[0].text[0] in "\"'"


# --- the cue ----------------------------------------------------------------------------------------------------------


@_quotes("An indirect quote with a cue, whose content does not open with *that*, *to* or a question word.")
def _indirect_without_that(_: _Document, quote: Quote) -> bool:
    return quote.type == "indirect" and bool(quote.cue) and not _OPENER.match(quote.content[0].text)


_OPENER = re.compile(r"(?:that|to|not to|whether|if|how|why|what|when|where|which|who|whom|whose)\b", re.IGNORECASE)


@_quotes("The cue is *according to*.")
def _according_to(_: _Document, quote: Quote) -> bool:
    return "according to" in _text_of(quote.cue).lower()


@_quotes("The cue is or holds a noun: *in her view*, *the claim*.")
def _cue_noun(_: _Document, quote: Quote) -> bool:
    return bool(_NOUN.search(_text_of(quote.cue)))


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


@_quotes("The cue is a colon.")
def _colon(_: _Document, quote: Quote) -> bool:
    return any(span.text == ":" for span in quote.cue)


@_quotes("The cue is a dash.")
def _dash(_: _Document, quote: Quote) -> bool:
    return any(span.text in ("—", "–", "-", "--") for span in quote.cue)


@_quotes("The content follows a label and a colon at the start of a paragraph, as in an interview.")
def _dialogue(document: _Document, quote: Quote) -> bool:
    block = document.block(quote.content[0].start)
    if block < 0:
        return False
    before = document.text[document.blocks[block].start : quote.content[0].start]
    return bool(_LABEL.fullmatch(before))


_LABEL = re.compile(r"[*_]{0,3}[^\W\d_][^:\n]{0,40}:[*_]{0,3}\s*")


@_quotes("There is no cue.")
def _no_cue(_: _Document, quote: Quote) -> bool:
    return not quote.cue


@_quotes("The cue is a passive: *was told*, *is understood*.")
def _passive(_: _Document, quote: Quote) -> bool:
    return bool(_PASSIVE.search(_text_of(quote.cue)))


_PASSIVE = re.compile(
    r"\b(?:am|are|be|been|being|is|was|were|[’']s|[’']re)\s(?:\w+\s){0,2}?"
    r"(?:\w+ed|\w+ied|told|said|thought|understood|known|heard|held|given|taken|sworn|written|put|led|made|shown|seen|"
    r"forbidden|taught|meant|quoted)\b",
    re.IGNORECASE,
)


@_quotes("The cue has several spans: *said … and repeated*.")
def _coordinated_cue(_: _Document, quote: Quote) -> bool:
    return len(quote.cue) > 1


@_quotes("The cue stands right before the source: *said Orr*.")
def _inverted(document: _Document, quote: Quote) -> bool:
    edges = ((cue.end, source.start) for cue in quote.cue for source in quote.source)
    return any(0 <= b - a <= 1 and not document.text[a:b].strip() for a, b in edges) and not _according_to(
        document, quote
    )


@_quotes("The cue denies: *denied that*, *rejected claims*.")
def _denial(_: _Document, quote: Quote) -> bool:
    return bool(_DENIES.search(_text_of(quote.cue)))


_DENIES = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying|ials?)|(?:reject|disput|refut|dismiss|rebut|contest|contradict)\w*)", re.I
)


@_quotes("The attribution is denied or refused: *did not say*, *declined to say whether*.")
def _negated(_: _Document, quote: Quote) -> bool:
    return not quote.asserted and bool(_NOT.search(_text_of(quote.cue)))


_NOT = re.compile(
    r"n[’']t\b|\b(?:not|never|cannot|no|nor|neither|without|(?:declin|refus|fail|decid)\w*)\b", re.IGNORECASE
)


@_quotes("The attribution is possible or future: *may argue*, *will say*.")
def _hypothetical(document: _Document, quote: Quote) -> bool:
    return not quote.asserted and not _negated(document, quote)


@_quotes("The attribution stands in a subordinate clause: *after she warned that*, *who said*.")
def _subordinate(document: _Document, quote: Quote) -> bool:
    starts = [span.start for span in (*quote.source, *quote.cue)]
    return bool(starts) and bool(_SUBORDINATOR.search(document.text, max(0, min(starts) - 60), min(starts)))


_SUBORDINATOR = re.compile(
    r"\b(?:after|although|though|because|before|while|whilst|as|when|since|if|unless|until|who|whom|which|where)\s"
    r"(?:(?:\w+ly|also|later|once|first|then|only)\s)?\Z",
    re.IGNORECASE,
)


@_quotes("Those who are told are named.")
def _addressed(_: _Document, quote: Quote) -> bool:
    return bool(quote.addressees)


# --- the source and the speaker ---------------------------------------------------------------------------------------


@_quotes("The source is implicit, and the speaker is known.")
def _implicit_source(_: _Document, quote: Quote) -> bool:
    return not quote.source and quote.speaker is not None


@_quotes("The article does not say who speaks.")
def _no_speaker(_: _Document, quote: Quote) -> bool:
    return quote.speaker is None


@_quotes("The source is a pronoun.")
def _pronoun_source(document: _Document, quote: Quote) -> bool:
    return any(mention.form == "pronoun" for mention in _own_mentions(document, quote))


@_quotes("The source is a noun phrase without a name.")
def _nominal_source(document: _Document, quote: Quote) -> bool:
    return any(mention.form == "nominal" for mention in _own_mentions(document, quote))


def _own_mentions(document: _Document, quote: Quote) -> list[Mention]:
    """The mentions of the speaker that have the extent of a part of the source."""
    parts = {(span.start, span.end) for span in quote.source}
    who = document.speaker(quote)
    return [mention for mention in who.mentions if (mention.start, mention.end) in parts] if who else []


@_quotes("The source is a possessive: *her* claim, *Orr*’s view.")
def _possessive_source(document: _Document, quote: Quote) -> bool:
    return any(
        span.text.lower() in _POSSESSIVES or _GENITIVE.match(document.text, span.end) is not None
        for span in quote.source
    )


_POSSESSIVES = frozenset("my our your his her its their whose".split())
_GENITIVE = re.compile(r"[’'](?:s\b|(?<=s[’'])(?=\s))")


@_quotes("The source has eight words or more.")
def _long_source(_: _Document, quote: Quote) -> bool:
    return any(len(span.text.split()) >= 8 for span in quote.source)


@_quotes("Another person of the same surname speaks in the article.")
def _shared_surname(document: _Document, quote: Quote) -> bool:
    who = document.speaker(quote)
    return who is not None and who.kind == "person" and len(document.surnames[who.name.split()[-1]]) > 1


@_quotes("The speaker is an organization or a group.")
def _collective(document: _Document, quote: Quote) -> bool:
    return (who := document.speaker(quote)) is not None and who.kind in ("organization", "group")


@_quotes("The speaker is a person whose name is withheld.")
def _unnamed(document: _Document, quote: Quote) -> bool:
    return (who := document.speaker(quote)) is not None and who.kind == "unnamed"


@_quotes("The speaker is a document.")
def _document(document: _Document, quote: Quote) -> bool:
    return (who := document.speaker(quote)) is not None and who.kind == "document"


@_quotes("The speaker’s name is printed with letters of another script than the Latin.")
def _non_latin_name(document: _Document, quote: Quote) -> bool:
    return any(not unicodedata.name(c, "LATIN").startswith("LATIN") for c in _letters(document, quote))


@_quotes("The speaker’s name is printed with Latin letters beyond A to Z.")
def _accented_name(document: _Document, quote: Quote) -> bool:
    return any(not c.isascii() and unicodedata.name(c, "").startswith("LATIN") for c in _letters(document, quote))


def _letters(document: _Document, quote: Quote) -> set[str]:
    """The letters of the speaker's names in the text."""
    who = document.speaker(quote)
    names = [mention.text for mention in who.mentions if mention.form == "name"] if who else []
    return {letter for name in names for letter in name if letter.isalpha()}


def _changing_name(document: _Document) -> Iterator[Instance]:
    for speaker in document.annotation.speakers:
        names = [mention for mention in speaker.mentions if mention.form == "name"]
        words = [frozenset(re.findall(r"\w+", mention.text)) for mention in names]
        changed = (
            names[i]
            for i in range(len(names))
            for j in range(i)
            if not words[i] <= words[j] and not words[j] <= words[i]
        )
        if (first := next(changed, None)) is not None:
            yield Instance(speaker.id, first.start)


PHENOMENA["changing_name"] = Phenomenon(
    "changing_name",
    "speakers",
    "The speaker is named in two ways of which neither holds all words of the other: *Dame Ruth Abara*, *Lady Abara*.",
    _changing_name,
)


# --- claims -----------------------------------------------------------------------------------------------------------


@_claims("The claim is about a number or an amount.")
def _quantity_claim(claim: Claim) -> bool:
    return claim.kind == "quantity"


@_claims("The claim is about the future.")
def _prediction_claim(claim: Claim) -> bool:
    return claim.kind == "prediction"


@_claims("The article makes the claim itself.")
def _author_claim(claim: Claim) -> bool:
    return claim.claimer == AUTHOR


@_claims("Whoever is cited refutes the claim.")
def _refuted_claim(claim: Claim) -> bool:
    return claim.stance == "refute"


# --- marks that are no quotes -----------------------------------------------------------------------------------------


def _marks_without_quote(document: _Document) -> Iterator[Instance]:
    contents = [(span.start, span.end) for quote in document.annotation.quotes for span in quote.content]
    for block in document.story:
        for start, end in paired_marks(document.text[block.start : block.end]):
            a, b = block.start + start, block.start + end
            if not any(first < b and a < last for first, last in contents):
                yield Instance(None, a)


PHENOMENA["marks_without_quote"] = Phenomenon(
    "marks_without_quote",
    "text",
    "Words in quotation marks, outside of every content: scare quotes, titles, nicknames.",
    _marks_without_quote,
)


def _unbalanced_marks(document: _Document) -> Iterator[Instance]:
    story = document.story
    for i, block in enumerate(story):
        text = document.text[block.start : block.end]
        following = document.text[story[i + 1].start] if i + 1 < len(story) else ""
        left = unpaired_marks(text)
        if left and not (len(left) == 1 and text[left[0]] == following):
            yield Instance(None, block.start + left[0])


PHENOMENA["unbalanced_marks"] = Phenomenon(
    "unbalanced_marks",
    "text",
    "A paragraph with a quotation mark that has no partner, and that the next paragraph does not take up.",
    _unbalanced_marks,
)
