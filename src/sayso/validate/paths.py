"""Files and folders: finds the records in them and says everything that is wrong with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sayso import schema as schemas
from sayso.errors import DataError, UsageError
from sayso.model import Annotation
from sayso.validate.articles import Articles
from sayso.validate.clean import has_each_key_once, is_clean
from sayso.validate.kinds import ABOUT_ARTICLES, Kind, kind_of
from sayso.validate.problems import Problem, shown
from sayso.validate.reading import parse
from sayso.validate.records import meaning_problems, unknown_document
from sayso.validate.scan import locate
from sayso.validate.structure import structure_problems
from sayso.validate.suites import SUFFIX, suite_problems
from sayso.validate.walk import SUFFIXES, Source, is_corpus, texts, units

_MOST_NAMED = 5
_DECODER = msgspec.json.Decoder(Annotation)


def validate_paths(
    paths: Iterable[str | Path], *, schema: Kind | None = None, articles: Sequence[str | Path] = ()
) -> Iterator[Problem]:
    """Everything that is wrong with the files and folders `paths`, file by file; see docs/validate.md.

    `schema` says what the records are, where their fields should not decide. `articles` are where the texts are that
    annotations and predictions are checked against: corpus folders, seeds, `.jsonl` files of articles; by default
    `seeds/`, else the bundled corpus.

    Raises `UsageError` where there is no such path, or nothing in it to validate, and `DataError` where the articles
    cannot be read.
    """
    checker = Checker(Articles([Path(path) for path in articles]), schema)
    for path in paths:
        yield from checker.check(Path(path))


class Checker:
    """Validates paths one after the other, and counts what it met: `files`, and `records` by kind."""

    def __init__(self, articles: Articles, schema: Kind | None = None) -> None:
        if schema is not None and schema not in schemas.NAMES:
            raise UsageError(f"there is no schema {schema}; there are {', '.join(schemas.NAMES)}.")
        self.files = 0
        self.records: Counter[Kind] = Counter()
        self._articles = articles
        self._schema = schema
        self._documents: dict[tuple[Path, Kind, str, str], str] = {}  # scope, kind, document, annotator: place

    def check(self, path: Path) -> Iterator[Problem]:
        """The problems of one file, or of all that is below a folder."""
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder; check the path.")
        if not path.is_dir():
            if path.suffix not in (*SUFFIXES, SUFFIX):
                raise UsageError(
                    f"{path}: validates .json and .jsonl files, suites (.toml), and folders of corpora, seeds and such."
                )
            yield from self._file(path, named=True)
            return
        found = False
        for unit in units(path):
            found = True
            yield from self._folder(unit) if unit.is_dir() else self._file(unit, named=False)
        if not found:
            raise UsageError(f"{path}: nothing in it to validate: no .json or .jsonl file, no corpus, no seeds.")

    # --- folders ------------------------------------------------------------------------------------------------------

    def _folder(self, folder: Path) -> Iterator[Problem]:
        self.files += 1
        try:
            yield from self._corpus(folder) if is_corpus(folder) else self._seeds(folder)
        except DataError as error:
            code, hint = (
                ("broken-corpus", "Build or import it anew.") if is_corpus(folder) else ("broken-seeds", "Mend it.")
            )
            yield Problem(file=str(folder), code=code, message=str(error).rstrip("."), hint=hint)

    def _corpus(self, folder: Path) -> Iterator[Problem]:
        """A corpus states structure by its types, so that reading it checks that; passes are files beside it."""
        from sayso.corpus import load
        from sayso.tables import PASSES

        for article, gold, split in ((d.article, d.gold, d.split) for d in load(folder)):
            self.records.update(("article", "annotation"))
            found = meaning_problems(msgspec.to_builtins(article), "article", None)
            if not is_clean(gold, article):
                found += meaning_problems(msgspec.to_builtins(gold), "annotation", article)
            for problem in found:
                file = str(folder / "documents" / f"{split}.parquet")
                yield msgspec.structs.replace(problem, file=file, doc=article.id)
        if (folder / PASSES).is_dir():
            passes = Checker(Articles([folder]), "annotation")
            for path in units(folder / PASSES):
                yield from passes._file(path, named=False)
            self.files += passes.files
            self.records.update(passes.records)

    def _seeds(self, folder: Path) -> Iterator[Problem]:
        from sayso.ingest import ingest

        self.records["article"] += len(ingest(folder))
        yield from ()

    # --- files --------------------------------------------------------------------------------------------------------

    def _file(self, path: Path, *, named: bool) -> Iterator[Problem]:
        """The problems of a file that the user `named`, or that was met below a folder."""
        self.files += 1
        if path.suffix == SUFFIX:
            self.records["suite"] += 1
            yield from suite_problems(path)
            return
        empty, foreign = True, []
        before = self.records.total()
        for source, data in texts(path):
            empty = False
            for problem in self._text(data, source):
                if problem.code == "unknown-kind" and not named:
                    foreign.append(problem)
                else:
                    yield problem
        if empty:
            yield _problem_of(path, "empty-file", "there is nothing in the file", "Fill it, or remove it.")
        elif foreign and self.records.total() == before:
            hint = "Name the file itself, with --schema, where it should be checked."
            yield _problem_of(path, "skipped-file", "not checked: it holds no record of sayso's", hint)
        else:
            yield from foreign

    def _text(self, data: bytes, source: Source) -> list[Problem]:
        """The problems of one JSON text: a file, or a line of JSON Lines."""
        if self._schema in (None, "annotation") and self._accepts(data, source):
            self.records["annotation"] += 1
            return []
        parsed = parse(data, first=source.line in (None, 1), offset=source.offset)
        found = parsed.problems
        if not parsed.broken:
            numbers = {problem.pointer for problem in found if problem.code == "not-finite"}
            found = found + [p for p in self._value(parsed.value, source) if p.pointer not in numbers]
        if any(problem.line is None and problem.code != "broken-json" for problem in found):
            found = _located(found, parsed.text)
        found.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
        return [_placed(problem, source) for problem in found]

    def _accepts(self, data: bytes, source: Source) -> bool:
        """The fast verdict: an annotation without any problem. What it does not accept is checked exactly."""
        try:
            annotation = _DECODER.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return False
        if not has_each_key_once(data, annotation):
            return False
        article = self._articles.get(annotation.doc)
        return (
            article is not None
            and is_clean(annotation, article)
            and self._given_before("annotation", annotation.doc, annotation.annotator.id, source, "") is None
            and _is_named_after(source, annotation.doc)
        )

    def _value(self, value: Any, source: Source) -> list[Problem]:
        """The problems of the record, or of the list of records, that a JSON text holds."""
        if not isinstance(value, list) or source.line is not None:
            return self._record(value, source, "")
        if not value:
            return [Problem(code="empty-file", message="the list is empty", hint="Fill it, or remove the file.")]
        return [problem for i, item in enumerate(value) for problem in self._record(item, source, f"/{i}")]

    def _record(self, record: Any, source: Source, prefix: str) -> list[Problem]:
        kind = self._schema or kind_of(record)
        if kind is None:
            return [_unknown_kind(record, prefix)]
        self.records[kind] += 1
        found = structure_problems(record, kind)
        doc = None
        if isinstance(record, dict):
            doc = record.get("id" if kind == "article" else "doc")
            article = None
            if isinstance(doc, str):
                article = self._articles.get(doc) if kind in ("annotation", "prediction") else None
                found += self._document(record, kind, doc, article is not None, source, prefix)
            found += meaning_problems(record, kind, article)
        return [
            msgspec.structs.replace(
                problem,
                pointer=prefix + problem.pointer,
                doc=doc if isinstance(doc, str) and kind in ABOUT_ARTICLES else None,
            )
            for problem in found
        ]

    def _document(
        self, record: dict[str, Any], kind: Kind, doc: str, known: bool, source: Source, prefix: str
    ) -> Iterator[Problem]:
        """The problems with which document a record is about."""
        if kind not in ABOUT_ARTICLES:
            return
        if kind != "article" and not known:
            yield unknown_document(doc, f"no article in {self._articles.origin} has this id")
        annotator = record.get("annotator") if kind == "annotation" else None
        name = annotator.get("id") if isinstance(annotator, dict) else None
        if before := self._given_before(kind, doc, name if isinstance(name, str) else "", source, prefix):
            yield Problem(
                code="duplicate-document",
                pointer="/id" if kind == "article" else "/doc",
                message=f"the document stands already in {before}",
                found=shown(doc),
                hint="Keep one of the two.",
            )
        if kind == "annotation" and not prefix and not _is_named_after(source, doc):
            yield Problem(
                code="file-name",
                pointer="/doc",
                message="gold is kept in files that are named after their document",
                expected=f"{shown(source.path.stem)}, or another file name",
                found=shown(doc),
                hint="Rename the file, or mend doc.",
            )

    def _given_before(self, kind: Kind, doc: str, annotator: str, source: Source, prefix: str) -> str | None:
        """Where the same document was given before: in the same file, or for one record a file in the same folder."""
        single = source.line is None and not prefix
        place = str(source.path) if source.line is None else f"{source.path}:{source.line}"
        place += f" at {prefix}" if prefix else ""
        scope = source.path.parent if single else source.path
        before = self._documents.setdefault((scope, kind, doc, annotator), place)
        return None if before == place else before


def _is_named_after(source: Source, doc: str) -> bool:
    """False for a file of gold with another name than its document."""
    return source.line is not None or source.path.parent.name != "gold" or source.path.stem == doc


def _unknown_kind(record: Any, prefix: str) -> Problem:
    fields = ", ".join(map(shown, list(record)[:_MOST_NAMED])) if isinstance(record, dict) else ""
    return Problem(
        code="unknown-kind",
        pointer=prefix,
        message="no article, annotation, prediction, report, suite or leaderboard, by its fields",
        found=fields or shown(record),
        hint="Say what it should be with --schema.",
    )


def _problem_of(path: Path, code: str, message: str, hint: str) -> Problem:
    return Problem(file=str(path), line=1, column=1, code=code, message=message, hint=hint)


def _located(problems: list[Problem], text: str) -> list[Problem]:
    """The problems with line and column, of the nearest value that is there for what is missing."""
    places = locate(text, (problem.pointer for problem in problems))
    located = []
    for problem in problems:
        if problem.line is None and problem.pointer in places:
            line, column = places[problem.pointer]
            problem = msgspec.structs.replace(problem, line=line, column=column)
        located.append(problem)
    return located


def _placed(problem: Problem, source: Source) -> Problem:
    """The problem in its file: lines counted from the file's start."""
    line = problem.line
    if source.line is not None:
        line = source.line if line is None else source.line + line - 1
    return msgspec.structs.replace(problem, file=str(source.path), line=line)
