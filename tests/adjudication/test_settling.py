from __future__ import annotations

import tomllib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.adjudication import in_text_order, open_case, read_decisions, settle, write_disputes
from sayso.adjudication.settling import GOLD
from sayso.errors import DataError
from sayso.model import Article, Quote, sha256_text
from sayso.validate import validate_annotation
from tests.projects import DAM, dam_gold, span
from tests.strategies import annotations, articles

ARTICLE = Article("dam", DAM, [], None, "en", None, None, None, None, None, sha256_text(DAM), sha256_text(DAM))


def other_ids(record):
    """The same record with other ids in another order, and two of its quotes nested as before."""
    who = {speaker.id: f"X{speaker.id}" for speaker in record.speakers}
    replace = msgspec.structs.replace
    return replace(
        record,
        speakers=[replace(one, id=who[one.id]) for one in reversed(record.speakers)],
        quotes=[
            replace(
                one,
                id=f"X{one.id}",
                speaker=who.get(one.speaker),
                addressees=[who[id_] for id_ in one.addressees],
                parent=one.parent and f"X{one.parent}",
            )
            for one in reversed(record.quotes)
        ],
        claims=[
            replace(
                one, id=f"X{one.id}", claimer=who.get(one.claimer, one.claimer), quote=one.quote and f"X{one.quote}"
            )
            for one in reversed(record.claims)
        ],
    )


@st.composite
def linked(draw, article):
    """An annotation with parents and quotes of claims."""
    record = draw(annotations(article))
    for i, quote in enumerate(record.quotes):
        quote.parent = draw(st.sampled_from([None, *(one.id for one in record.quotes[:i])]))
    for claim in record.claims:
        claim.quote = draw(st.sampled_from([None, *(quote.id for quote in record.quotes)]))
    return record


@given(articles(), st.integers(2, 3), st.data())
def test_a_record_against_itself_is_the_record(article, times, data):
    record = data.draw(linked(article))
    case = open_case(article, {f"annotator {n}": record for n in range(times)})
    assert case.disputes == []
    assert settle(case, {}, record.annotator) == in_text_order(record)


def test_ids_and_order_mean_nothing():
    gold = dam_gold(ARTICLE.text_sha256)
    case = open_case(ARTICLE, {"a": other_ids(gold), "b": gold})
    assert case.disputes == []
    assert settle(case, {}) == in_text_order(gold)
    assert in_text_order(gold) == gold


def described(record):
    """All that a record says, but for ids and the order of items that start and end together."""
    names = {speaker.id: speaker.name for speaker in record.speakers} | {"author": "author", None: None}
    places = {quote.id: quote.content for quote in record.quotes} | {None: None}
    speakers = [(one.name, one.kind, one.wikidata, one.mentions) for one in record.speakers]
    quotes = [
        (one.content, one.cue, one.source, one.type, one.asserted, names[one.speaker],
         sorted(names[id_] for id_ in one.addressees), places[one.parent])
        for one in record.quotes
    ]  # fmt: skip
    claims = [
        (one.content, names[one.claimer], places[one.quote], one.kind, one.stance, one.check_worthy, one.normalized)
        for one in record.claims
    ]
    return [sorted(map(repr, items)) for items in (speakers, quotes, claims)]


@settings(max_examples=60)
@given(articles(), st.data())
def test_nothing_is_lost_in_silence(article, data):
    """Whoever wins every dispute has drawn the gold; and what nobody decides against is in it."""
    records = {name: in_text_order(data.draw(linked(article))) for name in ("a", "b", "c")}
    case = open_case(article, records)
    for name, record in records.items():
        assert described(settle(case, {one.id: one.versions[name] for one in case.disputes})) == described(record)
    everything = {
        dispute.id: next(version for version in dispute.versions.values() if version is not None or dispute.field)
        for dispute in case.disputes
    }
    kept = settle(case, everything)
    assert len(kept.speakers) == len(case.speakers)
    assert len(kept.quotes) == len(case.quotes)
    assert len(kept.claims) == len(case.claims)
    problems = {problem.code for problem in validate_annotation(kept, article)}
    assert problems <= {"wrong-quote-type", "parent-cycle"}  # types of the strategies follow no marks


