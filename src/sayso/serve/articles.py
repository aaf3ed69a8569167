"""From what a request holds to an article. Offsets count the text as it was sent, line ends and all."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sayso.blocks import find_blocks
from sayso.errors import DataError
from sayso.formats.texts import article_of
from sayso.model import Article, Block, DocId, Sha256, sha256_text

_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$"


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """A text to extract from; every other field of an article may be given as well."""

    text: Annotated[str, Meta(min_length=1, description="The text.", examples=["“It held,” said Ada Orr."])]
    id: DocId = "text"
    title: str | None = None
    language: str | None = None
    published: Annotated[str, Meta(pattern=_DATE)] | None = None
    publisher: str | None = None
    url: str | None = None
    rights: str | None = None
    text_sha256: Sha256 | UnsetType = UNSET
    blocks: list[Block] | UnsetType = UNSET
    source_file: str | None = None
    raw_sha256: Sha256 | UnsetType = UNSET
    genre: str | None = None
    phenomena: list[str] = []
    synthetic: bool = False


def read_document(body: bytes) -> Article:
    """The article of a JSON body. Raises `DataError` with a sentence on anything that is none."""
    try:
        given = msgspec.json.decode(body, type=Document)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DataError(f'an object with the key "text" is needed: {error}.') from None
    article = article_from(given.id, given.text, title=given.title)
    if given.text_sha256 not in (UNSET, article.text_sha256):
        raise DataError("text_sha256 is not that of the text; leave it out, or send the text that it was made of.")
    blocks = article.blocks if given.blocks is UNSET else given.blocks
    if any(not block.start < block.end <= len(given.text) for block in blocks):
        raise DataError("a block is not in the text; leave blocks out, and they are found.")
    facts = {name: getattr(given, name) for name in _FACTS}
    return msgspec.structs.replace(article, blocks=blocks, **facts)


_FACTS = ("language", "published", "publisher", "url", "rights", "source_file", "genre", "phenomena", "synthetic")


def article_from(doc: str, text: str, title: str | None = None) -> Article:
    """The article `doc` of `text`, which is taken as it is. Raises `DataError` for a text that no article may have."""
    article = article_of(doc, text, title=title)
    if article.text == text:
        return article
    return msgspec.structs.replace(
        article, text=text, text_sha256=sha256_text(text), blocks=find_blocks(text, title=title)
    )
