"""W3C Web Annotation (Recommendation of 23 February 2017, https://www.w3.org/TR/annotation-model/) as JSON-LD.

A folder with two files an article: `DOC.txt`, the text in UTF-8, and `DOC.jsonld`, an AnnotationCollection with one
Annotation a span. In the model every body says something of every target *for itself*, so that a content, its cue and
its source cannot be the targets of one annotation; they are three, joined by the quote they name.

    target    source DOC.txt, with a TextPositionSelector and a TextQuoteSelector (32 characters of prefix and suffix)
    bodies    a TextualBody that tags the role (content, cue, source, claim, mention), one that classifies it (the type
              of a quote, the kind of a claim, the form of a mention), and for a mention the Wikidata item
    motivation   tagging; for a mention identifying; for a claim assessing

A TextPositionSelector counts **Unicode code points**: the Recommendation demands them, and not the code units of a
browser's strings.

What the vocabulary has no word for stands under `sayso:`, so nothing is lost; tools that do not know it pass it over.
Only such collections are read back: other tools' annotations do not say which cue and source belong to which content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from sayso.decoding import normalize
from sayso.errors import UsageError
from sayso.files import read_text, writing_folder
from sayso.formats import Exported, Format, Imported, Item
from sayso.formats.parts import ROLES, Part, Whole, about, article_of, gather, golds, is_id, put_together, take_apart
from sayso.model import Annotation, Article, dumps

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"sayso": "urn:sayso:"}]
SUFFIX = ".jsonld"
_AROUND = 32
_MOTIVATIONS = {"mention": "identifying", "claim": "assessing"}
_CLASSES = {"content": ("quotes", "type"), "claim": ("claims", "kind")}


def to_webanno(annotation: Annotation, article: Article, split: str | None = None) -> dict[str, Any]:
    """The AnnotationCollection of one article, as plain JSON values."""
    outline, parts = take_apart(annotation)
    source = f"{article.id}.txt"
    made = [_annotation(part, number, outline, article.text, source) for number, part in enumerate(parts, 1)]
    return {
        "@context": CONTEXT,
        "id": f"urn:sayso:{article.id}",
        "type": "AnnotationCollection",
        "label": article.title or article.id,
        "creator": {"name": annotation.annotator.id},
        "total": len(made),
        "sayso:article": about(article),
        "sayso:split": split,
        "sayso:record": outline,
        "first": {"id": f"urn:sayso:{article.id}:1", "type": "AnnotationPage", "startIndex": 0, "items": made},
    }


def _annotation(part: Part, number: int, outline: Mapping[str, Any], text: str, source: str) -> dict[str, Any]:
    selectors = [
        {"type": "TextPositionSelector", "start": part.start, "end": part.end},
        {
            "type": "TextQuoteSelector",
            "exact": part.text,
            "prefix": text[max(part.start - _AROUND, 0) : part.start],
            "suffix": text[part.end : part.end + _AROUND],
        },
    ]
    return {
        "id": f"urn:sayso:{outline['doc']}:{part.role}:{number}",
        "type": "Annotation",
        "motivation": _MOTIVATIONS.get(part.role, "tagging"),
        "body": list(_bodies(part, outline)),
        "target": {"source": source, "selector": selectors},
        "sayso:role": part.role,
        "sayso:of": part.of,
    }


def _bodies(part: Part, outline: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield _textual("tagging", part.role)
    if part.role in _CLASSES:
        items, field = _CLASSES[part.role]
        yield _textual("classifying", next(item[field] for item in outline[items] if item["id"] == part.of))
    if part.form:
        yield _textual("classifying", part.form)
        wikidata = next(item["wikidata"] for item in outline["speakers"] if item["id"] == part.of)
        if wikidata:
            yield {"purpose": "identifying", "source": f"http://www.wikidata.org/entity/{wikidata}"}


def _textual(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def from_webanno(collection: object, text: str, doc: str) -> tuple[Annotation, Article]:
    """The record of a collection that `to_webanno` made, on `text`, which may have been annotated further since.

    Raises `ValueError` with a sentence where it is none, or does not fit the text.
    """
    if not isinstance(collection, dict) or "sayso:record" not in collection:
        raise ValueError("there is no sayso:record in it; only collections that sayso exported can be read back.")
    article = article_of(collection.get("sayso:article"), text, doc)
    parts = [_part(one) for one in _items(collection)]
    return put_together(collection["sayso:record"], parts, article), article


def _items(collection: Mapping[str, Any]) -> list[Any]:
    page = collection.get("first")
    items = page.get("items") if isinstance(page, dict) else None
    if not isinstance(items, list):
        raise ValueError("its first page has no items; the pages of a collection must be embedded.")
    if collection.get("total", len(items)) != len(items):
        raise ValueError(f"its total is {collection['total']}, and {len(items)} annotations are there.")
    return items


def _part(annotation: object) -> Part:
    key = annotation.get("id") if isinstance(annotation, dict) else None
    try:
        found = msgspec.convert(annotation, _Annotation)
        (position,) = [one for one in found.target.selector if one.type == "TextPositionSelector"]
        (quote,) = [one for one in found.target.selector if one.type == "TextQuoteSelector"]
    except (msgspec.ValidationError, ValueError) as error:
        raise ValueError(f"the annotation {key!r} is not as sayso writes it ({error}).") from None
    if found.role not in ROLES or not isinstance(position.start, int) or not isinstance(position.end, int):
        raise ValueError(f"the annotation {key!r} has no role of {', '.join(ROLES)}, or no start and end.")
    forms = [body.value for body in found.body if body.purpose == "classifying"] if found.role == "mention" else [None]
    return Part(found.role, found.of, position.start, position.end, quote.exact, forms[0] if forms else None)


class _Selector(msgspec.Struct):
    type: str
    start: int | None = None
    end: int | None = None
    exact: str | None = None


class _Target(msgspec.Struct):
    selector: list[_Selector]


class _Body(msgspec.Struct):
    purpose: str
    value: str | None = None


class _Annotation(msgspec.Struct):
    target: _Target
    body: list[_Body]
    role: str = msgspec.field(name="sayso:role")
    of: str = msgspec.field(name="sayso:of")


def write_webanno(items: Sequence[Item], target: Path) -> Exported:
    """Write the folder `target`: for each article with gold its text and its collection."""
    chosen, lost = golds(items)
    with writing_folder(target) as folder:
        for item, gold in chosen:
            (folder / f"{item.article.id}.txt").write_bytes(item.article.text.encode())
            (folder / f"{item.article.id}{SUFFIX}").write_bytes(dumps(to_webanno(gold, item.article, item.split)))
    return Exported(losses=lost)


def read_webanno(source: Path, *, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]) -> Imported:
    """Read the folder, or the one `.jsonld` file, `source`; each text is that of `articles`, else the file beside it.

    Raises `UsageError` where there is no such file.
    """
    paths = sorted(source.glob(f"*{SUFFIX}")) if source.is_dir() else [source]
    if not paths:
        raise UsageError(f"{source}: there is no {SUFFIX} file in this folder; name one that sayso export wrote.")
    return gather([(str(path), partial(_document, path, articles)) for path in paths], articles, annotators)


def _document(path: Path, articles: Mapping[str, Article] | None) -> Whole:
    collection = _json(path)
    annotation, article = from_webanno(collection, _text(path, articles), path.stem)
    split = collection.get("sayso:split")
    return Whole(annotation, article, split if isinstance(split, str) else None)


def _json(path: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(read_text(path), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise ValueError(f"not a JSON object ({error}); export it anew.") from None


def _text(path: Path, articles: Mapping[str, Article] | None) -> str:
    if articles is not None:
        if path.stem not in articles:
            raise ValueError("there is no such article among those given by --articles.")
        return articles[path.stem].text
    if not is_id(path.stem):
        raise ValueError(f"{path.stem!r} cannot be the id of an article; rename the file.")
    return normalize(read_text(path.with_suffix(".txt")))


FORMAT = Format("webanno", "W3C Web Annotation, JSON-LD", read=read_webanno, write=write_webanno)
