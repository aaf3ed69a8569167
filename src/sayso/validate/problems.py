"""What `sayso validate` reports: a problem, and the codes that it may have."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning"]

CODES: dict[str, tuple[Severity, str]] = {
    # the file
    "empty-file": ("error", "There is nothing in the file, or a list without a record."),
    "not-utf8": ("error", "A byte that is not UTF-8."),
    "bom": ("error", "A byte order mark at the start; JSON has none, and sayso's readers decline it."),
    "broken-json": ("error", "What is no JSON, or nested too deeply to be read."),
    "duplicate-key": ("error", "A key that stands twice in one object; readers keep the one or the other."),
    "not-finite": ("error", "`NaN`, `Infinity` or a number too large, which JSON does not have."),
    "lone-surrogate": ("error", "Half a character (`\\ud800` to `\\udfff` alone), which no text holds."),
    "broken-toml": ("error", "What is no TOML."),
    "unknown-kind": ("error", "A record that is no article, annotation, prediction, report, suite or leaderboard."),
    "skipped-file": ("warning", "A JSON file below a folder that holds no record of sayso's: it was not checked."),
    "file-name": ("error", "Gold in a file not named after its document; `sayso build` wants gold/DOC.json."),
    "duplicate-document": ("error", "A document given twice, by one annotator or extractor, in a file or folder."),
    "broken-corpus": ("error", "A corpus folder that cannot be read."),
    "broken-seeds": ("error", "A folder of seeds that cannot be ingested."),
    # structure, by the JSON Schemas
    "missing-field": ("error", "A required field is missing."),
    "unknown-field": ("error", "A field that the schema does not have."),
    "wrong-type": ("error", "A value of another type: a string where a number is due."),
    "unknown-value": ("error", "A value that is none of those allowed."),
    "out-of-range": ("error", "A number below the least or above the greatest allowed."),
    "wrong-form": ("error", "A string of the wrong form: an id with a slash, a hash that is no SHA-256."),
    "empty-value": ("error", "An empty string, or an empty list, where something is due."),
    "no-place": ("error", "A predicted span without text and offsets, or with only one of its offsets."),
    "schema": ("error", "Any other fault that jsonschema finds."),
    "integral-float": ("warning", "21.0 for 21: JSON Schema takes it for an integer, sayso's readers do not."),
    # meaning, of a suite
    "wrong-suite": ("error", "A suite with a name given twice, or one of what there is not."),
    # meaning, by the article
    "unknown-document": ("error", "No article has the id that `doc` states."),
    "wrong-text-hash": ("error", "`text_sha256` is not the hash of the article's text."),
    "text-mismatch": ("error", "`text` is not what the article has at the offsets."),
    "reversed-span": ("error", "`end` is not greater than `start`."),
    "span-out-of-range": ("error", "A span that ends after the end of the text."),
    "unsorted-spans": ("error", "Spans, mentions or blocks that are not in the order of the text."),
    "overlapping-spans": ("error", "Spans of one content, cue or source, or blocks, that share characters."),
    "duplicate-mention": ("error", "A mention that a speaker has twice."),
    "in-boilerplate": ("warning", "A span in a block of boilerplate, where the guidelines mark nothing."),
    "wrong-quote-type": ("error", "A `type` that the quotation marks of the content rule out."),
    "text-not-normalized": ("error", "An article's text with a BOM at its start, a carriage return or NUL."),
    # meaning, inside the record
    "duplicate-id": ("error", "Two speakers, quotes or claims of one id."),
    "reserved-id": ("error", "A speaker called `author`, which stands for the article's own voice."),
    "unknown-reference": ("error", "The id of a speaker or quote that the record does not have."),
    "parent-cycle": ("error", "Quotes that are nested in each other."),
}
"""Code to severity and what it says. Warnings leave the exit code at 0."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that is wrong, where it is, and what to do.

    `line` and `column` count from 1, `column` in code points; both are None where there are none, as in Parquet.
    `pointer` is a JSON pointer (RFC 6901) into the file, or into the line of a JSON Lines file. `expected` and `found`
    are shortened, and strings among them are in JSON's notation.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    doc: str | None = None
    pointer: str = ""
    code: str
    message: str
    expected: str | None = None
    found: str | None = None
    hint: str

    @property
    def severity(self) -> Severity:
        """`error`, or `warning`, which leaves the exit code at 0."""
        return CODES[self.code][0]


_LONGEST = 80


def shown(value: Any) -> str:
    """A JSON value in one line, shortened in the middle.

    >>> shown("“It held,” said Orr.\\n")
    '"“It held,” said Orr.\\\\n"'
    """
    if isinstance(value, dict):
        return f"an object of {_number(value, 'field')}" if value else "{}"
    if isinstance(value, list):
        return f"a list of {_number(value, 'item')}" if value else "[]"
    if isinstance(value, str):
        return json.dumps(_shortened(value), ensure_ascii=False)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**18:
        return "an integer of more than 18 digits"  # str() of a very long one is refused by Python
    return json.dumps(value, default=str)  # TOML has dates, which JSON has not


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]}…{text[-half:]}"


def _number(values: Any, noun: str) -> str:
    return f"{len(values)} {noun}{'s' * (len(values) != 1)}"


def child(pointer: str, key: str | int) -> str:
    """The JSON pointer of a member (RFC 6901).

    >>> child("/meta", "a/b")
    '/meta/a~1b'
    """
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
