"""The rules extractor, phenomenon by phenomenon, on invented sentences.

In a row's text, `[…]` marks the content, `{…}` the cue and `<…>` the source of the one quote that the row is about.
"""

from __future__ import annotations

import re

import pytest

from sayso.extractors.rules import Rules, with_attitudes
from sayso.model import Article, Block, PredictedQuote, PredictedSpan, Prediction, sha256_text

_MARKUP = {"[": "content", "{": "cue", "<": "source"}


def article(text: str, blocks: list[Block] | None = None) -> Article:
    digest = sha256_text(text)
    return Article("d", text, blocks or [], None, "en", None, None, None, None, None, digest, digest)


def read(text: str) -> Prediction:
    return Rules()(article(text))


def texts(spans: list[PredictedSpan]) -> list[str]:
    return [span.text for span in spans]


def parse(marked: str) -> tuple[str, dict[str, list[str]]]:
    """The plain text of a row, and the texts that its markup asks for."""
    roles: dict[str, list[str]] = {"content": [], "cue": [], "source": []}
    for opening, inside in re.findall(r"([\[{<])([^\]}>]*)[\]}>]", marked):
        roles[_MARKUP[opening]].append(inside)
    return re.sub(r"[\[\]{}<>]", "", marked), roles


def quote_of(marked: str) -> PredictedQuote:
    """The predicted quote with the contents that the row marks; fails where there is none."""
    text, roles = parse(marked)
    found = read(text).quotes
    matching = [quote for quote in found if texts(quote.content) == roles["content"]]
    assert len(matching) == 1, [texts(quote.content) for quote in found]
    return matching[0]


ATTRIBUTIONS = {
    # direct
    "after": "[“The dam held,”] <Ms. Orr> {said}.",
    "straight": '["The dam held,"] <Ms. Orr> {said}.',
    "guillemets": "[«The dam held»], <Lena Orr> {said}.",
    "low-high": "[„The dam held“], <Lena Orr> {said}.",
    "single": "[‘It’s the workers’ fault,’] {said} <Mr Hale>.",
    "single straight": "['I can't see the workers' hut,'] <she> {said}. ['It's dark.']",
    "two single straight": "[''The dam held,''] <Ms. Orr> {said}.",
    "mixed marks": '["The dam held,”] <Ms. Orr> {said}.',
    "inverted": "[“The dam held,”] {said} <Lena Orr, who leads the board>.",
    "before": "<Ms. Orr> {said}, [“The dam held.”]",
    "colon": "<Hale> {tweeted}: [“Close it.”]",
    "colon alone": "<Ms. Orr>{:} [“The dam held.”]",
    "headline": "<Orr>{:} [Dam Is Safe].\n\nLena Orr spoke. Nobody listened to Orr.",
    "transcript": "<ORR>{:} [The dam held. It always does].\n\nWALLACE: Really?",
    "question": "[“Who built it?”] <Ms. Orr> {asked}. Nobody knew.",
    "interrupted": "[“The dam,”] <Ms. Orr> {said} on Monday, [“is safe.”]",
    "goes on": "[“The dam held,”] <she> {said}. [“It always did.”]",
    "goes on in the next paragraph": "[“The dam held,”] <she> {said}.\n\n[“It always did.”]",
    "several paragraphs": "[“The dam is old.]\n\n[“It must go,”] <Ms. Orr> {said}.",
    "announced": "<She> {added}:\n\n[“It must go.”]",
    "announced block": "<She> {added}:\n\n[The dam is old. It must go].",
    "insertion": "[“No,”] <Orr, a lawyer by training,> {told} the BBC.",
    "as": "As <Lena Orr> {put it}, [“the dam is a wreck.”]",
    "asked about": "Asked about the dam, <Orr> {said}: ['No comment.']",
    # indirect
    "that": "<The mayor> {said} [that the dam held].",
    "bare": "<The mayor> {said} [the dam held].",
    "mixed": "<Hale> {warned} [that “millions” could drown].",
    "told": "<She> {told} reporters on Monday [that the dam held].",
    "promised someone": "<Orr> {promised} voters [she would rebuild the dam].",
    "time and place": "<Orr> {said} in an interview on Friday [that the dam held].",
    "parenthetical": "[The dam], <Ms. Orr> {said}, [will close in May].",
    "tag": "[Prices rose 5 percent last year], <the bank> {reported}.",
    "as in the middle": "[The dam], as <Orr> {noted}, [is old].",
    "according to, first": "{According to} <the city council>, [the dam will close].",
    "according to, last": "[The dam will close], {according to} <Lena Orr, the mayor>.",
    "view": "[The dam], {in} <Ms. Orr>’s {view}, [is a danger].",
    "question word": "<Orr> {asked} [whether the dam was safe].",
    "belief": "<Residents> {fear} [that the dam will fail].",
    "adjective": "<Orr> {is confident} [that the dam will hold].",
    "particle": "<Orr> {pointed out} [that the dam was old].",
    "intention": "<Hale> {vowed} [to appeal].",
    "demand": "<The union> {demanded} [that the firm pay].",
    "order": "<Hale> {urged} the council [to close the dam].",
    "wish with a subject": "<Hale> {wants} [the council to close the dam].",
    "small clause": "<She> {called} [the plan “a disaster.”]",
    "described as": "<She> {described} [the plan as a disaster].",
    "catenative": "<Hale> {appeared to suggest} [that the dam was safe].",
    "passive": "[Orr] {is expected} [to resign].",
    "relative": "Hale, <who> {said} [the dam held], left.",
    "study": "<The report> {found} [that 12 dams had failed since 2010].",
    "noun": "<Her> {claim} [that the dam is safe] angered residents.",
    "possessor": "<The mayor>’s {decision} [to close the dam] drew protests.",
    "light verb": "<Hale> {expressed concern about} [the dam].",
    "apposition": "<Hale, 52, a retired engineer,> {said} [the dam held].",
    "party": "<Rep. Ana Ruiz (D-Ohio)> {said} [the dam held].",
    # where the content ends
    "reporter's but": "<Critics> {say} [the plan will fail], but the council approved it.",
    "participle": "<Hale> {said} [the plan was dead], adding that nobody wanted it.",
    "second cue": "<Ms. Orr> {said} [the dam was old] and warned that it could fail.",
    "subordinate": "When <Orr> {said} [the dam was safe], nobody listened.",
    "relative clause": "The dam, which <the council> {says} [is safe], was closed.",
    "reporter's even as": "<Orr> {said} [the dam held] even as water rose.",
    "tag around it": "[She believes that it held], <he> {said}.",
    # unbalanced marks
    "never opened": "<Hale> {said} [that it would close].” Orr nodded.",
    "never closed": "<Hale> {said}: “[It must close].",
}


