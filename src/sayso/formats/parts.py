"""A record taken apart into its spans and an outline of the rest, for formats that keep the two in different places."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sayso.formats import Imported, Item, names_folder, split_name
from sayso.formats.recording import settle
from sayso.model import Annotation, Article, DocId, sha256_text
from sayso.validate import validate_annotation

CONTENT, CUE, SOURCE, CLAIM, MENTION = ROLES = ("content", "cue", "source", "claim", "mention")
_WHERE = {
    CONTENT: ("quotes", "content"),
    CUE: ("quotes", "cue"),
    SOURCE: ("quotes", "source"),
    CLAIM: ("claims", "content"),
    MENTION: ("speakers", "mentions"),
}
"""For each role the list of the record and the field of its items that hold such spans."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One span: its role, the id of the quote, claim or speaker that it belongs to, and its place in code points.

    `text` is what the format says stands there, where it says so; `form` is that of a mention.
    """

    role: str
    of: str
    start: int
    end: int
    text: str | None = None
    form: str | None = None

    @property
    def called(self) -> str:
        """The part as a sentence names it."""
        return f"{self.role} of {self.of}"


def take_apart(annotation: Annotation) -> tuple[dict[str, Any], list[Part]]:
    """The record without its spans, as plain JSON values, and the spans: role by role, each in the record's order."""
    outline: dict[str, Any] = msgspec.to_builtins(annotation)
    parts = []
    for role, (items, field) in _WHERE.items():
        for item in outline[items]:
            parts += [Part(role, item["id"], **span) for span in item.pop(field)]
    return outline, parts


def put_together(outline: Mapping[str, Any], parts: Iterable[Part], article: Article) -> Annotation:
    """The inverse of `take_apart`, held against the text of `article` and the rules of the record.

    Raises `ValueError` with a sentence for a span that is not where it says, and for a record that is none.
    """
    spans: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for part in parts:
        spans[part.role, part.of].append(_span(part, article.text))
    try:
        record = {**outline, "doc": article.id, "text_sha256": article.text_sha256}
        for role, (items, field) in _WHERE.items():
            record[items] = [{**item, field: spans.pop((role, item["id"]), [])} for item in record.get(items, [])]
        annotation = msgspec.convert(record, Annotation)
    except (msgspec.ValidationError, TypeError, KeyError) as error:
        raise ValueError(f"its record is not as it should be ({error}); export it anew.") from None
    if spans:
        role, of = next(iter(spans))
        raise ValueError(f"there is a {role} of {of}, and no such item in the record; export it anew.")
    errors = [problem for problem in validate_annotation(annotation, article) if problem.severity == "error"]
    if errors:
        raise ValueError(f"{errors[0].pointer}: {errors[0].message} ({len(errors)} such in all).")
    return annotation


def _span(part: Part, text: str) -> dict[str, Any]:
    if not 0 <= part.start < part.end <= len(text):
        raise ValueError(
            f"{part.called}: offsets {part.start} to {part.end} are not in the text of {len(text)} characters."
        )
    found = text[part.start : part.end]
    if part.text not in (None, found):
        raise ValueError(f"{part.called}: offset {part.start}: expected {part.text!r}, found {found!r}.")
    return {"start": part.start, "end": part.end, "text": found} | ({"form": part.form} if part.form else {})


def about(article: Article) -> dict[str, Any]:
    """All that is known of an article but its text, as plain JSON values."""
    known: dict[str, Any] = msgspec.to_builtins(article)
    del known["text"]
    return known


def article_of(known: object, text: str, doc: str) -> Article:
    """The article of `text`, with what `about` has kept of it; where nothing was kept it is `doc`.

    Raises `ValueError` with a sentence where the text is not the one that `known` was taken from.
    """
    digest = sha256_text(text)
    if known is None:
        nothing = dict.fromkeys(("title", "language", "published", "publisher", "url", "rights", "source_file"))
        known = {**nothing, "id": doc, "blocks": [], "raw_sha256": digest, "text_sha256": digest}
    try:
        article = msgspec.convert({**msgspec.convert(known, dict[str, Any]), "text": text}, Article)
    except msgspec.ValidationError as error:
        raise ValueError(f"what it says of the article is not as it should be ({error}); export it anew.") from None
    if article.text_sha256 != digest:
        raise ValueError(
            f"the text is not the one that was annotated (expected text_sha256 {article.text_sha256[:12]}…, found "
            f"{digest[:12]}…); restore it."
        )
    return article


def is_id(doc: object) -> bool:
    """Whether `doc` can be the id of an article, and so name a file."""
    try:
        msgspec.convert(doc, DocId)
    except msgspec.ValidationError:
        return False
    return True


def golds(items: Sequence[Item]) -> tuple[list[tuple[Item, Annotation]], Counter[str]]:
    """The items that have gold, or a prediction settled as such, with it; and what is lost of the others."""
    settled, lost = settle(items)
    lost["articles without annotation"] += sum(item.gold is None for item in settled)
    return [(item, item.gold) for item in settled if item.gold is not None], +lost


class Whole(NamedTuple):
    """A document as a format that loses nothing brings it."""

    annotation: Annotation
    article: Article
    split: str | None


def gather(
    sources: Iterable[tuple[str, Callable[[], Whole]]],
    articles: Mapping[str, Article] | None,
    annotators: Mapping[str, str],
) -> Imported:
    """All documents of `sources`, each a place for its faults and what reads it, which raises `ValueError` for one."""
    annotations: dict[tuple[str, str], Annotation] = {}
    texts: dict[str, Article] = {}
    splits: dict[str, str] = {}
    problems = []
    for place, read in sources:
        try:
            annotation, article, split = read()
            name = annotators.get(annotation.annotator.id, annotation.annotator.id)
            if not names_folder(name):
                raise ValueError(f"the annotator {name!r} cannot name a folder; give another with --rename.")
            if (article.id, name) in annotations:
                raise ValueError(f"{name} has annotated {article.id} already; keep one of the two.")
            _check(article, texts, "an earlier document of that name")
            if articles is not None:
                if article.id not in articles:
                    raise ValueError(f"there is no article {article.id} among those given by --articles.")
                _check(article, articles, "the article given by --articles")
        except ValueError as error:
            problems.append(f"{place}: {error}")
            continue
        annotation.annotator.id = name
        annotations[article.id, name] = annotation
        texts[article.id] = article
        if split is not None:
            splits[article.id] = split_name(split)
    return Imported(list(annotations.values()), problems, [], list(texts.values()), splits)


def _check(article: Article, known: Mapping[str, Article], whose: str) -> None:
    if article.id in known and known[article.id].text != article.text:
        raise ValueError(f"its text is not that of {whose}.")
