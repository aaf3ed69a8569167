"""Documents in dispute as Label Studio tasks: each annotator's record, all together, and what is to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from sayso.adjudication.cases import Case
from sayso.adjudication.settling import settle
from sayso.adjudication.telling import DRAWN, told
from sayso.files import write_bytes
from sayso.formats import Item
from sayso.formats.labelstudio import config
from sayso.formats.labelstudio.tasks import Task, task_of
from sayso.formats.labelstudio.writing import speaker_choices
from sayso.model import Annotation, Annotator, dumps
from sayso.predictions import as_prediction

TOGETHER = "all together"
"""Model version of the prediction to start from: what all drew, and every disputed item in the first version of it."""
DISPUTES = "disputes"
DECIDE = "decide_"
"""With the number of a dispute, the control that decides it."""
REST = "rest"
"""In place of a number: what decides all disputes that have no decision of their own."""

_SIDE = '<View className="sayso-side">'
_PANEL = f"""{_SIDE}
    <Header value="To decide" size="6"/>
    <Repeater on="${DISPUTES}" indexFlag="{{{{n}}}}">
      <View style="border-left: 3px solid #8a8a8a; padding-left: 8px; margin-bottom: 6px">
        <Header value="${DISPUTES}[{{{{n}}}}].about" size="6"/>
        <Choices name="{DECIDE}{{{{n}}}}" toName="text" layout="vertical" value="${DISPUTES}[{{{{n}}}}].options"/>
      </View>
    </Repeater>
    <View>
      <Header value="All that is not decided above" size="6"/>
      <Choices name="{DECIDE}{REST}" toName="text" layout="inline" value="${REST}"/>
    </View>"""


def labelling() -> str:
    """Our labelling configuration with the disputes of the article beside it."""
    return config.path().read_text(encoding="utf-8").replace(_SIDE, _PANEL, 1)


def write_tasks(documents: Sequence[tuple[Case, Mapping[str, Annotation]]], target: Path) -> None:
    """Write one task for each document as one JSON file that Label Studio imports."""
    write_bytes(target, dumps([task_in_dispute(case, records) for case, records in documents]))


def task_in_dispute(case: Case, records: Mapping[str, Annotation]) -> Task:
    """The task of one document; a prediction's model version is the name of the annotator."""
    task, _ = task_of(Item(case.article))
    named = [_named(record, name, record.annotator.kind) for name, record in records.items()]
    together = _named(_together(case), TOGETHER, "adjudicated")
    predictions = [as_prediction(record, case.article) for record in (together, *reversed(named))]
    # The server shows the youngest first.
    task["predictions"] = [task_of(Item(case.article, None, one))[0]["predictions"][0] for one in predictions]
    offered = [together, *named]
    task["data"]["speakers"] = speaker_choices(offered)
    task["data"]["addressees"] = speaker_choices(offered, "shift+")
    in_text_order = sorted(case.disputes, key=lambda dispute: dispute.place or (-1, -1))
    task["data"][DISPUTES] = [told(dispute, case) for dispute in in_text_order]
    task["data"][REST] = [{"value": f"as {name}", "alias": name} for name in records]
    task["data"][REST].append({"value": "as all is drawn here", "alias": DRAWN})
    return task


def _named(record: Annotation, name: str, kind: str) -> Annotation:
    return msgspec.structs.replace(record, annotator=Annotator(name, kind))  # type: ignore[arg-type]


def _together(case: Case) -> Annotation:
    first = {
        dispute.id: next(version for version in dispute.versions.values() if version is not None or dispute.field)
        for dispute in case.disputes
    }
    return settle(case, first)
