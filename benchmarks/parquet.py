"""From Parquet files to a printed report with 1,000-sample intervals, beside a script that only reads the same columns.

    python -m benchmarks.parquet [--documents 20000 200000]

Both are whole processes on one core; the bar is a ratio of 3. The documents are the bundled gold, repeated: 4.7 was
seen at 20,000 and 5.9 at 200,000 (with a corpus of one article 1.6 to 2.9: more quotes and speakers a document are
more to compare, and no more to open). A profile of 6 s at 20,000: columns of both sides 1.7 (0.9 of it trimming), error
classes 1.5, counting 1.1, reading 0.8, intervals 0.6, importing SciPy's assignment solver 0.5. `--errors none` saves
the second.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sayso.resources import resource

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
            read = seconds([sys.executable, "-c", READ, str(gold), str(predicted)])
            ours = seconds([sayso, "eval", str(predicted), "--corpus", str(gold.parent.parent)])
        print(
            f"{documents:>9,} documents: read {read:6.2f} s, sayso eval {ours:6.2f} s, ratio {ours / read:.2f} (bar: 3)"
        )


if __name__ == "__main__":
    main()
