"""UIMA CAS as XMI with its type system, through dkpro-cassis: for INCEpTION and other tools of the UIMA family.

A folder with `TypeSystem.xml` and `SPLIT/DOC.xmi`. Types, all of them in the package `sayso`:

    Content, Cue, Source, Claim, Mention   spans; `of`: the id of the quote, claim or speaker; `number` keeps the order
    Relation   from the first Content of a quote (Governor) to each Cue and Source (Dependent), which have no `of`
    Speaker, Document   no spans: who is in the article, and whose record of which article this is

What is said of a quote or claim stands on its first span, so that it can be seen and changed in the tool. XMI counts in
UTF-16 units as Java does; cassis converts from and to code points, and an offset inside a character is a fault. XML
cannot hold control characters: a document with one is left out and counted.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, writing_folder
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Imported, Item
from sayso.formats.parts import (
    CLAIM,
    CONTENT,
    CUE,
    MENTION,
    SOURCE,
    Part,
    Whole,
    about,
    article_of,
    gather,
    golds,
    put_together,
    take_apart,
)
from sayso.model import Annotation, Article

TYPE_SYSTEM = "TypeSystem.xml"
SUFFIX = ".xmi"
_SPANS = {CONTENT: "sayso.Content", CUE: "sayso.Cue", SOURCE: "sayso.Source", CLAIM: "sayso.Claim"}
_SPANS |= {MENTION: "sayso.Mention"}
_SPEAKER, _DOCUMENT, _RELATION = "sayso.Speaker", "sayso.Document", "sayso.Relation"
_STRING, _BOOLEAN, _STRINGS = "uima.cas.String", "uima.cas.Boolean", "uima.cas.StringArray"
_OF = {"of": _STRING, "number": "uima.cas.Integer"}
_QUOTE = {
    "quote_type": _STRING,
    "speaker": _STRING,
    "addressees": _STRINGS,
    "parent": _STRING,
    "asserted": _BOOLEAN,
}
_FIELD = {"quote_type": "type"}
_CLAIM = {
    "claimer": _STRING,
    "quote": _STRING,
    "kind": _STRING,
    "stance": _STRING,
    "check_worthy": _BOOLEAN,
    "normalized": _STRING,
}
_FEATURES: dict[str, dict[str, str]] = {
    "sayso.Content": _OF | _QUOTE,
    "sayso.Cue": {"number": "uima.cas.Integer"},
    "sayso.Source": {"number": "uima.cas.Integer"},
    "sayso.Claim": _OF | _CLAIM,
    "sayso.Mention": _OF | {"form": _STRING},
    _RELATION: {"Governor": "uima.tcas.Annotation", "Dependent": "uima.tcas.Annotation", "label": _STRING},
    _SPEAKER: {"number": "uima.cas.Integer", "key": _STRING, "name": _STRING, "kind": _STRING, "wikidata": _STRING},
    _DOCUMENT: dict.fromkeys(("version", "annotator", "annotator_kind", "article", "split"), _STRING),
}
"""The features of each type; those of Content and Claim are fields of the record (`type` is a word of cassis)."""


def type_system() -> Any:
    """The types as cassis has them."""
    types = _cassis().TypeSystem()
    for name, features in _FEATURES.items():
        base = "uima.cas.TOP" if name in (_SPEAKER, _DOCUMENT) else "uima.tcas.Annotation"
        made = types.create_type(name, base)
        for feature, kind in features.items():
            types.create_feature(made, feature, kind)
    return types


def to_cas(annotation: Annotation, article: Article, split: str | None = None) -> Any:
    """The CAS of one article. Its strings must be such as XML can hold."""
    types = type_system()
    cas = _cassis().Cas(types)
    cas.sofa_string, cas.sofa_mime = article.text, "text/plain"
    outline, parts = take_apart(annotation)
    _add(
        cas,
        _DOCUMENT,
        version=outline["schema_version"],
        annotator=annotation.annotator.id,
        annotator_kind=annotation.annotator.kind,
        article=msgspec.json.encode(about(article)).decode(),
        split=split,
    )
    for number, speaker in enumerate(outline["speakers"]):
        _add(cas, _SPEAKER, number=number, key=speaker.pop("id"), **speaker)
    facts = {(CONTENT, one["id"]): _quote(one, types) for one in outline["quotes"]}
    facts |= {(CLAIM, one["id"]): {name: one[name] for name in _CLAIM} for one in outline["claims"]}
    firsts: dict[str, Any] = {}
    for number, part in enumerate(parts):
        place: dict[str, Any] = {"begin": part.start, "end": part.end, "number": number}
        if part.role in (CUE, SOURCE):
            made = _add(cas, _SPANS[part.role], **place)
            ends = {"begin": part.start, "end": part.end, "Governor": firsts[part.of], "Dependent": made}
            _add(cas, _RELATION, **ends, label=part.role)
            continue
        form = {"form": part.form} if part.role == MENTION else facts.pop((part.role, part.of), {})
        made = _add(cas, _SPANS[part.role], of=part.of, **place, **form)
        if part.role == CONTENT:
            firsts.setdefault(part.of, made)
    return cas


def _add(cas: Any, name: str, /, **features: Any) -> Any:
    made = cas.typesystem.get_type(name)(**features)
    cas.add(made)
    return made


def _quote(quote: Mapping[str, Any], types: Any) -> dict[str, Any]:
    facts = {name: quote[_FIELD.get(name, name)] for name in _QUOTE}
    told = facts["addressees"]
    return facts | {"addressees": types.get_type(_STRINGS)(elements=told) if told else None}


def from_cas(cas: Any, doc: str) -> Whole:
    """The document of a CAS that `to_cas` made and a tool may have changed.

    Raises `ValueError` with a sentence for what is missing or does not fit. Items stand in the order of `number`, those
    without it after them in the order of the text.
    """
    documents = _all(cas, _DOCUMENT)
    if len(documents) != 1:
        raise ValueError(f"there are {len(documents)} sayso.Document in it; only what sayso exported can be read back.")
    (document,) = documents
    try:
        known = msgspec.json.decode(document.article or "")
    except msgspec.DecodeError as error:
        raise ValueError(f"what it says of the article is not JSON ({error}); export it anew.") from None
    article = article_of(known, cas.sofa_string or "", doc)
    contents, claims = _all(cas, _SPANS[CONTENT]), _all(cas, _SPANS[CLAIM])
    outline = {
        "schema_version": document.version,
        "annotator": {"id": document.annotator, "kind": document.annotator_kind},
        "speakers": [
            {"id": one.key, "name": one.name, "kind": one.kind, "wikidata": one.wikidata} for one in _all(cas, _SPEAKER)
        ],
        "quotes": _facts(contents, _QUOTE),
        "claims": _facts(claims, _CLAIM),
    }
    parts = [Part(CONTENT, one.of, one.begin, one.end) for one in contents]
    parts += [Part(CLAIM, one.of, one.begin, one.end) for one in claims]
    parts += [Part(MENTION, one.of, one.begin, one.end, form=one.form) for one in _all(cas, _SPANS[MENTION])]
    return Whole(put_together(outline, [*parts, *_related(cas)], article), article, document.split)


def _all(cas: Any, name: str) -> list[Any]:
    def order(one: Any) -> tuple[float, int]:
        number = getattr(one, "number", None)
        return (float("inf") if number is None else number), getattr(one, "begin", 0) or 0

    return sorted(cas.select(name), key=order)


def _facts(spans: Sequence[Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the first span of each item says of it."""
    items: dict[Any, dict[str, Any]] = {}
    for span in spans:
        if span.of is None:
            raise ValueError(f"a {span.type.name} at {span.begin} has no `of`; write the id that it belongs to.")
        if span.of not in items:
            items[span.of] = {"id": span.of} | {_FIELD.get(name, name): getattr(span, name) for name in names}
            if "addressees" in names:
                told = span.addressees
                items[span.of]["addressees"] = list(told.elements) if told is not None else []
    return list(items.values())


