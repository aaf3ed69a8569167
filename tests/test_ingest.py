from __future__ import annotations

import builtins
import hashlib
import json

import pytest

from sayso.errors import SaysoError
from sayso.ingest import ingest, ingest_file
from tests.conftest import ROOT


@pytest.fixture
def seeds(tmp_path):
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


def put(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def article(seeds):
    (seed,) = ingest(seeds)
    return seed.article


def test_the_seed_is_taken_byte_for_byte():
    seed = next(seed for seed in ingest(ROOT / "seeds") if seed.article.id == "000_7287edc7951c92e8")
    raw = (ROOT / "seeds" / "000_7287edc7951c92e8.txt").read_bytes()
    assert seed.article.text.encode() == raw
    assert seed.article.raw_sha256 == seed.article.text_sha256 == hashlib.sha256(raw).hexdigest()
    assert (seed.split, seed.article.language, seed.article.publisher, seed.article.rights) == (
        "seed",
        "en",
        None,
        None,
    )
    (boilerplate,) = (block for block in seed.article.blocks if block.kind == "boilerplate")
    assert seed.article.text[boilerplate.start :].startswith("SEE ALSO: Putin says he agrees")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("“Café,” she said.\r\nYes\rNo\n".encode(), None),
        ("\ufeff“Café,” she said.\r\nYes\rNo\n".encode(), None),
        ("\ufeff“Café,” she said.\r\nYes\rNo\n".encode("utf-16-le"), None),
        ("\ufeff“Café,” she said.\r\nYes\rNo\n".encode("utf-32-be"), "cp1252"),
        ("“Café,” she said.\r\nYes\rNo\n".encode("cp1252"), "cp1252"),
    ],
    ids=["utf-8", "bom", "utf-16 bom", "bom over manifest", "manifest"],
)
def test_encodings_and_line_ends(seeds, data, encoding):
    put(seeds, {"a.txt": data})
    if encoding:
        put(seeds, {"manifest.toml": f'["a.txt"]\nencoding = "{encoding}"\n'})
    assert article(seeds).text == "“Café,” she said.\nYes\nNo\n"
    assert article(seeds).raw_sha256 == hashlib.sha256(data).hexdigest()


def test_nothing_else_is_changed(seeds):
    text = "  \u2028tab\there \u00a0 e\u0301 😀\x1b[31m  \n\n\n"
    put(seeds, {"a.txt": text})
    assert article(seeds).text == text


def test_the_manifest_tells_what_is_known(seeds):
    put(
        seeds,
        {
            "storm/a.txt": "It rained.\nMost read\n",
            "manifest.toml": '["storm/a.txt"]\npublished = 2025-03-14\npublisher = "unknown"\ntitle = "Rain"\n'
            'phenomena = ["nested"]\nsynthetic = true\nsplit = "test"\nboilerplate = ["Most read"]\n',
        },
    )
    (seed,) = ingest(seeds)
    made = seed.article
    assert (seed.split, made.id, made.source_file) == ("test", "a", "storm/a.txt")
    assert (made.published, made.publisher, made.title, made.phenomena, made.synthetic) == (
        "2025-03-14",
        None,
        "Rain",
        ["nested"],
        True,
    )
    assert [block.kind for block in made.blocks] == ["paragraph", "boilerplate"]


def test_a_folders_entry_holds_for_every_file_in_it_and_a_files_own_keys_win(seeds):
    put(
        seeds,
        {
            "storm/a.txt": "It rained.\nMost read\nMore rain\n",
            "storm/b.txt": "It rained.\nMost read\n",
            "storm/late/e.txt": "It rained.",
            "storm/late/c.jsonl": '{"text": "It rained.", "genre": "sport", "title": null}\n',
            "d.txt": "It rained.",
            "manifest.toml": '["storm/"]\nrights = "CC BY 4.0"\ngenre = "wire"\nsynthetic = true\n'
            'boilerplate = ["Most read"]\n["storm/late/"]\ngenre = "court"\ntitle = "T"\n'
            '["storm/a.txt"]\nrights = "unknown"\nboilerplate = ["More rain"]\n',
        },
    )
    found = {seed.article.id: seed.article for seed in ingest(seeds)}
    assert {doc: (made.rights, made.genre, made.title, made.synthetic) for doc, made in found.items()} == {
        "a": (None, "wire", None, True),
        "b": ("CC BY 4.0", "wire", None, True),
        "e": ("CC BY 4.0", "court", "T", True),
        "c-1": ("CC BY 4.0", "sport", None, True),
        "d": (None, None, None, False),
    }
    assert [[block.kind for block in found[doc].blocks] for doc in "ab"] == [
        ["paragraph", "boilerplate", "boilerplate"],
        ["paragraph", "boilerplate"],
    ]


