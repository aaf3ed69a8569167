"""What is sent is checked first: by Label Studio's own package, and for what that and the server do not mind.

Neither the server nor `label_studio_sdk.label_interface` minds an offset past the end, or a region whose text is not
the article's.
"""

from __future__ import annotations

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
            for error in self._interface.validate_prediction(one, return_errors=True):
                report.problem(f"Label Studio would not take it: {' '.join(str(error).split())[:300]}")
        return report.problems
