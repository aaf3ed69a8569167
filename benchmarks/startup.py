"""`sayso --help` beside `python -c pass`, both as whole processes: prints medians and their ratio (the bar is 10)."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 15


def seconds(command: list[str]) -> float:
    """Median wall time of a command, after one run to warm the caches."""
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> None:
    bare = seconds([sys.executable, "-c", "pass"])
    ours = seconds([str(Path(sys.executable).with_name("sayso")), "--help"])
    print(f"python -c pass  {bare * 1000:6.1f} ms")
    print(f"sayso --help    {ours * 1000:6.1f} ms")
    print(f"ratio           {ours / bare:6.1f}   (bar: at most 10)")


if __name__ == "__main__":
    main()
