"""Types by quotation marks."""

from __future__ import annotations

import pytest

from sayso.quotation import types_of

ANY = {"direct", "indirect", "mixed"}


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        # all, none, some
        (["“It held.”"], {"direct"}),
        (["that it held"], {"indirect"}),
        (["that it “held”"], {"mixed"}),
        (["“It held,”", "“and will.”"], {"direct"}),
        (["“It held,”", "and will"], {"mixed"}),
        (["“the dam” and “the lock”"], {"mixed"}),
        (["“The dam” — “the lock”"], {"direct"}),  # what stands outside is only punctuation
        # every kind of double mark, nested too
        (['"It held."'], {"direct"}),
        (["«Er hielt.»"], {"direct"}),
        (["„Er hielt.“"], {"direct"}),
        (["「持った」"], {"direct"}),
        (["``It held.''"], {"direct"}),
        (["“He said ‘no’ to me.”"], {"direct"}),
        (['“He said "no" to me.”'], {"direct"}),
        (["“They called it “safe” then.”"], {"direct"}),
        # apostrophes are no marks
        (["that it’s theirs"], {"indirect"}),
        (["that the workers' dam wasn't theirs"], {"indirect"}),
        # the marks leave it open
        (["‘It held’"], ANY),
        (["that it ‘held’"], ANY),
        (["“It held."], ANY),
        (["remains to be done.”"], ANY),
        (["😀"], ANY),
        ([], ANY),
        # a new paragraph opens again what the one before has left open
        (["“It held.", "“It will.”"], {"direct"}),
        (["“It held.", "It will.”"], ANY),
        (["that “it held.", "“It will.”"], {"mixed"}),
    ],
)
def test_types(contents, expected):
    assert types_of(contents) == expected
