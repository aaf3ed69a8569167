"""The spaCy component `sayso`: quotes, speakers and claims in a pipeline of your own.

    nlp.add_pipe("sayso")                                       # behind a parser and a recognizer of names
    nlp.add_pipe("sayso", config={"extractor": "rules"})        # any extractor of the command line; needs no parse

It fills `doc.spans["sayso_quotes"]`, `sayso_cues`, `sayso_sources`, `sayso_claims` and `sayso_mentions`. A span's `id_`
is that of its quote, claim or speaker; its label the quote's type, the claim's kind, the mention's form, or `cue` and
`source`; the `kb_id_` of a quote's spans is the id of its speaker. `doc._.sayso` is the whole `Prediction`, with
offsets in characters; a span group's are widened to whole tokens.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from sayso.blocks import find_blocks
from sayso.errors import UsageError
from sayso.extractors import Answered, resolve
from sayso.extractors.spacy.extractor import predict
from sayso.extractors.spacy.parse import Parse
from sayso.grounding import ground
from sayso.model import Article, PredictedMention, PredictedSpan, Prediction, sha256_text
from sayso.predictions import as_prediction
from sayso.running.calling import ask

KEY = "sayso"
GROUPS = ("quotes", "cues", "sources", "claims", "mentions")
_Placed = tuple[str, PredictedSpan | PredictedMention, str, str, str]
"""A span with its group, its label, its id, and the id of the speaker."""


@Language.factory(
    KEY,
    assigns=["doc.spans", "doc._.sayso"],
    default_config={"extractor": "spacy", "attitudes": False, "prefix": "sayso_"},
)
def make(nlp: Language, name: str, extractor: str, attitudes: bool, prefix: str) -> Component:  # noqa: ARG001
    """The component, as `nlp.add_pipe` makes it."""
    return Component(extractor, attitudes, prefix)


class Component:
    """Runs an extractor on docs. `spacy` reads the doc's own parse and names; any other takes the doc's text.

    With `attitudes`, which `spacy` alone has, *Critics attacked the plan* is a quote; `prefix` stands before the names
    of the span groups.
    """

    def __init__(self, extractor: str = "spacy", attitudes: bool = False, prefix: str = "sayso_") -> None:
        self._extractor = None if extractor == "spacy" else resolve(extractor)
        self._attitudes, self._prefix = attitudes, prefix

    def __call__(self, doc: Doc) -> Doc:
        """Raises `UsageError` where the extractor is `spacy` and the doc has no parse."""
        article = _article(doc)
        if self._extractor is not None:
            answer = ask(self._extractor, [article], None)[0]
            said = answer.prediction if isinstance(answer, Answered) else answer
            found = ground(as_prediction(said, article), article).prediction
        elif len(doc) and not doc.has_annotation("DEP"):
            raise UsageError(
                "the component sayso needs a parse; add it behind a parser and ner, or with the config "
                '{"extractor": "rules"}.'
            )
        else:
            found = predict(article, Parse([(0, doc)]), self._attitudes)
        doc.user_data[KEY] = msgspec.to_builtins(found)
        groups = defaultdict[str, list[Span]](list)
        for group, span, label, key, speaker in _placed(found):
            made = _span(doc, span, label, key, speaker)
            groups[group] += [] if made is None else [made]
        for group in GROUPS:
            doc.spans[self._prefix + group] = SpanGroup(doc, name=self._prefix + group, spans=groups[group])
        return doc


def _article(doc: Doc) -> Article:
    text = doc.text
    digest = sha256_text(text.encode(errors="replace").decode())
    return Article(
        "doc", text, find_blocks(text), None, doc.lang_ or None, None, None, None, None, None, digest, digest
    )


def _placed(found: Prediction) -> list[_Placed]:
    """Every span of a prediction with the group that it goes to."""
    placed: list[_Placed] = []
    for quote in found.quotes:
        key, kind, speaker = (
            value if isinstance(value, str) else "" for value in (quote.id, quote.type, quote.speaker)
        )
        placed += [("quotes", span, kind, key, speaker) for span in quote.content]
        placed += [("cues", span, "cue", key, speaker) for span in quote.cue]
        placed += [("sources", span, "source", key, speaker) for span in quote.source]
    for claim in found.claims:
        key, kind = (value if isinstance(value, str) else "" for value in (claim.id, claim.kind))
        placed += [("claims", span, kind, key, "") for span in claim.content]
    for person in found.speakers:
        for mention in person.mentions:
            form = mention.form if isinstance(mention.form, str) else ""
            who = person.id if isinstance(person.id, str) else person.name
            placed.append(("mentions", mention, form, str(who), ""))
    return placed


def _span(doc: Doc, span: PredictedSpan | PredictedMention, label: str, key: str, speaker: str) -> Span | None:
    """The tokens of a span; None for one that is not in the text."""
    if not isinstance(span.start, int) or not isinstance(span.end, int):
        return None
    return doc.char_span(span.start, span.end, label=label, kb_id=speaker, span_id=key, alignment_mode="expand")


def _prediction(doc: Doc) -> Prediction | None:
    """What the component found in a doc; None where it has not run."""
    kept: Any = doc.user_data.get(KEY)
    return None if kept is None else msgspec.convert(kept, Prediction)


if not Doc.has_extension(KEY):
    Doc.set_extension(KEY, getter=_prediction)
