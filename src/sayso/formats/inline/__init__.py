"""Inline markup: an annotation as a person reads, writes and diffs it. annotations/inline.md defines it."""

from __future__ import annotations

from sayso.formats import Format
from sayso.formats.inline.files import read_inline, write_inline

FORMAT = Format("inline", "text with its spans in braces, for people", read=read_inline, write=write_inline)
