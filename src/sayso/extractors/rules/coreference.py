"""Who is meant: names put together, pronouns and role nouns resolved by number, gender and recency.

A short name is the entity whose full name ends with it; a pronoun is the fitting person of the nearest sentence,
subjects first, which is what salience comes to without a parse (Lappin and Leass 1994).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sayso.extractors.rules import people, words
from sayso.extractors.rules.mentions import Gender, Mentioned
from sayso.model import SpeakerKind

_LOOK_BACK = 60
"""A pronoun is resolved to one of this many mentions before it."""
_NAMESAKES = 20
"""A last name is that of one of this many people."""
_FAR = 8
"""A pronoun is resolved no further back than this many sentences."""


@dataclass(slots=True, eq=False)
class Entity:
    """One that is mentioned."""

    name: str
    kind: SpeakerKind
    gender: Gender = ""
    titles: set[str] = field(default_factory=set)
    sure: bool = False
    """Whether a title or a first name says that it is a person; else its kind is a guess."""
    mentions: list[Mentioned] = field(default_factory=list)


class Entities:
    """The entities of an article, by name and by role."""

    def __init__(self, text: str, mentions: list[Mentioned]) -> None:
        self._text = text
        self._by_name: dict[tuple[str, ...], Entity] = {}
        self._by_last: dict[str, list[Entity]] = {}
        self._by_nominal: dict[str, Entity] = {}
        self.of_mention: dict[tuple[int, int], Entity] = {}
        for mention in mentions:
            if mention.form == "name" and len(mention.name) > 1:
                self._full(mention)
        for mention in mentions:
            if mention.form == "name" and len(mention.name) == 1 and mention.titles & words.TITLES:
                self._named(mention).sure = True
        self._recent: list[tuple[Mentioned, Entity]] = []
        for mention in mentions:
            entity = self._resolve(mention)
            if entity is not None:
                self._record(mention, entity)

    def nominal(self, place: tuple[int, int], kind: SpeakerKind) -> Entity:
        """The entity of a noun phrase such as *city officials*: the same words name the same entity."""
        name = self._text[place[0] : place[1]]
        key = " ".join(word for word in name.lower().split() if word not in ("the", "a", "an"))
        if key not in self._by_nominal:
            self._by_nominal[key] = Entity(name, kind)
        return self._by_nominal[key]

    def _record(self, mention: Mentioned, entity: Entity) -> None:
        entity.mentions.append(mention)
        self.of_mention[(mention.start, mention.end)] = entity
        entity.titles |= mention.titles
        entity.sure = entity.sure or (entity.kind == "person" and bool(mention.titles or entity.gender))
        if not entity.gender:
            entity.gender = mention.gender or _title_gender(mention.titles)
        self._recent.append((mention, entity))

    def _full(self, mention: Mentioned) -> Entity:
        """The entity of a name of several words; of several names with the same words at the end, the longer one."""
        entity = self._by_name.get(mention.name)
        if entity is None:
            first, last = mention.name[0], mention.name[-1]
            name = _surface(self._text, mention)
            entity = Entity(name, _kind_of_name(name, mention), _name_gender(first))
            self._by_name[mention.name] = entity
            self._by_last.setdefault(last, []).append(entity)
        return entity

    def _resolve(self, mention: Mentioned) -> Entity | None:
        if mention.form == "name":
            return self._named(mention)
        if mention.form == "nominal":
            return self._nearest(mention, lambda entity: mention.titles <= entity.titles)
        if not mention.gender:
            return None
        genders = ("", mention.gender)
        found = self._nearest(mention, lambda entity: entity.sure and entity.gender in genders) or self._nearest(
            mention, lambda entity: entity.kind == "person" and entity.gender in genders
        )
        if found is not None and not found.gender:
            found.gender = mention.gender
        return found

    def _named(self, mention: Mentioned) -> Entity:
        if len(mention.name) > 1:
            return self._full(mention)
        word = mention.name[0]
        gender = _title_gender(mention.titles)
        fitting = [
            entity
            for entity in self._by_last.get(word, [])[-_NAMESAKES:]
            if entity.kind == "person" and not (gender and entity.gender and gender != entity.gender)
        ]
        if fitting:
            # of two namesakes the one mentioned last, or else the one named in full first
            return max(fitting, key=lambda entity: entity.mentions[-1].start if entity.mentions else -1)
        if mention.name not in self._by_name:
            kind: SpeakerKind = "person" if mention.titles or word in _FIRST_NAMES else mention.kind or "organization"
            self._by_name[mention.name] = Entity(_surface(self._text, mention), kind, gender)
        return self._by_name[mention.name]

    def _nearest(self, mention: Mentioned, fits: Callable[[Entity], bool]) -> Entity | None:
        """The fitting entity of the nearest sentence that has one: its subject, else another, quoted ones last."""
        best: Entity | None = None
        best_rank = (0, 0)
        for earlier, entity in reversed(self._recent[-_LOOK_BACK:]):
            distance = mention.sentence - earlier.sentence
            if distance > _FAR or (best is not None and best_rank[0] < distance):
                break
            if (earlier.possessive and distance == 0) or not fits(entity):
                continue
            rank = (distance, 0 if earlier.opens else 1 + (earlier.quoted and not mention.quoted))
            if best is None or rank < best_rank:
                best, best_rank = entity, rank
        return best


_FIRST_NAMES = people.MALE_NAMES | people.FEMALE_NAMES


def _surface(text: str, mention: Mentioned) -> str:
    """The name as the text has it, without titles."""
    found = text[mention.start : mention.end].split()
    return " ".join(found[-len(mention.name) :]) if len(found) >= len(mention.name) else " ".join(found)


def _title_gender(titles: frozenset[str]) -> Gender:
    if titles & people.MALE_TITLES:
        return "male"
    return "female" if titles & people.FEMALE_TITLES else ""


def _name_gender(first: str) -> Gender:
    if first in people.MALE_NAMES:
        return "male"
    return "female" if first in people.FEMALE_NAMES else ""


def _kind_of_name(name: str, mention: Mentioned) -> SpeakerKind:
    """What a name of several words names."""
    if mention.kind is not None:
        return mention.kind
    parts = mention.name
    if any(part in people.ORGANIZATION_NOUNS or part in _NO_PERSON for part in parts):
        return "organization"
    if mention.titles & words.TITLES or parts[0] in _FIRST_NAMES:
        return "person"
    return "organization" if len(parts) > 3 or name.isupper() or parts[-1].endswith(("ans", "ists")) else "person"


_NO_PERSON = frozenset("of & and the united north south east west new san los states kingdom american".split())


def kind_of_noun(head: str, phrase: list[str]) -> SpeakerKind:
    """What a noun phrase of this head names.

    >>> kind_of_noun("officials", ["city", "officials"]), kind_of_noun("report", ["the", "report"])
    ('group', 'document')
    """
    if head in people.DOCUMENT_NOUNS:
        return "document"
    if head in people.ORGANIZATION_NOUNS:
        return "organization"
    if head in people.PERSON_NOUNS:
        return "unnamed"
    if head in people.PLURAL_NOUNS or (head.endswith("s") and not head.endswith("ss")):
        return "group"
    if phrase and phrase[0] in words.DETERMINERS and head.endswith(("er", "or", "ist", "ian", "man", "woman", "ee")):
        return "unnamed"
    return "organization"
