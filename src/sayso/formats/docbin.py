"""spaCy's DocBin (https://spacy.io/api/docbin): a folder with `SPLIT.spacy`, to train and look at with spaCy.

    doc.spans   the groups content, cue, source, claims and mentions; a Span's id is that of its quote, claim or
                speaker, its label the type of the quote, the kind of the claim or the form of the mention, and the
                kb_id of a mention the Wikidata item
    doc.user_data["sayso"]   the record with its offsets in characters, and what is known of the article, as JSON

Tokens are those of a blank pipeline of the article's language. A span that starts or ends inside a token is widened to
whole tokens in the group, and one that covers no token is not in it: both are counted as lost, and are exact in
`user_data`, from which the record is read back. Groups that no longer are those of the record are a fault.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, writing_folder
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Imported, Item
from sayso.formats.parts import (
    CLAIM,
    CONTENT,
    MENTION,
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

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

KEY = "sayso"
"""The key of `doc.user_data`."""
SUFFIX = ".spacy"
GROUPS = {CONTENT: "content", "cue": "cue", "source": "source", CLAIM: "claims", MENTION: "mentions"}
"""The span group of each role."""

_Place = tuple[str, str, str, int, int]
"""A span in a group: group, id, label, first token, token after the last."""


class _Kept(msgspec.Struct):
    """What `user_data` keeps."""

    article: dict[str, Any]
    record: dict[str, Any]
    parts: list[Part]
    split: str | None = None


def to_docbin(annotation: Annotation, article: Article, split: str | None = None) -> tuple[Doc, Counter[str]]:
    """The Doc of one article, and what its span groups do not hold as it is."""
    from spacy.tokens import Span, SpanGroup

    outline, parts = take_apart(annotation)
    doc = _tokens(article)
    lost = Counter[str]()
    wikidata = {speaker["id"]: speaker["wikidata"] or "" for speaker in outline["speakers"]}
    groups: dict[str, list[Span]] = {name: [] for name in GROUPS.values()}
    for part, place in zip(parts, _places(doc, outline, parts), strict=True):
        if place is None:
            lost["spans without a token, which the span groups leave out (user_data has them)"] += 1
            continue
        group, key, label, first, end = place
        span = Span(doc, first, end, label=label, span_id=key, kb_id=wikidata[key] if part.role == MENTION else "")
        groups[group].append(span)
        if (span.start_char, span.end_char) != (part.start, part.end):
            lost["edges inside a token, which the span groups move out (user_data has them)"] += 1
    for name, spans in groups.items():
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)
    kept = _Kept(about(article), outline, parts, split)
    doc.user_data[KEY] = msgspec.json.encode(kept).decode()
    return doc, lost


def from_docbin(doc: Doc) -> Whole:
    """The document that `to_docbin` made `doc` of. Raises `ValueError` where it is none or was changed."""
    if not isinstance(doc.user_data.get(KEY), str):
        raise ValueError(f"there is no user_data[{KEY!r}] in it; only what sayso exported can be read back.")
    try:
        kept = msgspec.json.decode(doc.user_data[KEY], type=_Kept)
    except msgspec.DecodeError as error:
        raise ValueError(f"its user_data[{KEY!r}] is not as it should be ({error}); export it anew.") from None
    article = article_of(kept.article, doc.text, "")
    annotation = put_together(kept.record, kept.parts, article)
    expected = Counter(place for place in _places(doc, kept.record, kept.parts) if place is not None)
    found = Counter(
        (name, span.id_, span.label_, span.start, span.end)
        for name in GROUPS.values()
        for span in doc.spans.get(name, ())
    )
    if found != expected:
        new, gone = (found - expected).total(), (expected - found).total()
        raise ValueError(
            f"its span groups are not those of its record any more ({new} new, {gone} gone), and do not say who "
            "speaks; restore them, or draw the change in the record."
        )
    return Whole(annotation, article, kept.split)


def _tokens(article: Article) -> Doc:
    return _pipeline((article.language or "xx").partition("-")[0]).tokenizer(article.text)


@cache
def _pipeline(language: str) -> Language:
    """spaCy's blank pipeline of a language; that of no language where spaCy has none, or lacks the package for it."""
    import spacy

    try:
        return spacy.blank(language)
    except (ImportError, OSError):
        return spacy.blank("xx")


def _places(doc: Doc, outline: Mapping[str, Any], parts: Iterable[Part]) -> Iterator[_Place | None]:
    """Where each part is among the tokens; None for one that covers none."""
    types = {quote["id"]: quote["type"] for quote in outline["quotes"]}
    kinds = {claim["id"]: claim["kind"] for claim in outline["claims"]}
    for part in parts:
        label = {CONTENT: types.get(part.of), CLAIM: kinds.get(part.of), MENTION: part.form}.get(part.role, part.role)
        span = doc.char_span(part.start, part.end, alignment_mode="expand")
        if span is None or not any(_shares(token, part) for token in span):
            yield None
        else:
            yield GROUPS[part.role], part.of, str(label), span.start, span.end


def _shares(token: Token, part: Part) -> bool:
    return bool(token.idx < part.end and part.start < token.idx + len(token))


def write_docbin(items: Sequence[Item], target: Path) -> Exported:
    """Write the folder `target`, with one DocBin a split."""
    spacy_tokens = _spacy_tokens()
    chosen, lost = golds(items)
    bins: dict[str, Any] = defaultdict(lambda: spacy_tokens.DocBin(store_user_data=True))
    for item, gold in chosen:
        doc, less = to_docbin(gold, item.article, item.split)
        bins[item.split or DEFAULT_SPLIT].add(doc)
        lost += less
    with writing_folder(target) as folder:
        for split, made in bins.items():
            (folder / f"{split}{SUFFIX}").write_bytes(made.to_bytes())
    return Exported(losses=lost)


def read_docbin(source: Path, *, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]) -> Imported:
    """Read the DocBins of the folder `source`, or the one file.

    Raises `UsageError` where there is none, and `DataError` where a file is none.
    """
    paths = sorted(source.glob(f"*{SUFFIX}")) if source.is_dir() else [source]
    if not paths:
        raise UsageError(f"{source}: there is no {SUFFIX} file in this folder; name one that sayso export wrote.")
    docs = [(f"{path}: doc {number}", partial(from_docbin, doc)) for path in paths for number, doc in _docs(path)]
    return gather(docs, articles, annotators)


def _docs(path: Path) -> Iterator[tuple[int, Doc]]:
    spacy_tokens = _spacy_tokens()
    from spacy.vocab import Vocab

    data = read_bytes(path)
    try:
        yield from enumerate(spacy_tokens.DocBin().from_bytes(data).get_docs(Vocab()))
    except Exception as error:  # noqa: BLE001 # spaCy unpacks before it checks: zlib, msgpack, NumPy or Key errors
        raise DataError(f"{path}: no DocBin ({type(error).__name__}: {error}); export it anew.") from None


def _spacy_tokens() -> Any:
    try:
        import spacy.tokens
    except ImportError:
        raise UsageError("the format docbin needs spaCy; install sayso[spacy].") from None
    return spacy.tokens


FORMAT = Format("docbin", "spaCy DocBin with span groups", read=read_docbin, write=write_docbin)
