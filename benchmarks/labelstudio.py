"""Tasks pushed to a Label Studio server and pulled again, beside the bare SDK doing as much in the same run.

    .ci/label-studio start DIR && . DIR/env && python -m benchmarks.labelstudio [--tasks 2000 10000] [--rounds 1]

Each task has 2 KB of text and 30 regions. `sayso labelstudio push --gold` maps records, checks them and imports them;
the SDK imports ready-made tasks in batches of the same size. `sayso labelstudio pull` checks what comes and writes a
file for each annotation; the SDK only fetches, by its export, which is the faster of its two ways (its list of tasks
took 2.3 times as long for 1,000). Each is a process of its own; its time is that of its work with the server, imports
of packages left out, and its peak memory is printed. The bar is 0.9 of the SDK's tasks a second.

Seen on two quiet cores, at 10,000 tasks: push 310 tasks/s, 1.87 times the SDK; pull 299 tasks/s, as many as the SDK
(238 and 0.92 times in an earlier run). The server makes an export in 3.1 to 3.6 ms a task, whoever asks; our
millisecond of reading, checking and writing goes on beside it, on the other core. With fewer tasks, where the first
batch is waited for and the last is worked on alone, pull reaches less: 0.87 at 4,000, 0.7 at 2,000. Peak memory
hardly grows with the tasks: push 206 MB at 2,000 and 213 to 224 MB at 10,000, pull 179 MB at 500, 188 MB at 4,000 and
195 MB at 10,000. A disk on which it takes 0.5 ms to make a file, as was seen, adds as much to each task of a pull;
TMPDIR names another.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from sayso.corpus import Document
from sayso.formats import Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.tasks import task_of
from sayso.labelstudio.client import Client
from sayso.labelstudio.project import create
from sayso.labelstudio.push import BATCH
from sayso.labelstudio.settings import settings
from sayso.model import Annotation, Annotator, Article, Claim, Mention, Quote, Span, Speaker, sha256_text
from sayso.rows import arrow_schema, rows

SENTENCE = (
    "“The bridge held through the night,” engineer Lena Orr said on Monday, and 40 people crossed it by noon. 😀\n"
)
TIMED = """
import json, pathlib, re, sys, time
def done(start):
    took = time.perf_counter() - start  # and the peak as of this program: ru_maxrss has its parent's, too
    peak = re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
    print(json.dumps([took, int(peak)]))
"""
SAYSO = (
    TIMED
    + """
from sayso.cli import main
import sayso.cli.labelstudio_push, sayso.cli.labelstudio_pull, label_studio_sdk.label_interface
start = time.perf_counter()
try:
    main(["labelstudio", *sys.argv[1:]])
except SystemExit as end:
    assert not end.code, end.code
done(start)
"""
)
SDK = (
    TIMED
    + """
import os
from label_studio_sdk import LabelStudio
server = LabelStudio(base_url=os.environ["LABEL_STUDIO_URL"], api_key=os.environ["LABEL_STUDIO_API_KEY"], timeout=600)
what, project, path, size = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
start = time.perf_counter()
if what == "import":
    batch = []
    for line in open(path, encoding="utf-8"):
        batch.append(json.loads(line))
        if len(batch) == size:
            server.projects.import_tasks(id=project, request=batch)
            batch = []
    if batch:
        server.projects.import_tasks(id=project, request=batch)
else:
    with open(path, "wb") as file:
        for part in server.projects.exports.download_sync(project, export_type="JSON", download_all_tasks=True):
            file.write(part)
