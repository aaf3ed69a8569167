"""The colours of the labels are told apart by everybody, as pale as the screen draws them."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from colorspacious import cspace_convert

from sayso.formats.labelstudio import config

OPACITY = 0.3
"""Of a region that is not selected; the browser test sees whether it still is."""
# What lies on each other in any article: a mention in a source, a claim in a quote, a cue in an outer quote, …
LAYERS = ["Quote Claim", "Quote Mention", "Claim Mention", "Quote Claim Mention", "Source Mention", "Quote Cue",
          "Quote Source", "Quote Source Mention", "Quote Claim Cue"]  # fmt: skip
LETTERS = np.array([38, 37, 34]) / 255


def colours():
    labels = ET.parse(config.path()).iter("Label")
    return {
        one.get("value"): np.array([int(one.get("background")[i : i + 2], 16) for i in (1, 3, 5)]) for one in labels
    }


def painted(layers):
    """What the eye gets: each layer over those before it, on white."""
    seen = np.ones(3)
    for label in layers.split():
        seen = OPACITY * colours()[label] / 255 + (1 - OPACITY) * seen
    return seen


def distances(layers, sight):
    """Differences of colour in CAM02-UCS, where 1 is just noticeable, under the simulation of Machado et al. (2009)."""
    seen = np.array([painted(one) for one in layers])
    if sight != "normal":
        space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
        seen = np.clip(cspace_convert(seen, space, "sRGB1"), 0, 1)
    places = dict(zip(layers, cspace_convert(seen, "sRGB1", "CAM02-UCS"), strict=True))
    return {(a, b): float(np.linalg.norm(places[a] - places[b])) for a, b in itertools.combinations(layers, 2)}


@pytest.mark.parametrize("sight", ["normal", "deuteranomaly", "protanomaly", "tritanomaly"])
def test_everybody_tells_the_labels_apart(sight):
    assert {pair: d for pair, d in distances(config.LABELS, sight).items() if d < 10} == {}
    assert {pair: d for pair, d in distances([*config.LABELS, *LAYERS], sight).items() if d < 5} == {}


def test_the_letters_stay_readable():
    def luminance(colour):
        linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    contrast = {
        one: (luminance(painted(one)) + 0.05) / (luminance(LETTERS) + 0.05) for one in [*config.LABELS, *LAYERS]
    }
    assert {one: ratio for one, ratio in contrast.items() if ratio < 4.5} == {}  # WCAG 2.2, 1.4.3
