"""textacy's own direct quotations, and what becomes of a document on which it raises."""

from __future__ import annotations

from sayso.evaluation import run
from sayso.extractors import resolve
from tests.extractors.test_rules import article


def test_it_finds_direct_quotations() -> None:
    found = resolve("textacy")(article("“The dam held all night,” Lena Orr said on Monday. Nobody answered."))
    quote = found.quotes[0]
    assert [span.text for span in quote.content] == ["“The dam held all night,”"]
    assert (quote.cue[0].text, quote.source[0].text, quote.speaker) == ("said", "Lena Orr", "Lena Orr")


def test_an_odd_number_of_marks_is_a_failed_document() -> None:
    outcome = run("textacy", [article("“The dam held,” Lena Orr said. “It did.")])
    assert "3 quotation marks found" in outcome.failures[0].error
    assert outcome.answers == [None]
