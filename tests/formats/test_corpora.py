"""Other corpora's formats: what goes out comes back, what does not is counted, what is faulty is a sentence."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sayso
from sayso import formats
from sayso.cli.export import export
from sayso.cli.import_ import import_
from sayso.errors import DataError, SaysoError, UsageError
from sayso.formats import Item
from sayso.formats.choosing import choose
from sayso.formats.texts import Offsets, Stated, article_of
from sayso.ingest import ingest
from sayso.validate import validate_annotation
from tests import strategies

CORPORA = ["brat", "citron", "conll", "directquote", "parc", "pdnc", "polnear"]
EXACT = [name for name in CORPORA if name != "directquote"]  # all others keep the text to the letter


def items_of(found):
    """What a reader found, to be written again."""
    documents, passes, _ = choose(found)
    return [
        Item(one.article, one.gold, split=one.split, passes=[p for p in passes if p.doc == one.article.id])
        for one in documents
    ]


def golds(found):
    """The records by document and number of the annotator, with everything but the annotator."""
    ordered = sorted(found.annotations, key=lambda one: (one.doc, one.annotator.id))
    counts = Counter()
    return {
        (one.doc, counts.update([one.doc]) or counts[one.doc]): msgspec.to_builtins(one) | {"annotator": None}
        for one in ordered
    }


def there_and_back(name, items, folder):
    one = formats.get(name)
    shutil.rmtree(folder, ignore_errors=True)
    told = one.write(items, folder)
    return told, one.read(folder, articles=None, annotators={})


@pytest.mark.parametrize("name", CORPORA)
@settings(max_examples=25)
@given(data=st.data())
def test_any_record_comes_back_the_same_once_the_format_has_had_it(name, data):
    article = data.draw(strategies.articles().filter(lambda one: one.text.strip()))
    item = Item(article, data.draw(strategies.annotations(article)), split="dev")
    with tempfile.TemporaryDirectory() as folder:
        _, first = there_and_back(name, [item], Path(folder, "a"))
        assert first.problems == []
        for one in first.annotations:
            assert not [p for p in validate_annotation(one, first.articles[0]) if p.severity == "error"]
        if name in EXACT:
            assert [one.text for one in first.articles] == [article.text]
        told, second = there_and_back(name, items_of(first), Path(folder, "a"))
        assert (golds(second), second.problems, second.splits) == (golds(first), [], first.splits)
        assert told.losses == {}


def test_a_place_is_of_one_speaker_in_citron(tmp_path):
    """Else who speaks would change each time that the format has it; the second group's is a counted loss."""
    text = "Orr, Bell said it did. Bell then said it held."
    orr, bell, late = ({"start": a, "end": b} for a, b in ((0, 3), (5, 9), (23, 27)))

    def quote(cue, sources, content):
        return {
            "cue": {"start": cue, "end": cue + 4},
            "sources": sources,
            "contents": [{"start": content[0], "end": content[1]}],
        }

    document = {
        "text": text,
        "quotes": [quote(10, [bell], (15, 21)), quote(33, [late], (38, 45))],
        "coreference_groups": [[bell], [orr, bell]],
    }
    found = formats.get("citron").read(write({"a.json": json.dumps(document)}), articles=None, annotators={})
    (gold,) = found.annotations
    mentions = [[(one.start, one.end) for one in speaker.mentions] for speaker in gold.speakers]
    assert mentions == [[(0, 3)], [(5, 9), (23, 27)]]  # the later Bell is known by the name
    assert [one.speaker for one in gold.quotes] == ["S2", "S2"]
    assert found.losses["mentions that another group has"] == 1
    _, again = there_and_back("citron", items_of(found), tmp_path / "out")
    assert golds(again) == golds(found)


@pytest.mark.parametrize("name", CORPORA)
def test_what_a_format_cannot_hold_is_counted(name, tmp_path):
    article, gold = told_by_orr()
    told, _ = there_and_back(name, [Item(article, gold, split="dev")], tmp_path / "out")
    assert told.losses["claims"] == 1
    assert told.losses["quotes that are not asserted"] + told.losses["quotes"] >= 1


