"""Extractors on PolNeAR (Newell, Margolin and Ruths 2018), which you need a copy of: quotes, and who said them.

    python -m benchmarks.polnear POLNEAR/data/dev [EXTRACTOR ...] [--half even|odd|all]

The built-in extractors were tuned on the even half (articles in the order of their file names, counted from 0); the odd
half is held out. Both are printed beside each other, and a paired test of each extractor against the first. Where
several annotators drew an article, its gold is as `sayso import polnear` chooses it: of who drew most. PolNeAR names no
speakers: the importer makes one of each wording of a source and none of a pronoun, so that `attribution` counts a
pronoun that is resolved as wrong.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from sayso.contrast import contrast
from sayso.corpus import Corpus, Document
from sayso.evaluation import gold_of, predict
from sayso.formats import polnear
from sayso.formats.choosing import choose
from sayso.measures import parse
from sayso.report.saved import statistics_of
from sayso.results import Report
from sayso.scoring import score

TESTED = ["quotes.f1@overlap", "quotes.f1@iou=0.5", "attribution.f1@iou=0.5", "sources.f1@iou=0.5"]
MEASURES = ["quotes.precision@overlap", "quotes.recall@overlap", *TESTED]
HALVES = {"even": "tuned on", "odd": "held out", "all": "all"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("compartment", type=Path, help="folder with text/ and attributions/")
    parser.add_argument("extractors", nargs="*", default=["rules", "spacy", "textacy"])
    parser.add_argument("--half", choices=list(HALVES), action="append", help="even and odd by default")
    arguments = parser.parse_args()

    documents = gold(arguments.compartment)
    for half in arguments.half or ["even", "odd"]:
        chosen = {"even": documents[::2], "odd": documents[1::2], "all": documents}[half]
        corpus = Corpus(f"{arguments.compartment.name}, {half} ({HALVES[half]})", chosen)
        articles = [document.article for document in corpus]
        reports = [score(predict(name, articles), gold_of(corpus), MEASURES) for name in arguments.extractors]
        show(corpus, reports, Console(width=140))


def gold(compartment: Path) -> list[Document]:
    """The articles of a compartment in the order of their names, with the gold that the importer chooses."""
    documents = choose(polnear.read(compartment)).documents
    if not documents:
        raise SystemExit(f"{compartment}: no annotated text there; name a compartment, such as data/dev.")
    return sorted(documents, key=lambda document: document.article.id)


def show(corpus: Corpus, reports: list[Report], console: Console) -> None:
    """A table of the scores, and one of the differences from the first extractor."""
    table = Table(title=corpus.name, box=box.SIMPLE_HEAD)
    table.add_column("")
    for name in (*MEASURES, "failed"):
        table.add_column(name.replace(".", "\n", 1).replace("@", "\n@"), justify="right", no_wrap=True)
    for report in reports:
        cells = []
        for name in MEASURES:
            found = report.measures[name]
            interval = "" if found.low is None or found.high is None else f"\n{found.low:.3f}–{found.high:.3f}"
            cells.append(f"{found.value:.3f}{interval}")
        table.add_row(report.system.name, *cells, str(len(report.failures)))
    console.print(table)
    for report in reports[1:]:
        pair = (reports[0], report)
        rows = statistics_of(pair[0]), statistics_of(pair[1])
        for found in contrast([parse(name) for name in TESTED], pair, rows, corpus.ids).measures:
            bounds = "" if found.low is None else f" ({found.low:+.3f} to {found.high:+.3f}), p = {found.p:.4f}"
            who = f"{report.system.name} against {reports[0].system.name}"
            console.print(f"{who}, {found.measure}: {found.difference:+.3f}{bounds}", soft_wrap=True)


if __name__ == "__main__":
    main()
