"""Label Studio without a server: records to draw, and a person who draws."""

from __future__ import annotations

import json

import msgspec
from hypothesis import strategies as st

from sayso.formats.labelstudio.exports import read_export
from sayso.model import Annotation, Annotator, Article, Claim, Mention, Quote, Span, Speaker, sha256_text
from tests.strategies import spans

HOSTILE = "😀👩‍👩‍👧\tRain <b>fell</b>\N{NO-BREAK SPACE}&amp; fell.\n\n“It held,” said Orr – “it $text did,\n王\u2028\\n"
NAMES = st.one_of(
    st.sampled_from(
        ["Ada Orr", "ada  orr", "person", "Q42", "S2", "a|b", " x ", "\\u0041", "$text", "new\nline", "王"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
)
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)


def article_of(text: str, doc: str = "rain") -> Article:
    digest = sha256_text(text)
    return Article(doc, text, [], None, "en", None, None, None, None, None, digest, digest)


@st.composite
def records(draw) -> tuple[Article, Annotation]:
    """An article of awkward characters, and any annotation of it that follows the schema and the text."""
    pieces = st.sampled_from([HOSTILE, "“", "”, ", "\n\n", "  ", "said", "🏳️‍🌈", "\x07", "é", "\N{RIGHT-TO-LEFT MARK}"])
    text = draw(st.lists(pieces, min_size=6, max_size=12).map("".join))
    ids = draw(st.lists(IDS.filter(lambda key: key != "author"), max_size=4, unique=True))
    speakers = [Speaker(key, draw(NAMES), draw(kinds(Speaker)), draw(wikidata()), draw(mentions(text))) for key in ids]
    who = st.sampled_from([None, *ids])
    quotes: list[Quote] = []
    for key in draw(st.lists(IDS, max_size=5, unique=True)):
        parent = draw(st.sampled_from([None, *(quote.id for quote in quotes)]))
        told = draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
        roles = [draw(spans(text, least)) for least in (1, 0, 0)]
        quotes.append(Quote(key, draw(kinds(Quote)), *roles, draw(who), told, parent, draw(st.booleans())))
    claims = [
        Claim(
            key,
            draw(spans(text, 1)),
            draw(st.sampled_from(["author", *ids])),
            draw(st.sampled_from([None, *(quote.id for quote in quotes)])),
            draw(kinds(Claim)),
            draw(kinds(Claim, "stance")),
            draw(st.booleans()),
            draw(st.sampled_from(["It held.", "  It\n“held”. 😀 "])),
        )
        for key in draw(st.lists(IDS, max_size=4, unique=True))
    ]
    order = st.permutations(quotes)
    article = article_of(text)
    gold = Annotator("gold", "adjudicated")
    return article, Annotation("1.0", "rain", article.text_sha256, gold, speakers, draw(order), claims)


def kinds(struct: type[msgspec.Struct], field: str | None = None) -> st.SearchStrategy[str]:
    """Values of a field of fixed words, as the type lists them."""
    name = field or {Speaker: "kind", Quote: "type", Claim: "kind"}[struct]
    types = {one.name: one.type for one in msgspec.inspect.type_info(struct).fields}
    kind = types[name]
    return st.sampled_from(getattr(kind, "type", kind).values)


def wikidata() -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, "Q1", "Q22686"])


def mentions(text: str) -> st.SearchStrategy[list[Mention]]:
    """Mentions in text order, which may nest and start at one place."""
    places = st.tuples(
        st.integers(0, len(text) - 1), st.integers(1, 9), st.sampled_from(["name", "nominal", "pronoun"])
    )
    made = st.lists(places, max_size=4, unique_by=lambda place: place[:2])
    return made.map(
        lambda found: [
            Mention(start, min(start + length, len(text)), text[start : start + length], form)
            for start, length, form in sorted(found, key=lambda place: place[0])
        ]
    )


def hostile():
    """An article and a record with everything that a mapping may lose."""
    text = f"{HOSTILE}\n\n\n\t{HOSTILE} “it leaks”"
    article = article_of(text, "hostile")

    def span(phrase, after=0):
        start = text.index(phrase, after)
        return Span(start, start + len(phrase), phrase)

    def mention(phrase, form, after=0):
        found = span(phrase, after)
        return Mention(found.start, found.end, found.text, form)

    orr, said = span("Orr"), span("said")
    speakers = [
        Speaker("S2", "Lena | Orr 😀", "person", "Q42", [mention("Orr", "name"), mention("it $text", "pronoun")]),
        Speaker("the town", "$text <b>town</b>", "organization", None, []),
        Speaker("S1", "person", "unnamed", None, [mention("王", "name"), mention("fell", "nominal", 60)]),
    ]
    wide = [span("😀👩‍👩‍👧\tRain <b>fell</b>\N{NO-BREAK SPACE}&amp; fell.\n\n“It held,”"), span("it $text did,\n")]
    quotes = [
        Quote("Q2", "mixed", wide, [said], [orr], "S2", ["the town", "S1"], None, True),
        Quote("Q1", "indirect", [span("<b>fell</b>")], [], [], None, [], "Q2", False),
        Quote("a b/ü", "direct", [span("It held")], [said, span("did")], [orr], "the town", [], "Q1", True),
        Quote("Q9", "direct", [span("“it leaks”")], [], [], "S1", ["S2"], None, True),
    ]
    claims = [
        Claim("C1", [span("It held"), span("did")], "S2", "Q2", "prediction", "refute", True, "It held\n“😀”."),
        Claim("x", [span("it leaks")], "author", None, "other", "affirm", False, " It leaks. "),
    ]
    annotator = Annotator("gold", "adjudicated")
    return article, Annotation("1.0", "hostile", article.text_sha256, annotator, speakers, quotes, claims)


class Hand:
    """A person at the screen: draws regions, fills in fields and joins regions, as the server reports it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.results: list[dict] = []
        self.data = {"doc": "rain", "text": text, "text_sha256": sha256_text(text)}

    def draw(self, label: str, phrase: str, **fields: str | list[str]) -> str:
        """Draw `phrase`, and fill in its fields; a value in a list is typed, any other chosen. Returns the id."""
        key = f"Xy{len(self.results):08}"
        start = self.text.index(phrase)
        value = {"start": start, "end": start + len(phrase), "text": phrase}
        self.add(key, "label", "labels", {**value, "labels": [label]})
        for control, given in fields.items():
            typed = isinstance(given, list)
            self.add(
                key, control, *(("textarea", {"text": given}) if typed else ("choices", {"choices": given.split()}))
            )
        return key

    def list(self, *lines: str) -> None:
        """Write lines of the list of speakers."""
        self.add("Xylines000", "speakers", "textarea", {"text": [*lines]})

    def join(self, start: str, end: str, label: str | None = None, direction: str = "right") -> None:
        labels = {"labels": [label]} if label else {}
        self.results.append({"type": "relation", "from_id": start, "to_id": end, "direction": direction, **labels})

    def add(self, key: str, control: str, kind: str, value: dict) -> None:
        self.results.append({"id": key, "from_name": control, "to_name": "text", "type": kind, "value": value})

    def task(self, **annotation) -> dict:
        return {
            "id": 7,
            "data": self.data,
            "annotations": [{"id": 9, "completed_by": 1, "result": self.results} | annotation],
        }

    def read(self, folder, **options):
        """What `sayso import` makes of it."""
        return read_tasks(folder, [self.task()], **options)


def read_tasks(folder, tasks, **options):
    path = folder / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read_export(path, **options)
