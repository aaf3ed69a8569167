from __future__ import annotations

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.blocks import find_blocks
from sayso.corpus import Document, load
from sayso.errors import SaysoError
from sayso.model import Article, sha256_text
from sayso.rows import CONFIGURATIONS, KEYS, arrow_schema, descriptions, rows
from sayso.tables import read_documents, write_corpus
from tests.projects import DAM, dam_gold
from tests.strategies import two_sides


@pytest.fixture
def dam():
    sha = sha256_text(DAM)
    return Document(
        Article("dam", DAM, find_blocks(DAM), None, "en", None, None, None, None, None, sha, sha), dam_gold(sha), "seed"
    )


@settings(max_examples=30)
@given(two_sides(), st.lists(st.sampled_from(["seed", "test.a", "challenge"]), min_size=4, max_size=4))
def test_what_is_written_is_read_back(tmp_path_factory, sides, splits):
    folder = tmp_path_factory.mktemp("corpus") / "c"
    articles, gold, _ = sides
    documents = [Document(*pair) for pair in zip(articles, gold, splits, strict=False)]
    write_corpus(folder, documents)
    back = read_documents(folder)
    assert list(back) == sorted(documents, key=lambda document: (document.split, document.article.id))
    assert list(read_documents(folder, back.splits[:1])) == [d for d in back if d.split == back.splits[0]]


def test_every_column_is_typed_without_data():
    assert not any("null" in str(arrow_schema(name)) for name in CONFIGURATIONS)
    schema = arrow_schema("documents")
    assert schema.names[: len(Article.__struct_fields__)] == list(Article.__struct_fields__)
    quotes = schema.field("quotes").type.value_type
    assert quotes.field("content").type == pa.list_(
        pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    )
    assert quotes.field("addressees").type == pa.list_(pa.string())


def test_every_column_says_what_it_holds():
    assert all(all(descriptions(name).values()) for name in CONFIGURATIONS)


def test_flat_rows_name_the_speaker_and_hold_the_paragraphs_around(dam):
    quotes = {row["id"]: row for row in rows("quotes", [dam])}
    first, _, third, _ = DAM.split("\n")
    assert quotes["Q1"]["text"] == "“It held,” “We had asked 30 people to leave.”"
    assert (quotes["Q1"]["speaker_name"], quotes["Q1"]["addressees"]) == ("Ada Orr", ["residents"])
    assert (quotes["Q1"]["context"], quotes["Q1"]["context_start"]) == (first, 0)
    assert (quotes["Q2"]["parent"], quotes["Q3"]["source_text"], quotes["Q3"]["asserted"]) == ("Q1", "", False)
    assert quotes["Q3"]["context"] == third
    for row in quotes.values():
        for place in row["content"] + row["cue"] + row["source"]:
            start = place["start"] - row["context_start"]
            assert row["context"][start : start + len(place["text"])] == place["text"]
    claims = {row["id"]: row for row in rows("claims", [dam])}
    assert (claims["C1"]["claimer_wikidata"], claims["C2"]["claimer_name"]) == ("Q42", None)
    mentions = list(rows("mentions", [dam]))
    assert [(row["speaker"], row["form"], row["text"]) for row in mentions] == [
        ("S1", "name", "Ada Orr"),
        ("S1", "pronoun", "We"),
        ("S2", "nominal", "Residents"),
        ("S2", "pronoun", "they"),
    ]
    for row in mentions:
        assert DAM[row["start"] : row["end"]] == row["text"]
        assert row["context"] == DAM[row["context_start"] :][: len(row["context"])]
        assert row["context_start"] <= row["start"] < row["end"] <= row["context_start"] + len(row["context"])
    speakers = {row["id"]: row for row in rows("speakers", [dam])}
    assert [speakers["S1"][key] for key in ("quotes", "claims", "addressed")] == [2, 1, 0]
    assert [speakers["S2"][key] for key in ("quotes", "claims", "addressed")] == [1, 0, 1]


