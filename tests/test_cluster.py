"""Ray: the report of the local engine, digit for digit, from URLs and paths, though a node is killed in the middle.

And what docs/scale.md has a reader say, to this cluster.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sayso.cluster import shared
from sayso.corpus import load
from sayso.errors import DataError
from sayso.evaluation import gold_of, predict
from sayso.extractors.rules import Rules
from sayso.model import Article, Prediction
from sayso.running.options import RunOptions
from sayso.scoring import Plan, report, score
from sayso.sharded import Job, evaluate, extract
from sayso.synth import write
from tests.conftest import ROOT
from tests.test_pages import follow
from tests.test_site import blocks

pytest.importorskip("ray", reason="Ray is not installed: pip install 'sayso[ray]'")

SHARDS = 8
SLOW = "tests.test_cluster:slow"
RULES = Rules()


def slow(article: Article) -> Prediction:
    """The rules, at a pace that lets a node be killed before they are done."""
    time.sleep(0.1)
    return RULES(article)


def test_actors_keep_the_rate_together() -> None:
    job = Job(SLOW, "corpus", RunOptions(rate=6, jobs=2))
    assert shared(job, 3) == Job(SLOW, "corpus", RunOptions(rate=2, jobs=2))
    assert shared(Job(SLOW, "corpus", RunOptions()), 3).options.rate is None


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """Two nodes of one core each, to which this process is connected."""
    import ray
    from ray.cluster_utils import Cluster

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    head = {"num_cpus": 1, "include_dashboard": True, "dashboard_port": port}
    nodes = Cluster(initialize_head=True, head_node_args=head)
    nodes.add_node(num_cpus=1)
    nodes.wait_for_nodes()
    environment = {"env_vars": {"PYTHONPATH": str(ROOT)}}
    ray.init(nodes.address, runtime_env=environment, log_to_driver=False, logging_level="error")
    yield nodes
    ray.shutdown()
    nodes.shutdown()


def test_a_killed_node_changes_no_number(cluster, tmp_path: Path) -> None:
    from sayso.cluster import on_ray

    corpus, out = tmp_path / "big", tmp_path / "said"
    write(corpus, documents=5 * SHARDS, shards=SHARDS, words=60)
    whole = load(corpus)
    plan = Plan(slices=("type",))
    wanted = score(predict("rules", [one.article for one in whole]), gold_of(whole), samples=100, slices=("type",))

    node = sorted(cluster.worker_nodes, key=str)[0]
    killed = []

    def kill() -> None:
        while len(list(out.glob("*.parquet"))) < 2:  # both actors are at work
            time.sleep(0.05)
        cluster.remove_node(node, allow_graceful=False)
        killed.append(len(list(out.glob("*.parquet"))))

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    found = extract(Job(SLOW, f"file://{corpus}", RunOptions()), f"file://{out}", None, on_ray)
    killer.join(10)
    assert killed[0] < SHARDS, "the node was to be killed in the middle"
    assert (found.documents, found.failures) == (5 * SHARDS, [])

    tally, info = evaluate(Job("rules", corpus, RunOptions()), plan, None, on_ray)
    assert numbers(report(tally, info, plan, 100)) == numbers(wanted)
    tally, info = evaluate(Job(f"file://{out}", f"file://{corpus}", RunOptions()), plan, None, on_ray)
    assert report(tally, info, plan, 100).measures == wanted.measures

    (corpus / "documents" / f"synth-00003-of-{SHARDS:05}.parquet").write_bytes(b"broken")
    with pytest.raises(DataError, match=r"00003.*no Parquet file"):
        evaluate(Job("rules", corpus, RunOptions()), plan, None, on_ray)


def test_the_commands_of_the_page(cluster, tmp_path: Path) -> None:
    (block,) = (block for block in blocks("docs/scale.md") if block.startswith("sayso synth big"))
    follow(tmp_path, block, RAY_ADDRESS=cluster.address)
    on_ray, local = (json.loads((tmp_path / f"{name}.json").read_bytes()) for name in ("ray", "local"))
    assert on_ray["measures"] == local["measures"]


def test_a_job_is_submitted_as_the_page_says(cluster, tmp_path: Path) -> None:
    """Its packages are here already, and its corpus is on this disk."""
    write(tmp_path / "corpus", documents=8, shards=2, words=60)
    (tmp_path / "job").mkdir()
    (tmp_path / "job" / "mine.py").write_text("def extract(article):\n    return {}\n", encoding="utf-8")
    (block,) = (block for block in blocks("docs/scale.md") if block.startswith("ray job submit"))
    packages = '"pip": ["sayso[ray,spacy]", "s3fs"]'
    assert packages in block
    block = block.replace(packages, f'"env_vars": {{"PATH": "{Path(sys.executable).parent}:{os.environ["PATH"]}"}}')
    block = block.replace("HEAD:8265", cluster.webui_url).replace("s3://bucket", f"file://{tmp_path}")
    block = block.replace("extract spacy", "extract mine:extract")  # which --working-dir carries along
    said = follow(tmp_path / "job", block)
    assert "8 documents" in said
    assert len(list((tmp_path / "predictions").glob("*.parquet"))) == 2


def numbers(found):
    """All but what depends on the clock, and the name that the slow one goes by."""
    return msgspec.structs.replace(found, seconds=None, run=None)
