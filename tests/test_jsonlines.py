"""JSON Lines straight to columns, or line by line through grounding: the same numbers, the same errors."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.columns import Columns
from sayso.corpus import load
from sayso.evaluation import predict, predicted_of, run
from sayso.jsonlines import read_predicted
from sayso.model import Annotation
from tests.strategies import two_sides


@st.composite
def lines(draw, one: Annotation) -> bytes:
    """A line of predictions: whole, or with some spans that need grounding, and some fields left out."""
    record = msgspec.to_builtins(one)
    whole = draw(st.booleans())
    names = {speaker["id"]: speaker["name"] for speaker in record["speakers"]}
    for item in record["quotes"]:
        item["speaker"] = draw(st.sampled_from([item["speaker"], names.get(item["speaker"])]))
    for item in (*record["quotes"], *record["claims"]):
        if draw(st.booleans()):
            item["score"] = draw(st.floats(0, 1))
        for left_out in draw(st.lists(st.sampled_from(["type", "speaker", "claimer", "id"]), max_size=2)):
            item.pop(left_out, None)
        for span in item["content"]:
            if draw(st.booleans()):
                del span["text"]
            elif not whole and draw(st.booleans()):
                span |= draw(st.sampled_from([{"text": "not in the article"}, {"text": span["text"].upper()}]))
            elif not whole and draw(st.booleans()):
                del span["start"], span["end"]
    return msgspec.json.encode(record)


def plain(side: Columns):
    found = []
    for items in (side.quotes, side.claims):
        roles = {
            r: [s.offsets.tolist(), s.start.tolist(), s.end.tolist(), s.lost.tolist()] for r, s in items.roles.items()
        }
        attributes = {name: codes.tolist() for name, codes in items.attributes.items()}
        found.append((items.doc.tolist(), roles, items.entity.tolist(), attributes, repr(items.score.tolist())))
    e = side.entities
    names = (
        e.names.to_pylist(),
        e.vocabulary,
        e.alias.tolist(),
        e.alias_entity.tolist(),
        e.kind.tolist(),
        e.form.tolist(),
    )
    return found, names, e.doc.tolist(), e.mentions.start.tolist(), side.verbatim.tolist()


@settings(max_examples=60)
@given(drawn=two_sides(), data=st.data())
def test_the_columns_are_those_of_grounded_predictions(drawn, data, tmp_path_factory):
    articles, _, other = drawn
    path = tmp_path_factory.mktemp("jsonl") / "p.jsonl"
    path.write_bytes(b"\n".join(data.draw(st.permutations([data.draw(lines(one)) for one in other if one]))))
    if not path.read_bytes():
        return
    fast, slow = read_predicted(path, articles), predicted_of(run(path, articles))
    assert plain(fast.columns) == plain(slow.columns)
    assert (fast.system, fast.missing) == (slow.system, slow.missing)


def test_samples_and_served_models_are_told_with_and_without_the_answers(tmp_path):
    articles = [document.article for document in load()][:2]
    one = {"quotes": [{"content": [{"start": 0, "end": 5}]}]}
    path = tmp_path / "p.jsonl"
    for meta in ({"sayso.samples": [one, {}]}, {"sayso.served": ["m-1"]}):
        path.write_bytes(b"\n".join(msgspec.json.encode({"doc": a.id, "meta": meta, **one}) for a in articles))
        plainly, kept = predict(path, articles), predict(path, articles, keep=True)
        assert plainly.system == kept.system
        assert [plain(side) for side in plainly.samples] == [plain(side) for side in kept.samples]
        assert plainly.samples or plainly.system.served == {"m-1": 2}
