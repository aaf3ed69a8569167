"""Who speaks, and who claims what, by the rules extractor."""

from __future__ import annotations

import pytest

from sayso.extractors.rules.coreference import kind_of_noun
from sayso.model import AUTHOR
from tests.extractors.test_rules import read, texts

# A text and the names of the speakers of its quotes, in order; None where the text does not tell.
SPEAKERS = {
    "full name": ("“No,” Lena Orr said.", ["Lena Orr"]),
    "title": ("“No,” Ms. Orr said. Lena Orr left.", ["Lena Orr"]),
    "last name": ("Lena Orr spoke. “No,” Orr said.", ["Lena Orr"]),
    "full name later": ("“No,” Hale said. The council had chosen Tom Hale.", ["Tom Hale"]),
    "namesakes": ("Lena Orr and Tom Orr met. “No,” Mr. Orr said. “Yes,” Ms. Orr said.", ["Tom Orr", "Lena Orr"]),
    "she": ("Lena Orr met Tom Hale. She said it held.", ["Lena Orr"]),
    "he": ("Lena Orr met Tom Hale. He said it held.", ["Tom Hale"]),
    "subject first": ("Tom Hale met Bob Ely. He said it held.", ["Tom Hale"]),
    "not who is quoted about": ("“Bob Ely lied,” Tom Hale said. He added that it held.", ["Tom Hale", "Tom Hale"]),
    "role": ("President Ana Ruiz met Tom Hale. The president said it held.", ["Ana Ruiz"]),
    "role with party": (
        "Republican nominee Ana Ruiz met Democratic nominee Lena Orr. The Democratic nominee said it held.",
        ["Lena Orr"],
    ),
    "it": ("The company said it held. It added that it would stay.", ["The company", "The company"]),
    "they": ("Officials said it held. They said that it would stay.", ["Officials", "Officials"]),
    "unnamed he": ("Tom Hale left. A witness said it held. He added that it leaked.", ["A witness", "A witness"]),
    "the same words": ("City officials said no. The city officials said yes.", ["City officials", "City officials"]),
    "apposition": ("Hale said it held. Tom Hale, a lawyer, said it leaked.", ["Tom Hale", "Tom Hale"]),
    "named after the role": ("His deputy, Lena Orr, said it held.", ["Lena Orr"]),
    "who": ("Lena Orr, who said it held, left.", ["Lena Orr"]),
    "I in speech": ("“I said no,” Lena Orr said.", ["Lena Orr", "Lena Orr"]),
    "participle": ("Lena Orr left, saying it held.", ["Lena Orr"]),
    "second cue": ("Lena Orr said it held and warned that it leaked.", ["Lena Orr", "Lena Orr"]),
    "no source": ("It was said that it held. “She left,” he said.", [None, None]),
    "organization": ("The University of Ely said it held.", ["University of Ely"]),
    "no tag": ("Lena Orr shrugged. “It will never hold.”", ["Lena Orr"]),
}


@pytest.mark.parametrize(("text", "expected"), SPEAKERS.values(), ids=SPEAKERS.keys())
def test_speaker(text: str, expected: list[str | None]) -> None:
    found = read(text)
    names = {speaker.id: speaker.name for speaker in found.speakers}
    assert [names.get(quote.speaker) for quote in found.quotes] == expected


def test_all_mentions_of_a_speaker_are_listed() -> None:
    found = read("Mayor Lena Orr met Tom Hale. “I told him,” she said. Hale nodded. The mayor took her coat.")
    mentions = {speaker.name: [(m.text, m.form) for m in speaker.mentions] for speaker in found.speakers}
    assert mentions["Lena Orr"] == [
        ("Mayor Lena Orr", "name"),
        ("I", "pronoun"),
        ("she", "pronoun"),
        ("The mayor", "nominal"),
        ("her", "pronoun"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lena Orr said no.", "person"),
        ("Residents said no.", "group"),
        ("The report said no.", "document"),
        ("The agency said no.", "organization"),
        ("A senior official said no.", "unnamed"),
        ("The Ely City Council said no.", "organization"),
    ],
)
def test_kind_of_speaker(text: str, kind: str) -> None:
    assert [speaker.kind for speaker in read(text).speakers] == [kind]


@pytest.mark.parametrize(
    ("head", "kind"), [("woman", "unnamed"), ("polls", "document"), ("critics", "group"), ("dam", "organization")]
)
def test_kind_of_noun(head: str, kind: str) -> None:
    assert kind_of_noun(head, ["the", head]) == kind


# A text, then each claim as its kind, claimer, stance and normalized sentence.
CLAIMS = {
    "the author's": ("Prices rose 5 percent.", [("quantity", AUTHOR, "affirm", "Prices rose 5 percent.")]),
    "a speaker's": ("Orr said that prices rose 5 percent.", [("quantity", "Orr", "affirm", "Prices rose 5 percent.")]),
    "quoted": ("“The dam will fail,” Orr said.", [("prediction", "Orr", "affirm", "The dam will fail.")]),
    "interrupted": ("The dam, Orr said, will fail.", [("prediction", "Orr", "affirm", "The dam will fail.")]),
    "cause": ("It failed because of rain.", [("causation", AUTHOR, "affirm", "It failed because of rain.")]),
    "rule": ("The law bans dams.", [("rule", AUTHOR, "affirm", "The law bans dams.")]),
    "personal": ("“I walked to the dam,” Orr said.", [("personal", "Orr", "affirm", "I walked to the dam.")]),
    "denied": ("The council denied that the dam leaks.", [("other", "The council", "refute", "The dam leaks.")]),
    "two": (
        "“It failed in May, and they fixed it,” Orr said.",
        [("other", "Orr", "affirm", "It failed in May."), ("other", "Orr", "affirm", "They fixed it.")],
    ),
    "whoever vouches for it": (
        "Orr said that Hale warned that the dam would fail.",
        [("prediction", "Hale", "affirm", "The dam would fail.")],
    ),
    "a question": ("“Did it fail in 2019?” Orr asked.", []),
    "an order": ("Orr urged him to pay 5 million dollars.", []),
    "a demand": ("Orr demanded that he pay 5 million dollars.", []),
    "an evaluation": ("“What a mess,” Orr said.", []),
    "not asserted": ("Orr did not say that prices rose 5 percent.", []),
}


@pytest.mark.parametrize(("text", "expected"), CLAIMS.values(), ids=CLAIMS.keys())
def test_claims(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = read(text)
    names = {speaker.id: speaker.name for speaker in found.speakers} | {AUTHOR: AUTHOR}
    assert [(c.kind, names[c.claimer], c.stance, c.normalized) for c in found.claims] == expected


def test_a_claim_names_the_quote_that_holds_it() -> None:
    found = read("It rained 5 days. Orr said that prices rose 5 percent.")
    held = {quote.id: texts(quote.content) for quote in found.quotes}
    assert [(texts(claim.content), held.get(claim.quote)) for claim in found.claims] == [
        (["It rained 5 days"], None),
        (["prices rose 5 percent"], ["that prices rose 5 percent"]),
    ]


def test_what_is_worth_checking() -> None:
    found = read("Orr said that unemployment fell by 5 percent. Hale said that he had left the room.")
    assert [claim.check_worthy for claim in found.claims] == [True, False]
