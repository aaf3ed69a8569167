"""The text-free release: it says nothing of the text, and with the text it is the gold again."""

from __future__ import annotations

import json
import re
import unicodedata

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sayso.cli import main
from sayso.corpus import Document, load
from sayso.errors import DataError, UsageError
from sayso.folding import fold
from sayso.hydration import hydrate
from sayso.ingest import ingest
from sayso.model import Annotation, Annotator, Claim, Span, Speaker, dumps, sha256_text
from sayso.release import Release, quotation, read_release, withhold, write_release
from tests.conftest import ROOT
from tests.formats.labelstudio import article_of
from tests.formats.sound import sound_records

WORDS = st.lists(st.sampled_from("the dam held “it did” It’s Zoë\n 2020, 😀 ﬁve and ẹ\u0301".split(" ")), min_size=1)


def again(release: Release) -> Release:
    """A release as it is read from its file."""
    return msgspec.json.decode(dumps(release), type=Release)


@given(sound_records())
def test_with_the_same_text_it_is_the_same_bytes(record):
    article, gold = record
    release, _ = withhold(Document(article, gold, "dev"))
    made, moved = hydrate(again(release), article)
    assert (made, moved) == (Document(article, gold, "dev"), [])
    assert dumps(made.gold) == dumps(gold)


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_a_quotation_says_the_same_and_no_word_of_the_text(said, text):
    pieces = quotation(said, text)
    assert "".join(piece if isinstance(piece, str) else text[slice(*piece)] for piece in pieces) == said
    literal = [word for piece in pieces if isinstance(piece, str) for word in re.findall(r"\w+", piece)]
    assert not [word for word in literal if word in text and word[0].isalnum()]


def gold_of(doc="000_7287edc7951c92e8"):
    return next(document for document in load(ROOT / "corpus") if document.article.id == doc)


def test_no_sentence_of_the_article_is_in_its_release():
    """Nor four words on end, but in names, the address and the title's place in it."""
    document = gold_of()
    release, lost = withhold(document)
    kept = msgspec.to_builtins(release)
    del kept["article"]["url"]
    names = [speaker["name"] for speaker in kept["annotation"]["speakers"] if isinstance(speaker["name"], str)]
    words = re.findall(r"\w+", json.dumps(kept, ensure_ascii=False))
    runs = {tuple(words[i : i + 4]) for i in range(len(words))}
    article = re.findall(r"\w+", document.article.text)
    told = [run for run in zip(*(article[i:] for i in range(4)), strict=False) if run in runs]
    assert [run for run in told if " ".join(run) not in " ".join(names)] == []
    assert not lost


def test_what_is_a_description_is_withheld_and_a_name_is_not():
    article = msgspec.structs.replace(article_of("Ada Orr met the angry crowd."), title="Crowd met")
    speakers = [Speaker("S1", "Ada Orr", "person", None, []), Speaker("S2", "the angry crowd", "group", None, [])]
    claim = Claim("C1", [Span(0, 7, "Ada Orr")], "S1", None, "other", "affirm", True, "Orr met the angry mob in May.")
    gold = Annotation("1.0", "rain", article.text_sha256, Annotator("gold", "human"), speakers, [], [claim])
    release, lost = withhold(Document(article, gold, "dev"))
    assert [one["name"] for one in release.annotation["speakers"]] == ["Ada Orr", [(12, 27)]]
    assert release.annotation["claims"][0]["normalized"] == [(4, 21), " mob in May."]
    assert (release.article["title"], sum(lost.values())) == ([], 1)
    assert hydrate(again(release), article)[0].article == article
    assert hydrate(again(release), msgspec.structs.replace(article, title=None))[0].article.title is None


FORGIVEN = {
    "white space": lambda text: re.sub(r"\s+", "  ", text) + "\n",
    "line ends": lambda text: text.replace("\n", "\n\n"),
    "marks": lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "unseen": lambda text: text.replace("a", "a\u00ad\u200b"),
}


@pytest.mark.parametrize("name", FORGIVEN)
def test_tolerance_moves_every_span_to_the_same_words(name):
    document = gold_of()
    text = FORGIVEN[name](document.article.text)
    mine = msgspec.structs.replace(document.article, text=text, text_sha256=sha256_text(text))
    release = again(withhold(document)[0])
    if text != document.article.text:
        with pytest.raises(
            ValueError, match=r"the same words, but other white space, .*--tolerant takes it"
        ) as refused:
            hydrate(release, mine)
        assert ("no span is moved by it" in str(refused.value)) == (not hydrate(release, mine, tolerant=True)[1])
    made, moved = hydrate(release, mine, tolerant=True)
    old, new = spans(document.gold), spans(made.gold)
    assert [fold(a.text).text for a in new] == [fold(a.text).text for a in old]
    assert all(text[a.start : a.end] == a.text for a in new)
    assert made.gold.text_sha256 == sha256_text(text)
    places = [((a.start, a.end), (b.start, b.end)) for a, b in zip(old, new, strict=True)]
    assert sorted(one for one in places if one[0] != one[1]) == sorted(
        (one.old, one.new) for one in moved if not one.pointer.startswith("/blocks")
    )


def spans(gold):
    items = [*gold.quotes, *gold.claims]
    found = [span for item in items for role in ("content", "cue", "source") for span in getattr(item, role, ())]
    return found + [mention for speaker in gold.speakers for mention in speaker.mentions]


