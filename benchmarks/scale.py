"""What a shard costs, and what 10⁸ articles would: python -m benchmarks.scale [EXTRACTOR …] [--documents 2000]

CPU seconds (not wall time: other work on the machine changes them little), bytes on disk, peak memory and rows for the
driver, on made-up articles of 350 words. docs/scale.md quotes what it prints.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ARTICLES = 10**8
STEP = """
import json, pickle, resource, sys, time
from pathlib import Path
from sayso import sharded
from sayso.running.options import RunOptions
from sayso.scoring import Plan
from sayso.synth import write

step, extractor, corpus, out, documents = sys.argv[1:]
start = time.process_time()
size = 0
if step == "synth":
    write(Path(corpus), int(documents), 1)
elif step == "extract":
    sharded.extract(sharded.Job(extractor, Path(corpus), RunOptions()), Path(out), None, sharded.here)
elif step == "score":
    plan = Plan(documents=False)
    tally, _ = sharded.evaluate(sharded.Job(extractor, Path(corpus), RunOptions()), plan, None, sharded.here)
    size = len(pickle.dumps(tally))
print(json.dumps({
    "seconds": time.process_time() - start,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "rows": size,
}))
"""


def run(step: str, extractor: str, corpus: Path, out: Path, documents: int) -> dict[str, float]:
    """One step in a process of its own: CPU seconds, peak memory and pickled tally in bytes."""
    command = [sys.executable, "-c", STEP, step, extractor, str(corpus), str(out), str(documents)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def size(folder: Path) -> int:
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extractors", nargs="*", default=["rules"])
    parser.add_argument("--documents", type=int, default=2000)
    arguments = parser.parse_args()
    n = arguments.documents
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        made = run("synth", "", corpus, corpus, n)
        whole = size(corpus) / n
        print(f"{n:,} articles in one shard: {whole * n / 1e6:.1f} MB; {ARTICLES:,}: {whole * ARTICLES / 1e12:.2f} TB")
        hours = f"core hours, {ARTICLES:.0e}"
        print(f"{'step':<18}{'articles/s, core':>18}{'peak MB':>9}{'bytes/article':>15}{hours:>19}")
        show("synth", made, n, whole)
        for extractor in arguments.extractors:
            out = Path(name) / extractor
            show(f"extract {extractor}", run("extract", extractor, corpus, out, n), n, size(out) / n)
            scored = run("score", str(out), corpus, out, n)
            show("score it", scored, n, scored["rows"] / n)


def show(step: str, took: dict[str, float], documents: int, each: float) -> None:
    """A line of the table."""
    rate = documents / took["seconds"]
    print(f"{step:<18}{rate:>18,.0f}{took['memory'] / 1e6:>9,.0f}{each:>15,.0f}{ARTICLES / rate / 3600:>19,.0f}")


if __name__ == "__main__":
    main()
