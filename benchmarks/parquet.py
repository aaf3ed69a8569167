"""From Parquet files to a printed report with 1,000-sample intervals, beside a script that only reads the same columns.

    python -m benchmarks.parquet [--documents 20000 200000]

All are whole processes on one core, and predictions in JSON Lines are scored too; the bar is a ratio of 3 for
Parquet. The documents are the bundled gold, repeated: 4.3 was seen at 20,000 and at 200,000 on a quiet machine, and
5.0 at 20,000 since every column is checked against its type first, 0.3 s (with a corpus of one article 1.6 to 2.9:
more quotes and speakers a document are more to compare, and no more to open). A profile of 5.4 s at 20,000: columns
of both sides 1.8 (0.5 of it trimming), counting 1.0, reading 0.8, error classes 0.7, intervals 0.5, imports 0.7 (0.2
of it pandas, which pyarrow loads where it is installed).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from sayso.resources import resource
from sayso.tables import read_documents

MOST_LINES = 20_000
"""Predictions in JSON Lines are scored up to here: their corpus is read as records, with its texts."""
COLUMNS = ["id", "speakers", "quotes", "claims"]
READ = f"""
import sys, pyarrow.parquet as pq
for path in sys.argv[1:]:
    pq.read_table(path, columns={COLUMNS}, use_threads=False)
"""


def make(folder: Path, documents: int) -> tuple[Path, Path]:
    """A corpus folder of so many documents, and predictions that are its gold."""
    table = pq.read_table(next(resource("corpus", "documents").glob("*.parquet")))
    rows = pa.array(i % len(table) for i in range(documents))
    many = table.take(rows).set_column(0, "id", pa.array([f"d{i}" for i in range(documents)]))
    gold, predicted = folder / "corpus" / "documents" / "seed.parquet", folder / "predicted.parquet"
    gold.parent.mkdir(parents=True)
    pq.write_table(many, gold, compression="zstd", row_group_size=1000)
    pq.write_table(many.select(COLUMNS), predicted, compression="zstd", row_group_size=1000)
    return gold, predicted


def as_lines(corpus: Path, to: Path) -> Path:
    """The gold of a corpus folder as predictions in JSON Lines."""
    with to.open("wb") as lines:
        for document in read_documents(corpus):
            lines.write(msgspec.json.encode(document.gold) + b"\n")
    return to


def seconds(command: list[str]) -> float:
    """Wall time of a command, the better of two runs."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="*", default=[20_000, 200_000])
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sayso = str(Path(sys.executable).with_name("sayso"))
    for documents in arguments.documents:
        with tempfile.TemporaryDirectory() as name:
            gold, predicted = make(Path(name), documents)
            corpus = gold.parent.parent
            read = seconds([sys.executable, "-c", READ, str(gold), str(predicted)])
            ours = seconds([sayso, "eval", str(predicted), "--corpus", str(corpus)])
            lines = as_lines(corpus, Path(name) / "predicted.jsonl") if documents <= MOST_LINES else None
            from_lines = seconds([sayso, "eval", str(lines), "--corpus", str(corpus)]) if lines else None
        print(
            f"{documents:>9,} documents: read {read:6.2f} s, sayso eval {ours:6.2f} s, ratio {ours / read:.2f} (bar: 3)"
        )
        if from_lines is not None:
            print(f"{documents:>9,} documents: sayso eval of JSON Lines {from_lines:6.2f} s")


if __name__ == "__main__":
    main()
