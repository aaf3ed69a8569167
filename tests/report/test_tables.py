"""The measures for other tools, with hostile names; and a report in a real notebook."""

from __future__ import annotations

import csv
import io
import re

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.printing import printable
from sayso.report import tables
from sayso.results import CorpusInfo, System
from tests.report.articles import many
from tests.report.test_baseline import report

FOUND = report(many(12), range(9))


def named(system: str, corpus: str = "corpus"):
    return msgspec.structs.replace(FOUND, system=System(system), corpus=CorpusInfo(corpus, "0" * 12, ["seed"]))


def test_arrow_and_pandas_have_a_row_for_each_measure():
    table = FOUND.to_arrow()
    assert tuple(table.column_names) == tables.COLUMNS
    assert table.num_rows == len(FOUND.measures)
    frame = pytest.importorskip("pandas", reason="pip install sayso[pandas]") and FOUND.to_pandas()
    row = frame.set_index("measure").loc["quotes.recall@exact"]
    assert (row["task"], row["metric"], row["match"], row["value"], row["right"]) == (
        "quotes",
        "recall",
        "exact",
        0.75,
        9,
    )
    assert row["low"] < row["value"] < row["high"]


@given(st.text(max_size=30))
@example("=HYPERLINK(1)")
@example("+1")
@example("\t=1")
@example("＝1")
@example('a,"b"\r\nc')
def test_csv_is_read_back_and_no_text_begins_a_formula(name):
    rows = list(csv.DictReader(io.StringIO(tables.csv([named(name)]), newline="")))
    assert len(rows) == len(FOUND.measures)
    assert rows[0]["system"].removeprefix("'") == printable(name).removeprefix("'")
    assert not any(re.match(r"[=+\-@\t\r＝＋－＠]", row[column]) for row in rows for column in ("system", "corpus"))
    assert float(rows[0]["value"]) == next(iter(FOUND.measures.values())).value  # a number stays one


def test_latex_is_a_table_of_booktabs():
    text = tables.latex([named("my_rules & 100 % #1"), named(r"\input{x}$^~")])
    lines = text.splitlines()
    assert lines[:3] == [
        r"\begin{tabular}{llrrrr}",
        r"\toprule",
        r"task & match & P & R & F1 & 95 \% \\",
    ]
    assert r"\textit{my\_rules \& 100 \% \#1}" in text
    assert r"\textit{\textbackslash{}input\{x\}\$\textasciicircum{}\textasciitilde{}}" in text
    assert r"quotes & exact & 1.000 & 0.750 & 0.857 & " in text
    assert [line for line in lines if line.endswith("rule")] == [
        r"\toprule",
        r"\midrule",
        r"\midrule",
        r"\bottomrule",
    ]


def test_a_notebook_shows_a_report_as_a_table_that_runs_nothing(tmp_path):
    nbclient = pytest.importorskip("nbclient", reason="pip install sayso[test]")
    nbformat = pytest.importorskip("nbformat", reason="pip install sayso[test]")
    pytest.importorskip("ipykernel", reason="pip install sayso[test]")
    code = (
        "import msgspec, sayso\n"
        "from sayso.results import System\n"
        "report = sayso.evaluate('rules', sayso.load(None, ['seed']))\n"
        "msgspec.structs.replace(report, system=System('<script>alert(1)</script>'))"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = notebook.cells[0].outputs
    shown = output["data"]["text/html"]
    assert "<th>F1</th>" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; on corpus" in shown
    assert "<script" not in shown
    assert len(shown) < 20_000