def test_decisions_by_hand(tmp_path):
    """One annotator against another who differs in a name, a type of claim, a content, and lacks a quote."""
    a = dam_gold(ARTICLE.text_sha256)
    b = other_ids(dam_gold(ARTICLE.text_sha256))
    b.speakers[1].name = "Ada M. Orr"
    b.quotes = [quote for quote in b.quotes if quote.id != "XQ2"]
    b.quotes[0].content = [span(DAM, "they would return")]
    b.claims[1].kind = "rule"
    case = open_case(ARTICLE, {"a": a, "b": b})
    assert [dispute.id for dispute in case.disputes] == ["S1.name", "Q2", "Q3", "C1.kind"]
    path = tmp_path / "dam.toml"
    write_disputes(path, case)
    assert read_decisions(path, case) == {}
    written = tomllib.loads(path.read_text())
    assert written["speakers"] == {"S1": "Ada Orr", "S2": "residents"}
    entries = {entry["id"]: entry for entry in written["dispute"]}
    assert entries["S1.name"]["versions"] == {"a": "Ada Orr", "b": "Ada M. Orr"}
    assert entries["Q2"]["versions"]["b"] == "nothing"
    assert entries["Q2"]["context"].endswith(
        "30 people ⟦to leave⟧.” SEE ALSO: Snow falls Residents did not say whether they would return."
    )
    assert entries["Q3"]["versions"]["b"]["content"] == [{"start": DAM.index("they"), "text": "they would return"}]
    assert entries["C1.kind"]["versions"] == {"a": "other", "b": "rule"}

    text = decide(path.read_text(), {"S1.name": "edited", "Q2": "neither", "Q3": "b", "C1.kind": "a"})
    path.write_text(text.replace('b = "Ada M. Orr"', 'b = "Ada M. Orr"\nedited = "Ada Mary Orr"'))
    gold = settle(case, read_decisions(path, case))
    assert gold.annotator == GOLD
    assert gold.speakers[0].name == "Ada Mary Orr"
    assert [quote.content[0].text for quote in gold.quotes] == ["“It held,”", "they would return"]
    assert [(claim.kind, claim.quote) for claim in gold.claims] == [("other", "Q1"), ("rule", None)]
    assert not [problem for problem in validate_annotation(gold, ARTICLE) if problem.severity == "error"]


def decide(text, decisions):
    """The file with `decide` set."""
    for id_, choice in decisions.items():
        head, rest = text.split(f'id = "{id_}"', 1)
        text = f'{head}id = "{id_}"' + rest.replace('decide = ""', f'decide = "{choice}"', 1)
    return text


def test_a_claim_goes_to_the_quote_around_the_one_left_out():
    record = dam_gold(ARTICLE.text_sha256)
    record.claims[0] = msgspec.structs.replace(record.claims[0], content=[span(DAM, "to leave")], quote="Q2")
    lacking = msgspec.structs.replace(
        dam_gold(ARTICLE.text_sha256), quotes=[record.quotes[0], record.quotes[2]], claims=record.claims
    )
    lacking.claims = [msgspec.structs.replace(record.claims[0], quote="Q1"), record.claims[1]]
    case = open_case(ARTICLE, {"a": record, "b": lacking})
    assert [dispute.id for dispute in case.disputes] == ["Q2", "C1.quote"]
    gold = settle(case, {"Q2": None, "C1.quote": "Q2"})
    assert [claim.quote for claim in gold.claims if claim.claimer != "author"] == ["Q1"]


