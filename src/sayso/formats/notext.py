"""The text-free release as a format to export; `sayso hydrate` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sayso.corpus import Document
from sayso.formats import DEFAULT_SPLIT, Exported, Format, Item
from sayso.formats.parts import golds
from sayso.release import write_release


def write_notext(items: Sequence[Item], target: Path) -> Exported:
    """Write the release of all items that have gold as the new folder `target`."""
    chosen, lost = golds(items)
    written = write_release(target, [Document(one.article, gold, one.split or DEFAULT_SPLIT) for one, gold in chosen])
    note = "Who has the texts gets the corpus back with: sayso hydrate RELEASE TEXTS -o DIR."
    return Exported([note], lost + written.losses)


FORMAT = Format("notext", "text-free release: offsets and hashes, for sayso hydrate", write=write_notext)