@pytest.mark.parametrize("name", [*CORPORA, "inline", "newsclaims"])
def test_what_a_format_cannot_hold_of_an_article_is_counted(name, tmp_path):
    article, gold = told_by_orr()
    gold.quotes[0].id, gold.quotes[1].id = "Q1", "Q2"
    blocks = [sayso.model.Block(0, 10, "boilerplate")]
    article = msgspec.structs.replace(article, title="Rain", rights="CC BY 4.0", blocks=blocks)
    told, back = there_and_back(name, [Item(article, gold, split="dev")], tmp_path / "out")
    assert told.losses["facts of articles, such as title and publisher"] >= 1
    assert told.losses["blocks of articles"] == (back.articles[0].text == article.text)
    assert told.losses["splits of documents"] == (back.splits.get("rain") != "dev")


def told_by_orr():
    """An article with two quotes, one of them not asserted, and a claim."""
    found = formats.get("brat").read(write(BRAT), articles=None, annotators={})
    (article,), (gold,) = found.articles, found.annotations
    gold.quotes[-1].asserted = False
    spans = gold.quotes[0].content
    gold.claims.append(sayso.model.Claim("C1", spans, "author", None, "other", "affirm", True, "It held."))
    return article, gold


TEXT = "“It held,” Lena Orr said. “It did.”\r\nShe doubts that it will.\r\n"
ANN = (
    "T1\tContent 0 10;26 35\t“It held,” “It did.”\nT2\tSource 11 19\tLena Orr\nT3\tCue 20 24\tsaid\n"
    "E1\tAttribution:T3 Content:T1 Source:T2 Cue:T3\n"
    "T4\tContent 48 60\tthat it will\nT5\tSource 37 40\tShe\nT6\tCue 41 47\tdoubts\n"
    "E2\tAttribution:T6 Content:T4 Cue:T6 Source:T5\n"
)
BRAT = {"rain.txt": TEXT, "rain.ann": ANN}


def write(files, folder=None):
    """A folder with `files`, text or bytes by their paths."""
    folder = folder or Path(tempfile.mkdtemp())
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


