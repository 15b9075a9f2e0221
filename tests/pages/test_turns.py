"""A fall or a rise is told where there was one, and hardly ever where there was none."""

import numpy as np
import pandas as pd
import pytest

from metrics.metric import Status
from pages.parts.turns import turns

NAMES = [f"guild {number}" for number in range(60)]
FIGURES = ("answered", "back_and_forth")
QUARTERS = pd.date_range("2024-01-01", periods=8, freq="QS")
ASKED = 150
Z = 1.959963984540054


def published(shares: dict[str, list[float]], chance: np.random.Generator, figures=FIGURES):
    """Return the measures of communities with these true shares, quarter by quarter, as drawn."""
    of = [
        (name, figure, *quarter)
        for name in shares
        for figure in figures
        for quarter in zip(QUARTERS, shares[name], strict=True)
    ]
    rows = pd.DataFrame(of, columns=["community", "metric", "period", "true"])
    drawn = chance.binomial(ASKED, rows["true"]) / ASKED
    middle = (drawn + Z**2 / (2 * ASKED)) / (1 + Z**2 / ASKED)
    spread = np.sqrt(drawn * (1 - drawn) / ASKED + (Z / (2 * ASKED)) ** 2)
    half = Z * spread / (1 + Z**2 / ASKED)
    return rows.assign(
        value=drawn, low=middle - half, high=middle + half, status=Status.MEASURED, why=""
    )


def told(measures: pd.DataFrame):
    return turns(measures, dict.fromkeys(measures["community"], QUARTERS[-1]), "quarter")


def apart(measures: pd.DataFrame) -> bool:
    """Say whether any interval at the end lies below that at the beginning, and no more."""
    of = ["community", "metric"]
    first, last = (
        measures[measures["period"] == at].set_index(of) for at in (QUARTERS[0], QUARTERS[-1])
    )
    return bool((last["high"] < first["low"]).any())


def test_sixty_flat_communities_seldom_fall_or_rise():
    flat, chance = dict.fromkeys(NAMES, [0.4] * 8), np.random.default_rng(2026)
    pages = [published(flat, chance) for _page in range(100)]
    every = [told(page).values() for page in pages]
    assert np.mean([any(one.fall for one in turned) for turned in every]) <= 0.05
    assert np.mean([any(one.rise for one in turned) for turned in every]) <= 0.05
    assert np.mean([apart(page) for page in pages]) > 0.15, "too easy: the intervals alone do it"


@pytest.mark.parametrize(
    ("first", "last", "way", "other"), [(0.7, 0.3, "fall", "rise"), (0.3, 0.7, "rise", "fall")]
)
def test_a_real_turn_among_sixty_is_told(first, last, way, other):
    shares = dict.fromkeys(NAMES, [0.4] * 8) | {"guild 7": [first] * 4 + [last] * 4}
    turned = told(published(shares, np.random.default_rng(7)))
    assert list(turned) == ["guild 7"]
    said = {"fall": " fell from ", "rise": " rose from "}
    assert said[way] in getattr(turned["guild 7"], way)
    assert not getattr(turned["guild 7"], other)


def test_what_has_two_healthy_ends_does_not_fall():
    shares = {"guild": [0.7] * 4 + [0.3] * 4}
    assert told(published(shares, np.random.default_rng(7)))
    assert not told(published(shares, np.random.default_rng(7), figures=("reciprocity",)))


def test_only_the_period_a_community_is_judged_by_and_those_before_count():
    measures = published({"guild": [0.7] * 7 + [0.3]}, np.random.default_rng(7))
    assert turns(measures, {"guild": QUARTERS[-1]}, "quarter")
    assert not turns(measures, {"guild": QUARTERS[-2]}, "quarter")


def test_nothing_falls_where_there_is_one_value_or_none():
    measures = published({"guild": [0.7] * 7 + [0.3]}, np.random.default_rng(7))
    assert not told(measures[measures["period"] == QUARTERS[-1]])
    assert not turns(measures.head(0), {}, "quarter")
    unknown = measures.assign(value=np.nan, low=np.nan, high=np.nan, status=Status.TOO_FEW)
    assert not told(unknown)