def test_json_lines_take_ids_from_the_line_and_override_the_manifest(seeds):
    lines = [{"text": "One\r\ntwo"}, {"id": "x", "text": "Three", "title": "T", "publisher": None, "split": "test"}]
    data = "\n\n".join(json.dumps(line) for line in lines)
    put(seeds, {"wire.jsonl": data, "manifest.toml": '["wire.jsonl"]\ntitle = "All"\nlanguage = "en"\n'})
    assert [(seed.split, seed.article.id, seed.article.text, seed.article.title) for seed in ingest(seeds)] == [
        ("seed", "wire-1", "One\ntwo", "All"),
        ("test", "x", "Three", "T"),
    ]


PAGE = """<!doctype html><html><head><meta charset="iso-8859-1"><title>Dam holds - Harbour</title>
<meta property="og:title" content="Dam holds"><meta property="og:site_name" content="Harbour">
<meta property="article:published_time" content="2025-03-14T10:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Dam holds</h1><p>\x93It held,\x94 said Ada Orr, who has led the water board since 2011, on Friday.</p>
<p>She added that the dam was safe and that nobody needed to leave the valley this week.</p></article></body></html>"""


def test_html_gives_its_main_text_and_what_the_page_states(seeds):
    put(seeds, {"page.html": PAGE.encode("latin-1")})
    made = article(seeds)
    assert made.text.startswith("Dam holds\n“It held,” said Ada Orr")
    assert "Home" not in made.text
    assert made.text[made.blocks[0].start : made.blocks[0].end] == made.title == "Dam holds"
    assert [block.kind for block in made.blocks] == ["headline", "paragraph", "paragraph"]
    assert (made.published, made.publisher) == ("2025-03-14", "Harbour")


def test_html_without_trafilatura_says_what_to_install(seeds, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "trafilatura":
            raise ImportError(name)
        return real(name, *rest)

    put(seeds, {"page.html": PAGE.encode("latin-1")})
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SaysoError, match=r'pip install "sayso\[html\]"'):
        ingest(seeds)


