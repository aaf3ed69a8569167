"""What running the extractor took, in a sentence or two."""

from __future__ import annotations

from sayso.printing import counted
from sayso.results import Report


def lines(report: Report) -> list[str]:
    """Throughput and latency, what came from elsewhere, and what was used; nothing where predictions were read."""
    run = report.run
    if run is None:
        return []
    said = [f"{counted(run.asked, 'document')} asked in {_seconds(run.seconds)}"]
    if run.latency:
        took = run.latency
        said[0] += f" ({run.documents_per_second:.3g} a second)"
        said.append(f"each {_seconds(took.p50)} (median), {_seconds(took.p90)} (p90), {_seconds(took.p99)} (p99)")
    others = {
        "failed": run.failed,
        "from the cache": run.cached,
        "from an earlier run": run.resumed,
        "calls again": run.retries,
    }
    said += [f"{number} {what}" for what, number in others.items() if number]
    used = [f"{name.replace('_', ' ')} {number:,.6g}" for name, number in run.usage.items()]
    return [f"Run: {'; '.join(said)}.", *([f"Used: {', '.join(used)}."] if used else [])]


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
