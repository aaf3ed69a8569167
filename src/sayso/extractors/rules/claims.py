"""Checkable claims, by simple cues: numbers, causes, rules, predictions, past events.

A clause is a claim when it has a verb and one of the cues, and is no question. The classes are those of
Konstantinovskiy et al. (2018), check-worthiness is the idea of ClaimBuster (Hassan et al. 2017); neither is learned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.extractors.rules import words
from sayso.extractors.rules.found import Place
from sayso.model import ClaimKind

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|half|third|quarter|percent|double[sd]?|tripled?|twice)\b",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(
    r"\b(?:in |since |by |of )?(?:19|20)\d\d\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
    r"|\b\d{1,2}(?::\d\d)? ?[ap]\.m\.|\b9/11\b"
)
_PREDICTION = re.compile(
    r"\b(?:will|won['’]t|would|could|going to|(?-i:may)|might|(?:is|are) (?:expected|likely) to)\b|['’]ll\b",
    re.IGNORECASE,
)
_CAUSATION = re.compile(
    r"\b(?:because|due to|caus(?:e[sd]?|ing)|led to|leads? to|result(?:s|ed)? (?:in|from)|thanks to|blamed on"
    r"|attributed to|linked to|contribut(?:es?|ed) to|drove|driven by|owing to|as a result)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:laws?|rules?|regulations?|polic(?:y|ies)|constitution|statute|bans?|banned|illegal|legal|requires?|required"
    r"|prohibits?|allows?|must|entitled|mandates?|unconstitutional)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:I|we|my)(?: \w+){0,2}? (?:was|were|had|did|saw|went|\w+ed|voted|told|have \w+e[dn])\b|\bI(?:'|’)ve\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|has|have|been|became|fell|rose|won|lost|began|went|took|made|left|\w{3,}ed)\b"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|might|must|should|\w{2,}(?:ed|es|s)"
    r"|became|fell|rose|won|lost|began|went|took|made|left|cost|said|held|met|ran)\b|['’](?:s|re|ve|ll|d)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:most|least|more|fewer|less|highest|lowest|largest|biggest|worst|best|first|never|always|every|all|no one"
    r"|record|killed|died|illegal|tax(?:es)?|crime|jobs?|war|econom\w+|budget|votes?|election|climate|vaccin\w+|immigra\w+)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:that|and|but|so|also|however|meanwhile|yet),?\s+", re.IGNORECASE)
_SPLIT = re.compile(r";\s+|,\s+(?:and|but)\s+(?=(?:he|she|it|they|we|I|the|that|this)\b)")
_EDGES = " \t\n\xa0,.;:–—-“”\"‘’'«»`["
_MOST = 600
"""A longer stretch is no minimal clause."""


@dataclass(slots=True)
class Clause:
    """A claim found: its places, its kind, and whether it is worth checking."""

    places: list[Place]
    kind: ClaimKind
    check_worthy: bool


def find(text: str, start: int, end: int, quoted: bool, denied: bool = False) -> list[Clause]:
    """The claims in a stretch of one sentence that one claimer vouches for.

    `quoted` says that the words are someone's own, `denied` that they are what someone denies: always a claim.
    """
    found = []
    for first, last in _clauses(text, start, end):
        clause = _claim(text[first:last], [(first, last)], quoted, denied)
        found += [] if clause is None else [clause]
    return found


def whole(text: str, places: list[Place]) -> list[Clause]:
    """The claim in a clause that its attribution interrupts: *Rates, she said, will rise*."""
    clause = _claim(" ".join(text[start:end] for start, end in places), places, quoted=False, denied=False)
    return [] if clause is None else [clause]


def _claim(clause: str, places: list[Place], quoted: bool, denied: bool) -> Clause | None:
    kind = _kind(clause, quoted)
    if kind is None:
        return Clause(places, "other", False) if denied else None
    number = _NUMBER.search(_ONLY_DATE.sub(" ", clause)) is not None
    worthy = kind in ("quantity", "causation", "rule") or number or _STRONG.search(clause) is not None
    return Clause(places, kind, worthy and kind != "personal")


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretch cut at semicolons and coordinations, its edges trimmed; questions left out."""
    found = []
    at = start
    for match in [*_SPLIT.finditer(text, start, end), None]:
        stop = end if match is None else match.start()
        following = stop if match is None else match.end()
        first, last = at, stop
        at = following
        if "?" in text[max(first, last - 3) : last]:
            continue
        while first < last and text[first] in _EDGES:
            first += 1
        while last > first and text[last - 1] in _EDGES:
            last -= 1
        if text.count("“", first, last) > text.count("”", first, last) and "”" in text[last : min(stop, last + 2)]:
            last = text.index("”", last) + 1  # a pair wholly inside stays
        leading = _LEADING.match(text, first, last)
        if leading is not None:
            first = leading.end()
        if 12 <= last - first <= _MOST:
            found.append((first, last))
    return found


def _kind(clause: str, quoted: bool) -> ClaimKind | None:
    """The kind of claim, or None when no cue says that the clause is one."""
    if _VERB.search(clause) is None or clause.count(" ") < 2:
        return None
    if clause.split(" ", 1)[0].lower() in words.QUESTION_WORDS | {"to", "let", "please", "if"}:
        return None
    if _PREDICTION.search(clause):
        return "prediction"
    if _NUMBER.search(_ONLY_DATE.sub(" ", clause)):
        return "quantity"
    if _CAUSATION.search(clause):
        return "causation"
    if _RULE.search(clause):
        return "rule"
    if quoted and _PERSONAL.search(clause):
        return "personal"
    return "other" if _PAST.search(clause) else None
