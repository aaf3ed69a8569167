"""A small project to build a corpus from: seeds/ and annotations/ with gold, written for the tests."""

from __future__ import annotations

from pathlib import Path

from sayso.ingest import ingest
from sayso.model import (
    Annotation,
    Annotator,
    Claim,
    Mention,
    Quote,
    Span,
    Speaker,
    dumps,
)

DAM = (
    "“It held,” said Ada Orr, who runs the board. “We had asked 30 people to leave.”\n"
    "SEE ALSO: Snow falls\n"
    "Residents did not say whether they would return.\n"
)
QUIET = "Snow fell on Friday. 😀\r\nNobody said a word.\r\n"


def span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), part)


def dam_gold(sha: str) -> Annotation:
    """Nested and discontinuous quotes, an implicit source, a denied attribution, claims of a speaker and the author."""

    def at(*parts: str) -> list[Span]:
        return [span(DAM, part) for part in parts]

    def mention(part: str, form: str) -> Mention:
        return Mention(*(getattr(span(DAM, part), name) for name in ("start", "end", "text")), form)

    orr = Speaker("S1", "Ada Orr", "person", "Q42", [mention("Ada Orr", "name"), mention("We", "pronoun")])
    residents = Speaker("S2", "residents", "group", None, [mention("Residents", "nominal"), mention("they", "pronoun")])
    speech = at("“It held,”", "“We had asked 30 people to leave.”")
    quotes = [
        Quote("Q1", "direct", speech, at("said"), at("Ada Orr"), "S1", ["S2"], None, True),
        Quote("Q2", "indirect", at("to leave"), at("had asked"), at("We"), "S1", [], "Q1", True),
        Quote("Q3", "indirect", at("whether they would return"), at("did not say"), [], "S2", [], None, False),
    ]
    claims = [
        Claim("C1", at("It held"), "S1", "Q1", "other", "affirm", True, "The dam held."),
        Claim("C2", at("Ada Orr, who runs the board"), "author", None, "rule", "affirm", False, "Ada Orr runs it."),
    ]
    return Annotation("1.0", "dam", sha, Annotator("gold", "adjudicated"), [orr, residents], quotes, claims)


def of_bob(record: Annotation) -> Annotation:
    """What bob makes of the dam's gold: another name, one quote less, another kind of claim."""
    record.speakers[0].name = "Ada M. Orr"
    record.quotes = [quote for quote in record.quotes if quote.id != "Q2"]
    record.claims[0].kind = "rule"
    return record


def add_challenge(project: Path) -> Path:
    """seeds/challenge/storm.txt with gold: a second split with rows in every table, synthetic and free to pass on."""
    seeds = project / "seeds"
    (seeds / "challenge").mkdir()
    (seeds / "challenge" / "storm.txt").write_bytes((DAM + "Nobody was hurt.\n").encode())
    with (seeds / "manifest.toml").open("a") as manifest:
        manifest.write('["challenge/"]\nlanguage = "en"\nrights = "CC BY 4.0"\nsynthetic = true\ngenre = "wire"\n')
        manifest.write('["challenge/storm.txt"]\nphenomena = ["nested_quote", "denial"]\n')
    (sha,) = [seed.article.text_sha256 for seed in ingest(seeds) if seed.article.id == "storm"]
    gold = dam_gold(sha)
    gold.doc = "storm"
    (project / "annotations" / "gold" / "storm.json").write_bytes(dumps(gold))
    return project


def make_project(folder: Path) -> Path:
    """seeds/dam.txt with gold, seeds/quiet/snow.txt with gold that is empty, and seeds/new.txt with none."""
    seeds, gold = folder / "seeds", folder / "annotations" / "gold"
    (seeds / "quiet").mkdir(parents=True)
    gold.mkdir(parents=True)
    (seeds / "dam.txt").write_bytes(DAM.encode())
    (seeds / "quiet" / "snow.txt").write_bytes(QUIET.encode())
    (seeds / "new.txt").write_text("Nobody has drawn this yet.\n")
    (seeds / "manifest.toml").write_text('["dam.txt"]\nlanguage = "en"\npublisher = "A|B <i>"\nrights = "unknown"\n')
    shas = {seed.article.id: seed.article.text_sha256 for seed in ingest(seeds)}
    (gold / "dam.json").write_bytes(dumps(dam_gold(shas["dam"])))
    empty = Annotation("1.0", "snow", shas["snow"], Annotator("gold", "adjudicated"), [], [], [])
    (gold / "snow.json").write_bytes(dumps(empty))
    return folder