def _related(cas: Any) -> Iterator[Part]:
    """Cues and sources, each of the quote that a relation joins it to."""
    whose: dict[int, str] = {}
    for relation in cas.select(_RELATION):
        ends = {relation.Governor, relation.Dependent} if relation.Governor and relation.Dependent else set()
        heads = [end for end in ends if end.type.name == _SPANS[CONTENT]]
        tails = [end for end in ends if end.type.name in (_SPANS[CUE], _SPANS[SOURCE])]
        if len(heads) != 1 or len(tails) != 1:
            raise ValueError(f"the relation at {relation.begin} does not join a Content with a Cue or Source.")
        if tails[0].xmiID in whose:
            raise ValueError(
                f"the {tails[0].type.name} at {tails[0].begin} belongs to two quotes; draw it once for each."
            )
        whose[tails[0].xmiID] = heads[0].of
    for role in (CUE, SOURCE):
        for one in _all(cas, _SPANS[role]):
            if one.xmiID not in whose:
                raise ValueError(f"the {one.type.name} at {one.begin} belongs to no quote; draw a relation to it.")
            yield Part(role, whose[one.xmiID], one.begin, one.end)


def write_cas(items: Sequence[Item], target: Path) -> Exported:
    """Write the folder `target`: the type system, and an XMI an article with gold."""
    types = type_system()
    chosen, lost = golds(items)
    with writing_folder(target) as folder:
        (folder / TYPE_SYSTEM).write_text(types.to_xml(), encoding="utf-8", newline="\n")
        for item, gold in chosen:
            path = folder / (item.split or DEFAULT_SPLIT) / f"{item.article.id}{SUFFIX}"
            try:
                xmi = to_cas(gold, item.article, item.split).to_xmi()
            except ValueError:  # of lxml: not XML compatible
                lost["documents with control characters, which XML cannot hold"] += 1
                continue
            path.parent.mkdir(exist_ok=True)
            path.write_text(xmi, encoding="utf-8", newline="\n")
    note = f"Import {TYPE_SYSTEM} as layers before the documents."
    return Exported([note], lost)


