"""Contents: where what a cue attributes starts and ends in its sentence, after the cue or before it."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.extractors.rules import limits, words
from sayso.extractors.rules.cues import Cue, is_adverb
from sayso.extractors.rules.forms import verb_forms
from sayso.extractors.rules.limits import Form
from sayso.extractors.rules.tokens import QUOTE, Token

_STOPS = frozenset(".?!")
_CLAUSAL = frozenset(("speech", "thought", "finding"))


@dataclass(slots=True)
class Content:
    """Tokens `first` up to `last` of a sentence."""

    first: int
    last: int
    form: Form


def after(tokens: list[Token], cue: Cue, heads: dict[int, Cue]) -> Content | None:
    """The content that follows a cue, or None when none does. `heads` are the cues by their first token."""
    start = _after_verb(tokens, cue) if cue.kind == "verb" else _after_link(tokens, cue.last)
    if start is None or start[0] >= len(tokens):
        return None
    content = Content(start[0], 0, start[1])
    content.last = limits.end_of(tokens, content.first, content.form, cue, heads)
    if content.last <= content.first:
        return None
    if content.form in ("thing", "attitude") and content.last - content.first == 1:
        low = tokens[content.first].low
        if low in words.OBJECT_PRONOUNS or low in words.PRONOUNS:
            return None  # *approved it*: nothing is said
    needs_verb = content.form == "bare" and "finding" in cue.frames and not cue.frames & {"speech", "thought"}
    return None if needs_verb and not _has_verb(tokens, content) else content


def _after_link(tokens: list[Token], link: int) -> tuple[int, Form] | None:
    """The content of a noun or adjective, by the word that leads to it."""
    low = tokens[link].low
    if link + 1 >= len(tokens):
        return None
    if low == "that":
        return link, "that"
    if low in words.QUESTION_WORDS:
        return link, "wh"
    if low == "to":
        return (link, "to") if _may_be_infinitive(tokens[link + 1]) else None
    return link + 1, "thing"


def _after_verb(tokens: list[Token], cue: Cue) -> tuple[int, Form] | None:
    frames = cue.frames
    clausal = bool(frames & _CLAUSAL)
    i = skip_adjuncts(tokens, cue.last)
    if not cue.passive and i < len(tokens) and frames & {"addressee", "told"}:
        i = _skip_addressee(tokens, i, clausal)
    if i >= len(tokens):
        return None
    low = tokens[i].low
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if low in _STOPS or low in (")", ";"):
        return None
    if low == QUOTE and tokens[i].capital and "work" in frames:
        return None
    if low == QUOTE:
        return i, "quote" if clausal or "quoted" in frames else "thing"
    if low == ":":
        return (i + 1, "bare") if clausal or ("quoted" in frames and following and following.low == QUOTE) else None
    if low == ",":
        speaks = clausal or "quoted" in frames
        if speaks and following is not None and following.low == QUOTE:
            return i + 1, "quote"
        return _beyond_phrase(tokens, i) if speaks else None
    if low == "that" and clausal:
        return i, "that"
    if low in words.QUESTION_WORDS and frames & (_CLAUSAL | {"thing"}):
        # *said when she resigned* tells when it was said
        return (i, "wh") if low not in ("when", "where") or "speech" not in frames else None
    if low == "to" and following is not None and _may_be_infinitive(following):
        return (i, "to") if frames & {"infinitive", "told", "object"} else None
    if low in words.CONJUNCTIONS:
        return None
    if low in words.PREPOSITIONS or not low[0].isalnum():
        return _beyond_phrase(tokens, i) if clausal else None
    return _after_noun_phrase_start(tokens, i, cue)


def _after_noun_phrase_start(tokens: list[Token], i: int, cue: Cue) -> tuple[int, Form] | None:
    """What follows starts like a noun phrase: the object, or the subject of a bare clause."""
    frames, token = cue.frames, tokens[i]
    if cue.passive:
        return i, "thing"
    clausal = bool(frames & _CLAUSAL)
    if clausal and (token.low in words.PRONOUNS or not frames & {"thing", "attitude", "object"}):
        return (i, "bare") if token.low not in words.OBJECT_PRONOUNS - {"it", "you", "her"} else None
    if "object" in frames and _infinitive(tokens, i):
        return i, "to"
    if "attitude" in frames and "thing" not in frames:
        return i, "attitude"
    if "thing-as" in frames:
        return (i, "thing") if any(other.low == "as" for other in tokens[i + 1 : i + 12]) else None
    if "thing" in frames or ("gerund" in frames and token.low.endswith("ing")):
        return i, "thing"
    return (i, "bare") if clausal else None


def _may_be_infinitive(token: Token) -> bool:
    """Whether the word after *to* can be a verb."""
    low = token.low
    return low[0].isalpha() and not (
        token.capital
        or low in words.DETERMINERS
        or low in words.POSSESSIVES
        or low in words.OBJECT_PRONOUNS
        or low.endswith(("ing", "tion", "ness", "ments"))
    )


def _infinitive(tokens: list[Token], start: int) -> int | None:
    """The *to* of an object with an infinitive, when it is near."""
    for j in range(start + 1, min(len(tokens) - 1, start + 12)):
        if tokens[j].low == "to" and _may_be_infinitive(tokens[j + 1]):
            return j
        if tokens[j].low in _STOPS or tokens[j].low in (";", ":", "that", ","):
            return None
    return None


def _has_verb(tokens: list[Token], content: Content) -> bool:
    """Whether a verb shows that words are a clause: *found the dam had cracked*, not *found a way*."""
    for i in range(content.first + 1, content.last):
        low = tokens[i].low
        if low in words.FINITE_AUXILIARIES or (low == "'s" and tokens[i - 1].low in words.PRONOUNS):
            return True
        if low in ("which", "who", "that", ",", "when", "as"):
            return False
        form = verb_forms().get(low)
        if form is not None and form.tense in ("past", "both", "s") and tokens[i - 1].low not in words.PREPOSITIONS:
            return True
    return False


def skip_adjuncts(tokens: list[Token], i: int) -> int:
    """Past adverbs and times after a cue: *said again on Monday*, *said last week*."""
    while i < len(tokens):
        low = tokens[i].low
        following = tokens[i + 1].low if i + 1 < len(tokens) else ""
        after_day = i > 0 and tokens[i - 1].low in words.DAYS
        if following == "'s":
            break
        if low in words.DAYS or (is_adverb(tokens[i]) and low not in ("all", "both", "almost", "more", "so")):
            i += 1
        elif (
            (low == "on" and following in words.DAYS)
            or (low in ("last", "this", "earlier", "late", "that") and following in words.TIMES)
            or (low == "in" and following.isdigit() and len(following) == 4)
        ):
            i += 2
        elif after_day and (low.isdigit() or low in words.DAY_PARTS):
            i += 1
        else:
            break
    return i


def _skip_addressee(tokens: list[Token], start: int, clausal: bool) -> int:
    """Past the noun phrase of the one told, when something that can be told comes after it."""
    if tokens[start].low in words.OBJECT_PRONOUNS:
        return skip_adjuncts(tokens, start + 1)
    if not tokens[start].low[0].isalpha() or tokens[start].low in words.QUESTION_WORDS | {"that", "to"}:
        return start
    for j in range(start + 1, min(len(tokens), start + 16)):
        low = tokens[j].low
        following = tokens[j + 1] if j + 1 < len(tokens) else None
        if low in ("that", ":", "whether", "how", "why", "what", "if") or low in _STOPS or low in (QUOTE, ";"):
            return j
        if low == "to" and following is not None and _may_be_infinitive(following):
            return j
        if low == "," and following is not None and (following.low == QUOTE or not following.capital):
            return j
        if clausal and _starts_clause(low, j > start + 1):
            return j
        if low in words.DAYS:
            return skip_adjuncts(tokens, j)
        if low in words.PREPOSITIONS and low not in ("of", "for", "from"):
            return j
    return start


def _starts_clause(low: str, late: bool) -> bool:
    """Whether a word in or after the one told starts a clause: *told reporters he left*, *told CBS the dam held*."""
    return (low in words.PRONOUNS and low not in ("one", "who")) or (late and low in words.DETERMINERS)


def _beyond_phrase(tokens: list[Token], i: int) -> tuple[int, Form] | None:
    """A content after a phrase of place or time: *said in an interview on Monday that …*, *said in a tweet: …*."""
    for j in range(i + 1, min(len(tokens), i + 20)):
        low = tokens[j].low
        if low == "that" and tokens[j - 1].low not in words.PREPOSITIONS:
            return j, "that"
        if low == QUOTE and tokens[j - 1].low in (",", ":"):
            return j, "quote"
        if low == ":":
            return j + 1, "bare"
        if low in _STOPS or low in _PHRASE_STOPS:
            return None
    return None


_PHRASE_STOPS = frozenset("but and which who because when while ; adding saying arguing".split())


def is_clause(tokens: list[Token], first: int, last: int) -> bool:
    """Whether tokens before a tag can be its content, and not a phrase of time or place (*On Friday, he said*)."""
    low = tokens[first].low
    if low == QUOTE:
        return True
    may_be_phrase = (
        low in words.PREPOSITIONS
        or low in words.SUBORDINATORS
        or low in words.CONJUNCTIONS
        or low in words.DAYS
        or low.endswith("ing")
        or is_adverb(tokens[first])
    )
    if not may_be_phrase:
        return last - first > 1
    return any(limits.is_finite(tokens[i]) or tokens[i].low in (",", QUOTE) for i in range(first + 1, last))
