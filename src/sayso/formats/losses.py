"""What a format did not carry: a record before it was written, against what is read back."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sayso.formats import DEFAULT_SPLIT, Imported, Item
from sayso.model import Annotation, Article, Claim, Quote, Span, Speaker

Places = Callable[[Iterable[Any]], Hashable]
_FACTS = ("title", "language", "published", "publisher", "url", "rights", "genre", "phenomena", "synthetic")


def passes_lost(items: Sequence[Item]) -> Counter[str]:
    """What a format that holds one record an article leaves out of `items`."""
    return +Counter({"passes of annotators beside the gold": sum(len(one.records[1:]) for one in items)})


def lost(items: Sequence[Item], read: Callable[..., Imported], target: Path) -> Counter[str]:
    """What reading `target`, which holds `items`, does not bring back, in words and with how often.

    Ids are not compared: they name things inside one record. Spans are compared by their places; where the format keeps
    no white space, by their places among the other characters.
    """
    back = read(target, articles=None, annotators={})
    losses = _articles(items, back)
    articles = {article.id: article for article in back.articles}
    found: dict[str, dict[str, Annotation]] = defaultdict(dict)
    for one in back.annotations:
        found[one.doc][one.annotator.id] = one
    for item in items:
        doc, records = item.article.id, item.records
        if doc not in articles or len(found[doc]) < len(records):
            losses["documents"] += doc in articles
            continue
        for record in records:
            twin = found[doc].get(record.annotator.id) or next(iter(found[doc].values()))
            losses.update(_annotation(record, item.article, twin, articles[doc]))
    return +losses


def articles_lost(items: Sequence[Item], read: Callable[..., Imported], target: Path) -> Counter[str]:
    """What `lost` says of the articles alone, for a format that knows by itself what it leaves out of records."""
    return _articles(items, read(target, articles=None, annotators={})) if items else Counter()


def _articles(items: Sequence[Item], back: Imported) -> Counter[str]:
    losses: Counter[str] = Counter()
    articles = {article.id: article for article in back.articles}
    for item in items:
        if (after := articles.get(item.article.id)) is None:
            losses["documents"] += 1
            continue
        losses.update(_article(item.article, after))
        losses["splits of documents"] += item.split not in (None, back.splits.get(after.id, DEFAULT_SPLIT))
    return +losses


def _article(before: Article, after: Article) -> Counter[str]:
    changed = sum(getattr(before, name) != getattr(after, name) for name in _FACTS)
    losses = Counter({"facts of articles, such as title and publisher": changed})
    if before.text != after.text:
        kind = "white space" if "".join(before.text.split()) == "".join(after.text.split()) else "characters"
        losses[f"{kind} of texts"] = 1
    elif before.blocks != after.blocks:  # of another text they stand elsewhere
        losses["blocks of articles"] = 1
    return losses


def _annotation(before: Annotation, a: Article, after: Annotation, b: Article) -> Counter[str]:
    """The losses of one record."""
    exact = a.text == b.text
    here, there = (_exact, _exact) if exact else (_inked(a.text), _inked(b.text))
    losses: Counter[str] = Counter({"annotators": int(before.annotator != after.annotator)})
    names = {one.id: one.name for one in before.speakers}, {one.id: one.name for one in after.speakers}
    parents = _parents(before, here), _parents(after, there)
    rest: dict[Hashable, list[Quote]] = defaultdict(list)
    for quote in after.quotes:
        rest[there(quote.content)].append(quote)
    for quote in before.quotes:
        found = rest[here(quote.content)]
        if not found:
            losses["quotes"] += 1
            continue
        marks = here(quote.cue), here(quote.source)
        twin = max(found, key=lambda other: marks == (there(other.cue), there(other.source)))
        found.remove(twin)
        losses["cues"] += marks[0] != there(twin.cue)
        losses["sources"] += marks[1] != there(twin.source)
        losses["types"] += quote.type != twin.type
        losses["quotes that are not asserted"] += quote.asserted != twin.asserted
        losses["speakers of quotes"] += names[0].get(str(quote.speaker)) != names[1].get(str(twin.speaker))
        told = {names[0][key] for key in quote.addressees} ^ {names[1][key] for key in twin.addressees}
        losses["addressees"] += bool(told)
        losses["parents of quotes"] += parents[0][quote.id] != parents[1][twin.id]
    losses.update(_speakers(before.speakers, after.speakers, here, there))
    losses["claims"] = _unmatched(before.claims, after.claims, lambda one: (here(one.content), *_facts(one)), there)
    return losses


def _facts(claim: Claim) -> tuple[object, ...]:
    return claim.kind, claim.stance, claim.check_worthy, claim.normalized


def _unmatched(before: Sequence[Claim], after: Sequence[Claim], key: Any, there: Places) -> int:
    left = Counter(map(key, before))
    left.subtract(Counter((there(one.content), *_facts(one)) for one in after))
    return sum(count for count in left.values() if count > 0)


def _speakers(before: Sequence[Speaker], after: Sequence[Speaker], here: Places, there: Places) -> Counter[str]:
    losses: Counter[str] = Counter()
    rest: dict[str, list[Speaker]] = defaultdict(list)
    for one in after:
        rest[one.name].append(one)
    for speaker in before:
        mentions = {(here([one]), one.form) for one in speaker.mentions}
        kept = [len(mentions & {(there([one]), one.form) for one in twin.mentions}) for twin in rest[speaker.name]]
        if not kept:
            losses["speakers"] += 1
            continue
        twin = rest[speaker.name].pop(kept.index(max(kept)))
        losses["kinds of speakers"] += speaker.kind != twin.kind
        losses["Wikidata items"] += speaker.wikidata != twin.wikidata
        losses["mentions"] += len(mentions) - max(kept)
    return losses


def _parents(record: Annotation, places: Places) -> dict[str, Hashable]:
    """The place of each quote's parent."""
    contents = {quote.id: places(quote.content) for quote in record.quotes}
    return {quote.id: contents.get(quote.parent) if quote.parent else None for quote in record.quotes}


def _exact(spans: Iterable[Span]) -> Hashable:
    return tuple((span.start, span.end) for span in spans)


def _inked(text: str) -> Places:
    """Places among the characters of `text` that are no white space."""
    ink = [place for place, sign in enumerate(text) if not sign.isspace()]

    def places(spans: Iterable[Span]) -> Hashable:
        return tuple((bisect.bisect_left(ink, span.start), bisect.bisect_left(ink, span.end)) for span in spans)

    return places
