"""A run against its baseline: what fails, what may be chance, what cannot be told, and what is refused."""

from __future__ import annotations

import dataclasses
import json

import msgspec
import pytest

from sayso.corpus import Corpus
from sayso.errors import DataError
from sayso.evaluation import evaluate
from sayso.report.baseline import Change, against, read_baseline, save_baseline, system_of
from sayso.results import Measure
from sayso.significance import Difference
from tests.report.articles import many

MEASURE = "quotes.f1@exact"


def report(documents, found):
    """The report of a system that finds the quotes of the documents numbered `found`, and no other."""
    corpus = Corpus("corpus", documents)

    def extract(article):
        end = article.text.index("”") + 1 if int(article.id[3:]) in found else 0
        return {"quotes": [{"content": [{"start": 0, "end": end}], "speaker": "Ada Orr"}]} if end else {}

    return evaluate(extract, corpus)


def change(number, before, after, allowed, measures=(MEASURE,)):
    documents = many(number)
    held = against(report(documents, before), report(documents, after), dict.fromkeys(measures, allowed))
    return held.changes[0]


@pytest.mark.parametrize(
    ("number", "before", "after", "allowed", "verdict", "words"),
    [
        (
            30,
            range(30),
            range(20),
            0.02,
            "dropped",
            "fell from 1.000 to 0.800 by 0.200, more than 0.02, and that is no",
        ),
        (30, range(30), range(20), 0.2, "held", "fell from 1.000 to 0.800"),  # not larger than allowed
        (30, range(20), range(30), 0.0, "held", "went from 0.800 to 1.000"),
        (30, range(30), range(27), 0.02, "too few", "only 3 documents differ"),
        (9, range(9), range(0), 0.02, "too few", "a test needs 10 documents"),
        (30, range(18), range(12, 28), 0.02, "uncertain", "which may be chance"),
        (30, range(30), range(20), None, "held", "fell from 1.000 to 0.800"),  # shown only
    ],
)
def test_only_a_drop_both_large_and_significant_fails(number, before, after, allowed, verdict, words):
    found = change(number, before, after, allowed)
    assert (found.verdict, found.passed) == (verdict, verdict != "dropped")
    assert words in found.sentence


def test_p_values_are_corrected_for_the_measures_that_are_gated_together():
    one = change(30, range(30), range(24), 0.02)
    both = change(30, range(30), range(24), 0.02, (MEASURE, "attribution.f1@exact", "quotes.f1@trimmed"))
    assert one.verdict == "dropped"
    assert both.found.p_holm == pytest.approx(3 * one.found.p_holm)
    assert both.verdict == "too few"  # 3 x 2 / 2^6 is above 0.05, whatever the drop


def test_few_bootstrap_samples_leave_the_test_as_sharp_as_it_was():
    """With 100 shuffles no p-value falls under 1 / 101, which Holm over six measures lifts above 5 %."""
    documents = many(30)
    measures = [name for name in report(documents, range(30)).measures if ".f1" in name and "claim" not in name][:6]
    held = against(
        report(documents, range(30)), report(documents, range(10)), dict.fromkeys(measures, 0.02), samples=100
    )
    assert [found.verdict for found in held.changes if found.drop > 0.02].count("dropped") >= 1


def test_a_saved_baseline_says_the_same_as_the_report_and_nothing_that_changes_by_itself(tmp_path):
    documents = many(30)
    before, after = report(documents, range(30)), report(documents, range(20))
    save_baseline(tmp_path / "baseline.json", [before])
    first = (tmp_path / "baseline.json").read_bytes()
    slower = msgspec.structs.replace(before, seconds=99.0)
    save_baseline(tmp_path / "baseline.json", [slower])
    assert (tmp_path / "baseline.json").read_bytes() == first
    assert max(map(len, first.splitlines())) < 300  # a line for each measure and row: a small change is a small diff
    kept = system_of(read_baseline(tmp_path / "baseline.json"), "anything")
    allowed = {MEASURE: 0.02}
    assert against(kept, after, allowed).changes == against(before, after, allowed).changes
    assert json.loads(first)["measures"].keys() == before.measures.keys()


