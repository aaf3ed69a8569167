"""Files and folders: what is read, where the problems are, and that the fast way finds what the exact one does."""

from __future__ import annotations

import copy
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso import DataError, UsageError, schema
from sayso.build import build, collect
from sayso.model import Annotation, dumps
from sayso.validate import validate_paths
from sayso.validate.articles import Articles
from sayso.validate.clean import has_each_key_once
from sayso.validate.paths import Checker
from tests.mutations import mutated
from tests.projects import make_project
from tests.strategies import annotations, articles

PREDICTION = {"doc": "dam", "quotes": [{"content": [{"text": "It held"}]}]}
LINE = json.dumps(PREDICTION).encode()
REPORT = json.dumps(schema.EXAMPLES["report"]).encode()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = make_project(tmp_path_factory.mktemp("project"))
    build(collect(folder / "seeds", folder / "annotations"), folder / "corpus")
    return folder


@pytest.fixture
def check(project, tmp_path):
    """Writes a file and gives its problems as (code, line, column, pointer)."""

    def check_file(name: str, data: bytes, **options):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(data)
        problems = list(validate_paths([path], articles=[project / "seeds"], **options))
        assert all(problem.file == str(path) for problem in problems)
        return [(problem.code, problem.line, problem.column, problem.pointer) for problem in problems]

    return check_file


def gold(project) -> bytes:
    return (project / "annotations" / "gold" / "dam.json").read_bytes()


# --- one file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("p.json", LINE, []),
        ("p.jsonl", LINE, []),
        ("p.jsonl", LINE + b"\r\n\n", []),
        ("r.json", REPORT, []),
        ("r.json", b"[" + REPORT + b"," + REPORT + b"]", []),
        # nothing there
        ("p.json", b"", [("empty-file", 1, 1, "")]),
        ("p.json", b" \n", [("empty-file", 1, 1, "")]),
        ("p.jsonl", b"\n\n", [("empty-file", 1, 1, "")]),
        ("p.json", b"\n[]", [("empty-file", 2, 1, "")]),
        # no JSON
        ("p.json", b'{"doc": "dam",\n "quotes": [}', [("broken-json", 2, 13, "")]),
        ("p.json", LINE + b"\n" + LINE, [("broken-json", 2, 1, "")]),
        ("p.jsonl", LINE + b'\n{"doc":\n' + b'{"doc": "snow"}', [("broken-json", 2, 8, "")]),
        ("p.json", b"[" * 100_000, [("broken-json", None, None, "")]),
        ("p.json", b'{"doc": "dam",\n"x": ' + b"9" * 5000 + b"}", [("broken-json", 2, 6, "")]),
        ("p.json", "{'doc': 1}".encode("utf-16"), [("not-utf8", 1, 1, "")]),
        ("p.jsonl", b'{"doc": "snow"}\n{"doc": "caf\xc3\xa9\xe9"}', [("not-utf8", 2, 14, "")]),
        # JSON that says more than it should
        ("p.json", b"\xef\xbb\xbf" + LINE, [("bom", 1, 1, "")]),
        ("p.json", b'{"doc": "dam", "quotes": [],\n "quotes": []}', [("duplicate-key", 2, 12, "/quotes")]),
        ("p.json", b'{"doc": "dam", "meta": {"a": [{}, {"b": 1, "\\u0062": 2}]}}',
         [("duplicate-key", 1, 54, "/meta/a/1/b")]),
        ("p.json", b'{"doc": "dam", "quotes": [{"score":\n NaN}]}', [("not-finite", 2, 2, "/quotes/0/score")]),
        ("p.json", b'{"doc": "dam", "meta": {"a~/b": -Infinity}}', [("not-finite", 1, 33, "/meta/a~0~1b")]),
        ("p.json", b'{"doc": "dam", "meta": {"a": 1e999}}', [("not-finite", 1, 30, "/meta/a")]),
        ("p.json", b'{"doc": "dam", "meta": {"a": "x\\ud83d"}}', [("lone-surrogate", 1, 30, "/meta/a")]),
        ("p.json", b'{"doc": "dam", "meta": {"a": "\\ud83d\\ude00"}}', []),
        # problems inside the records
        ("p.jsonl", b'\n{"doc": "dam", "quotes": [{"content": [{"start": 5, "end": 2}]}]}',
         [("reversed-span", 2, 40, "/quotes/0/content/0")]),
        ("p.json", b'[{"doc": "dam"},\n {"doc": "snow", "qotes": []}]', [("unknown-field", 2, 27, "/1/qotes")]),
        ("p.jsonl", LINE + b'\n{"doc": "ice"}\n[1]\n7', [("unknown-document", 2, 9, "/doc"),
                                                         ("unknown-kind", 3, 1, ""), ("unknown-kind", 4, 1, "")]),
        ("p.jsonl", LINE + b"\n" + LINE, [("duplicate-document", 2, 9, "/doc")]),
        ("p.json", b"[" + LINE + b",\n" + LINE + b"]", [("duplicate-document", 2, 9, "/1/doc")]),
        ("p.json", b'{"name": "x"}', [("unknown-kind", 1, 1, "")]),
    ],
)  # fmt: skip
def test_file(check, name, data, expected):
    assert check(name, data) == expected


