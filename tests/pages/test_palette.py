"""The palette is told apart by every eye, and can be read on every paper it stands on."""

import tomllib
from itertools import combinations

import numpy as np
import pytest

from tests.conftest import ROOT

THEMES = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
STATES = ("green", "orange", "red", "gray")
# Machado, Oliveira & Fernandes 2009 (IEEE TVCG 15:1291), severity 1, for linear light.
EYES = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# Linear sRGB to CIE XYZ, and its white (IEC 61966-2-1).
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
APART = 15  # in CIE 1976 units; about 2 is the least that anybody sees side by side
READABLE = 4.5  # WCAG 2.2, 1.4.3


def light(colour: str) -> np.ndarray:
    """Return the linear light of a colour written as #rrggbb."""
    coded = np.array(list(bytes.fromhex(colour.removeprefix("#")))) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def seen(colour: str, eye: str) -> np.ndarray:
    """Return how an eye sees a colour, in CIE L*a*b*."""
    xyz = TO_XYZ @ np.clip(np.array(EYES[eye]) @ light(colour), 0, 1) / TO_XYZ.sum(axis=1)
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, bright = sorted(float(TO_XYZ[1] @ light(colour)) for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_states_and_groups_are_told_apart(theme, eye):
    palette = THEMES[theme]
    states = [palette[f"{state}Color"] for state in STATES]
    for colours in (states, palette["chartCategoricalColors"]):
        for one, other in combinations(colours, 2):
            assert np.linalg.norm(seen(one, eye) - seen(other, eye)) >= APART, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_can_be_read_on_its_paper(theme):
    palette = THEMES[theme]
    papers = [palette["backgroundColor"], palette["secondaryBackgroundColor"]]
    for state in STATES:
        own = palette[f"{state}BackgroundColor"]
        assert min(contrast(palette[f"{state}TextColor"], one) for one in (*papers, own)) > READABLE
    for colour in (*palette["chartCategoricalColors"], palette["linkColor"], palette["textColor"]):
        assert min(contrast(colour, paper) for paper in papers) > READABLE


def test_black_on_white_and_a_colour_on_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#08757c", "#08757c") == 1
    assert seen("#ffffff", "all cones") == pytest.approx([100, 0, 0], abs=0.01)