@pytest.mark.parametrize("marked", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_content_cue_and_source(marked: str) -> None:
    quote = quote_of(marked)
    roles = parse(marked)[1]
    roles["source"] = [source.rstrip(",") for source in roles["source"]]
    assert {"content": texts(quote.content), "cue": texts(quote.cue), "source": texts(quote.source)} == roles


NO_QUOTES = {
    "scare quotes": "The so-called “people's dam” was closed.",
    "nickname": "James “Jimmy” Hale left.",
    "title": "She read “The Old Man and the Sea” on the train.",
    "action": "Hale moved to block the bill and tried to leave.",
    "attitude": "Critics attacked the plan and praised Hale.",
    "a noun with a participle": "The agreement proposed by the board is old.",
    "nouns": "The claims and demands of the plan cost money.",
    "label": "SEE ALSO: Dam fails",
    "names": "United States officials sat at the Post in Reading.",
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_QUOTES.values(), ids=NO_QUOTES.keys())
def test_what_is_no_quote(text: str) -> None:
    assert [texts(quote.content) for quote in read(text).quotes] == []


def test_attitudes_are_quotes_where_asked_for() -> None:
    found = with_attitudes(article("Critics attacked the plan.")).quotes
    assert [(texts(quote.source), texts(quote.content)) for quote in found] == [(["Critics"], ["the plan"])]


TYPES = {
    "direct": "[“The dam,”] Orr said, [“is safe.”]",
    "mixed": "Hale warned [that “millions” could drown].",
    "indirect": "Hale warned [that it's the workers' fault].",
}


@pytest.mark.parametrize(("expected", "marked"), TYPES.items(), ids=TYPES.keys())
def test_type(expected: str, marked: str) -> None:
    assert quote_of(marked).type == expected


NOT_ASSERTED = [
    "Hale did not say [that the dam held].",
    "Hale declined to say [whether the dam held].",
    "Hale has refused to say [whether the dam held].",
    "Hale might argue [that the dam held].",
    "Hale will say [that the dam held].",
]
ASSERTED = ["Hale denied [that the dam leaks].", "Hale said [that it did not leak].", "Hale has said [it will leak]."]


@pytest.mark.parametrize("marked", NOT_ASSERTED + ASSERTED)
def test_asserted(marked: str) -> None:
    assert quote_of(marked).asserted == (marked in ASSERTED)


def test_nested_quotes_name_their_parent() -> None:
    found = read("“I asked them to leave,” Ms. Orr said. Hale said his deputy had warned that it could fail.").quotes
    nesting = {texts(quote.content)[0]: quote.parent for quote in found}
    ids = {texts(quote.content)[0]: quote.id for quote in found}
    assert nesting == {
        "“I asked them to leave,”": None,
        "to leave": ids["“I asked them to leave,”"],
        "his deputy had warned that it could fail": None,
        "that it could fail": ids["his deputy had warned that it could fail"],
    }


def test_boilerplate_is_not_read() -> None:
    text = "Orr said the dam held.\nSEE ALSO: Hale says it burst\nHale said it leaked."
    start = text.index("SEE")
    found = Rules()(article(text, [Block(start, text.index("\n", start), "boilerplate")]))
    assert [texts(quote.content) for quote in found.quotes] == [["the dam held"], ["it leaked"]]
    assert all(mention.text != "SEE" for speaker in found.speakers for mention in speaker.mentions)


def test_hard_line_breaks_are_not_paragraphs() -> None:
    text = "Lena Orr said\nthat the dam\nhad held for\nmany years.\n\n“It is\nold,” said\nTom\nHale.\n"
    assert [texts(quote.content) for quote in read(text).quotes] == [
        ["that the dam\nhad held for\nmany years"],
        ["“It is\nold,”"],
    ]


def test_scores_order_the_sure_before_the_doubtful() -> None:
    found = read("“The dam held,” Orr said. Hale described the plan.").quotes
    assert [quote.score for quote in found] == sorted((quote.score for quote in found), reverse=True)
