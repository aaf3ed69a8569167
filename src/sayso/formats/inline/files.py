"""Folders of inline files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sayso.blocks import find_blocks
from sayso.errors import DataError, UsageError
from sayso.files import read_text, write_bytes
from sayso.formats import Exported, Imported, Item, names_folder
from sayso.formats.inline.reading import compile_inline
from sayso.formats.inline.writing import inline_of, numbered
from sayso.formats.losses import articles_lost
from sayso.formats.recording import settle
from sayso.model import SCHEMA_VERSION, Annotation, Annotator, Article, sha256_text
from sayso.validate import validate_annotation

SUFFIX = ".md"
_NOBODY = Annotator("gold", "model")


def read_inline(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Compile one inline file, or all `.md` files of a folder (README.md aside).

    A file that does not compile, is not valid, repeats another's document and annotator, or has another text than its
    article among `articles` or in a file before it is a problem. The texts come with it only where no `articles` are
    given.
    Raises `UsageError` where there is no such file or none in the folder.
    """
    paths = sorted(path for path in source.glob(f"*{SUFFIX}") if path.name != "README.md")
    if source.is_file():
        paths = [source]
    if not paths:
        raise UsageError(f"{source}: there is no {SUFFIX} file with inline markup; check the path.")
    annotations: dict[tuple[str, str], Annotation] = {}
    texts: dict[str, Article] = {}
    problems: list[str] = []
    for path in paths:
        try:
            text, made = compile_inline(read_text(path), str(path), path.stem)
            name = (annotators or {}).get(made.annotator.id, made.annotator.id)
            _check_name(name, made.doc, path, annotations)
            _check(text, made, path, texts if articles is None and made.doc in texts else articles)
        except DataError as error:
            problems.append(str(error))
            continue
        made.annotator.id = name
        annotations[made.doc, name] = made
        if articles is None:
            texts[made.doc] = bare_article(made.doc, text)
    return Imported(list(annotations.values()), problems, [], list(texts.values()))


def _check_name(name: str, doc: str, path: Path, before: Mapping[tuple[str, str], Annotation]) -> None:
    """Raise `DataError` where an annotator cannot name a folder, or has annotated the document already."""
    if not names_folder(name):
        raise DataError(f"{path}: the annotator {name!r} cannot name a folder; give another with --rename.")
    if (doc, name) in before:
        raise DataError(f"{path}: {name} has annotated {doc} already; keep one of the two.")


def _check(text: str, made: Annotation, path: Path, articles: Mapping[str, Article] | None) -> None:
    """Raise `DataError` where the annotation is not valid, or `articles` have another text or none."""
    if articles is not None and made.doc not in articles:
        raise DataError(f"{path}: there is no article {made.doc} among those given by --articles.")
    article = bare_article(made.doc, text) if articles is None else articles[made.doc]
    if article.text != text:
        place = next((i for i, (a, b) in enumerate(zip(text, article.text, strict=False)) if a != b), -1)
        place = min(len(text), len(article.text)) if place < 0 else place
        raise DataError(
            f"{path}: its text differs from that of the article from code point {place} on: "
            f"{text[place : place + 20]!r} here, {article.text[place : place + 20]!r} there; make the two the same."
        )
    errors = [problem for problem in validate_annotation(made, article) if problem.severity == "error"]
    if errors:
        first = errors[0]
        raise DataError(f"{path}: {first.pointer}: {first.message}, {first.found} ({len(errors)} such in all).")


def bare_article(doc: str, text: str) -> Article:
    """An article of which no more is known than its text, in Markdown."""
    digest = sha256_text(text)
    return Article(
        doc, text, find_blocks(text, markdown=True), None, None, None, None, None, None, None, digest, digest
    )


def write_inline(items: Sequence[Item], target: Path) -> Exported:
    """Write each item's gold, else its prediction, as `target`/ID.md; an item without either as its bare text.

    Raises `DataError` where the markup cannot hold an item's gold; nothing is written then.
    """
    settled, losses = settle(items)
    written = {}
    for item, given in zip(settled, items, strict=True):
        gold = item.gold or Annotation(SCHEMA_VERSION, item.article.id, item.article.text_sha256, _NOBODY, [], [], [])
        if given.gold is None:
            gold = numbered(gold)  # an extractor's ids are of any form, and nobody keeps them
        written[item.article.id] = inline_of(gold, item.article.text).encode()
    for doc, content in written.items():
        write_bytes(target / f"{doc}{SUFFIX}", content)
    return Exported(losses=losses + articles_lost(settled, read_inline, target))
