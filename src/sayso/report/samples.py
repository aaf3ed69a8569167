"""Lines on models: which ones a server says it answered with, and how far several samples spread."""

from __future__ import annotations

from sayso.printing import counted, printable
from sayso.results import Report


def lines(report: Report) -> list[str]:
    """Plain sentences; none where no server named a model and each document had one answer."""
    found = []
    if report.system.served:
        models = ", ".join(f"{printable(model)} ({n})" for model, n in report.system.served.items())
        found.append(f"Answered by: {models}.")
    if report.samples:
        found.append(
            f"{report.samples.number} samples of each of {counted(report.documents, 'document')}, mean ± deviation:"
        )
        for name, spread in report.samples.measures.items():
            if spread.mean is None or spread.deviation is None:
                continue
            if ".f1" in name or ".rate" in name or ".ap" in name:
                values = ", ".join(f"{value:.3f}" for value in spread.values if value is not None)
                found.append(f"  {name} {spread.mean:.3f} ± {spread.deviation:.3f} ({values})")
    return found
