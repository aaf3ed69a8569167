"""The words that the labelling configuration `annotations/label_studio.xml` and the mapping share.

A test holds the two against each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

from sayso.model import ClaimKind, MentionForm, QuoteType, SpeakerKind
from sayso.resources import resource

TEXT: Final = "text"
"""The name of the `<Text>` tag that everything is drawn on."""
LABEL: Final = "label"
"""The control that gives a region its label."""

QUOTE: Final = "Quote"
SOURCE: Final = "Source"
CUE: Final = "Cue"
CLAIM: Final = "Claim"
MENTION: Final = "Mention"
LABELS = (QUOTE, SOURCE, CUE, CLAIM, MENTION)

SPEAKERS: Final = "speakers"
"""The text field of the whole article that lists its speakers, one line each: see `cast`."""

# Controls of a region, named as the field of the record that they fill.
TYPE: Final = "type"
ASSERTED: Final = "asserted"
SPEAKER: Final = "speaker"
SPEAKER_NAME: Final = "speaker_name"
NO_SPEAKER: Final = "no_speaker"
ADDRESSEES: Final = "addressees"
FORM: Final = "form"
KIND: Final = "kind"
STANCE: Final = "stance"
CHECK_WORTHY: Final = "check_worthy"
CLAIMER: Final = "claimer"
NORMALIZED: Final = "normalized"

YES: Final = "yes"
NO: Final = "no"

CHOICES: dict[str, tuple[str, ...] | None] = {
    TYPE: get_args(QuoteType),
    ASSERTED: (NO,),
    SPEAKER: None,
    NO_SPEAKER: (YES,),
    ADDRESSEES: None,
    FORM: get_args(MentionForm),
    KIND: get_args(ClaimKind),
    STANCE: ("refute",),
    CHECK_WORTHY: (YES,),
    CLAIMER: ("author",),
}
"""Controls with choices and their values; None where the task lists them: the ids of its speakers."""
TEXTS = (SPEAKER_NAME, NORMALIZED)
"""Controls of a region with free text."""

SPEAKER_KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)

RELATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "source": ((QUOTE, SOURCE), (QUOTE, MENTION)),
    "cue": ((QUOTE, CUE),),
    "part": ((QUOTE, QUOTE), (CLAIM, CLAIM)),
    "parent": ((QUOTE, QUOTE),),
    "quote": ((CLAIM, QUOTE),),
    "speaker": ((MENTION, MENTION), (SOURCE, MENTION), (QUOTE, MENTION)),
    "claimer": ((CLAIM, MENTION), (CLAIM, SOURCE)),
    "addressee": ((QUOTE, MENTION),),
}
"""Relations and the labels that each may join, from and to. A relation without a label is the first that fits."""


def path() -> Path:
    """The labelling configuration."""
    return resource("annotations", "label_studio.xml")
