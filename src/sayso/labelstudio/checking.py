"""What is sent is checked first: by Label Studio's own package, and for what that and the server do not mind.

Neither the server nor `label_studio_sdk.label_interface` minds an offset past the end, or a region whose text is not
the article's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.formats.labelstudio.regions import Report, read_results

Task = dict[str, Any]


class Checker:
    """Checks tasks against one labelling configuration."""

    def __init__(self, labelling: str) -> None:
        from label_studio_sdk.label_interface import LabelInterface

        self._interface = LabelInterface(labelling)

    def problems(self, task: Task) -> list[str]:
        """What is wrong with the annotations and predictions of a task, one sentence each."""
        data = task["data"]
        report = Report(str(data["doc"]))
        for one in (*task.get("annotations", ()), *task.get("predictions", ())):
            read_results(one["result"], data["text"], report)
            for error in self._errors(one):
                report.problem(f"Label Studio would not take it: {' '.join(str(error).split())[:300]}")
        return report.problems

    def _errors(self, one: Task) -> Iterator[str]:
        """What the package says of each region and relation. (Its `validate_prediction` does the same, and compares
        each region with all others, in search of shapes on images.)"""
        regions = {result["id"]: result for result in one["result"] if result["type"] == "labels"}
        for index, result in enumerate(one["result"]):
            if result["type"] == "relation":
                ends = [regions[key] for key in (result["from_id"], result["to_id"]) if key in regions]
                yield from self._interface.validate_relation(result, ends, return_errors=True, relation_index=index)
            else:
                yield from self._interface.validate_region(result, return_errors=True, region_index=index)
        if self._interface.validate_prediction({**one, "result": []}, return_errors=True):
            yield f"the score {one.get('score')} is not in 0 to 1"
