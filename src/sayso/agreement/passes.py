"""What each annotator drew: folders of annotation records."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sayso.corpus import load
from sayso.errors import DataError, UsageError
from sayso.files import read_bytes
from sayso.model import Annotation

_DECODER = msgspec.json.Decoder(Annotation)


@dataclasses.dataclass(frozen=True, slots=True)
class Pass:
    """One annotator's records by document, and where each was read."""

    name: str
    records: Mapping[str, Annotation]
    places: Mapping[str, str]


def read_passes(paths: Sequence[Path], tell: Callable[[str], None]) -> list[Pass]:
    """The passes in `paths`, each named after its folder, in the order given.

    A path is a folder of records, one `.json` file a document; a `.jsonl` file of them; a corpus, of which the gold is
    taken; or a folder of such folders, each a pass. Adjudicated gold among these is no annotator's and is left out,
    which `tell` is told; what is named itself counts. Raises `UsageError` where a path holds none of these, two passes
    have the same name, or there are fewer than two, and `DataError` where a record does not fit the schema, stands
    twice in a pass, or was drawn on another text than the same document in another pass.
    """
    places = [place for path in paths for place in _passes_in(path)]
    repeated = len({_name(place) for place in places}) < len(places)
    passes = []
    for place in places:
        one = _read(place, str(place) if repeated else _name(place))
        if place not in paths and all(record.annotator.kind == "adjudicated" for record in one.records.values()):
            tell(f"{place}: adjudicated gold, no annotator's pass; left out. Name it to count it.")
        else:
            passes.append(one)
    if len(passes) < 2:
        raise UsageError(
            f"{', '.join(map(str, paths))}: one annotator's pass, and agreement takes two; name another folder, or one "
            "that holds a folder for each annotator."
        )
    names = [one.name for one in passes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{twice[0]}: this pass is named twice; name each once.")
    check_texts(passes)
    return passes


def check_texts(passes: Sequence[Pass]) -> None:
    """Raise `DataError` where two annotators drew on different texts of one document."""
    first: dict[str, tuple[str, str]] = {}
    for one in passes:
        for doc, record in one.records.items():
            place = one.places[doc]
            digest, before = first.setdefault(doc, (record.text_sha256, place))
            if digest != record.text_sha256:
                raise DataError(
                    f"{place}: drawn on another text than {before} (text_sha256 is {record.text_sha256[:12]}…, there "
                    f"{digest[:12]}…); draw one of the two anew on the other's text."
                )


def _name(place: Path) -> str:
    return place.resolve().stem if place.suffix == ".jsonl" else place.resolve().name


def _passes_in(path: Path) -> list[Path]:
    """The passes that a path stands for."""
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder; check the path.")
    if _is_pass(path):
        return [path]
    below = [folder for folder in sorted(path.iterdir()) if _is_pass(folder)] if path.is_dir() else []
    if not below:
        raise UsageError(
            f"{path}: no annotation in it; name a folder of .json records, a .jsonl file of them, or a corpus."
        )
    return below


def _is_pass(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    if path.is_dir():
        return _is_corpus(path) or any(path.glob("*.json"))
    return path.suffix == ".jsonl"


def _is_corpus(path: Path) -> bool:
    return any((path / "documents").glob("*.parquet"))


def _read(path: Path, name: str) -> Pass:
    records: dict[str, Annotation] = {}
    places: dict[str, str] = {}
    for place, record in _records(path):
        if record.doc in records:
            raise DataError(f"{place}: the document {record.doc} stands already in {places[record.doc]}; keep one.")
        records[record.doc], places[record.doc] = record, place
    return Pass(name, records, places)


def _records(path: Path) -> Iterator[tuple[str, Annotation]]:
    if path.is_dir() and _is_corpus(path):
        for document in load(path):
            yield f"{path}: {document.article.id}", document.gold
    elif path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield str(file), _decode(read_bytes(file), str(file), file)
    else:
        for number, line in enumerate(read_bytes(path).splitlines(), 1):
            if line.strip():
                yield f"{path}: line {number}", _decode(line, f"{path}: line {number}", path)


def _decode(data: bytes, place: str, path: Path) -> Annotation:
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DataError(f"{place}: {error}; sayso validate {path} lists all problems.") from None