def test_the_problems_of_a_file_stand_in_its_order(check, project):
    record = json.loads(gold(project))
    record["claims"][0]["kind"] = "?"
    record["quotes"][0]["cue"][0]["end"] += 1
    record["speakers"][0]["wikidata"] = "?"
    text = json.dumps(record, indent=2)
    found = check("gold/dam.json", text.encode())
    assert [code for code, *_ in found] == ["wrong-form", "text-mismatch", "unknown-value"]
    lines = text.split("\n")
    assert ['"wikidata": "?"' in lines[found[0][1] - 1], "{" in lines[found[1][1] - 1]] == [True, True]
    assert lines[found[2][1] - 1][found[2][2] - 1 :] == '"?",'


def test_a_schema_that_is_named_decides(check):
    assert check("p.json", LINE, schema="prediction") == []
    assert ("missing-field", 1, 1, "") in check("p.json", LINE, schema="annotation")


# --- the fast way and the exact one -----------------------------------------------------------------------------------


def problems_both_ways(data: bytes, article, folder) -> tuple[list, list]:
    path = folder / "a.jsonl"
    path.write_bytes(data)

    class Known(Articles):
        def get(self, doc):
            return article if doc == article.id else None

    fast, exact = Checker(Known()), Checker(Known())
    exact._accepts = lambda *_: False  # type: ignore[method-assign]
    return list(fast.check(path)), list(exact.check(path))


@given(data=st.data())
def test_both_ways_find_the_same_in_any_record(tmp_path_factory, data):
    article = data.draw(articles("dam"))
    record = data.draw(mutated("annotation"))
    text = json.dumps(record, ensure_ascii=data.draw(st.booleans()))
    fast, exact = problems_both_ways(text.encode("utf-8", "surrogatepass"), article, tmp_path_factory.getbasetemp())
    assert fast == exact


@given(data=st.data())
def test_both_ways_find_the_same_in_any_text(tmp_path_factory, data):
    """JSON with a key twice, a piece lost or a piece too much."""
    article = data.draw(articles())
    text = msgspec.json.encode(data.draw(annotations(article)))
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(text)))
        pieces = [
            b'"id":"S1",',
            b'"text":"x\\\\",',
            b'"quotes":[],',
            b"\\",
            b'"',
            b"0",
            b".0",
            b"\x00",
            b"\xff",
            b"\\u0022",
            b" ",
        ]
        text = text[:place] + data.draw(st.sampled_from(pieces)) + text[place + data.draw(st.integers(0, 2)) :]
    for key in data.draw(st.lists(st.sampled_from([b'"claims":[],', b'"doc":"d",', b'"quotes":[],']), max_size=2)):
        text = b"{" + key + text[1:]
    fast, exact = problems_both_ways(text, article, tmp_path_factory.getbasetemp())
    assert fast == exact


@given(data=st.data())
def test_keys_are_counted_in_any_way_of_writing_json(data):
    article = data.draw(articles())
    annotation = data.draw(annotations(article))
    for speaker in annotation.speakers:
        speaker.name = data.draw(st.text(st.sampled_from('"/a\n😀'), min_size=1))
        speaker.wikidata = data.draw(st.sampled_from([None, "Q42"]))
    text = json.dumps(
        msgspec.to_builtins(annotation),
        ensure_ascii=data.draw(st.booleans()),
        indent=data.draw(st.sampled_from([None, 2])),
    ).encode()
    decode = msgspec.json.Decoder(Annotation).decode
    assert has_each_key_once(text, decode(text))
    twice = text.replace(b'"quotes"', b'"quotes": [], "quotes"', 1)
    assert not has_each_key_once(twice, decode(twice))


# --- folders ----------------------------------------------------------------------------------------------------------