@settings(max_examples=40)
@given(sound_records(), st.sampled_from(sorted(FORGIVEN)))
def test_tolerance_on_any_record(record, name):
    article, gold = record
    text = FORGIVEN[name](article.text)
    mine = msgspec.structs.replace(article, text=text, text_sha256=sha256_text(text))
    release = again(withhold(Document(article, gold, "dev"))[0])
    try:
        made, _ = hydrate(release, mine, tolerant=True)
    except ValueError as error:
        assume("nothing is left" not in str(error) and "the same mention" not in str(error))  # white space alone
        raise
    assert [fold(a.text).text for a in spans(made.gold)] == [fold(a.text).text for a in spans(gold)]


CHANGES = {
    "a word": (lambda t: t.replace("Trump", "Tramp", 1), r"line 1 \(offset \d+\): expected [0-9a-f]{8}, found "),
    "a sentence more": (lambda t: t[:700] + " So it was said at noon." + t[700:], "it agrees again at line "),
    "half of it": (lambda t: t[: len(t) // 2], "nothing after it is in your copy"),
    "another text": (lambda _: "It rained in Orrville.", "and nothing after it is in your copy"),
    "the last letter": (lambda t: t.rstrip()[:-1] + "!", "at the end of it"),
    "a case": (lambda t: t.replace("his", "His", 1), "expected [0-9a-f]{8}"),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("tolerant", [False, True])
def test_another_text_is_refused_with_the_place(name, tolerant):
    document = gold_of()
    change, sentence = CHANGES[name]
    text = change(document.article.text)
    assert text != document.article.text
    mine = msgspec.structs.replace(document.article, text=text, text_sha256=sha256_text(text))
    with pytest.raises(ValueError, match=sentence):
        hydrate(withhold(document)[0], mine, tolerant=tolerant)


def test_the_command_gives_the_corpus_back(tmp_path, capsys):
    for arguments in (
        f"export --no-text --corpus {ROOT / 'corpus'} -o {tmp_path / 'release'}",
        f"hydrate {tmp_path / 'release'} {ROOT / 'seeds'} -o {tmp_path / 'corpus'}",
    ):
        with pytest.raises(SystemExit) as done:
            main(arguments.split())
        assert (done.value.code, capsys.readouterr().out) == (0, "")
    assert load(tmp_path / "corpus").documents == load(ROOT / "corpus").documents
    for path in (ROOT / "annotations" / "gold").glob("*.json"):
        assert (tmp_path / "corpus" / "passes" / "gold" / path.name).read_bytes() == path.read_bytes()


def test_the_command_names_what_is_missing_and_what_differs(tmp_path, capsys):
    document = gold_of()
    write_release(tmp_path / "release", [document])
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "other.txt").write_text("Rain.", encoding="utf-8")
    for name, sentence in (("other", "no text has this id or its hash"), (document.article.id, "the text differs")):
        (tmp_path / "texts" / f"{name}.txt").write_text("Rain.", encoding="utf-8")
        with pytest.raises(SystemExit) as done:
            main(f"hydrate {tmp_path / 'release'} {tmp_path / 'texts'} -o {tmp_path / 'corpus'}".split())
        assert done.value.code == 1
        assert sentence in capsys.readouterr().err
    assert not (tmp_path / "corpus").exists()


def test_a_text_is_known_by_its_hash_under_any_name(tmp_path):
    (seed,) = [one for one in ingest(ROOT / "seeds") if one.article.id == gold_of().article.id]
    write_release(tmp_path / "release", [gold_of()])
    (tmp_path / "mine.txt").write_text(seed.article.text, encoding="utf-8")
    with pytest.raises(SystemExit) as done:
        main(f"hydrate {tmp_path / 'release'} {tmp_path / 'mine.txt'} -o {tmp_path / 'corpus'}".split())
    assert done.value.code == 0
    assert load(tmp_path / "corpus").documents == [gold_of()]


@pytest.mark.parametrize("order", [("right", "wrong"), ("wrong", "right")])
def test_of_several_copies_of_one_name_the_right_one_is_taken(tmp_path, order):
    document = gold_of()
    write_release(tmp_path / "release", [document])
    for name, text in (("right", document.article.text), ("wrong", "Rain.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{document.article.id}.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as done:
        main(["hydrate", *(str(tmp_path / name) for name in ("release", *order)), "-o", str(tmp_path / "corpus")])
    assert done.value.code == 0
    assert load(tmp_path / "corpus").documents == [document]


FAULTS = {
    "no release": lambda made: made.clear(),
    "another version": lambda made: made.update(release_version="2.0"),
    "edge gone": lambda made: made["edges"].pop(),
    "offset past the end": lambda made: made["annotation"]["quotes"][0]["content"][0].update(end=99999),
    "negative": lambda made: made["annotation"]["quotes"][0]["content"][0].update(start=-3),
    "no offsets": lambda made: made["annotation"]["quotes"][0]["content"][0].clear(),
    "path as id": lambda made: made.update(doc="../x"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_release_is_one_sentence(tmp_path, name):
    made = msgspec.to_builtins(withhold(gold_of())[0])
    FAULTS[name](made)
    (tmp_path / "seed").mkdir()
    (tmp_path / "seed" / "x.json").write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(DataError, match="export it anew"):
        read_release(tmp_path)


def test_an_empty_folder_is_no_release(tmp_path):
    with pytest.raises(UsageError, match=r"there is no SPLIT/DOC\.json in it"):
        read_release(tmp_path)