def read_cas(source: Path, *, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]) -> Imported:
    """Read the XMI files below the folder `source`, or one file, with the `TypeSystem.xml` in it or beside it.

    Raises `UsageError` where there is none, and `DataError` for a type system that is none.
    """
    paths = sorted(source.rglob(f"*{SUFFIX}")) if source.is_dir() else [source]
    if not paths:
        raise UsageError(f"{source}: there is no {SUFFIX} file in this folder; name one that sayso export wrote.")
    types = _types(source if source.is_dir() else source.parent)
    return gather([(str(path), partial(_document, path, types)) for path in paths], articles, annotators)


def _types(folder: Path) -> Any:
    """The type system in `folder`, which a tool may have added its own types to; else sayso's own."""
    path = folder / TYPE_SYSTEM
    if not path.exists():
        return type_system()
    try:
        types = _cassis().load_typesystem(io.BytesIO(read_bytes(path)))
    except Exception as error:  # noqa: BLE001 # cassis and lxml raise many kinds
        raise DataError(f"{path}: no type system ({error}); export it anew.") from None
    if missing := [name for name in _FEATURES if not types.contains_type(name)]:
        raise DataError(f"{path}: the type {missing[0]} is missing; add the types of sayso export cas.")
    return types


def _document(path: Path, types: Any) -> Whole:
    data = read_bytes(path)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "Not mapping")  # an offset inside a character, or past the end
            warnings.filterwarnings("ignore", "Type with name")  # another tool's
            cas = _cassis().load_cas_from_xmi(io.BytesIO(data), typesystem=types, lenient=True)
    except UserWarning as error:
        raise ValueError(f"an offset is not at a character of the text ({error}).") from None
    except Exception as error:  # noqa: BLE001 # cassis and lxml raise many kinds
        raise ValueError(f"no XMI of these types ({type(error).__name__}: {error}); export it anew.") from None
    return from_cas(cas, path.stem)


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise UsageError("the format cas needs dkpro-cassis; install sayso[cas].") from None
    return cassis


FORMAT = Format("cas", "UIMA CAS XMI, for INCEpTION", read=read_cas, write=write_cas)
