"""sayso show."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    from sayso.corpus import Document

_SHAPES = {"boilerplate": "()", "content": "[]", "source": "{}", "cue": "<>", "claim": "⟦⟧"}
"""The brackets of each role; of two spans at the same place the role named first stands outside."""

_STYLES = {
    "boilerplate": "dim",
    "content": "green",
    "source": "bold cyan",
    "cue": "bold yellow",
    "claim": "underline magenta",
}
_ROLES = list(_SHAPES)


@click.command()
@click.argument("doc")
@click.option("--corpus", metavar="DIR", help="Corpus folder; the bundled corpus by default.")
def show(doc: str, corpus: str | None) -> None:
    """Show the article DOC with its quotes, sources, cues and claims in brackets, and in colour on a terminal."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 1_000_000  # a pipe has no edge: the reader of the pipe breaks the lines
    _print(_find(doc, corpus), console)


def _find(doc: str, corpus: str | None) -> Document:
    from sayso.corpus import load
    from sayso.errors import UsageError

    documents = {document.article.id: document for document in load(corpus)}
    if doc not in documents:
        near = difflib.get_close_matches(doc, documents, 1, 0.3) or sorted(documents)[:1]
        hint = f"do you mean {near[0]}?" if near else "name another corpus with --corpus."
        raise UsageError(f"{doc}: no such article among {len(documents)}; {hint}")
    return documents[doc]


def _print(document: Document, console: Console) -> None:
    from rich.text import Text

    from sayso.printing import printable

    article = document.article
    console.print(Text(printable(f"{article.id} · {document.split} · {article.title or 'untitled'}"), "bold"))
    facts = [article.publisher, article.published, article.language, article.rights, article.url]
    if known := [fact for fact in facts if fact]:
        console.print(Text(printable(" · ".join(known)), "dim"))
    console.print(_legend(), Text(), _marked(document), Text(), sep="\n")
    for table in (_speakers(document), _quotes(document), _claims(document)):
        if table.row_count:
            console.print(table)


def _legend() -> Text:
    from rich.text import Text

    examples = {"content": "Q1 content", "source": "Q1 source", "cue": "Q1 cue", "claim": "C1 claim"}
    examples["boilerplate"] = "boilerplate"
    parts = [Text(_SHAPES[role][0] + words + _SHAPES[role][1], _STYLES[role]) for role, words in examples.items()]
    return Text("  ").join(parts).append("  the same number twice: one quote in several parts", "dim")


@dataclasses.dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    role: str
    label: str


def _marks(document: Document) -> Iterator[_Mark]:
    for block in document.article.blocks:
        if block.kind == "boilerplate":
            yield _Mark(block.start, block.end, "boilerplate", "boilerplate:")
    for quote in document.gold.quotes:
        for role in ("content", "source", "cue"):
            for span in getattr(quote, role):
                yield _Mark(span.start, span.end, role, quote.id)
    for claim in document.gold.claims:
        for span in claim.content:
            yield _Mark(span.start, span.end, "claim", claim.id)


def _marked(document: Document) -> Text:
    """The article's text with a labelled bracket at each end of each span."""
    from rich.text import Text

    text = document.article.text
    marks = sorted(_marks(document), key=lambda mark: (mark.start, -mark.end, _ROLES.index(mark.role)))
    edges = sorted({0, len(text)} | {mark.start for mark in marks} | {mark.end for mark in marks})
    shown, opened = Text(), list[_Mark]()
    pending = iter([*marks, None])
    following = next(pending)
    for edge, after in zip(edges, [*edges[1:], len(text)], strict=True):
        for mark in [mark for mark in reversed(opened) if mark.end <= edge]:
            # A bracket that does not close what was opened last says whose it is: spans may cross.
            owner = "" if mark is opened[-1] else f" {mark.label}"
            shown.append(_visible(f"{owner}{_SHAPES[mark.role][1]}"), _STYLES[mark.role])
            opened.remove(mark)
        while following is not None and following.start == edge:
            shown.append(_visible(f"{_SHAPES[following.role][0]}{following.label} "), _STYLES[following.role])
            opened.append(following)
            following = next(pending)
        shown.append(_visible(text[edge:after]), _style(opened))
    return shown


def _style(opened: Sequence[_Mark]) -> Style:
    """Of nested spans the inner colour wins; what else they have adds up."""
    from rich.style import Style

    return Style.combine([Style.null(), *(Style.parse(_STYLES[mark.role]) for mark in opened)])


def _visible(text: str) -> str:
    """`text` with control characters other than line ends written out, so that none reaches the terminal."""
    from sayso.printing import printable

    return "\n".join(map(printable, text.split("\n")))


def _table(*heads: str) -> Table:
    from rich import box
    from rich.table import Table

    return Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)


def _add(table: Table, cells: Iterable[str | None]) -> None:
    from rich.text import Text

    table.add_row(*(Text(_visible(cell or "–")) for cell in cells))


def _speakers(document: Document) -> Table:
    table = _table("speaker", "name", "kind", "Wikidata", "mentions", "quotes", "claims")
    for speaker in document.gold.speakers:
        quotes = " ".join(quote.id for quote in document.gold.quotes if quote.speaker == speaker.id)
        claims = " ".join(claim.id for claim in document.gold.claims if claim.claimer == speaker.id)
        mentions = str(len(speaker.mentions))
        _add(table, [speaker.id, speaker.name, speaker.kind, speaker.wikidata, mentions, quotes, claims])
    return table


def _quotes(document: Document) -> Table:
    table = _table("quote", "type", "speaker", "cue", "to", "nested in", "asserted")
    names = {speaker.id: speaker.name for speaker in document.gold.speakers}
    for quote in document.gold.quotes:
        speaker = None if quote.speaker is None else names.get(quote.speaker, quote.speaker)
        cue = " … ".join(span.text for span in quote.cue)
        to = ", ".join(names.get(name, name) for name in quote.addressees)
        _add(table, [quote.id, quote.type, speaker, cue, to, quote.parent, "yes" if quote.asserted else "no"])
    return table


def _claims(document: Document) -> Table:
    table = _table("claim", "kind", "claimer", "stance", "check", "in", "normalized")
    names = {speaker.id: speaker.name for speaker in document.gold.speakers}
    for claim in document.gold.claims:
        claimer, check = names.get(claim.claimer, claim.claimer), "yes" if claim.check_worthy else "no"
        _add(table, [claim.id, claim.kind, claimer, claim.stance, check, claim.quote, claim.normalized])
    return table
