"""seeds/ + annotations/ -> corpus/."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sayso import card, figures, phenomena
from sayso.agreement import Pass, drawn_twice, pairwise
from sayso.corpus import Document
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, read_text
from sayso.ingest import Seed, ingest
from sayso.inventory import open_parquet
from sayso.model import Annotation, Article
from sayso.tables import PASSES, describe, write_corpus
from sayso.validate import validate_annotation


@dataclasses.dataclass(frozen=True, slots=True)
class Sources:
    """What a corpus is built from: documents with gold, ids of the articles that have none yet, and for the card its
    template and rows of measure and value that tell how far the annotation passes agree."""

    documents: list[Document]
    without_gold: list[str]
    template: card.Template | None = None
    agreement: Sequence[tuple[str, str]] = ()


def collect(seeds: Path, annotations: Path) -> Sources:
    """Ingest `seeds` and join each article with its gold, `annotations`/gold/ID.json.

    The dataset card's template is `annotations`/card.md, where there is one. Raises `UsageError` for a folder that is
    missing and `DataError` for a seed or gold file that cannot be taken, gold without a seed, and no gold at all.
    """
    if not annotations.is_dir():
        raise UsageError(f"{annotations}: no such folder; run this where annotations/ is, or use --annotations.")
    found = ingest(seeds)
    golds = {path.stem: path for path in sorted((annotations / "gold").glob("*.json"))}
    if orphans := sorted(golds.keys() - {seed.article.id for seed in found}):
        raise DataError(f"{golds[orphans[0]]}: no article in {seeds} has the id {orphans[0]}; add it or remove this.")
    documents = [
        _document(seed, read_gold(golds[seed.article.id], seed.article)) for seed in found if seed.article.id in golds
    ]
    if not documents:
        raise DataError(f"{annotations / 'gold'}: no article has gold yet; write ID.json there for one of {seeds}.")
    without = [seed.article.id for seed in found if seed.article.id not in golds]
    agreement = _agreement(annotations / "passes", [document.article for document in documents])
    return Sources(documents, without, _template(annotations / "card.md"), agreement)


def _document(seed: Seed, gold: Annotation) -> Document:
    """The article with its gold, and with the phenomena that the gold shows besides those of the manifest."""
    names = sorted({*seed.article.phenomena, *phenomena.find(seed.article, gold)})
    return Document(msgspec.structs.replace(seed.article, phenomena=names), gold, seed.split)


_NOT_ON_CARD = ("f1@trimmed", "f1@iou=0.5")  # between exact and overlap they tell a reader of the card little more


def _agreement(passes: Path, articles: Sequence[Article]) -> list[tuple[str, str]]:
    """How far the annotators, each a folder of `passes`, agree on the articles that two or more of them have drawn.

    Values are pooled: the counts of all pairs of annotators are summed, so that it does not matter who drew what.
    """
    places = {
        folder.name: {article.id: path for article in articles if (path := folder / f"{article.id}.json").exists()}
        for folder in sorted(passes.glob("*/"))
    }
    by_id = {article.id: article for article in articles}
    drawn = [
        Pass(name, {doc: read_gold(path, by_id[doc]) for doc, path in paths.items()}, {})
        for name, paths in places.items()
    ]
    documents = drawn_twice(drawn)
    rows = [
        (name, f"{figure.pooled:.3f} ({figure.items:.0f} compared)")
        for name, figure in pairwise(drawn).items()
        if figure.items and figure.pooled is not None and not name.endswith(_NOT_ON_CARD)
    ]
    return [("documents drawn twice or more", str(len(documents))), *rows] if documents else []


def _template(path: Path) -> card.Template | None:
    return card.parse_template(read_text(path), str(path)) if path.exists() else None


def read_gold(path: Path, article: Article) -> Annotation:
    """The annotation of `article` in `path`. Raises `DataError` where it does not fit the schema or the text."""
    try:
        gold = msgspec.json.decode(read_bytes(path), type=Annotation)
    except msgspec.DecodeError as error:
        raise DataError(f"{path}: {error}; sayso validate {path} lists all problems.") from None
    if gold.doc != article.id:
        raise DataError(f"{path}: doc is {gold.doc} and should be {article.id}, as the file is named.")
    if gold.text_sha256 != article.text_sha256:
        raise DataError(
            f"{path}: drawn on another text than {article.source_file} (text_sha256 is {gold.text_sha256[:12]}…, the "
            f"article's {article.text_sha256[:12]}…); restore the article, or draw the annotation anew."
        )
    errors = [problem for problem in validate_annotation(gold, article) if problem.severity == "error"]
    if errors:
        raise DataError(
            f"{path}: {errors[0].pointer}: {errors[0].message} ({len(errors)} such in all); "
            f"sayso validate {path} lists them with what to do."
        )
    return gold


def read_passes(corpus: Path, article: Article) -> list[Annotation]:
    """What the annotators of an imported corpus drew on `article`, by their names; see `sayso.tables.PASSES`."""
    places = [folder / f"{article.id}.json" for folder in sorted((corpus / PASSES).glob("*/"))]
    return [read_gold(path, article) for path in places if path.exists()]


def build(sources: Sources, output: Path) -> None:
    """Write the corpus `output`; see `sayso.tables.write_corpus`."""
    write_corpus(output, sources.documents, sources.template, sources.agreement)


def outdated(sources: Sources, output: Path) -> list[str]:
    """The files of `output` that are not what `build` would write, by path; empty when it is up to date.

    Content is compared, not bytes, where another version of pyarrow or matplotlib writes the same with other bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / output.resolve().name
        if (output / figures.FOLDER).is_dir():
            kept = fresh / figures.FOLDER  # those that hold need no matplotlib
            kept.mkdir(parents=True)
            for figure in (output / figures.FOLDER).glob("*.svg"):
                shutil.copy(figure, kept)
        build(sources, fresh)
        roots = (fresh, output)
        names = {path.relative_to(root).as_posix() for root in roots for path in root.rglob("*") if path.is_file()}
        return sorted(name for name in names if not _same(output, fresh, name, sources))


def _same(output: Path, fresh: Path, name: str, sources: Sources) -> bool:
    old, new = output / name, fresh / name
    if not (old.is_file() and new.is_file()):
        return False
    if new.suffix == ".parquet":
        with open_parquet(old) as mine, open_parquet(new) as theirs:
            return bool(mine.read().equals(theirs.read()))
    if new.suffix == ".svg":
        return figures.same(old, new)
    return read_text(old) == _descriptions(output, sources)[name]


def _descriptions(output: Path, sources: Sources) -> dict[str, str]:
    """What README.md and croissant.json should say of the tables that stand in `output`."""
    return describe(output, sources.documents, sources.template, sources.agreement)
