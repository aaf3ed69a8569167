"""Fabrications: what a system says and the article does not have so, as language models do.

- *Altered*: a span found only by forgiving case, marks, white space or small slips (see `sayso.grounding`).
- *Fabricated*: a span that is not found. The stretch most like it is told, if at least `NEAREST` per cent alike.
- *Invented speaker*: none of the name's words is in the article (*Maria Lopez* where nobody is called either).
- *Completed speaker*: some are (*Donald Trump* where the article says *Mr. Trump*): known from elsewhere, or made up.

Only names that quotes, claims or the list of speakers give are looked at, and none of a speaker of the kind *unnamed*.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from msgspec import UNSET

from sayso.grounding import FORGIVEN, Grounded, Placement, nearest
from sayso.model import AUTHOR, Article
from sayso.names import alias
from sayso.results import Change, Fabrication, Fabrications, NameFound

NEAREST = 50.0
"""Least similarity, in per cent, of a fabricated text and the stretch that is shown beside it."""
MOST = 100
"""Spans and names of one document that are listed; all are counted."""
MOST_IN_ALL = 10_000
"""The same of all documents."""
_LONGEST = 1000  # code points of a text that are shown and compared word by word
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_EVERYWHERE = frozenset("the and for of von van der den del".split())
_SHORTEST = 3  # initials and particles prove nothing


class Collector:
    """Adds up what is fabricated, document by document."""

    def __init__(self) -> None:
        self.found = Fabrications(0, 0, 0, 0, 0, 0)

    def grounded(self, answer: Grounded) -> None:
        """Add a grounded prediction: its spans, and its names."""
        spans = [place for place in answer.placements if not place.pointer.startswith("/speakers")]
        odd = [place for place in spans if place.how != "exact"]
        lost = sum(place.how == "fabricated" for place in odd)
        self.found.spans += len(spans)
        self.found.fabricated += lost
        self.found.altered += len(odd) - lost
        room = min(MOST, MOST_IN_ALL - len(self.found.items))
        self.found.items += [_fabrication(place, answer.article) for place in odd[:room]]
        self.names(answer.prediction, answer.article)

    def placed(self, record: Any, article: Article, spans: int) -> None:
        """Add a prediction all of whose spans are in the article as given."""
        self.found.spans += spans
        self.names(record, article)

    def names(self, record: Any, article: Article) -> None:
        """Add the names that a prediction gives."""
        names = list(dict.fromkeys(_names(record)))
        self.found.speakers += len(names)
        mentioned = {m.text for speaker in record.speakers for m in speaker.mentions if m.start is not UNSET}
        room = min(MOST, MOST_IN_ALL - len(self.found.names))
        for name in names:
            if name in mentioned:
                continue
            missing, words = _missing(name, article.text)
            if not missing:
                continue
            invented = len(missing) == len(words)
            self.found.invented += invented
            self.found.completed += not invented
            if room > 0:
                self.found.names.append(NameFound(article.id, _shortened(name), invented, missing))
                room -= 1


def fabrications(answers: Iterable[Grounded | None]) -> Fabrications:
    """What is fabricated in the answers of a run."""
    collector = Collector()
    for answer in answers:
        if answer is not None:
            collector.grounded(answer)
    return collector.found


def joined_fabrications(parts: Sequence[Fabrications]) -> Fabrications:
    """The fabrications of all documents from those of parts of them, in order."""
    found = Fabrications(0, 0, 0, 0, 0, 0)
    for part in parts:
        for name in ("spans", "altered", "fabricated", "speakers", "invented", "completed"):
            setattr(found, name, getattr(found, name) + getattr(part, name))
        found.items += part.items[: MOST_IN_ALL - len(found.items)]
        found.names += part.names[: MOST_IN_ALL - len(found.names)]
    return found


def _fabrication(place: Placement, article: Article) -> Fabrication:
    said, there, start = place.given, place.found, place.start
    if there is None or start is None:
        near = nearest(said[:_LONGEST], article.text, NEAREST)
        there, start = (None, None) if near is None else (article.text[slice(*near)], near[0])
    said, there = _shortened(said), None if there is None else _shortened(there)
    how: Literal["altered", "fabricated"] = "fabricated" if place.how == "fabricated" else "altered"
    return Fabrication(article.id, place.pointer, how, said, there, start, [] if there is None else diff(there, said))


def diff(there: str, said: str) -> list[Change]:
    """What was said against what is there, word by word.

    >>> [(change.op, change.text) for change in diff("It held firmly.", "It held well.")]
    [('same', 'It held '), ('there', 'firmly'), ('said', 'well'), ('same', '.')]
    """
    a, b = _TOKEN.findall(there), _TOKEN.findall(said)
    changes: list[Change] = []
    for op, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            changes.append(Change("same", "".join(a[i:j])))
            continue
        if i < j:
            changes.append(Change("there", "".join(a[i:j])))
        if k < m:
            changes.append(Change("said", "".join(b[k:m])))
    return changes


def _names(record: Any) -> Iterator[str]:
    """The names in a prediction: those of speakers that are not *unnamed*, and those that stand for an id."""
    ids = {speaker.id for speaker in record.speakers if speaker.id is not UNSET}
    yield from (s.name for s in record.speakers if s.name is not UNSET and s.kind != "unnamed")
    for quote in record.quotes:
        yield from (who for who in (quote.speaker, *quote.addressees) if who and who is not UNSET and who not in ids)
    for claim in record.claims:
        who = claim.claimer
        if who and who is not UNSET and who != AUTHOR and who not in ids:
            yield who


def _missing(name: str, text: str) -> tuple[list[str], list[str]]:
    """The words of a name that are not in a text, and all that were looked for."""
    whole, folded = alias(name).translate(FORGIVEN), _folded(text)
    if not whole or _within(whole, folded):
        return [], [whole]
    words = whole.split()
    words = [word for word in words if len(word) >= _SHORTEST and word not in _EVERYWHERE] or words
    return [word for word in words if not _within(word, folded)], words


@functools.lru_cache(maxsize=4)  # the names of one article come one after the other
def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(FORGIVEN).split())


def _within(words: str, folded: str) -> bool:
    """Whether `words` stand somewhere by themselves; a regular expression for each name took most of the time."""
    start = folded.find(words)
    while start >= 0:
        end = start + len(words)
        if not _in_word(folded[max(0, start - 1) : start]) and not _in_word(folded[end : end + 1]):
            return True
        start = folded.find(words, start + 1)
    return False


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