def test_another_corpus_is_refused_with_what_differs():
    few, other = report(many(12), range(12)), report(many(12, "dev"), range(12))
    for run in (report(many(13), range(13)), other):
        with pytest.raises(DataError, match=r"cannot be compared.*were|was .*, now .*--update-baseline"):
            against(few, run, {})
    with pytest.raises(DataError, match="its documents were 12, now 13"):
        against(few, report(many(13), range(13)), {})
    renamed = msgspec.structs.replace(few, signature=few.signature.replace("sayso:", "sayso:0.0."))
    assert "was scored by sayso 0.0." in against(renamed, few, {}).notes[0]


def test_what_a_baseline_lacks_is_named(tmp_path):
    documents = many(12)
    run = report(documents, range(12))
    with pytest.raises(DataError, match=r"lacks quotes.f1@iou=0.9; update it with -m"):
        against(run, run, {"quotes.f1@iou=0.9": 0.1})
    save_baseline(tmp_path / "two.json", [run, msgspec.structs.replace(run)])
    with pytest.raises(DataError, match="other is not among them"):
        system_of(read_baseline(tmp_path / "two.json"), "other")


def test_a_significant_drop_fails_though_it_would_be_too_few_documents_for_the_smallest_of_all_p_values():
    found = Difference(MEASURE, 0.9, 0.8, -0.2, -0.05, 0.031, 0.031, -1.0)
    assert Change(found, allowed=0.02, differing=6, gated=3).verdict == "dropped"
    assert Change(found, allowed=0.02, differing=5, gated=1).verdict == "too few"  # such a p is sampling's luck
    assert Change(dataclasses.replace(found, p_holm=0.06), allowed=0.02, differing=6, gated=3).verdict == "too few"
    assert Change(dataclasses.replace(found, p_holm=0.06), allowed=0.02, differing=9, gated=3).verdict == "uncertain"


CURVE = {"score": [0.5], "precision": [1.0], "recall": [0.5]}
RANKED = {"doc": [11], "score": [0.5], "right": [True], "gold": [1] * 12}
SPREAD = {"mean": 0.5, "deviation": None, "values": [0.5]}


def rank(saved, **odd):
    saved["statistics"]["rankings"] = {"quotes.ap": RANKED | odd}


def sliced(measure):
    scores = {"quotes": 1, "documents": 1, "small": True, "measures": {measure: Measure(0.5, None, None, 1, {})}}
    return {"by": "quote", "precision": True, "values": {"direct": msgspec.to_builtins(scores)}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda saved: saved["statistics"]["counts"].pop(MEASURE.replace(".f1", "")), "lacks the counts of"),
        (lambda saved: saved["statistics"]["documents"].pop(), "lacks the counts of"),
        (lambda saved: saved["slices"].update({"type": sliced("a[/b].f1")}), "has a measure of the name"),
        (lambda saved: saved["curves"].update({"<b>": CURVE}), "has a measure of the name"),
        (lambda saved: saved["curves"].update({"quotes.ap": CURVE | {"recall": []}}), "has a curve of quotes.ap with"),
        (lambda saved: saved["samples"]["measures"].update({"\x1b": SPREAD}), "has a measure of the name"),
        (lambda saved: saved["system"].update(settings=json.loads('{"a":' * 60 + "1" + "}" * 60)), "has settings that"),
        (lambda saved: rank(saved, doc=[12]), "has a ranking of"),
        (lambda saved: rank(saved, gold=[1]), "has a ranking of"),
        (lambda saved: rank(saved, right=[]), "has a ranking of"),
        (lambda saved: saved["measures"].update({"a|b`": saved["measures"][MEASURE]}), "has a measure of the name"),
    ],
)
def test_a_report_that_does_not_fit_together_is_refused_as_it_is_read(tmp_path, change, words):
    saved = msgspec.to_builtins(report(many(12), range(12)))
    saved["samples"] = {"number": 2, "measures": {"quotes.f1@exact": SPREAD}}
    saved["curves"] = {"quotes.ap": CURVE}
    rank(saved)
    saved["slices"] = {"genre": sliced("quotes.f1@exact")}
    (tmp_path / "r.json").write_text(json.dumps(saved), encoding="utf-8")
    assert read_baseline(tmp_path / "r.json")
    change(saved)
    (tmp_path / "r.json").write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(DataError, match=rf"r\.json: the report of .* {words}"):
        read_baseline(tmp_path / "r.json")