done(start)
"""
)


def document(number: int) -> Document:
    """An article of 2 KB, and 30 regions on it: 6 quotes with source and cue, 6 claims, 6 mentions."""
    text = f"Bridge report {number}\n\n" + SENTENCE * 19
    at = [text.index(SENTENCE) + i * len(SENTENCE) for i in range(6)]

    def span(start: int, said: str) -> Span:
        begin = start + SENTENCE.index(said)
        return Span(begin, begin + len(said), said)

    mentions = [Mention(one.start, one.end, one.text, "name") for one in (span(start, "Lena Orr") for start in at)]
    quotes = [
        Quote(
            f"Q{i}",
            "direct",
            [span(start, "“The bridge held through the night,”")],
            [span(start, "said")],
            [span(start, "engineer Lena Orr")],
            *("S1", [], None, True),
        )
        for i, start in enumerate(at, 1)
    ]
    claims = [
        Claim(f"C{i}", [span(start, "40 people crossed it by noon")], "author", None, "quantity", "affirm", True, "40.")
        for i, start in enumerate(at, 1)
    ]
    digest = sha256_text(text)
    article = Article(f"bridge-{number}", text, [], None, "en", None, None, None, None, None, digest, digest)
    speakers = [Speaker("S1", "Lena Orr", "person", None, mentions)]
    gold = Annotation("1.0", article.id, digest, Annotator("gold", "adjudicated"), speakers, quotes, claims)
    return Document(article, gold, "full")


def make(folder: Path, tasks: int) -> tuple[Path, Path]:
    """A corpus of so many documents, and the same as tasks, one a line."""
    corpus, lines = folder / "corpus", folder / "tasks.jsonl"
    (corpus / "documents").mkdir(parents=True)
    schema = arrow_schema("documents")
    with pq.ParquetWriter(corpus / "documents" / "full.parquet", schema) as writer, lines.open("wb") as file:
        for start in range(0, tasks, 1000):
            some = [document(number) for number in range(start, min(start + 1000, tasks))]
            writer.write_table(pa.Table.from_pylist(list(rows("documents", some)), schema), row_group_size=1000)
            for one in some:
                file.write(msgspec.json.encode(task_of(Item(one.article, one.gold))[0]) + b"\n")
    return corpus, lines


def run(script: str, *arguments: object) -> tuple[float, float]:
    """Seconds and peak megabytes of a script that reports both."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=os.environ["SAYSO_BENCHMARK"])
    seconds, kilobytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, kilobytes / 1024


def once(folder: Path, corpus: Path, lines: Path) -> dict[str, tuple[float, float]]:
    """Both ways once, in turn."""
    labelling = config.path().read_text(encoding="utf-8")
    with Client(settings()) as client:
        ours, theirs = (create(client, f"benchmark {who}", labelling).id for who in ("sayso", "SDK"))
        try:
            return {
                "SDK import": run(SDK, "import", theirs, lines, BATCH),
                "push": run(SAYSO, "push", "--project", ours, "--corpus", corpus, "--gold"),
                "SDK export": run(SDK, "export", theirs, folder / "exported.json", BATCH),
                "pull": run(SAYSO, "pull", "--project", ours, "-o", folder / "passes"),
            }
        finally:
            for project in (ours, theirs):
                client.delete(f"api/projects/{project}/")


def compare(folder: Path, tasks: int, rounds: int) -> None:
    """Print both ways for so many tasks, the fastest of the rounds of each."""
    os.environ["SAYSO_BENCHMARK"] = str(folder)
    corpus, lines = make(folder, tasks)
    took: dict[str, list[tuple[float, float]]] = {}
    for number in range(rounds):
        (folder / str(number)).mkdir()
        for name, figures in once(folder / str(number), corpus, lines).items():
            took.setdefault(name, []).append(figures)
        assert sum(1 for _ in (folder / str(number) / "passes" / "gold").iterdir()) == tasks
    best = {
        name: (min(seconds for seconds, _ in all_), max(memory for _, memory in all_)) for name, all_ in took.items()
    }
    print(f"{tasks} tasks")
    for name, peer in (("push", "SDK import"), ("pull", "SDK export")):
        shown = [f"{one} {tasks / best[one][0]:4.0f} tasks/s {best[one][1]:4.0f} MB" for one in (name, peer)]
        ratio = best[peer][0] / best[name][0]
        print(f"  {'; '.join(shown)}; ratio {ratio:.2f} (bar 0.9)", flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, nargs="+", default=[2000, 10000])
    parser.add_argument("--rounds", type=int, default=1, help="the fastest of so many counts")
    options = parser.parse_args()
    for tasks in options.tasks:
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(folder), tasks, options.rounds)


if __name__ == "__main__":
    main()