def codes(paths, **options):
    return [problem.code for problem in validate_paths(paths, **options)]


def test_a_whole_project_is_clean(project):
    checker = Checker(Articles([project / "seeds"]))
    assert list(checker.check(project)) == []
    assert checker.records == {"annotation": 4, "article": 5}
    assert checker.files == 4


def test_texts_come_from_seeds_a_corpus_or_a_file_of_articles(project, tmp_path):
    found = tmp_path / "articles.jsonl"
    texts = [Articles([project / "corpus"]).get(doc) for doc in ("dam", "snow")]
    found.write_bytes(b"\n".join(msgspec.json.encode(text) for text in texts))
    for source in (project / "seeds", project / "corpus", found):
        assert codes([project / "annotations"], articles=[source]) == []
    assert codes([project / "annotations"], articles=[project / "seeds" / "dam.txt"]) == ["unknown-document"]
    assert codes([found], articles=[tmp_path]) == []  # articles need no texts to be checked against


def test_articles_that_cannot_be_trusted_are_declined(project, tmp_path):
    article = Articles([project / "corpus"]).get("dam")
    article.text += "!"
    path = tmp_path / "articles.jsonl"
    path.write_bytes(msgspec.json.encode(article))
    with pytest.raises(DataError, match="text_sha256 of dam"):
        codes([project / "annotations"], articles=[path])
    article.text_sha256 = "x"
    path.write_bytes(msgspec.json.encode(article))
    with pytest.raises(DataError, match=r"articles.jsonl:1"):
        codes([project / "annotations"], articles=[path])
    with pytest.raises(UsageError, match="nowhere"):
        codes([project / "annotations"], articles=["nowhere"])


def test_the_same_document_twice_in_a_folder(project, tmp_path):
    record = msgspec.json.decode(gold(project))
    for name in ("pass-a/dam.json", "pass-b/dam.json", "pass-b/dam-2.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(dumps(record))
    (problem,) = validate_paths([tmp_path], articles=[project / "seeds"])
    assert (problem.code, problem.line, problem.column) == ("duplicate-document", 3, 10)
    assert problem.file.endswith("pass-b/dam.json")
    other = copy.deepcopy(record)
    other["annotator"]["id"] = "someone else"
    (tmp_path / "pass-b/dam-2.json").write_bytes(dumps(other))
    assert codes([tmp_path], articles=[project / "seeds"]) == []


def test_gold_is_named_after_its_document(project, tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "weir.json").write_bytes(gold(project))
    assert codes([tmp_path], articles=[project / "seeds"]) == ["file-name"]


def test_foreign_files_are_passed_over_with_a_word(tmp_path, project):
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / ".hidden.json").write_text("{")
    (tmp_path / "p.jsonl").write_bytes(LINE + b'\n{"name": "x"}')
    assert codes([tmp_path], articles=[project / "seeds"]) == ["unknown-kind", "skipped-file"]


def test_a_corpus_is_checked_against_its_own_texts(project, tmp_path):
    from sayso.corpus import load
    from sayso.model import Span
    from sayso.tables import write_corpus

    documents = load(project / "corpus").documents
    documents[1].gold.quotes[0].cue[0] = Span(12, 16, "said")
    write_corpus(tmp_path / "corpus", documents)
    (problem,) = validate_paths([tmp_path])
    assert (problem.code, problem.doc, problem.pointer) == ("text-mismatch", "dam", "/quotes/0/cue/0")
    assert problem.file.endswith("corpus/documents/seed.parquet")
    drawn = documents[1].gold
    drawn.annotator.id = "ann"
    write_corpus(tmp_path / "corpus", load(project / "corpus").documents, passes=[drawn])
    (problem,) = validate_paths([tmp_path])
    assert (problem.code, problem.doc, problem.pointer) == ("text-mismatch", "dam", "/quotes/0/cue/0")
    assert problem.file.endswith("corpus/passes/ann/dam.json")
    (tmp_path / "corpus" / "documents" / "seed.parquet").write_bytes(b"PAR1")
    assert codes([tmp_path]) == ["broken-corpus"]


def test_seeds_that_cannot_be_ingested(tmp_path):
    (tmp_path / "manifest.toml").write_text("")
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    assert codes([tmp_path]) == ["broken-seeds"]


@pytest.mark.parametrize("name", ["nowhere", "empty", "notes.txt"])
def test_wrong_use(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(UsageError, match=name):
        codes([tmp_path / name])
