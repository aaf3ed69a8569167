"""A signature repeats its run, or says what differs."""

from __future__ import annotations

import pytest

from sayso.errors import DataError, UsageError
from sayso.measures import DEFAULT
from sayso.repeat import read_signature

TEXT = "corpus:a|b|hash:0123456789ab|splits:dev|docs:20|measures:{}|interval:bootstrap,n=200,seed=3|sayso:1.0"


def test_a_signature_gives_the_options_of_its_run():
    wanted = read_signature(TEXT.format("default"))
    assert wanted.measures == list(DEFAULT)
    assert (wanted.splits, wanted.samples, wanted.seed, wanted.interval) == (["dev"], 200, 3, "percentile")
    assert read_signature(TEXT.format("quotes.f1@exact+cues.f1@exact")).measures == ["quotes.f1@exact", "cues.f1@exact"]
    wanted.check(TEXT.format("default"))


def test_every_difference_is_named():
    with pytest.raises(DataError, match=r"hash is 99, not 0123456789ab; docs is 21, not 20\.$"):
        read_signature(TEXT.format("default")).check(
            TEXT.format("default").replace("0123456789ab", "99").replace("docs:20", "docs:21")
        )


@pytest.mark.parametrize("text", ["", "corpus:a", TEXT.format("no.such"), TEXT.format("default").replace("n=", "")])
def test_what_is_no_signature_is_refused(text):
    with pytest.raises(UsageError):
        read_signature(text)