EDITED = """
[dispute.versions.edited]
content = [{start = 130, text = "30 people to leave"}]
cue = ["had asked"]
source = [{text = "We"}]
type = "indirect"
asserted = false
speaker = "S2"
addressees = ["S1"]
parent = ""
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("", ""), None),
        (('text = "30 people', 'text = "31 people'), "'31 people to leave' is not in the article, letter by letter"),
        (('type = "indirect"', 'type = "wrong"'), "Invalid enum value 'wrong' - at `$.type`"),
        (('speaker = "S2"', 'speaker = "S9"'), "speaker is 'S9'; it should be one of S1, S2"),
        (('parent = ""', 'parent = "Q9"'), "parent is 'Q9'; it should be one of Q1, Q2, Q3"),
        (('["S1"]', '"S1"'), "addressees are 'S1'; they should be a list"),
        (("asserted = false\n", ""), "there should be content, cue, source, type"),
        (("asserted = false", "asserted = 3"), "Expected `bool`, got `int`"),
    ],
)
def test_an_edited_version(tmp_path, change, sentence):
    a, b = dam_gold(ARTICLE.text_sha256), dam_gold(ARTICLE.text_sha256)
    b.quotes = [b.quotes[0], b.quotes[2]]
    case = open_case(ARTICLE, {"a": a, "b": b})
    path = tmp_path / "dam.toml"
    write_disputes(path, case)
    path.write_text(decide(path.read_text(), {"Q2": "edited"}) + EDITED.replace(*change))
    if sentence is not None:
        with pytest.raises(DataError) as caught:
            read_decisions(path, case)
        assert str(caught.value).startswith(f"{path}: Q2: in the edited version ")
        assert sentence in str(caught.value)
        return
    quote = settle(case, read_decisions(path, case)).quotes[1]
    assert quote == Quote(
        "Q2", "indirect", [span(DAM, "30 people to leave")], [span(DAM, "had asked")], [span(DAM, "We")],
        "S2", ["S1"], None, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda text: text.replace('decide = ""', 'decide = "c"'), "Q2: decide is 'c'; choose from a, b, neither or"),
        (lambda text: text.replace('decide = ""', 'decide = "edited"'), "Q2: there is no version called edited; copy"),
        (lambda text: text.replace('decide = ""', "decide = 1"), "Expected `str`, got `int`"),
        (lambda text: text.replace('decide = ""', "decide = "), "dam.toml: Invalid value (at line"),
        (lambda text: text.replace('doc = "dam"', 'doc = "mad"'), "doc is mad and should be dam"),
        (lambda text: text.replace('key = "', 'key = "0'), "written for other passes than these (Q2 is not the same)"),
        (lambda text: text.replace('id = "Q2"', 'id = "Q3"'), "written for other passes than these"),
        (lambda text: text + text[text.index("[[dispute]]") :], "Q2 stands in it twice; keep one"),
    ],
)
def test_a_file_that_cannot_be_taken(tmp_path, spoil, sentence):
    a, b = dam_gold(ARTICLE.text_sha256), dam_gold(ARTICLE.text_sha256)
    b.quotes = [b.quotes[0], b.quotes[2]]
    case = open_case(ARTICLE, {"a": a, "b": b})
    path = tmp_path / "dam.toml"
    write_disputes(path, case)
    path.write_text(spoil(path.read_text()))
    with pytest.raises(DataError) as caught:
        read_decisions(path, case)
    assert sentence in str(caught.value)


def test_a_speaker_left_out_may_not_be_referred_to():
    a, b = dam_gold(ARTICLE.text_sha256), dam_gold(ARTICLE.text_sha256)
    b.speakers, b.quotes = [b.speakers[0]], b.quotes[:2]
    b.quotes[0] = msgspec.structs.replace(b.quotes[0], addressees=[])
    case = open_case(ARTICLE, {"a": a, "b": b})
    decided = {dispute.id: dispute.versions["a"] for dispute in case.disputes}
    with pytest.raises(DataError, match="dam: Q1 refers to the speaker S2, who is decided to be left out; keep S2"):
        settle(case, decided | {"S2": None})


def test_mentions_are_decided_one_by_one():
    a, b = dam_gold(ARTICLE.text_sha256), dam_gold(ARTICLE.text_sha256)
    b.speakers[0] = msgspec.structs.replace(b.speakers[0], mentions=b.speakers[0].mentions[:1])
    b.speakers[1].mentions[1] = msgspec.structs.replace(b.speakers[1].mentions[1], form="nominal")
    case = open_case(ARTICLE, {"a": a, "b": b})
    we, they = (one.mentions[1] for one in a.speakers)
    assert [dispute.id for dispute in case.disputes] == [
        f"S1@{we.start}-{we.end}",
        f"S2@{they.start}-{they.end}.form",
    ]
    gold = settle(case, dict(zip((one.id for one in case.disputes), (None, "nominal"), strict=True)))
    assert gold.speakers == b.speakers


def test_a_mention_may_be_given_to_a_speaker_who_is_decided_as_a_whole():
    a, b = dam_gold(ARTICLE.text_sha256), dam_gold(ARTICLE.text_sha256)
    del b.speakers[0].mentions[1]
    b.speakers, b.quotes, b.claims = b.speakers[:1], [], b.claims[1:]
    case = open_case(ARTICLE, {"a": a, "b": b})
    (theirs,) = (group.label for group in case.speakers if group.whole)
    (mention,) = (one for one in case.disputes if one.noun == "mention")
    decided = {one.id: one.versions["a"] for one in case.disputes}
    decided[mention.id] = {**mention.versions["a"], "speaker": theirs}
    assert sorted(len(speaker.mentions) for speaker in settle(case, decided).speakers) == [1, 3]
    decided |= {dispute: None for dispute in decided if dispute != mention.id}
    with pytest.raises(DataError, match=f"{mention.id} refers to the speaker {theirs}, who is decided to be left out"):
        settle(case, decided)
