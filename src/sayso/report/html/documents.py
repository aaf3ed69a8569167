"""What the HTML report holds of each document: its text, gold and what each system said, and what is wrong with it.

One JSON object a document, with short keys since there are many: spans are `[start, end]` in code points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import UNSET

from sayso.corpus import Document
from sayso.diagnosis import CLASSES, Side, classified
from sayso.grounding import Grounded
from sayso.matching import Match
from sayso.model import Annotation, Article
from sayso.phenomena import find
from sayso.results import Fabrications
from sayso.scoring import Gold, Predicted

System = tuple[Predicted, Fabrications | None]
"""What one system said, with its answers kept, and what of it is in no article."""
_MOST_NAMES = 5000
_LONGEST = 1000  # code points of a text that is not in the article


def records(documents: Sequence[Document], gold: Gold, systems: Sequence[System], match: Match) -> list[dict[str, Any]]:
    """An object for each document. `gold` has the columns of `documents`; errors go by `match`."""
    found = [_document(document) for document in documents]
    for predicted, fabrications in systems:
        lost, names = _by_document(fabrications)
        for record, answer in zip(found, predicted.answers or (), strict=True):
            doc = record["id"]
            record["systems"].append(_answer(answer) | {"lost": lost.get(doc, []), "names": names.get(doc, [])})
        for low, comparison, sides in classified(gold.columns, predicted.columns, match):
            for kind, (of_gold, of_predicted) in sides.items():
                golds, predictions = comparison.sides(kind)
                first = {"gold": _firsts(golds.doc, comparison.documents)}
                first["predicted"] = _firsts(predictions.doc, comparison.documents)
                for i in range(comparison.documents):
                    mine = found[low + i]["systems"][-1]
                    g, p = (slice(first[side][i], first[side][i + 1]) for side in ("gold", "predicted"))
                    mine["gold"][kind] = _verdicts(of_gold, g, p.start)
                    for item, verdict in zip(mine[kind], _verdicts(of_predicted, p, g.start), strict=True):
                        item["error"], item["beside"] = verdict
    return found


def _firsts(doc: Any, documents: int) -> list[int]:
    """Index of the first item of each document, and the number of items."""
    firsts: list[int] = doc.searchsorted(range(documents + 1)).tolist()
    return firsts


def _verdicts(side: Side, mine: slice, before: int) -> list[tuple[str | None, int]]:
    """Class (None: right) of each item, and the item of the other side beside it, counted within the document."""
    errors, beside = side.error[mine].tolist(), side.beside[mine].tolist()
    return [
        (CLASSES[error] if error >= 0 else None, other - before if other >= 0 else -1)
        for error, other in zip(errors, beside, strict=True)
    ]


def filters(shown: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """What documents can be filtered by, the most frequent first: names of speakers, types, phenomena."""
    speakers, types, phenomena = Counter[str](), Counter[str](), Counter[str]()
    for document in shown:
        names = {who["id"]: who["name"] for who in document["speakers"]}
        for item in (*document["quotes"], *document["claims"]):
            speakers[names.get(item["speaker"]) or ""] += 1
            types[item["type"]] += 1
            phenomena.update(item["phenomena"])
    del speakers[""]
    found = {"speakers": speakers.most_common(_MOST_NAMES), "types": types.most_common()}
    return {key: [name for name, _ in some] for key, some in (found | {"phenomena": phenomena.most_common()}).items()}


def errors(document: dict[str, Any]) -> list[int]:
    """How many quotes each system has wrong: gold ones, and predicted ones that are in no pair with such a one."""
    found = []
    for system in document["systems"]:
        gold = system["gold"].get("quotes", [])
        paired = {
            beside for i, (_, beside) in enumerate(gold) if beside >= 0 and system["quotes"][beside]["beside"] == i
        }
        alone = (quote["error"] for i, quote in enumerate(system["quotes"]) if i not in paired)
        found.append(sum(error is not None for error, _ in gold) + sum(error is not None for error in alone))
    return found


# --- gold -------------------------------------------------------------------------------------------------------------


def _document(document: Document) -> dict[str, Any]:
    article, gold = document.article, document.gold
    about = [article.publisher, article.published, article.genre, article.language, article.rights]
    phenomena = _phenomena(article, gold)
    return {
        "id": article.id,
        "split": document.split,
        "title": article.title,
        "language": article.language,
        "about": [entry for entry in about if entry],
        "url": article.url,
        "text": article.text,
        "blocks": [[block.start, block.end, block.kind] for block in article.blocks],
        "speakers": [{"id": who.id, "name": who.name, "kind": who.kind} for who in gold.speakers],
        "quotes": [_quote(quote) | {"phenomena": phenomena.get(quote.id, [])} for quote in gold.quotes],
        "claims": [_claim(claim) | {"phenomena": phenomena.get(claim.id, [])} for claim in gold.claims],
        "systems": [],
    }


def _phenomena(article: Article, gold: Annotation) -> dict[str, list[str]]:
    """Names of the phenomena of each quote and claim, by its id."""
    found: dict[str, list[str]] = {}
    for name, instances in find(article, gold).items():
        for instance in instances:
            if instance.item is not None:
                found.setdefault(instance.item, []).append(name)
    return found


def _quote(quote: Any) -> dict[str, Any]:
    roles = {role: spans for role in ("content", "cue", "source") if (spans := _places(getattr(quote, role)))}
    item = {"id": quote.id, "type": quote.type, "speaker": quote.speaker, "parent": quote.parent, **roles}
    if not quote.asserted:
        item["asserted"] = False
    return _stated(item)


def _claim(claim: Any) -> dict[str, Any]:
    item = {"id": claim.id, "type": claim.kind, "speaker": claim.claimer, "parent": claim.quote}
    item |= {"content": _places(claim.content), "stance": claim.stance, "normalized": claim.normalized}
    return _stated(item)


def _stated(item: dict[str, Any]) -> dict[str, Any]:
    """Without what a prediction leaves out; a speaker that is null is something else than one left out."""
    return {key: value for key, value in item.items() if value is not UNSET and (value is not None or key == "speaker")}


def _places(spans: Iterable[Any]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans if span.start is not UNSET]


# --- predictions ------------------------------------------------------------------------------------------------------


def _answer(answer: Grounded | None) -> dict[str, Any]:
    """What a system said of a document; nothing, and `answered` false, where it failed or has no prediction."""
    if answer is None:
        return {"answered": False, "speakers": [], "quotes": [], "claims": [], "gold": {}}
    said = answer.prediction
    speakers = [_stated({"id": who.id, "name": who.name, "kind": who.kind}) for who in said.speakers]
    return {
        "answered": True,
        "speakers": speakers,
        "quotes": [_quote(quote) | _besides(quote, ("content", "cue", "source")) for quote in said.quotes],
        "claims": [_claim(claim) | _besides(claim, ("content",)) for claim in said.claims],
        "gold": {},
    }


def _besides(item: Any, roles: Sequence[str]) -> dict[str, Any]:
    """What only predictions have: a score, and by role the texts that are not in the article."""
    absent = {role: [cut(span.text) for span in getattr(item, role) if span.start is UNSET] for role in roles}
    found = {"absent": {role: texts for role, texts in absent.items() if texts}}
    return {key: value for key, value in found.items() if value} | (
        {} if item.score is UNSET else {"score": item.score}
    )


def cut(text: str) -> str:
    """A text from a prediction, which may have any length, as it is shown."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _by_document(fabrications: Fabrications | None) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Spans and names that are not in the article as they were said, by the document's id."""
    spans: dict[str, list[Any]] = {}
    names: dict[str, list[Any]] = {}
    for one in fabrications.items if fabrications else ():
        _, kind, item, role, _ = one.pointer.split("/")
        record = {"kind": kind, "item": int(item), "role": role, "how": one.how, "said": one.said, "there": one.there}
        changes = [[change.op, change.text] for change in one.diff]
        spans.setdefault(one.doc, []).append(record | {"start": one.start, "diff": changes})
    for name in fabrications.names if fabrications else ():
        names.setdefault(name.doc, []).append({"name": name.name, "invented": name.invented, "missing": name.missing})
    return spans, names
