"""A fall or a rise is told where there was one, and hardly ever where there was none."""

import numpy as np
import pandas as pd
import pytest

from metrics.bounds import STARTING, bounds_of
from metrics.metric import Dimension, Standing, Status
from pages.parts import need
from pages.parts.language import speaking
from pages.parts.measures import by_community
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
    rows = rows.assign(
        value=drawn, low=middle - half, high=middle + half, status=Status.MEASURED, why=""
    )
    return rows.assign(
        standing=[bounds_of(row.metric).standing(row.low, row.high) for row in rows.itertuples()]
    )


def told(measures: pd.DataFrame):
    judged = dict.fromkeys(measures["community"], QUARTERS[-1])
    return turns(by_community(measures), judged, "quarter")


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
    assert turns(by_community(measures), {"guild": QUARTERS[-1]}, "quarter")
    assert not turns(by_community(measures), {"guild": QUARTERS[-2]}, "quarter")


def test_nothing_falls_where_there_is_one_value_or_none():
    measures = published({"guild": [0.7] * 7 + [0.3]}, np.random.default_rng(7))
    assert not told(measures[measures["period"] == QUARTERS[-1]])
    assert not turns({}, {}, "quarter")
    unknown = measures.assign(value=np.nan, low=np.nan, high=np.nan, status=Status.TOO_FEW)
    assert not told(unknown)


def test_what_was_healthy_and_fell_beyond_a_bound_broke_down():
    measures = published({"guild": [0.7] * 4 + [0.2] * 4}, np.random.default_rng(7), ["answered"])
    turn = told(measures)["guild"]
    assert (turn.broke.dimension, turn.broke.standing) == (Dimension.DIALOGUE, Standing.AT_RISK)
    assert turn.broke.metric == "answered"
    assert turn.fall.endswith(", healthy until Q4 2024")


@pytest.mark.parametrize(
    ("figure", "first", "last"),
    [
        ("back_and_forth", 0.8, 0.5),  # still healthy
        ("newcomers_stay", 0.8, 0.2),  # nobody says where healthy begins
        ("answered", 0.2, 0.05),  # never was healthy
    ],
)
def test_a_fall_from_health_to_health_or_from_bad_to_worse_broke_nothing(figure, first, last):
    shares = {"guild": [first] * 4 + [last] * 4}
    turn = told(published(shares, np.random.default_rng(7), [figure]))["guild"]
    assert turn.fall
    assert turn.broke is None


def test_what_broke_down_goes_before_a_larger_fall():
    chance = np.random.default_rng(7)
    broke = published({"guild": [0.7] * 4 + [0.35] * 4}, chance, ["answered"])
    larger = published({"guild": [0.9] * 4 + [0.1] * 4}, chance, ["newcomers_stay"])
    assert told(pd.concat([broke, larger]))["guild"].broke.metric == "answered"


def silent_since(last: pd.Timestamp, measures: pd.DataFrame) -> pd.DataFrame:
    """Return measures of which there are too few to tell after a period."""
    unknown = {"value": np.nan, "low": np.nan, "high": np.nan}
    unknown |= {"standing": Standing.UNSAID, "status": Status.TOO_FEW}
    measures.loc[measures["period"] > last, list(unknown)] = list(unknown.values())
    return measures


def test_a_place_that_fell_silent_after_its_fall_says_since_when():
    measures = published({"guild": [0.7] * 4 + [0.2] * 4}, np.random.default_rng(7), ["answered"])
    turn = told(silent_since(QUARTERS[5], measures))["guild"]
    assert turn.fall.endswith(" in Q2 2025; since then there is too little to tell")
    assert turn.broke.over == ("quarter", QUARTERS[5])


def test_a_place_of_which_nothing_else_can_be_told_is_named_when_it_broke_down():
    """What is measured to the end has no bounds, so that no dimension has a mark of its own."""
    chance = np.random.default_rng(7)
    fell = published({"guild": [0.7] * 4 + [0.2] * 4}, chance, ["answered"])
    flat = published({"guild": [0.5] * 8, "choir": [0.5] * 8}, chance, ["newcomers_stay"])
    measures = pd.concat([silent_since(QUARTERS[5], fell), flat], ignore_index=True)
    measures = STARTING.beside(measures.assign(kind=None, claims=True, said=None))
    communities = pd.DataFrame({"name": ["choir", "guild"]})
    with speaking("en"):
        found = need.found(communities, by_community(measures), "quarter")
    assert [one.community.name for one in found.needy] == ["guild"]
    assert [one.community.name for one in found.untold] == ["choir"]
