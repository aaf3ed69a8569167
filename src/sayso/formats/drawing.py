"""From attributions as a source has them to an annotation: order, ids, types, parents, speakers where it has none."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Sequence

import msgspec

from sayso.model import (
    SCHEMA_VERSION,
    Annotation,
    Annotator,
    Article,
    Claim,
    Mention,
    MentionForm,
    Quote,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
)
from sayso.names import alias
from sayso.quotation import MARKS, types_of
from sayso.validate.meaning import annotation_problems

PRONOUNS = frozenset(
    """i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves who whom whose which that this these those one another
    some others both all many none""".split()
)
"""What is a pronoun when it stands alone: a source of one of these is not resolved."""

_DETERMINER = re.compile(r"(?:the|a|an|this|that|these|those|his|her|its|their|my|our|your|some|many|several)\s+", re.I)
_APOSTROPHES = frozenset("'’´‘")


@dataclasses.dataclass
class Drawn:
    """One attribution before it is a quote. `speaker` is the id of a listed speaker; `type` is the source's word, taken
    where the quotation marks allow it."""

    content: list[Span]
    cue: list[Span]
    source: list[Span]
    id: str | None = None
    speaker: str | None = None
    addressees: list[str] = dataclasses.field(default_factory=list)
    asserted: bool = True
    type: QuoteType | None = None


def spans_of(text: str, places: Iterable[tuple[int, int]]) -> list[Span]:
    """Spans at `places` in the order of the text; those that share characters become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return [Span(start, end, text[start:end]) for start, end in joined]


def annotate(
    article: Article,
    annotator: Annotator,
    drawn: Sequence[Drawn],
    speakers: Sequence[Speaker] | None = None,
    claims: Sequence[Claim] = (),
    *,
    number: bool = False,
) -> Annotation:
    """The annotation of `article` that `drawn` make.

    Quotes stand in the order of where they start, an outer one first; parents are those of the guidelines (1.7).
    Without `speakers` they are made by `speakers_of_sources`. Those, and with `number` any others, are numbered in the
    order of their first mentions.
    """
    ordered = sorted(drawn, key=lambda one: (one.content[0].start, -one.content[-1].end))
    made = speakers_of_sources(ordered) if speakers is None else list(speakers)
    listed = sorted(made, key=lambda one: one.mentions[0].start if one.mentions else len(article.text))
    if number or speakers is None:
        _number(listed, ordered)
    ids = _ids([one.id for one in ordered], "Q")
    parents = _parents(ordered)
    quotes = [
        Quote(
            id=key,
            type=type_of([span.text for span in one.content], one.type),
            content=one.content,
            cue=one.cue,
            source=one.source,
            speaker=one.speaker,
            addressees=one.addressees,
            parent=None if parent is None else ids[parent],
            asserted=one.asserted,
        )
        for one, key, parent in zip(ordered, ids, parents, strict=True)
    ]
    return Annotation(SCHEMA_VERSION, article.id, article.text_sha256, annotator, listed, quotes, list(claims))


def _number(speakers: Sequence[Speaker], drawn: Sequence[Drawn]) -> None:
    """Call the speakers S1, S2 … in their order."""
    names = {speaker.id: f"S{number}" for number, speaker in enumerate(speakers, 1)}
    for speaker in speakers:
        speaker.id = names[speaker.id]
    for one in drawn:
        one.speaker = names.get(one.speaker or "")
        one.addressees = [names[key] for key in one.addressees]


def faults_of(annotation: Annotation, article: Article) -> list[str]:
    """What keeps a record from being gold, one sentence each; empty when nothing does."""
    record = msgspec.to_builtins(annotation)
    try:
        msgspec.convert(record, Annotation)
    except msgspec.ValidationError as error:
        return [f"{article.id}: {error}."]
    return [
        f"{article.id}: {problem.pointer}: {problem.message}; found {problem.found}."
        for problem in annotation_problems(record, article)
        if problem.severity == "error"
    ]


def type_of(contents: Sequence[str], stated: QuoteType | None = None) -> QuoteType:
    """The type of a quote: what its marks make it, else what is `stated`.

    Where the marks leave it open and nothing is stated: direct where every span starts with a mark, else mixed where
    one holds a mark that is no apostrophe, else indirect.

    >>> type_of(["“It held,”"]), type_of(["“It held."]), type_of(["it ‘held’ in the workers’ view"])
    ('direct', 'direct', 'indirect')
    """
    allowed = types_of(contents)
    if stated in allowed:
        return stated
    if len(allowed) == 1:
        return next(iter(allowed))
    if all(content[:1] in MARKS for content in contents) and "direct" in allowed:
        return "direct"
    signs = set(MARKS) - _APOSTROPHES
    guess: QuoteType = "mixed" if any(signs.intersection(content) for content in contents) else "indirect"
    return guess if guess in allowed else sorted(allowed)[0]


