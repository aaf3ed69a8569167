"""PARC 3.0 (Pareti 2015): a file an article, its words as elements that say which attributions they belong to.

    <root><SENTENCE gorn="0"><S gorn="0">
      <WORD ByteCount="9,12" gorn="0,0" text="Orr" word="0">
        <attribution id="wsj_0001_PDTB_annotation_level.xml_set_0"><attributionRole roleValue="source"/></attribution>
      </WORD> …

Words of one role that follow each other are one span. The text is that of NAME.txt, or of NAME, beside NAME.xml, or the
user's own (`--articles`); else it is rebuilt from the words, `ByteCount` telling the white space between them. The
licence of the Wall Street Journal's text does not let PARC bring it. Syntax, lemmas and parts of speech are lost.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from sayso.errors import DataError, UsageError
from sayso.files import read_bytes, read_raw, write_bytes
from sayso.formats import Exported, Format, Imported, Item
from sayso.formats.drawing import Drawn
from sayso.formats.gathering import Gathering
from sayso.formats.losses import lost
from sayso.formats.recording import settle
from sayso.formats.texts import Offsets
from sayso.formats.tokens import WORDS_AND_SIGNS, Misplaced, Place, align, covered, spans_in, tokenize
from sayso.model import Annotation, Article

ANNOTATOR = "parc3"
ROLES = ("content", "cue", "source")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LCB-": "{", "-RCB-": "}", "-LSB-": "[", "-RSB-": "]"}
_WRITTEN = {"``": '"', "''": '"', "`": "'"} | _BRACKETS | {name.lower(): sign for name, sign in _BRACKETS.items()}
_COUNT = re.compile(r"\s*(\d+)\s*,\s*(\d+)\s*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclasses.dataclass
class Word:
    """A word: the ways that it may stand in the text, its offsets as stated, whether it starts a sentence, and the
    attributions and roles that it has."""

    ways: tuple[str, ...]
    start: int
    end: int
    starts_sentence: bool
    roles: list[tuple[str, str]]


def read(
    source: Path, *, articles: Mapping[str, Article] | None = None, annotators: Mapping[str, str] | None = None
) -> Imported:
    """Read a file, or every .xml file of a folder, where a folder in it (train, dev, test) is a split."""
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder; check the path.")
    paths = sorted(source.rglob("*.xml")) if source.is_dir() else [source]
    gathering = Gathering(articles, annotators or {})
    for path in paths:
        parts = path.relative_to(source).parts
        try:
            _read_file(path, parts[0] if len(parts) > 1 else None, gathering)
        except DataError as error:
            gathering.problems.append(str(error))
    return gathering.done(source, "there are no .xml files in it.")


def _read_file(path: Path, split: str | None, gathering: Gathering) -> None:
    words = list(_words(path, gathering))
    if not words:
        raise DataError(f"{path}: there is no WORD in it; is it a file of PARC?")
    beside = next((one for one in (path.with_suffix(".txt"), path.with_suffix("")) if one.is_file()), None)
    known = (gathering.known or {}).get(path.stem)
    raw = read_raw(beside) if beside else known.text if known else _rebuilt(words, path.stem, gathering)
    article = gathering.article(path.stem, raw, str(beside or path), split=split, language="en")
    if article is None:
        return
    places = align([word.ways for word in words], article.text, _prefix(article.text))
    if isinstance(places, Misplaced):
        gathering.fault(article.id, places.told(article.id))
        return
    if beside or known:
        _check_counts(words, places, raw, article.id, gathering)
    gathering.annotation(article, ANNOTATOR, _attributions(words, places, article.text, gathering))


def _words(path: Path, gathering: Gathering) -> Iterator[Word]:
    """The words of a file in its order. Raises `DataError` where it is no XML, or a word has no offsets or text."""
    try:
        root = ElementTree.fromstring(read_bytes(path))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise DataError(f"{path}: not XML ({error}).") from None
    starts_sentence = False
    for element in root.iter():
        if element.tag.upper() == "SENTENCE":
            starts_sentence = True
        elif element.tag.upper() == "WORD":
            text, count = element.get("text", ""), _COUNT.fullmatch(element.get("ByteCount", ""))
            if not text.strip() or count is None:
                raise DataError(f"{path}: a WORD needs text and ByteCount; found {dict(element.attrib)!r}.")
            gathering.losses["syntax, lemmas and parts of speech of words"] += "pos" in element.attrib
            start, end = int(count[1]), int(count[2])
            yield Word(_ways(text, end - start), start, end, starts_sentence, list(_roles(element, path)))
            starts_sentence = False


def _roles(word: ElementTree.Element, path: Path) -> Iterator[tuple[str, str]]:
    for attribution in word.iter("attribution"):
        key = attribution.get("id")
        if not key:
            raise DataError(f"{path}: an attribution of the word {word.get('text')!r} has no id.")
        for role in attribution.iter("attributionRole"):
            yield key, role.get("roleValue", "")


def _ways(text: str, width: int) -> tuple[str, ...]:
    """How a word may stand in the text, that of the stated width first: the Penn Treebank writes some otherwise."""
    plain = _WRITTEN.get(text, text.replace("\\/", "/").replace("\\*", "*"))
    both = dict.fromkeys((plain, text))
    return tuple(sorted(both, key=lambda way: len(way) != width))


def _prefix(text: str) -> int:
    """Where the article starts: raw files of the Penn Treebank have the line .START before it."""
    return len(".START") if text.startswith(".START") else 0


def _rebuilt(words: Sequence[Word], doc: str, gathering: Gathering) -> str:
    """The text of words, with as much white space between them as their offsets leave.

    Between words that is spaces. A sentence starts on a new line, and after three characters and more in a new
    paragraph, as in the Penn Treebank's raw files. Offsets that run backwards leave a space.
    """
    pieces = [words[0].ways[0]]
    for before, word in itertools.pairwise(words):
        gap = word.start - before.end
        if gap < 0:
            gathering.tell("words have a ByteCount before that of the word in front", f"{doc}: {word.ways[0]}")
        white = " " * (gap if gap >= 0 else 1)
        if word.starts_sentence and gap > 0:
            white = "\n" if gap == 1 else " " * (gap - 2) + "\n\n"
        pieces += [white, word.ways[0]]
    return "".join(pieces)


def _check_counts(words: Sequence[Word], places: Sequence[Place], raw: str, doc: str, gathering: Gathering) -> None:
    """Tell of words that do not stand at their ByteCount, but for a constant shift: they were placed by their order."""
    offsets = Offsets(raw)
    stated = [(word.start, word.end) for word in words]
    best: list[tuple[int, int, int, int]] | None = None
    for unit in ("bytes of the file", "code points"):
        there = [offsets.state(start, end, unit) for start, end in places]
        shift = stated[0][0] - there[0][0]
        wrong = [(*a, b[0], b[1]) for a, b in zip(stated, there, strict=True) if a != (b[0] + shift, b[1] + shift)]
        best = wrong if best is None or len(wrong) < len(best) else best
    for start, end, found, _ in best or ():
        gathering.tell(
            "words do not stand at their ByteCount and were placed by their order", f"{doc}: {start},{end}: {found}"
        )


def _attributions(words: Sequence[Word], places: Sequence[Place], text: str, gathering: Gathering) -> list[Drawn]:
    numbers: dict[str, dict[str, list[int]]] = {}
    for number, word in enumerate(words):
        for key, role in word.roles:
            if role in ROLES:
                numbers.setdefault(key, {name: [] for name in ROLES})[role].append(number)
            else:
                gathering.losses[f"roles of words other than content, cue and source: {role}"] += 1
    drawn = []
    for key, roles in numbers.items():
        if roles["content"]:
            content, cue, source = (gathering.spans(text, _stretches(roles[role], places)) for role in ROLES)
            drawn.append(Drawn(content, cue, source, key))
        else:
            gathering.losses["attributions without content"] += 1
    return drawn


def _stretches(numbers: Sequence[int], places: Sequence[Place]) -> list[Place]:
    """The places of words that follow each other, joined."""
    joined: list[list[int]] = []
    for number in sorted(set(numbers)):
        if joined and joined[-1][1] == number - 1:
            joined[-1][1] = number
        else:
            joined.append([number, number])
    return [(places[first][0], places[last][1]) for first, last in joined]


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write `target`/SPLIT/DOC.xml and, for the white space, DOC.txt; words are cut at the edges of spans.

    Raises `DataError` for a text with a character that XML does not have.
    """
    items, losses = settle(items)
    for item in items:
        folder = target if item.split is None else target / item.split
        if bad := _NOT_XML.search(item.article.text):
            raise DataError(
                f"{item.article.id}: XML has no character {bad[0]!r}, as at {bad.start()}; remove it from the text."
            )
        write_bytes(folder / f"{item.article.id}.txt", item.article.text.encode())
        write_bytes(folder / f"{item.article.id}.xml", _xml(item.article, item.gold))
    return Exported(losses=losses + lost(items, read, target))


