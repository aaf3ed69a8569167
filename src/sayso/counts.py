"""A corpus in numbers: what `sayso stats` prints and the dataset card states."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import mean, median
from typing import get_args

from sayso import phenomena
from sayso.corpus import Document
from sayso.model import AUTHOR, ClaimKind, QuoteType, SpeakerKind


def count(documents: Iterable[Document]) -> dict[str, int]:
    """Counts over `documents` by name, always the same names in the same order.

    Words are runs of characters without white space. A discontinuous quote has a content of more than one span. A
    nested quote has a parent. Boilerplate counts among the words.
    """
    totals: Counter[str] = Counter()
    for document in documents:
        totals.update(_count_one(document))
    return {name: totals[name] for name in NAMES}


def count_splits(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    """The counts of each split, in the order in which the splits come."""
    splits: dict[str, list[Document]] = {}
    for document in documents:
        splits.setdefault(document.split, []).append(document)
    return {split: count(members) for split, members in splits.items()}


NAMES = (
    "articles",
    "synthetic articles",
    "characters",
    "words",
    "quotes",
    *(f"quotes, {kind}" for kind in get_args(QuoteType)),
    "quotes, nested",
    "quotes, discontinuous",
    "quotes, not asserted",
    "quotes, no cue",
    "quotes, implicit source",
    "quotes, no speaker",
    "speakers",
    *(f"speakers, {kind}" for kind in get_args(SpeakerKind)),
    "speakers, in Wikidata",
    "mentions",
    "claims",
    *(f"claims, {kind}" for kind in get_args(ClaimKind)),
    "claims, check-worthy",
    "claims, refuted",
    "claims, by the author",
    "claims, discontinuous",
)


def _count_one(document: Document) -> Counter[str]:
    article, gold = document.article, document.gold
    totals = Counter({"articles": 1, "characters": len(article.text), "words": len(article.text.split())})
    totals["synthetic articles"] = int(article.synthetic)
    totals["quotes"] = len(gold.quotes)
    totals["speakers"] = len(gold.speakers)
    totals["claims"] = len(gold.claims)
    for quote in gold.quotes:
        totals[f"quotes, {quote.type}"] += 1
        totals["quotes, nested"] += quote.parent is not None
        totals["quotes, discontinuous"] += len(quote.content) > 1
        totals["quotes, not asserted"] += not quote.asserted
        totals["quotes, no cue"] += not quote.cue
        totals["quotes, implicit source"] += not quote.source
        totals["quotes, no speaker"] += quote.speaker is None
    for speaker in gold.speakers:
        totals[f"speakers, {speaker.kind}"] += 1
        totals["speakers, in Wikidata"] += speaker.wikidata is not None
        totals["mentions"] += len(speaker.mentions)
    for claim in gold.claims:
        totals[f"claims, {claim.kind}"] += 1
        totals["claims, check-worthy"] += claim.check_worthy
        totals["claims, refuted"] += claim.stance == "refute"
        totals["claims, by the author"] += claim.claimer == AUTHOR
        totals["claims, discontinuous"] += len(claim.content) > 1
    return totals


# --- distributions ----------------------------------------------------------------------------------------------------


def phenomena_of(document: Document) -> Mapping[str, int]:
    """The phenomena that a document carries and how many instances of each: what `sayso.phenomena` finds, and once each
    what the article is said to be written for besides."""
    return Counter(document.article.phenomena) | Counter(phenomena.counts(document.article, document.gold))


@dataclasses.dataclass(frozen=True, slots=True)
class Distributions:
    """How a corpus is made up; every mapping is in the order in which it is best shown."""

    quote_lengths: dict[str, int]
    """Quotes by the words of their content, in ranges of `LENGTHS`."""
    quote_words: dict[str, float]
    """`median` and `mean` words of a quote's content, and the `longest`; empty where there is no quote."""
    speakers_per_article: dict[int, int]
    """Articles by their number of speakers, from the smallest number to the largest, without gaps."""
    types_by_genre: dict[str, dict[str, int]]
    """Quotes of each type by the genre of their article, the genre with the most quotes first."""
    phenomena: dict[str, dict[str, int]]
    """`instances` of each phenomenon and `articles` that carry it, the most frequent first."""


LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 30), (31, 50), (51, 100), (101, None))
"""Ranges of words, both ends included."""

NO_GENRE = "not stated"


def distributions(documents: Iterable[Document]) -> Distributions:
    """The distributions over `documents`. Words are runs of characters without white space."""
    members = list(documents)
    words = [sum(len(span.text.split()) for span in quote.content) for doc in members for quote in doc.gold.quotes]
    speakers = Counter(len(document.gold.speakers) for document in members)
    return Distributions(
        {_range(low, high): sum(_inside(n, low, high) for n in words) for low, high in LENGTHS},
        {"median": median(words), "mean": round(mean(words), 1), "longest": max(words)} if words else {},
        {number: speakers[number] for number in range(min(speakers), max(speakers) + 1)} if speakers else {},
        _types_by_genre(members),
        _phenomena(members),
    )


def _range(low: int, high: int | None) -> str:
    return f"{low}–{high}" if high else f"{low} or more"


def _inside(number: int, low: int, high: int | None) -> bool:
    return low <= number and (high is None or number <= high)


def _types_by_genre(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for document in documents:
        genre = found.setdefault(document.article.genre or NO_GENRE, Counter())
        genre.update(quote.type for quote in document.gold.quotes)
    ordered = sorted(found, key=lambda genre: (-found[genre].total(), genre))
    return {genre: {kind: found[genre][kind] for kind in get_args(QuoteType)} for genre in ordered}


def _phenomena(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    instances: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for document in documents:
        carried = phenomena_of(document)
        instances.update(carried)
        articles.update(carried.keys())
    ordered = sorted(instances, key=lambda name: (-instances[name], name))
    return {name: {"instances": instances[name], "articles": articles[name]} for name in ordered}