GOLDEN = {
    "brat": BRAT,
    "polnear": {
        "data/annotator-training/text/rain.txt": "\ufeff" + TEXT.replace("\r", ""),
        "data/annotator-training/attributions/rain_4b22.ann": ANN.replace("48 60", "47 59")
        .replace("37 40", "36 39")
        .replace("41 47", "40 46")
        .replace("\n", "\r\n"),
        "data/metadata.tsv": "compartment\tfilename\tpublisher\tpublication_date\ttitle\n"
        "annotator-training\train\tnyt\t2016-03-11\tRain\n",
    },
    "citron": {
        "dev/rain.json": """{"text": "“It held,” Lena Orr said. “It did.”\\nShe doubts that it will.\\n", "quotes": [
        {"cue": {"start": 20, "end": 24, "text": "said"}, "sources": [{"start": 11, "end": 19, "text": "Lena Orr"}],
         "contents": [{"start": 26, "end": 35, "text": "“It did.”"}, {"start": 0, "end": 10, "text": "“It held,”"}]},
        {"cue": {"start": 40, "end": 46, "text": "doubts"}, "sources": [{"start": 36, "end": 39, "text": "She"}],
         "contents": [{"start": 47, "end": 59, "text": "that it will"}]}]}"""
    },
    "conll": {
        "rain.iob": "“ B I O O\n".replace(" B I O O", " B-Content")
        + "It I-Content\nheld I-Content\n, I-Content\n” I-Content\nLena B-Source\nOrr I-Source\nsaid B-Cue\n. O\n"
        "“ B-Content\nIt I-Content\ndid I-Content\n. I-Content\n” I-Content\n\n"
        "She B-Source\ndoubts B-Cue\nthat B-Content\nit I-Content\nwill I-Content\n. O\n"
    },
    "parc": {
        "test/rain.xml": "<root><SENTENCE>"
        + "".join(
            f'<WORD ByteCount="{start},{start + width}" text="{text}">'
            + (f'<attribution id="{who}"><attributionRole roleValue="{role}"/></attribution>' if who else "")
            + "</WORD>"
            + ("</SENTENCE><SENTENCE>" if text == "." and start < 40 and not who else "")
            for start, width, text, who, role in [
                (9, 1, "``", "a", "content"),
                (10, 2, "It", "a", "content"),
                (13, 4, "held", "a", "content"),
                (17, 1, ",", "a", "content"),
                (18, 1, "''", "a", "content"),
                (20, 4, "Lena", "a", "source"),
                (25, 3, "Orr", "a", "source"),
                (29, 4, "said", "a", "cue"),
                (33, 1, ".", "", ""),
                (35, 1, "``", "a", "content"),
                (36, 3, "Yes", "a", "content"),
                (39, 1, ".", "a", "content"),
                (40, 1, "''", "a", "content"),
                (42, 3, "She", "b", "source"),
                (46, 6, "doubts", "b", "cue"),
                (53, 2, "it", "b", "content"),
                (55, 1, ".", "", ""),
            ]
        )
        + "</SENTENCE></root>"
    },
    "directquote": {
        "rain.txt": '" I-RightSpeaker\r\nYes I-RightSpeaker\r\n" I-RightSpeaker\r\nsaid Out\r\nLena B-Speaker\r\n'
        'Orr I-Speaker\r\n\r\n" B-Unknown\r\nNo I-Unknown\r\n" I-Unknown\r\n'
    },
    "pdnc": {
        "data/Rain/novel_text.txt": "“Été,” said Lena\nOrr, “you know.” She left.\n",
        "data/Rain/quotation_info.csv": "quoteID,quoteText,subQuotationList,quoteByteSpans,speaker,"
        "addressees,quoteType,referringExpression,mentionTextsList,mentionSpansList,mentionEntitiesList\r\n"
        "Q0,x,\"['Été,', 'you know.']\",\"[[3, 9], [31, 40]]\",Lena Orr,\"['The Dam']\",Explicit,said Lena Orr,"
        '"[[], [\'you\']]","[[], [[31, 34]]]","[[], [[\'The Dam\']]]"\r\n',
        "data/Rain/character_info.csv": "Character ID,Main Name,Aliases,Gender,Category\n"
        "0,Lena Orr,\"{'Lena', 'Lena Orr'}\",F,major\n1,The Dam,{'The Dam'},X,minor\n",
        "PDNC-Novel-Index.csv": "Novel Title,Year of First Publication,Folder Name\nRain,1911.0,Rain\n",
    },
}
PARC_TEXT = '.START \n\n"It held," Lena Orr said. "Yes." She doubts it.\n'
"""The raw text of the PARC file above, which has only its words."""
TWO = [
    ("direct", ["“It held,”", "“It did.”"], ["said"], ["Lena Orr"], "Lena Orr"),
    ("indirect", ["that it will"], ["doubts"], ["She"], None),
]
EXPECTED = {
    "brat": TWO,
    "polnear": TWO,
    "citron": TWO,
    "conll": [
        ("direct", ["“ It held , ”", "“ It did . ”"], ["said"], ["Lena Orr"], "Lena Orr"),
        ("indirect", ["that it will"], ["doubts"], ["She"], None),
    ],
    "parc": [
        ("direct", ['"It held,"', '"Yes."'], ["said"], ["Lena Orr"], "Lena Orr"),
        ("indirect", ["it"], ["doubts"], ["She"], None),
    ],
    "directquote": [("direct", ['" Yes "'], [], ["Lena Orr"], "Lena Orr"), ("direct", ['" No "'], [], [], None)],
    "pdnc": [("direct", ["“Été,”", "“you know.”"], ["said"], ["Lena\nOrr"], "Lena Orr")],
}


@pytest.mark.parametrize("name", CORPORA)
def test_a_small_corpus_of_each(name, tmp_path):
    found = formats.get(name).read(write(GOLDEN[name], tmp_path), articles=None, annotators={})
    assert found.problems == []
    quotes = []
    for one in found.annotations:
        names = {speaker.id: speaker.name for speaker in one.speakers}
        for quote in one.quotes:
            roles = [[span.text for span in spans] for spans in (quote.content, quote.cue, quote.source)]
            quotes.append((quote.type, *roles, names.get(quote.speaker or "")))
    assert quotes == EXPECTED[name]


def test_facts_of_the_articles_and_splits_are_kept(tmp_path):
    found = formats.get("polnear").read(write(GOLDEN["polnear"], tmp_path), articles=None, annotators={})
    (article,) = found.articles
    assert (article.title, article.publisher, article.published) == ("Rain", "nyt", "2016-03-11")
    assert (found.splits, found.annotations[0].annotator.id) == ({"rain": "annotator_training"}, "4b22")
    found = formats.get("pdnc").read(write(GOLDEN["pdnc"], tmp_path / "pdnc"), articles=None, annotators={})
    assert (found.articles[0].title, found.articles[0].published) == ("Rain", "1911")
    files = GOLDEN["pdnc"] | {
        "PDNC-Novel-Index.csv": GOLDEN["pdnc"]["PDNC-Novel-Index.csv"].replace("1911.0", "c. 1871")
    }
    old = formats.get("pdnc").read(write(files, tmp_path / "old"), articles=None, annotators={})
    assert (old.articles[0].published, old.losses["years of publication that are no year"]) == (None, 1)
    orr, dam = found.annotations[0].speakers[::-1]
    assert (orr.name, dam.name, [one.text for one in dam.mentions]) == ("Lena Orr", "The Dam", ["you"])
    assert found.annotations[0].quotes[0].addressees == [dam.id]