def _xml(article: Article, record: Annotation | None) -> bytes:
    text, offsets = article.text, Offsets(article.text)
    places = tokenize(text, WORDS_AND_SIGNS, [] if record is None else spans_in(record))
    roles: dict[int, list[tuple[str, str]]] = {}
    for quote in record.quotes if record else ():
        for role, spans in zip(ROLES, (quote.content, quote.cue, quote.source), strict=True):
            for span in spans:
                for number in range(*covered(places, span)):
                    roles.setdefault(number, []).append((quote.id, role))
    root = ElementTree.Element("root")
    sentence, at, before = -1, 0, 0
    for number, (start, end) in enumerate(places):
        if sentence < 0 or "\n" in text[before:start]:
            sentence, at = sentence + 1, 0
            holder = ElementTree.SubElement(root, "SENTENCE", gorn=str(sentence))
        a, b = offsets.state(start, end, "bytes of the file")
        numbers = {"ByteCount": f"{a},{b}", "gorn": f"{sentence},{at}", "sentenceWord": str(at), "word": str(number)}
        word = ElementTree.SubElement(holder, "WORD", {"text": text[start:end], **numbers})
        for key, role in roles.get(number, ()):
            attribution = ElementTree.SubElement(word, "attribution", id=key)
            ElementTree.SubElement(attribution, "attributionRole", roleValue=role)
        at, before = at + 1, end
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


FORMAT = Format("parc", "PARC 3.0: words in XML with the roles of attributions", read=read, write=write)