def test_context_falls_back_to_lines_where_the_article_has_no_blocks(dam):
    bare = Document(msgspec.structs.replace(dam.article, blocks=[]), dam.gold, "seed")
    assert [row["context"] for row in rows("quotes", [bare])] == [row["context"] for row in rows("quotes", [dam])]


@settings(max_examples=30)
@given(two_sides())
def test_the_keys_tell_the_rows_of_every_table_apart(sides):
    articles, gold, _ = sides
    documents = [Document(*pair, "seed") for pair in zip(articles, gold, strict=False)]
    for name, keys in KEYS.items():
        found = [tuple(row[key] for key in keys) for row in rows(name, documents)]
        assert len(found) == len(set(found))


def test_gold_of_another_text_and_a_double_id_are_refused(tmp_path, dam):
    other = msgspec.structs.replace(dam.gold, text_sha256="0" * 64)
    with pytest.raises(SaysoError, match="another text"):
        write_corpus(tmp_path / "c", [Document(dam.article, other, "seed")])
    with pytest.raises(SaysoError, match="two documents have this id"):
        write_corpus(tmp_path / "c", [dam, Document(dam.article, dam.gold, "test")])
    with pytest.raises(SaysoError, match="cannot name a split"):
        write_corpus(tmp_path / "c", [Document(dam.article, dam.gold, "a/b")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["thesis.tex", "documents/thesis.docx", "passes/thesis.json", "quotes/a/b.parquet"])
def test_a_folder_with_other_files_in_it_is_never_replaced(tmp_path, dam, name):
    (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
    (tmp_path / name).write_text("ten years of work")
    (tmp_path / "README.md").write_text("My thesis.")
    with pytest.raises(SaysoError, match=f"{name} is no part of a corpus"):
        write_corpus(tmp_path, [dam])
    assert (tmp_path / name).read_text() == "ten years of work"


def damage(folder, how):
    path = folder / "documents" / "seed.parquet"
    if how == "truncated":
        path.write_bytes(path.read_bytes()[:-50])
    elif how == "corrupt page":
        data = bytearray(path.read_bytes())
        data[4:400] = bytes(396)
        path.write_bytes(data)
    elif how == "column missing":
        pq.write_table(pq.read_table(path).drop_columns(["text"]), path)
    elif how == "null text":
        table = pq.read_table(path)
        index = table.schema.names.index("text")
        pq.write_table(table.set_column(index, "text", pa.nulls(len(table), pa.string())), path)
    elif how == "same id twice":
        (folder / "documents" / "test.parquet").write_bytes(path.read_bytes())
    elif how == "no tables":
        path.unlink()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("truncated", r"seed\.parquet: no Parquet file"),
        ("corrupt page", r"seed\.parquet: broken"),
        ("column missing", "the column text is missing"),
        ("null text", r"document after row 0 is not as it should be: Expected `str`, got `null`"),
        ("same id twice", "two documents have this id"),
        ("no tables", "not a corpus"),
    ],
)
def test_a_broken_corpus_is_one_plain_sentence(tmp_path, dam, how, message):
    write_corpus(tmp_path / "c", [dam])
    damage(tmp_path / "c", how)
    with pytest.raises(SaysoError, match=message):
        load(tmp_path / "c")


def test_a_missing_folder_a_file_and_an_unknown_split(tmp_path, dam):
    with pytest.raises(SaysoError, match="no such folder"):
        load(tmp_path / "c")
    (tmp_path / "f").write_text("x")
    with pytest.raises(SaysoError, match="this is a file"):
        load(tmp_path / "f")
    write_corpus(tmp_path / "c", [dam])
    with pytest.raises(SaysoError, match="no split test; there are seed"):
        load(tmp_path / "c", ["test"])


def test_a_corpus_whose_path_looks_like_a_partition_loads(tmp_path, dam):
    write_corpus(tmp_path / "title=x" / "c", [dam])
    assert list(load(tmp_path / "title=x" / "c")) == [dam]