BAD = {
    "off by one": (
        "brat",
        BRAT | {"rain.ann": "T1\tContent 12 20\tLena Orr\n"},
        'expected "Lena Orr", found "ena Orr "',
    ),
    "past the end": ("brat", BRAT | {"rain.ann": "T1\tContent 11 999\tLena Orr\n"}, "11 to 999"),
    "span twice": (
        "brat",
        BRAT | {"rain.ann": ANN + "T3\tCue 41 47\tdoubts\n"},
        "line 9: T3 is given twice; give one of the two another id",
    ),
    "event twice": ("brat", BRAT | {"rain.ann": ANN.replace("E2", "E1")}, "line 8: E1 is given twice"),
    "no brat": ("brat", BRAT | {"rain.ann": "T1 Content 0 2\n"}, "line 1: a span is ID, tab, LABEL START END"),
    "dangling": ("brat", BRAT | {"rain.ann": "E1\tAttribution:T9\n"}, "an event refers to T9, which is not there"),
    "not UTF-8": ("brat", BRAT | {"rain.txt": b"caf\xe9"}, "byte 3 (0xe9) is not UTF-8"),
    "no text": ("brat", {"rain.ann": ANN}, "there is no text"),
    "blank text": ("brat", BRAT | {"rain.txt": " \n"}, "there is no text in it"),
    "citron offset": (
        "citron",
        {"a.json": '{"text": "Orr said", "quotes": [{"contents": [{"start": 0, "end": 2, "text": "Orr"}]}]}'},
        'expected "Orr", found "Or"; it stands from 0 to 3',
    ),
    "no JSON": ("citron", {"a.json": "{"}, "not JSON"),
    "other JSON": ("citron", {"a.json": '{"text": 3}'}, "no document of Citron"),
    "unknown label": ("directquote", {"a.txt": "Orr B-Person\n"}, "line 1: a token and one of DirectQuote's labels"),
    "before the start": ("directquote", {"a.txt": "Orr Out\n\n-DOCSTART- a Out\nsaid Out\n"}, "line 3: tokens before"),
    "no label": ("conll", {"a.conll": "Orr O\nsaid x\n"}, "line 2: the last column is no IOB label but 'x'"),
    "ragged": ("conll", {"a.conll": "Orr O O\nsaid O\n"}, "line 2: 2 columns, and other lines have 3"),
    "no XML": ("parc", {"a.xml": "<root><WORD"}, "not XML"),
    "no offsets": ("parc", {"a.xml": '<root><WORD text="x"/></root>'}, "a WORD needs text and ByteCount"),
    "other raw text": (
        "parc",
        {"a.xml": '<root><WORD text="Orr" ByteCount="0,3"/></root>', "a.txt": "Bell"},
        'token 0, at 0: expected "Orr", found "Bel"',
    ),
    "pdnc span": (
        "pdnc",
        {key: value.replace("[3, 9]", "[4, 9]") for key, value in GOLDEN["pdnc"].items()},
        "part 0",
    ),
    "pdnc cell": (
        "pdnc",
        {key: value.replace("[[3, 9]", "[[3, x]") for key, value in GOLDEN["pdnc"].items()},
        "quoteByteSpans is no Python list",
    ),
    "pdnc number": (
        "pdnc",
        {key: value.replace('"[[3, 9]', '"7 #[[3, 9]') for key, value in GOLDEN["pdnc"].items()},
        "quoteByteSpans is no Python list",
    ),
    "pdnc column": (
        "pdnc",
        {key: value.replace("addressees", "told") for key, value in GOLDEN["pdnc"].items()},
        "the column addressees is missing",
    ),
}


@pytest.mark.parametrize(("name", "files", "sentence"), BAD.values(), ids=BAD)
def test_a_fault_is_a_sentence_and_its_document_is_left_out(name, files, sentence, tmp_path):
    found = formats.get(name).read(write(files, tmp_path), articles=None, annotators={})
    assert [problem for problem in found.problems if sentence in problem], found.problems
    assert found.annotations == []


