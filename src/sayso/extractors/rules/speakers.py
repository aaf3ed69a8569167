"""Speakers: the entity behind the source of each quote."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator

from sayso.extractors.rules import mentions, people, words
from sayso.extractors.rules.coreference import Entities, Entity, kind_of_noun
from sayso.extractors.rules.found import Found, Place
from sayso.extractors.rules.mentions import Mentioned
from sayso.extractors.rules.syntax import Phrase, Syntax
from sayso.extractors.rules.tokens import Sentence, Token, tokenize

_CUTS = frozenset(", ( of for in at from with who which that on by — – - as whose".split())

_NEAR = 1500
"""A pronoun stands for a person without a name only when that one spoke within so many characters."""
_SAME_SCENE = 300
"""Quoted words without a source are said by who spoke before, within so many characters."""
_FEW = 50
"""The last name of an entity is sought among so many of its mentions."""


class Speakers:
    """Resolves the sources of quotes, given in text order, to entities."""

    def __init__(
        self, text: str, sentences: Iterable[Sentence], quoted: list[Place], syntax: Syntax | None = None
    ) -> None:
        self._text = text
        self._syntax = syntax
        self._sentence_starts: list[int] = []
        self._mentions = mentions.find(self._noted(sentences), quoted)
        self._starts = [mention.start for mention in self._mentions]
        if syntax is not None:
            for mention in self._mentions:
                mention.kind = syntax.kind((mention.start, mention.end)) if mention.form == "name" else None
        self._entities = Entities(text, self._mentions)
        self._last_group: Entity | None = None
        self._last_thing: Entity | None = None
        self._last_unnamed: tuple[int, Entity] | None = None

    def _noted(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        for sentence in sentences:
            self._sentence_starts.append(sentence.start)
            yield sentence

    def of(self, quote: Found, previous: tuple[Found, Entity | None] | None, parent: Entity | None) -> Entity | None:
        """The speaker of a quote. `previous` is the quote before it, with its speaker; `parent` says what holds it."""
        if quote.source:
            return self._of_source(quote.source[0], parent)
        if quote.form == "region":
            if previous is not None and self._near(previous[0], quote):
                return previous[1]
            return self._before(quote.content[0][0])
        return None

    def add_first_person(self, spoken: list[tuple[Place, Entity]]) -> None:
        """Make *I* and *my* mentions of who says them; `spoken` are places with speakers, in text order."""
        running: list[tuple[Place, Entity]] = []
        i = 0
        for mention in self._mentions:
            if not mention.first_person:
                continue
            while i < len(spoken) and spoken[i][0][0] <= mention.start:
                running = [(place, entity) for place, entity in running if place[1] > mention.start]
                running.append(spoken[i])
                i += 1
            holding = [(end - start, number) for number, ((start, end), _) in enumerate(running) if end >= mention.end]
            if holding:
                running[min(holding)[1]][1].mentions.append(mention)

    def _near(self, before: Found, quote: Found) -> bool:
        """Whether a quote stands in the same paragraph as the one before it, and not far from it."""
        gap = quote.content[0][0] - before.end
        return gap < _SAME_SCENE and "\n" not in self._text[before.end : quote.content[0][0]]

    def _before(self, at: int) -> Entity | None:
        """The person mentioned last in the sentence before a place: *Ms. Orr shrugged. “No.”*"""
        sentence = bisect.bisect_right(self._sentence_starts, at) - 2
        i = bisect.bisect_left(self._starts, at) - 1
        if i < 0 or sentence < 0 or self._mentions[i].start < self._sentence_starts[sentence]:
            return None
        entity = self._entities.of_mention.get((self._mentions[i].start, self._mentions[i].end))
        return entity if entity is not None and entity.kind == "person" else None

    def _of_source(self, place: Place, parent: Entity | None) -> Entity | None:
        inside = self._inside(place)
        text = self._text[place[0] : place[1]].lower().replace("’", "'")
        if text in ("i", "my", "we", "our", "me", "us"):
            return parent
        if text in ("who", "which", "that"):
            return self._antecedent(place)
        if text in ("they", "their"):
            return self._last_group
        if text in ("it", "its"):
            return self._last_thing
        if text in mentions.PRONOUN_GENDER:
            return self._of_pronoun(place)
        if text in words.PRONOUNS:
            return None
        phrase = None if self._syntax is None else self._syntax.phrase(place)
        return self._noun_phrase(place, inside) if phrase is None else self._parsed(phrase, inside)

    def _of_pronoun(self, place: Place) -> Entity | None:
        """*He*: who the pronoun stands for, or a person without a name who spoke since that one was last named."""
        entity = self._entities.of_mention.get(place)
        if self._last_unnamed is None:
            return entity
        at, unnamed = self._last_unnamed
        if entity is None:
            return unnamed
        i = bisect.bisect_left(entity.mentions, place[0], key=lambda mention: mention.start)
        named = next((mention.start for mention in reversed(entity.mentions[max(0, i - _FEW) : i]) if mention.name), at)
        return unnamed if named < at and place[0] - at < _NEAR else entity

    def _inside(self, place: Place) -> list[Mentioned]:
        first = bisect.bisect_left(self._starts, place[0])
        last = bisect.bisect_left(self._starts, place[1])
        return [mention for mention in self._mentions[first:last] if mention.end <= place[1]]

    def _antecedent(self, pronoun: Place) -> Entity | None:
        """The one that *who* stands for: what the parse says, or the mention that ends right before it."""
        phrase = None if self._syntax is None else self._syntax.antecedent(pronoun)
        if phrase is not None:
            return self._parsed(phrase, self._inside(phrase.place))
        i = bisect.bisect_left(self._starts, pronoun[0]) - 1
        if i < 0 or len(self._text[self._mentions[i].end : pronoun[0]].strip(" ,")) > 0:
            return None
        mention = self._mentions[i]
        return self._entities.of_mention.get((mention.start, mention.end))

    def _noun_phrase(self, place: Place, inside: list[Mentioned]) -> Entity | None:
        """A name when a name is the head of the phrase; else the phrase is the name."""
        tokens = tokenize(self._text, place[0], place[1], [])
        cut = next((i for i, token in enumerate(tokens) if i and self._cuts(tokens, i)), len(tokens))
        head = tokens[cut - 1]
        for mention in inside:
            if mention.form != "pronoun" and mention.end == head.end:
                entity = self._entities.of_mention.get((mention.start, mention.end))
                if entity is not None:
                    return self._remembered(entity)
        named = self._apposed_name(tokens, cut, inside)
        if named is not None:
            return self._remembered(named)
        return self._nominal((place[0], head.end), head.low, [token.low for token in tokens[:cut]])

    def _parsed(self, phrase: Phrase, inside: list[Mentioned]) -> Entity | None:
        """The same for a phrase that a parser knows the head of."""
        for place in () if phrase.several else (phrase.head, phrase.named):
            for mention in inside:
                if place is not None and mention.form != "pronoun" and mention.end == place[1]:
                    entity = self._entities.of_mention.get((mention.start, mention.end))
                    if entity is not None:
                        _widen(mention, entity, phrase)
                        return self._remembered(entity)
        words_before = self._text[phrase.place[0] : phrase.head[1]].lower().split()
        return self._nominal(phrase.place, self._text[phrase.head[0] : phrase.head[1]].lower(), words_before)

    def _nominal(self, place: Place, head: str, phrase: list[str]) -> Entity:
        """The entity of a noun phrase without a name: *city officials*."""
        kind = kind_of_noun(head, phrase)
        entity = self._entities.nominal(place, kind)
        entity.mentions.append(Mentioned(*place, "nominal"))
        if head in people.FEMALE_NOUNS | people.FEMALE_TITLES:
            entity.gender = "female"
        elif head in people.MALE_NOUNS | people.MALE_TITLES:
            entity.gender = "male"
        if kind == "unnamed":
            self._last_unnamed = (place[0], entity)
        return self._remembered(entity)

    def _apposed_name(self, tokens: list[Token], cut: int, inside: list[Mentioned]) -> Entity | None:
        """*His deputy, Lena Orr*: the person named right after the comma."""
        if cut + 1 >= len(tokens) or tokens[cut].low != ",":
            return None
        for mention in inside:
            if mention.form == "name" and mention.start == tokens[cut + 1].start:
                entity = self._entities.of_mention.get((mention.start, mention.end))
                return entity if entity is not None and entity.kind == "person" else None
        return None

    def _cuts(self, tokens: list[Token], i: int) -> bool:
        if tokens[i].low == "of" and tokens[i - 1].capital and i + 1 < len(tokens) and tokens[i + 1].capital:
            return False
        return tokens[i].low in _CUTS

    def _remembered(self, entity: Entity) -> Entity:
        if entity.kind in ("group", "organization"):
            self._last_group = entity
        if entity.kind in ("organization", "document"):
            self._last_thing = entity
        return entity


def _widen(mention: Mentioned, entity: Entity, phrase: Phrase) -> None:
    """Take what describes a name in front into the mention, and what follows in the name of an organization."""
    if phrase.head[1] != mention.end:
        return
    mention.start = min(mention.start, phrase.place[0])
    if phrase.full_name is not None and entity.kind != "person":
        mention.end = max(mention.end, phrase.full_name[1])
