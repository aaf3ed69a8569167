"""The figures of the card: the same bytes each time, and known as such without matplotlib."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET

import pytest

from sayso import figures
from sayso.build import build, collect, outdated
from sayso.counts import distributions
from sayso.errors import SaysoError
from sayso.figures import Bar
from sayso.tables import read_documents
from tests.projects import add_challenge, make_project

pytest.importorskip("sayso.plots", reason="pip install sayso[plots]")

CARD = "---\npretty_name: x\n---\n# x\n\n<!-- sayso:figures -->\n"
NAMES = ["phenomena.svg", "quote-lengths.svg", "speakers-per-article.svg", "types-by-genre.svg"]


@pytest.fixture
def project(tmp_path):
    project = add_challenge(make_project(tmp_path))
    (project / "annotations" / "card.md").write_text(CARD)
    return project


@pytest.fixture
def sources(project):
    return collect(project / "seeds", project / "annotations")


def drawn(project):
    return {path.name: path.read_bytes() for path in (project / "corpus" / "figures").iterdir()}


def without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "sayso.plots", None)


def test_building_twice_draws_the_same_bytes_whatever_matplotlibrc_says(project, sources):
    import matplotlib as mpl

    build(sources, project / "corpus")
    before = drawn(project)
    assert sorted(before) == NAMES
    with mpl.rc_context(
        {"font.size": 30, "svg.fonttype": "none", "savefig.transparent": True, "savefig.bbox": "tight"}
    ):
        build(sources, project / "corpus")
    assert drawn(project) == before
    for data in before.values():
        assert b"<text" not in data, "text as text would need a font on the reader's machine"
        assert ET.fromstring(data).get("viewBox", "").startswith("0 0 540 ")


def test_without_matplotlib_figures_that_hold_are_kept_and_others_are_an_error(project, sources, monkeypatch):
    build(sources, project / "corpus")
    before = drawn(project)
    without_matplotlib(monkeypatch)
    build(sources, project / "corpus")
    assert drawn(project) == before
    assert outdated(sources, project / "corpus") == []
    (project / "seeds" / "manifest.toml").write_text(
        (project / "seeds" / "manifest.toml").read_text().replace('genre = "wire"', 'genre = "court"')
    )
    with pytest.raises(SaysoError, match=r'types-by-genre.svg .* needs matplotlib .* pip install "sayso\[plots\]"'):
        build(collect(project / "seeds", project / "annotations"), project / "corpus")
    assert drawn(project) == before


def test_check_tells_a_changed_drawing_from_another_version_of_matplotlib(project, sources):
    build(sources, project / "corpus")
    path = project / "corpus" / "figures" / "phenomena.svg"
    svg = path.read_text()
    path.write_text(svg.replace("#2b6cb0", "#ff0000"))
    assert outdated(sources, project / "corpus") == ["figures/phenomena.svg"]
    path.write_text(svg.replace("#2b6cb0", "#ff0000").replace("Matplotlib v", "Matplotlib v1"))
    assert outdated(sources, project / "corpus") == []
    path.write_text(svg.replace("Matplotlib v", "Matplotlib v1").replace("sha256:", "sha256:0"))
    assert outdated(sources, project / "corpus") == ["figures/phenomena.svg"]
    path.unlink()
    assert outdated(sources, project / "corpus") == ["figures/phenomena.svg"]


def test_what_the_figures_show(project, sources):
    build(sources, project / "corpus")
    found = figures.figures(distributions(read_documents(project / "corpus")))
    assert {Bar("denial", (1,), "1"), Bar("nested quote", (1,), "1")} <= set(found["phenomena.svg"].bars)
    assert [bar.label for bar in found["speakers-per-article.svg"].bars] == ["0", "1", "2"]
    shares = found["types-by-genre.svg"]
    assert [(bar.label, bar.value) for bar in shares.bars] == [("not stated", "3"), ("wire", "3")]
    assert shares.description.endswith("wire (3): direct 33%, mixed 0%, indirect 67%.")


def test_nothing_to_show_is_no_figure():
    assert figures.figures(distributions([])) == {}


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("name", ["$x$", "a--b-->", "<b>&", "红", "\x1b[31m\n", "w" * 300, "]()", "\\$\\frac$"])
def test_any_genre_makes_a_sound_figure_and_card(project, name):
    path = project / "seeds" / "manifest.toml"
    path.write_text(path.read_text().replace('genre = "wire"', f"genre = {json.dumps(name)}"))
    build(collect(project / "seeds", project / "annotations"), project / "corpus")
    svg = ET.fromstring(drawn(project)["types-by-genre.svg"])
    assert sum((group.get("id") or "").startswith("text_") for group in svg.iter()) > 10
    lines = (project / "corpus" / "README.md").read_text().splitlines()
    assert len([line for line in lines if re.fullmatch(r"!\[([^\[\]\\]|\\.)*\]\(figures/[a-z-]+\.svg\)", line)]) == 4
