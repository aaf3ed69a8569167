"""A corpus in numbers: what `sayso stats` prints and the dataset card states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

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
