"""What a reader gathers while it goes through its source: texts, annotations, faults, losses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.errors import DataError, UsageError
from sayso.formats import DEFAULT_SPLIT, Imported, names_folder, split_name
from sayso.formats.drawing import Drawn, annotate, faults_of, spans_of
from sayso.formats.texts import UNITS, Offsets, Stated, Unit, article_of, mismatch
from sayso.model import Annotation, Annotator, AnnotatorKind, Article, Claim, Span, Speaker

_NO_ID = re.compile(r"[\x00-\x20/\\]+|^\.+")


class Gathering:
    """Gathers what an `Imported` holds. `known` are the user's own texts, by id, `names` the annotators' new names."""

    def __init__(self, known: Mapping[str, Article] | None, names: Mapping[str, str]) -> None:
        self.known, self.names = known, names
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.losses: Counter[str] = Counter()
        self.articles: dict[str, Article] = {}
        self.annotations: list[Annotation] = []
        self.splits: dict[str, str] = {}
        self._told: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._drawn: set[tuple[str, str]] = set()
        self._seen: set[str] = set()  # documents with an annotation or a fault

    def article(
        self, stem: str, raw: str | None, place: str, *, split: str | None = None, **facts: Any
    ) -> Article | None:
        """The article `stem`, made of `raw` or taken from the known ones; None where a fault is reported.

        `place` is where it stands, for a fault. An id that is taken gets the split in front.
        """
        doc = _NO_ID.sub("_", stem) or "_"
        in_split = split_name(split) if split is not None else DEFAULT_SPLIT
        if doc in self.articles:
            doc = f"{in_split}.{doc}"
        if doc in self.articles:
            self.problems.append(f"{place}: a second document is called {doc}; rename one of them.")
            return None
        if doc != stem:
            self.tell("documents go by another id", f"{doc} for {stem}")
        try:
            made = self._made(doc, raw, place, facts)
        except DataError as error:
            self.problems.append(str(error))
            return None
        if made is not None:
            self.articles[doc] = made
            self.splits[doc] = in_split
        return made

    def _made(self, doc: str, raw: str | None, place: str, facts: dict[str, Any]) -> Article | None:
        mine = None if self.known is None else self.known.get(doc)
        if self.known is not None and mine is None:
            raise DataError(f"{place}: there is no article {doc} among those given by --articles.")
        if raw is None:
            return mine
        made = article_of(doc, raw, place, **facts)
        if mine is not None and mine.text != made.text:
            raise DataError(f"{place}: its text is not that of the article {doc} given by --articles.")
        return made

    def annotation(
        self,
        article: Article,
        annotator: str,
        drawn: Sequence[Drawn],
        speakers: Sequence[Speaker] | None = None,
        claims: Sequence[Claim] = (),
        kind: AnnotatorKind = "human",
        *,
        number: bool = False,
    ) -> None:
        """Take the record that `drawn` make, or report what is wrong with it."""
        name = self.names.get(annotator, annotator)
        made = annotate(article, Annotator(name, kind), drawn, speakers, claims, number=number)
        faults = faults_of(made, article)
        if not names_folder(name):
            faults.append(f"{article.id}: the annotator {name!r} cannot name a folder; give another with --rename.")
        if (name, article.id) in self._drawn:
            faults.append(f"{article.id}: {name} has annotated it twice; keep one.")
        self._drawn.add((name, article.id))
        self._seen.add(article.id)
        self.problems += faults
        if not faults:
            self.annotations.append(made)

    def places(
        self,
        article: Article,
        offsets: Offsets,
        stated: Mapping[str, Stated],
        units: Sequence[Unit] = UNITS,
        *,
        cut: bool = False,
    ) -> dict[str, tuple[tuple[int, int], ...]]:
        """Where each stated span stands in the text; one that has another text than stated is a fault and left out.

        The unit that offsets count in is the first of `units` that fits most of the spans. With `cut`, a span that
        holds its stated text and more is cut to it.
        """
        unit = offsets.unit_of(list(stated.values()), units)
        if unit != units[0]:
            self.tell(f"documents count offsets in {unit}", "told by the texts of the spans, and converted")
        found: dict[str, tuple[tuple[int, int], ...]] = {}
        for what, span in stated.items():
            places = offsets.find(span, unit)
            if places is None:
                converted = [offsets.convert(start, end, unit) or (start, end) for start, end in span.places]
                start, end = converted[0]
                at = offsets.text.find(span.text, start, end) if cut and span.text else -1
                if at >= 0:
                    self.tell("spans are longer than their text and were cut to it", f"{article.id}: {what}")
                    found[what] = ((at, at + len(span.text)),)
                    continue
                self.fault(article.id, mismatch(article.id, what, converted, span.text, offsets.text))
            else:
                found[what] = places
        return found

    def spans(self, text: str, places: Iterable[tuple[int, int]]) -> list[Span]:
        """Spans at `places`, sorted; those that overlap are joined, which is a loss."""
        given = list(places)
        made = spans_of(text, given)
        if len(made) < len(given):
            self.losses["overlaps of spans of one role, which were joined"] += len(given) - len(made)
        return made

    def fault(self, doc: str, sentence: str) -> None:
        """Report what is wrong with a document."""
        self.problems.append(sentence)
        self._seen.add(doc)

    def tell(self, what: str, example: str) -> None:
        """Count a note; of those with the same words the first one's example is shown."""
        self._examples.setdefault(what, example)
        self._told[what] += 1

    def done(self, source: Path, nothing: str) -> Imported:
        """All of it. Raises `UsageError`, which says `nothing`, where the source had nothing in it at all."""
        if not (self.articles or self.problems or self.losses):
            raise UsageError(f"{source}: {nothing}")
        if bare := len(self.articles.keys() - self._seen):
            self.losses["texts without annotations"] += bare
        notes = [f"{count} {what} ({self._examples[what]})." for what, count in self._told.items()]
        drawn = {one.doc for one in self.annotations}
        articles = [article for doc, article in self.articles.items() if doc in drawn]
        return Imported(self.annotations, self.problems, notes, articles, self.splits, +self.losses)
