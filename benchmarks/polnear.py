"""Extractors on PolNeAR (Newell, Margolin and Ruths 2018), which you need a copy of: quotes against its attributions.

    python -m benchmarks.polnear POLNEAR/data/dev [EXTRACTOR ...] [--half odd|even|all]

The built-in rules were tuned on the even half (articles in the order of their file names, counted from 0). Where
several annotators drew an article, the first by name is taken.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from sayso.evaluation import predicted_of, run
from sayso.flattening import columns
from sayso.model import Article, Prediction, sha256_text
from sayso.report import terminal
from sayso.scoring import Gold, score

MEASURES = [
    f"{task}.{metric}@{match}"
    for task in ("quotes", "cues", "sources")
    for match in ("exact", "iou=0.5", "overlap")
    for metric in ("precision", "recall", "f1")
]
ROLES = {"Content": "content", "Cue": "cue", "Source": "source"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("compartment", type=Path, help="folder with text/ and attributions/")
    parser.add_argument("extractors", nargs="*", default=["rules"])
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd")
    arguments = parser.parse_args()

    pairs = [
        (text, sorted((arguments.compartment / "attributions").glob(f"{text.stem}*.ann"))[0])
        for text in sorted((arguments.compartment / "text").glob("*.txt"))
    ]
    if not pairs:
        raise SystemExit(f"{arguments.compartment}: no text/*.txt there; name a compartment, such as data/dev.")
    chosen = {"odd": pairs[1::2], "even": pairs[::2], "all": pairs}[arguments.half]
    articles = [article(text) for text, _ in chosen]
    records = [attributions(drawn, one) for (_, drawn), one in zip(chosen, articles, strict=True)]
    name = f"polnear/{arguments.compartment.name}, {arguments.half}"
    gold = Gold(name, "as published", [arguments.compartment.name], [one.id for one in articles], columns(records))
    for extractor in arguments.extractors:
        terminal.show(score(predicted_of(run(extractor, articles)), gold, MEASURES), Console())


def article(path: Path) -> Article:
    """An article, one block a line."""
    text = path.read_bytes().decode("utf-8")
    digest = sha256_text(text)
    return Article(path.stem, text, [], None, "en", None, None, None, None, path.name, digest, digest)


def attributions(path: Path, one: Article) -> Prediction:
    """The attributions of a brat standoff file; offsets are code points, and are checked against the text."""
    spans: dict[str, list[dict[str, Any]]] = {}
    quotes = []
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            places = re.findall(r"(\d+) (\d+)", rest.partition("\t")[0])
            spans[key] = [{"start": int(a), "end": int(b), "text": one.text[int(a) : int(b)]} for a, b in places]
            stated = rest.partition("\t")[2]
            if " ".join(span["text"] for span in spans[key]).split() != stated.split():
                raise SystemExit(f"{path}: {key} says {stated!r}, which is not the text at its offsets.")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("E"):
            quote: dict[str, list[dict[str, Any]]] = {role: [] for role in ROLES.values()}
            for role, key in re.findall(r"(Content|Cue|Source)\d*:(T\d+)", line):
                quote[ROLES[role]] += spans[key]
            quotes.append(quote)
    return msgspec.convert({"doc": one.id, "quotes": quotes}, Prediction)


if __name__ == "__main__":
    main()
