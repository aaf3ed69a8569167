"""NewsClaims (Reddy et al. 2022, https://github.com/blender-nlp/NewsClaims): claims of news, one a sentence.

    SPLIT.json       {DOC: {SEGMENT: {"sentence", "claim_span", "has_claimer", "claimer", "claimer_in_sentence",
                                      "stance", "claim_object", "topic"}}}
    all_sents.json   {DOC: {SEGMENT: {"sentence"}}}, all sentences of each article
    text/DOC.txt     the articles; where one is missing, its text is its sentences, a line each

The corpus says nowhere what `claim_span` counts; both its ends are inclusive (its scorer has it so). Here it counts
words between white space where that fits every claim of a file, else characters, and a note says which it was. A
claim's kind is `other`, it is check-worthy (NewsClaims has no others), and normalized it is its own words. The claimer
is a speaker of that name, with the mention in the claim's sentence, else the first one in the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sayso.errors import DataError
from sayso.files import read_raw, read_text, writing_folder
from sayso.folding import Folded, fold
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Imported, Item
from sayso.formats.drawing import in_order, kind_of, mention
from sayso.formats.gathering import Gathering
from sayso.formats.losses import articles_lost
from sayso.formats.parts import golds
from sayso.formats.tokens import WORDS
from sayso.model import AUTHOR, Annotation, Article, Claim, Mention, Span, Speaker, Stance, dumps
from sayso.names import alias
from sayso.sentences import sentence_starts

ANNOTATOR = "newsclaims"
SENTENCES = "all_sents.json"
_STANCES: dict[str, Stance] = {"affirm": "affirm", "refute": "refute"}
_KNOWN = {"sentence", "claim_span", "has_claimer", "claimer", "claimer_in_sentence", "stance"}

Segments = dict[str, dict[str, Any]]
Documents = dict[str, Segments]


def read(source: Path, *, articles: Mapping[str, Article] | None, annotators: Mapping[str, str]) -> Imported:
    """Read the folder `source`, or one file of claims with what is beside it.

    Raises `UsageError` where there is none, and `DataError` where a file is none.
    """
    folder = source if source.is_dir() else source.parent
    paths = [path for path in sorted(folder.glob("*.json")) if path.name != SENTENCES] if source.is_dir() else [source]
    sentences = _documents(folder / SENTENCES) if (folder / SENTENCES).exists() else {}
    gathering = Gathering(articles, annotators)
    for path in paths:
        documents = _documents(path)
        characters = _counts_characters(documents)
        gathering.tell(f"files count claim_span in {'characters' if characters else 'words'}", path.name)
        for doc, segments in documents.items():
            place = f"{path}: {doc}"
            raw = _raw(folder, doc, sentences.get(doc), gathering)
            if raw is None and articles is None:
                gathering.problems.append(f"{place}: there is neither text/{doc}.txt nor an entry in {SENTENCES}.")
                continue
            article = gathering.article(doc, raw, place, split=path.stem)
            if article is not None:
                _Reading(article, gathering, characters).document(segments, sentences.get(doc, segments))
    return gathering.done(source, "there is no SPLIT.json in it; name the folder that holds dev.json and test.json.")


def _documents(path: Path) -> Documents:
    try:
        return msgspec.json.decode(read_text(path), type=Documents)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise DataError(
            f"{path}: not claims of NewsClaims ({error}); it is documents by id, of segments by id."
        ) from None


def _counts_characters(documents: Documents) -> bool:
    """Whether a claim_span of the file is past the last word of its sentence."""
    return any(
        isinstance(span, list) and len(span) == 2 and isinstance(span[1], int) and span[1] >= len(sentence.split())
        for segments in documents.values()
        for entry in segments.values()
        if isinstance(sentence := entry.get("sentence"), str)
        for span in [entry.get("claim_span")]
    )


def _raw(folder: Path, doc: str, sentences: Segments | None, gathering: Gathering) -> str | None:
    """The text of a document: its file, unless its id leads out of the folder of texts, else its sentences."""
    if not (Path(doc).is_absolute() or ".." in Path(doc).parts):
        for path in (folder / "text" / f"{doc}.txt", folder / "text" / doc):
            if path.is_file():
                return read_raw(path)
    if sentences is None:
        return None
    gathering.tell("texts are made of their sentences, a line each", doc)
    return "".join(f"{entry.get('sentence', '')}\n" for entry in sentences.values())


class _Reading:
    """Reads the claims of one document."""

    def __init__(self, article: Article, gathering: Gathering, characters: bool) -> None:
        self.article, self.gathering, self.characters = article, gathering, characters
        self.folded = fold(article.text)
        self.names: dict[str, str] = {}
        self.mentions: dict[str, list[Mention]] = {}

    def document(self, segments: Segments, sentences: Segments) -> None:
        """Take the claims of `segments`; `sentences` are those of the article, by which repeats are told apart."""
        places = self._sentences({**sentences, **segments})
        claims = []
        for number, (key, entry) in enumerate(segments.items(), 1):
            try:
                claims.append(self._claim(f"C{number}", entry, places.get(key)))
            except ValueError as error:
                self.gathering.fault(self.article.id, f"{self.article.id}: segment {key}: {error}")
                return
        claims.sort(key=lambda claim: claim.content[0].start)
        speakers = [
            Speaker(key, self.names[key], kind_of(self.names[key]), None, in_order(self.mentions[key]))
            for key in self.names
        ]
        self.gathering.annotation(self.article, ANNOTATOR, [], speakers, claims)

    def _sentences(self, sentences: Segments) -> dict[str, _Sentence]:
        """Where each sentence is: the first place after the sentence before it, else the first of all."""
        found, cursor = {}, 0
        for key, entry in sentences.items():
            if not isinstance(entry.get("sentence"), str):
                continue
            own = fold(entry["sentence"])
            at = self.folded.text.find(own.text, cursor)
            at = self.folded.text.find(own.text) if at < 0 else at
            if at >= 0 and own.text:
                found[key] = _Sentence(entry["sentence"], own, at)
                cursor = at + len(own.text)
        return found

    def _claim(self, key: str, entry: Mapping[str, Any], sentence: _Sentence | None) -> Claim:
        if sentence is None:
            raise ValueError(f"expected the sentence {entry.get('sentence')!r}, found it nowhere in the text.")
        for field in entry.keys() - _KNOWN:
            self.gathering.losses[f"{field} of claims"] += 1
        start, end = self._span(entry, sentence)
        stance = str(entry.get("stance", "")).lower()
        if not stance:
            self.gathering.losses["claims without a stance, taken as affirmed"] += 1
        elif stance not in _STANCES:
            raise ValueError(f"its stance is {stance!r}; affirm and refute are known.")
        text = self.article.text[start:end]
        return Claim(
            id=key,
            content=[Span(start, end, text)],
            claimer=self._claimer(entry, sentence),
            quote=None,
            kind="other",
            stance=_STANCES.get(stance, "affirm"),
            check_worthy=True,
            normalized=" ".join(text.split()),
        )

    def _span(self, entry: Mapping[str, Any], sentence: _Sentence) -> tuple[int, int]:
        span = entry.get("claim_span")
        if span is None:
            self.gathering.losses["claims without claim_span, taken as their sentence"] += 1
            return sentence.place(self.folded, 0, len(sentence.text))
        if not (isinstance(span, list) and len(span) == 2 and all(type(edge) is int for edge in span)):
            raise ValueError(f"its claim_span is {span!r}; two numbers are needed.")
        units = (
            [(i, i + 1) for i in range(len(sentence.text))]
            if self.characters
            else [word.span() for word in WORDS.finditer(sentence.text)]
        )
        first, last = span
        if not 0 <= first <= last < len(units):
            raise ValueError(f"its claim_span is {first} to {last}, and its sentence has {len(units)} units.")
        return sentence.place(self.folded, units[first][0], units[last][1])

    def _claimer(self, entry: Mapping[str, Any], sentence: _Sentence) -> str:
        name = entry.get("claimer")
        if not entry.get("has_claimer", bool(name)):
            return AUTHOR
        if not isinstance(name, str) or not name.strip():
            raise ValueError("it has a claimer (has_claimer), and no name of one.")
        name = " ".join(name.split())
        key = next((key for key, other in self.names.items() if alias(other) == alias(name)), None)
        if key is None:
            key = f"S{len(self.names) + 1}"
            self.names[key], self.mentions[key] = name, []
        own = fold(name).text
        at = self.folded.text.find(own, sentence.at, sentence.at + len(sentence.folded.text))
        at = self.folded.text.find(own) if at < 0 else at
        if at >= 0:
            start, end = self.folded.outward(at, at + len(own))
            self.mentions[key].append(mention(Span(start, end, self.article.text[start:end])))
        else:
            self.gathering.losses["claimers whose name is not in the text, left without a mention"] += 1
        return key


class _Sentence(NamedTuple):
    """A sentence as the file has it, folded, and where that is in the folded article."""

    text: str
    folded: Folded
    at: int

    def place(self, article: Folded, start: int, end: int) -> tuple[int, int]:
        """The place in the article of the characters of the sentence from `start` to `end`."""
        return article.outward(self.at + self.folded.inward(start), self.at + self.folded.inward(end))


def write(items: Sequence[Item], target: Path) -> Exported:
    """Write the folder `target`: the claims of each split, all sentences, and the texts."""
    chosen, lost = golds(items)
    splits: dict[str, Documents] = {}
    everything: Documents = {}
    with writing_folder(target) as folder:
        (folder / "text").mkdir()
        for item, gold in chosen:
            article = item.article
            (folder / "text" / f"{article.id}.txt").write_bytes(article.text.encode())
            sentences = list(_split(article.text))
            everything[article.id] = {f"segment-{n}": {"sentence": one.text} for n, one in enumerate(sentences)}
            made = _segments(gold, sentences, lost)
            splits.setdefault(item.split or DEFAULT_SPLIT, {})[article.id] = made
        for split, documents in splits.items():
            (folder / f"{split}.json").write_bytes(dumps(documents))
        (folder / SENTENCES).write_bytes(dumps(everything))
    return Exported(losses=lost + articles_lost([item for item, _ in chosen], read, target))


def _split(text: str) -> Iterator[Span]:
    """The sentences of a text without the white space around them."""
    starts = sentence_starts(text)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        whole = text[start:end]
        if whole.strip():
            first = start + len(whole) - len(whole.lstrip())
            yield Span(first, first + len(whole.strip()), whole.strip())


def _segments(gold: Annotation, sentences: Sequence[Span], lost: Counter[str]) -> Segments:
    """The claims by the sentence that each starts in."""
    names = {speaker.id: speaker for speaker in gold.speakers}
    claimers = {claim.claimer for claim in gold.claims}
    lost["quotes"] += len(gold.quotes)
    lost["speakers who claim nothing"] += len(names.keys() - claimers)
    lost["mentions of speakers"] += sum(len(names[key].mentions) for key in claimers & names.keys())
    made: Segments = {}
    for claim in gold.claims:
        start, end = claim.content[0].start, claim.content[-1].end
        number = max((n for n, one in enumerate(sentences) if one.start <= start), default=None)
        words = [] if number is None else [word.span() for word in WORDS.finditer(sentences[number].text)]
        origin = 0 if number is None else sentences[number].start
        inside = [n for n, (a, b) in enumerate(words) if origin + a < end and start < origin + b]
        if number is None or not inside:
            lost["claims without a word"] += 1
            continue
        key = f"segment-{number}"
        if key in made:
            lost["claims in a sentence that has one already"] += 1
            continue
        reach = origin + words[inside[0]][0], origin + words[inside[-1]][1]
        lost["edges of claims, moved to whole words of one sentence"] += reach != (start, end)
        lost["gaps between the parts of a claim"] += len(claim.content) > 1
        lost["kinds of claims"] += claim.kind != "other"
        lost["claims that are not check-worthy, which become so"] += not claim.check_worthy
        lost["normalized claims"] += claim.normalized != " ".join(claim.content[0].text.split())
        speaker = names.get(claim.claimer)
        made[key] = {
            "sentence": sentences[number].text,
            "claim_span": [inside[0], inside[-1]],
            "has_claimer": speaker is not None,
            "claimer": "" if speaker is None else speaker.name,
            "claimer_in_sentence": speaker is not None and speaker.name in sentences[number].text,
            "stance": claim.stance,
        }
    return made


FORMAT = Format("newsclaims", "NewsClaims JSON", read=read, write=write)