def test_read_me_and_hidden_files_are_no_seeds(seeds):
    put(seeds, {"README.md": "x", ".DS_Store": b"\0", "a.md": "# Rain\n\nIt rained."})
    assert article(seeds).title == "Rain"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.txt": ""}, "a.txt: there is no text in it"),
        ({"a.txt": b"\xef\xbb\xbf"}, "a.txt: there is no text in it"),
        ({"a.txt": "\n \t"}, "a.txt: there is no text in it"),
        ({"a.txt": b"a caf\xe9 said"}, "a.txt: byte 5 (0xe9) is not utf-8; if it is "),
        (
            {"a.txt": "The mayor said the café was shut. “It is late,” he said.".encode("cp1252")},
            'if it is cp1252, say encoding = "cp1252" under ["a.txt"] in manifest.toml',
        ),
        ({"a.txt": b"\xef\xbb\xbfab\xff"}, "a.txt: byte 5 (0xff) is not utf-8"),
        ({"a.txt": b"a", "manifest.toml": '["a.txt"]\nencoding = "klingon"'}, 'no text encoding "klingon"'),
        ({"a.txt": b"ab\0c"}, "a.txt: NUL character at code point 2"),
        ({"a.pdf": b"%PDF"}, "a.pdf: articles are .txt, .md, .html, .htm, .jsonl files"),
        ({"my article.txt": "x"}, "'my article' cannot be an id"),
        ({"a.txt": "x", "b/a.md": "y"}, "the id a is also that of an article in"),
        ({"my-split/a.txt": "x"}, "the folder my-split cannot name a split"),
        ({"a.jsonl": "\n"}, "a.jsonl: the file is empty"),
        ({"a.jsonl": '{"text": "x"}\n{"text": '}, "a.jsonl:2: not JSON"),
        ({"a.jsonl": '{"text": "\\ud800"}'}, "a.jsonl:1: not JSON"),
        ({"a.jsonl": '"x"'}, 'a.jsonl:1: an object with the key "text" is needed'),
        ({"a.jsonl": '{"text": 1}'}, "a.jsonl:1: text: expected `str`, got `int`"),
        ({"a.jsonl": '{"text": "x", "titel": "y"}'}, "a.jsonl:1: unknown key titel; do you mean title?"),
        ({"a.jsonl": '{"text": "a\\u0000b"}'}, "a.jsonl:1: NUL character at code point 1"),
        ({"a.jsonl": 2 * '{"text": "x", "id": "x"}\n'}, "the id x is also that of an article in"),
        ({"a.jsonl": '{"text": "x", "id": "../x"}'}, "a.jsonl:1: id: "),
        ({"manifest.toml": '["a.txt"]\n'}, '["a.txt"] has no file in'),
        ({"a.txt": "x", "manifest.toml": "[a.txt]\n"}, "put the name in quotes"),
        ({"a.txt": "x", "manifest.toml": '["a.txt"]\npublisher = 1'}, '["a.txt"]: publisher: expected `str | null`'),
        ({"a.txt": "x", "manifest.toml": '["a.txt"]\npublished = "1 May"'}, '["a.txt"]: published: '),
        ({"a.txt": "x", "manifest.toml": '["a.txt"]\nauthor = "y"'}, '["a.txt"]: unknown key author; known are title'),
        ({"a.txt": "x", "manifest.toml": '["a.txt"'}, "manifest.toml: not TOML"),
        ({"a.txt": "x", "manifest.toml": '["a.txt"]\nboilerplate = ["y"]'}, "no line reads 'y'"),
        ({"b/a.txt": "x", "manifest.toml": '["b/"]\nboilerplate = ["y"]'}, "b: no line reads 'y'"),
        ({"b/a.txt": "x", "manifest.toml": '["c/"]\n'}, '["c/"] has no folder in'),
        ({"b/a.txt": "x", "manifest.toml": '["b"]\n'}, '["b"] is a folder; end its name in a slash, as in ["b/"]'),
        ({"b/a.txt": "x", "manifest.toml": '["b/"]\ngenres = "y"'}, '["b/"]: unknown key genres; do you mean genre?'),
        ({"a.txt": "x", "manifest.toml": '["./a.txt"]\n'}, '["./a.txt"] names no article'),
        ({"a.txt": "x", "manifest.toml": '["../seeds/a.txt"]\n'}, '["../seeds/a.txt"] names no article'),
        ({"b/a.txt": "x", "manifest.toml": '["b/./"]\n'}, '["b/./"] names no article'),
        ({"a.html": "<p></p>"}, "a.html: trafilatura finds no article"),
    ],
)
def test_each_fault_is_one_sentence_with_its_place(seeds, files, message):
    put(seeds, files)
    with pytest.raises(SaysoError) as caught:
        ingest(seeds)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_by_itself(tmp_path):
    put(tmp_path, {"a.md": "# Rain\n\nIt rained.", "b/c.jsonl": '{"text": "x"}'})
    (seed,) = ingest_file(tmp_path / "a.md")
    assert (seed.split, seed.article.id, seed.article.title, seed.article.source_file) == ("seed", "a", "Rain", "a.md")
    assert ingest_file(tmp_path / "b" / "c.jsonl")[0].article.id == "c-1"
    with pytest.raises(SaysoError, match="no such file"):
        ingest_file(tmp_path / "b.txt")


def test_a_missing_folder(tmp_path):
    with pytest.raises(SaysoError, match="no such folder"):
        ingest(tmp_path / "seeds")
