"""Each phenomenon has a sentence that shows it, and the sentences that come close do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.formats.inline.files import bare_article
from sayso.formats.inline.reading import compile_inline
from sayso.phenomena import PHENOMENA, counts
from tests.strategies import annotations, articles

SPEAKERS = """\
  S1: Lena Orr
  S2: {name: Harbour Board, kind: organization}
  S3: {name: engineer, kind: unnamed}
  S4: {name: report, kind: document}
  S5: Ada Orr
  S6: 王芳
  S7: Jørn Bø
"""
CLAIM = "claims:\n  C1: {{kind: {kind}, stance: {stance}, normalized: It rains.}}\n"


def found(markup: str, quotes: str = "", claims: str = "") -> dict[str, int]:
    head = f"---\nspeakers:\n{SPEAKERS}{f'quotes: {quotes}' if quotes else ''}\n{claims}---\n"
    text, made = compile_inline(head + markup, "x", "x")
    return counts(bare_article("x", text), made)


@pytest.mark.parametrize(
    ("name", "markup", "quotes"),
    [
        ("interrupted", "{Q1|“It held,”} {Q1.source S1|she} {Q1.cue|said}. {Q1|“It did.”}", ""),
        ("multi_paragraph", "{Q1.source S1|She} {Q1.cue|said}: {Q1|“It held.}\n\n{Q1|“It did.”}", ""),
        ("nested", "{Q1.source S1|She} {Q1.cue|said} {Q1|{Q2.source S2|they} {Q2.cue|hope} {Q2|to go}}.", ""),
        (
            "quote_in_quote",
            "{Q1|“{Q2.source S2|They} {Q2.cue|said} {Q2|‘it leaks’},”} {Q1.source S1|she} {Q1.cue|said}.",
            "",
        ),
        ("partial", "{Q1.source S1|She} {Q1.cue|called} {Q1|it “a mess”}.", ""),
        ("question", "{Q1|“Will it hold?”} {Q1.source S1|she} {Q1.cue|asked}.", ""),
        ("social_post", "{Q1|“Still dry #damwatch”} {Q1.source S1|she} {Q1.cue|wrote}.", ""),
        ("social_post", "{Q1|“Still dry 😀”} {Q1.source S1|she} {Q1.cue|wrote}.", ""),
        ("single_marks", "{Q1|‘It held,’} {Q1.source S1|she} {Q1.cue|said}.", ""),
        ("guillemets", "{Q1|«It held,»} {Q1.source S1|she} {Q1.cue|said}.", ""),
        ("straight_marks", '{Q1|"It held,"} {Q1.source S1|she} {Q1.cue|said}.', ""),
        ("indirect_without_that", "{Q1.source S1|She} {Q1.cue|said} {Q1|it held}.", ""),
        ("according_to", "{Q1|It held}, {Q1.cue|according to} {Q1.source S1|Ms. Orr}.", ""),
        ("cue_noun", "{Q1.cue|In {Q1.source S1|her} view} {Q1|it held}.", ""),
        ("cue_noun", "{Q1.source S2|The board} {Q1.cue|issued a warning} {Q1|that it leaks}.", ""),
        ("colon", "{Q1.source S1|Ms. Orr}{Q1.cue|:} {Q1|“It held.”}", ""),
        ("dash", "{Q1|“It held.”} {Q1.cue|—} {Q1.source S1|Lena Orr}", ""),
        ("dialogue", "Q{Q1.cue|:} {Q1|Did it hold?}", ""),
        ("no_cue", "{Q1|“It held.”}", "{Q1: {speaker: S1}}"),
        ("passive", "{Q1.source S2|The board} {Q1.cue|was told} {Q1|that it held}.", ""),
        ("coordinated_cue", "{Q1.source S1|She} {Q1.cue|said} and {Q1.cue|repeated} {Q1|that it held}.", ""),
        ("inverted", "{Q1|“It held,”} {Q1.cue|said} {Q1.source S1|Lena Orr}.", ""),
        ("denial", "{Q1.source S1|She} {Q1.cue|denied} {Q1|that it leaks}.", ""),
        ("negated", "{Q1.source S1|She} {Q1.cue|did not say} {Q1|whether it leaks}.", "{Q1: {asserted: false}}"),
        ("hypothetical", "{Q1.source S1|She} {Q1.cue|may say} {Q1|that it leaks}.", "{Q1: {asserted: false}}"),
        ("subordinate", "It closed after {Q1.source S1|she} {Q1.cue|warned} {Q1|that it leaks}.", ""),
        ("addressed", "{Q1.source S1|She} {Q1.cue|told} {S2|the board} {Q1|it held}.", "{Q1: {addressees: [S2]}}"),
        ("implicit_source", "{Q1.cue|It was feared} {Q1|that it leaks}.", "{Q1: {speaker: S2}}"),
        ("no_speaker", "{Q1.cue|It was feared} {Q1|that it leaks}.", ""),
        ("pronoun_source", "{Q1.source S1|She} {Q1.cue|said} {Q1|it held}.", ""),
        ("nominal_source", "{Q1.source S1|The engineer} {Q1.cue|said} {Q1|it held}.", ""),
        ("possessive_source", "{Q1.source S1|Orr}’s {Q1.cue|view} is {Q1|that it held}.", ""),
        ("possessive_source", "{Q1.cue|In {Q1.source S1|her} view} {Q1|it held}.", ""),
        (
            "long_source",
            "{Q1.source|{S1|Lena Orr}, the engineer who built it in 1971} {Q1.cue|said} {Q1|it held}.",
            "{Q1: {speaker: S1}}",
        ),
        (
            "shared_surname",
            "{Q1.source S1|Lena Orr} {Q1.cue|said} {Q1|it held}; {Q2.source S5|Ada Orr} {Q2.cue|said} {Q2|it fell}.",
            "",
        ),
        ("collective", "{Q1.source S2|The board} {Q1.cue|said} {Q1|it held}.", ""),
        ("unnamed", "{Q1.source S3|An engineer} {Q1.cue|said} {Q1|it held}.", ""),
        ("document", "{Q1.source S4|The report} {Q1.cue|says} {Q1|it held}.", ""),
        ("non_latin_name", "{Q1.source S6|王芳} {Q1.cue|said} {Q1|it held}.", ""),
        ("accented_name", "{Q1.source S7|Jørn Bø} {Q1.cue|said} {Q1|it held}.", ""),
        ("changing_name", "{Q1.source S1|Lena Orr} {Q1.cue|said} {Q1|it held}. {S1|Lady Orr} left.", ""),
        ("marks_without_quote", "The “smart wall” fell.", ""),
        ("unbalanced_marks", "{Q1.source S1|She} {Q1.cue|said} {Q1|it held}.”", ""),
    ],
)
def test_a_sentence_shows_it(name, markup, quotes):
    assert name in found(markup, quotes)


@pytest.mark.parametrize(
    ("kind", "stance", "markup", "names"),
    [
        ("quantity", "affirm", "{C1|Ten litres fell}.", {"quantity_claim", "author_claim"}),
        ("prediction", "affirm", "{C1|It will rain}.", {"prediction_claim", "author_claim"}),
        (
            "other",
            "refute",
            "{Q1.source S1|She} {Q1.cue|denied} {Q1|that {C1|it rains}}.",
            {"refuted_claim", "denial", "pronoun_source"},
        ),
    ],
)
def test_claims(kind, stance, markup, names):
    assert set(found(markup, claims=CLAIM.format(kind=kind, stance=stance))) == names


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("interrupted", "{Q1|“It held.”}\n\n{Q1|“It did.”} {Q1.source S1|she} {Q1.cue|said}."),
        ("indirect_without_that", "{Q1.source S1|She} {Q1.cue|said} {Q1|that it held}."),
        ("inverted", "{Q1|It held}, {Q1.cue|according to} {Q1.source S1|Ms. Orr}."),
        ("changing_name", "{Q1.source S1|Lena Orr} {Q1.cue|said} {Q1|it held}. {S1|Orr} left."),
        ("marks_without_quote", "{Q1.source S1|She} {Q1.cue|called} {Q1|it “a mess”}."),
        ("marks_without_quote", "It wasn’t the workers’ fault, nor the dogs’."),
        ("unbalanced_marks", "{Q1.source S1|She} {Q1.cue|said}: {Q1|“It held.}\n\n{Q1|“It did.”}"),
        ("subordinate", "After lunch {Q1.source S1|she} {Q1.cue|said} {Q1|that it leaks}."),
        ("social_post", "{Q1|“Write to a@b.org”} {Q1.source S1|she} {Q1.cue|said}."),
    ],
)
def test_what_comes_close_does_not(name, markup):
    assert name not in found(markup)


def test_every_phenomenon_has_a_test_and_a_definition():
    marks = test_a_sentence_shows_it.pytestmark[0].args[1]
    claims = test_claims.pytestmark[0].args[1]
    assert {row[0] for row in marks}.union(*(row[3] for row in claims)) == set(PHENOMENA)
    assert all(phenomenon.definition.endswith(".") for phenomenon in PHENOMENA.values())


@given(st.data())
def test_any_annotation_can_be_read(data):
    article = data.draw(articles())
    annotation = data.draw(annotations(article))
    for speaker in annotation.speakers:
        speaker.name = data.draw(st.sampled_from([speaker.name, " "]))
    made = counts(article, annotation)
    assert set(made) <= set(PHENOMENA)
    assert all(made.values())