@pytest.mark.parametrize("name", CORPORA)
def test_a_folder_of_something_else_is_wrong_use(name, tmp_path):
    with pytest.raises(UsageError):
        formats.get(name).read(write({"x.md": "x"}, tmp_path), articles=None, annotators={})


@given(st.binary(max_size=200), st.sampled_from(CORPORA))
@example(b"O\n", "conll")
def test_whatever_stands_in_a_file_is_read_or_refused(data, name):
    for path in GOLDEN[name]:
        with tempfile.TemporaryDirectory() as folder:
            write({**GOLDEN[name], path: data}, Path(folder))
            try:
                found = formats.get(name).read(Path(folder), articles=None, annotators={})
            except SaysoError:
                continue
            assert found.problems or found.losses or found.annotations


SLIPS = st.text(st.sampled_from("[](){}<>0179,;:|='\"\\/-_ \t\n\ufeffé😀NoneOTBI"), max_size=8)


@given(st.data(), st.sampled_from(CORPORA))
def test_a_file_with_a_slip_in_it_is_read_or_refused(data, name):
    path = data.draw(st.sampled_from(sorted(GOLDEN[name])))
    content = GOLDEN[name][path]
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    last = min(last, first + 6)
    with tempfile.TemporaryDirectory() as folder:
        write({**GOLDEN[name], path: content[:first] + data.draw(SLIPS) + content[last:]}, Path(folder))
        try:
            found = formats.get(name).read(Path(folder), articles=None, annotators={})
        except SaysoError:
            return
        texts = {article.id: article for article in found.articles}
        for one in found.annotations:
            assert not [p for p in validate_annotation(one, texts[one.doc]) if p.severity == "error"]


def test_no_article_is_made_that_nothing_can_read():
    with pytest.raises(DataError, match=r"what is said of the article .*\$\.published"):
        article_of("rain", TEXT, published="c. 1871")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.data())
def test_offsets_are_converted_from_any_unit(text, data):
    raw = data.draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", "\r\n")
    offsets = Offsets(raw)
    if not offsets.text:
        return
    start = data.draw(st.integers(0, len(offsets.text) - 1))
    end = data.draw(st.integers(start + 1, len(offsets.text)))
    units = ["code points", "code points of the file", "bytes of the file", "bytes", "UTF-16 units"]
    for unit in [*units, "UTF-16 units of the file"]:
        assert offsets.convert(*offsets.state(start, end, unit), unit) == (start, end)
    a, b = offsets.state(start, end, "bytes")
    assert offsets.text.encode()[a:b].decode() == offsets.text[start:end]
    assert offsets.find(Stated(((start, end),), offsets.text[start:end]), "code points") == ((start, end),)


def run(command, *arguments):
    """Run a command as the command line does: exit code 1 or 2 for an error of sayso's."""
    result = CliRunner().invoke(command, list(map(str, arguments)))
    code = getattr(result.exception, "exit_code", result.exit_code)
    return code, result.stderr + str(result.exception or "")


def test_import_makes_a_corpus_with_passes_seeds_and_counts(tmp_path):
    other = ANN.replace("E2\t", "E3\t")
    files = {
        "dev/rain.txt": TEXT,
        "dev/rain_ann.ann": ANN,
        "dev/rain_bob.ann": other,
        "train/x/sun.txt": TEXT,
        "train/x/sun_bob.ann": ANN,
    }
    source, out = write(files, tmp_path / "src"), tmp_path / "out"
    code, said = run(import_, "brat", source, "-o", out, "--texts", tmp_path / "seeds")
    assert code == 0, said
    assert "their gold is the work of bob (1), who drew most documents" in said
    assert "(dev, train): 2 documents, 4 quotes, 2 speakers, 0 claims, 16 spans, and 2 passes in" in said
    corpus = sayso.load(out)
    assert [(one.split, one.article.id, one.gold.annotator.id) for one in corpus] == [
        ("dev", "rain", "bob"),
        ("train", "sun", "bob"),
    ]
    assert sorted(path.relative_to(out).as_posix() for path in (out / "passes").rglob("*.json")) == [
        "passes/ann/rain.json",
        "passes/bob/rain.json",
    ]
    assert {seed.article.id: seed.article.text for seed in ingest(tmp_path / "seeds")} == {
        one.article.id: one.article.text for one in corpus
    }
    for name, losses in (("brat", 0), ("polnear", 0), ("citron", 1), ("webanno", 1), ("labelstudio", 1)):
        code, said = run(export, name, "--corpus", out, "-o", tmp_path / name)
        assert (code, said.count("lost: passes of annotators beside the gold (1)")) == (0, losses), said
    assert sorted(path.name for path in (tmp_path / "brat" / "dev").iterdir()) == [
        "rain.txt",
        "rain_ann.ann",
        "rain_bob.ann",
    ]
    assert run(import_, "polnear", tmp_path / "polnear", "-o", tmp_path / "back")[0] == 0
    assert (tmp_path / "back/passes/ann/rain.json").read_bytes() == (out / "passes/ann/rain.json").read_bytes()
    assert run(import_, "brat", source, "-o", out, "--annotator", "ann")[0] == 0
    assert [one.gold.annotator.id for one in sayso.load(out)] == ["ann"]
    code, said = run(import_, "brat", source, "-o", tmp_path / "none", "--texts", tmp_path / "seeds")
    assert (code, "there is something in this folder" in said, (tmp_path / "none").exists()) == (2, True, False)
    code, said = run(import_, "brat", source, "-o", out, "--annotator", "eve")
    assert (code, "'eve' has annotated nothing; there is work of ann, bob" in said) == (2, True)


