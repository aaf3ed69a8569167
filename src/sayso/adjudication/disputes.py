"""What annotators do not say alike, and a person has to decide."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec


@dataclasses.dataclass(frozen=True, slots=True)
class Dispute:
    """One thing to decide: a whole item (`field` is None), or one field of an item that all have.

    `id` is the label of the item, and the field; `versions` is by annotator, None for who did not draw the item.
    `place` is where it stands in the text, if anywhere. `key` changes when a version does.
    """

    id: str
    noun: str
    field: str | None
    place: tuple[int, int] | None
    versions: Mapping[str, Any]
    key: str

    @property
    def about(self) -> str:
        """What is to be decided, in words."""
        return f"the {self.field} of a {self.noun}" if self.field else f"a {self.noun}"


def dispute_key(label: str, versions: Mapping[str, Any]) -> str:
    """Eight hexadecimal digits that stand for these versions of this item."""
    return hashlib.sha256(msgspec.json.encode([label, versions])).hexdigest()[:8]