def speakers_of_sources(drawn: Sequence[Drawn], listed: Sequence[Speaker] = ()) -> list[Speaker]:
    """The listed speakers, and one for each distinct source of attributions that name none, which they then name.

    Two sources are the same when their words are, but for case, an article, a title in front and a possessive
    (`sayso.names.alias`). A source that is a pronoun is not resolved: its speaker stays null. Kinds are a guess: a name
    is a person, another plural a group, anything else unnamed.
    """
    known = {alias(speaker.name): speaker for speaker in reversed(listed)}
    taken = {speaker.id for speaker in listed}
    made: dict[str, Speaker] = {}
    for one in drawn:
        text = " ".join(span.text for span in one.source)
        key = alias(text)
        if one.speaker is not None or not key or form_of(text) == "pronoun":
            continue
        if key not in known:
            name = _free(len(taken) + 1, taken)
            taken.add(name)
            known[key] = made[key] = Speaker(name, text, "unnamed", None, [])
        one.speaker = known[key].id
        if key in made:
            made[key].mentions.append(mention(one.source[0]))
    for speaker in made.values():
        speaker.mentions = in_order(speaker.mentions)
        speaker.name = name_of(speaker.mentions)
        speaker.kind = kind_of(speaker.name)
    return [*listed, *made.values()]


def name_of(mentions: Sequence[Mention]) -> str:
    """The longest of the mentions that are names, else nominals, else pronouns; of equals the first."""
    rank = {"name": 2, "nominal": 1, "pronoun": 0}
    best = max(mentions, key=lambda one: (rank[one.form], len(one.text))).text
    return " ".join(best.split()) or best


def _free(number: int, taken: set[str]) -> str:
    return next(key for key in (f"S{number}" for number in itertools.count(number)) if key not in taken)


def mention(span: Span, form: MentionForm | None = None) -> Mention:
    """The mention at `span`; its form is guessed from its words where it is not given."""
    return Mention(span.start, span.end, span.text, form or form_of(span.text))


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in the order of the text, each place once."""
    places = {(one.start, one.end): one for one in sorted(mentions, key=lambda one: (one.start, one.end))}
    return list(places.values())


def form_of(text: str) -> MentionForm:
    """How a source or mention refers, by its words: a pronoun alone, a name where it starts with a capital after its
    article, else a nominal.

    >>> [form_of(text) for text in ("He", "the White House", "the company", "Müller")]
    ['pronoun', 'name', 'nominal', 'name']
    """
    words = text.strip()
    if words.casefold() in PRONOUNS:
        return "pronoun"
    return "name" if _DETERMINER.sub("", words, count=1)[:1].isupper() else "nominal"


def kind_of(text: str) -> SpeakerKind:
    """A guess at what a source is, by its words."""
    if form_of(text) == "name":
        return "person"
    return "group" if re.search(r"[^s]s$", text.strip()) else "unnamed"


def _ids(stated: Sequence[str | None], prefix: str) -> list[str]:
    """The ids that the source states, where all do so and no two are the same; else numbers."""
    if all(stated) and len(set(stated)) == len(stated):
        return [str(key) for key in stated]
    return [f"{prefix}{number}" for number in range(1, len(stated) + 1)]


def _parents(ordered: Sequence[Drawn]) -> list[int | None]:
    """For each attribution the smallest one whose content holds its content and, where it has them, source or cue."""
    sizes = [sum(span.end - span.start for span in one.content) for one in ordered]
    parents: list[int | None] = []
    open_spans: list[tuple[int, int]] = []  # end of a span of content, and whose it is
    starts = sorted((span.start, span.end, index) for index, one in enumerate(ordered) for span in one.content)
    at = 0
    for index, one in enumerate(ordered):
        first = one.content[0]
        while at < len(starts) and starts[at][0] <= first.start:
            open_spans.append((starts[at][1], starts[at][2]))
            at += 1
        open_spans = [pair for pair in open_spans if pair[0] > first.start]
        around = [
            outer
            for end, outer in open_spans
            if end >= first.end and sizes[outer] > sizes[index] and _holds(ordered[outer], one)
        ]
        parents.append(min(around, key=lambda outer: sizes[outer], default=None))
    return parents


def _holds(outer: Drawn, inner: Drawn) -> bool:
    def inside(spans: Sequence[Span]) -> bool:
        return all(any(o.start <= span.start and span.end <= o.end for o in outer.content) for span in spans)

    signals = [spans for spans in (inner.source, inner.cue) if spans]
    return inside(inner.content) and (not signals or any(inside(spans) for spans in signals))
