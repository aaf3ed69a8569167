"""The compact letter display."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sayso.suites.letters import letters

PAIRS = list(itertools.combinations(range(6), 2))


@given(st.sets(st.sampled_from(PAIRS)))
def test_two_share_a_letter_just_where_they_do_not_differ(differ):
    found = letters(6, sorted(differ))
    for a, b in PAIRS:
        assert bool({*found[a]} & {*found[b]}) != ((a, b) in differ)
    assert all(found)