def test_strict_writes_nothing_where_anything_is_lost(tmp_path):
    source = write(BRAT | {"rain.ann": ANN + "T9\tDiscuss 0 2\t“I\n"}, tmp_path / "src")
    code, said = run(import_, "brat", source, "-o", tmp_path / "out", "--strict")
    assert (code, "lost: Discuss spans of no attribution (1)" in said) == (1, True)
    assert not (tmp_path / "out").exists()
    assert run(import_, "brat", source, "-o", tmp_path / "out")[0] == 0
    arguments = ("--corpus", tmp_path / "out", "-o", tmp_path / "again", "--strict")
    code, said = run(export, "brat", *arguments)
    assert (code, (tmp_path / "again").is_dir()) == (0, True), said
    code, said = run(export, "directquote", *arguments[:-2], tmp_path / "dq", "--strict")
    assert (code, "nothing was written (--strict)" in said, (tmp_path / "dq").exists()) == (1, True, False)


def test_a_faulty_document_is_left_out_and_the_others_are_written(tmp_path):
    source = write({**BRAT, "sun.txt": TEXT, "sun.ann": "T1\tContent 1 3\tnono\n"}, tmp_path / "src")
    code, said = run(import_, "brat", source, "-o", tmp_path / "out")
    assert (code, 'sun: sun.ann T1, 1 to 3: expected "nono", found "It"' in said) == (1, True)
    assert sayso.load(tmp_path / "out").ids == ["rain"]


@pytest.mark.parametrize("command", [import_, export])
def test_help_lists_the_formats(command):
    shown = CliRunner().invoke(command, ["--help"]).output
    assert all(f"\n  {name}  " in shown for name in formats.names())


@pytest.mark.parametrize(("name", "corpus"), [("polnear", "polnear"), ("pdnc", "pdnc")])
def test_real_corpora_come_back_the_same(name, corpus, shared, tmp_path):
    first = formats.get(name).read(shared / "data" / corpus, articles=None, annotators={})
    assert first.problems == []
    told, second = there_and_back(name, items_of(first), tmp_path / "out")
    assert told.losses == {}
    made, back = ({(one.doc, one.annotator.id): one for one in found.annotations} for found in (first, second))
    assert back == made  # every annotator's work
    assert second.splits == {doc: first.splits[doc] for doc, _ in made}


@pytest.mark.parametrize("name", ["brat", "citron", "conll", "directquote", "parc"])
def test_real_articles_come_back_the_same(name, shared, tmp_path):
    polnear = formats.get("polnear").read(shared / "data" / "polnear" / "data" / "dev", articles=None, annotators={})
    _, first = there_and_back(name, items_of(polnear), tmp_path / "out")
    told, second = there_and_back(name, items_of(first), tmp_path / "out")
    assert (golds(second), told.losses, first.problems) == (golds(first), {}, [])
    assert len(first.annotations) == (94 if name == "brat" else 84)  # of ten articles two annotators' work


def test_polnear_in_numbers(shared):
    found = formats.get("polnear").read(shared / "data" / "polnear", articles=None, annotators={})
    assert (len(found.articles), len(found.annotations)) == (88, 118)
    assert sum(len(one.quotes) for one in found.annotations) == 2641
    assert found.losses["attributions without content"] == 1
    assert set(found.splits.values()) == {"dev", "annotator_training"}
    with pytest.raises(DataError, match="no text of this document"):
        choose(dataclasses.replace(found, articles=[]))
