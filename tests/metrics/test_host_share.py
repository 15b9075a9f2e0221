import math

import numpy as np
import pandas as pd
import pytest

from data.declared import describe
from data.records import Member
from metrics.estimates.ratio import ratio
from metrics.estimates.trend import odds_per_quarter
from metrics.host_share import FURTHER, METRIC
from tests.conftest import conversation
from tests.metrics.drawn import DRAWN

SLOPE, RECEIVED = FURTHER
TALK = """
    ana: Has anybody tried pairs?
        lead: Who has?
            ben: We have.
                ana: And?
    cas: Where do I find it?
        lead: In the handbook.
            lead: Page 3.
"""


@pytest.fixture
def hosted(given, store):
    given(*conversation(TALK), Member(community="practice", person="lead", host=True))
    return store


def test_the_host_wrote_two_of_four_replies(hosted, measured):
    found = measured(hosted, METRIC)
    assert (found["value"], found["units"]) == (0.5, 2)


def test_one_of_four_answers_the_host(hosted, measured):
    assert measured(hosted, RECEIVED)["value"] == 0.25


def test_five_counts_the_people_around_the_host(hosted, measured):
    assert measured(hosted, METRIC)["people"] == 3


def test_a_host_declared_by_hand_counts_like_one_on_the_list(talk, measured):
    store = talk(TALK)
    describe(store, "practice", hosts=["lead"])
    assert measured(store, METRIC)["value"] == 0.5


def test_without_a_declared_host_it_cannot_be_measured(talk, answer):
    (row,) = answer(talk(TALK), METRIC)
    assert row["why"] == "nobody is declared as host; say who hosts this community"


@pytest.mark.parametrize("threads", [10, 30, 100])
def test_the_interval_of_the_share_holds_the_truth(store, threads):
    """Threads of unequal size that differ in how much the host answers in them."""
    chance = np.random.default_rng(threads)
    size = np.minimum(chance.zipf(2.2, 500 * threads), 12)
    share = chance.beta(2, 4, 500 * threads)
    rows = pd.DataFrame({"out_of": size, "amount": chance.binomial(size, share)})
    rows["community"] = np.repeat(np.arange(500), threads)
    rows["one"] = np.tile(np.arange(threads), 500)
    rows["other"] = pd.Series(pd.NA, rows.index, "Int64")
    rows["people"] = [[one] for one in rows["one"]]
    with store.cursor() as cursor:
        cursor.register("drawn", rows.assign(period=pd.Timestamp("2026-01-01")))
        found = ratio(cursor, DRAWN)
    truth = found["value"].mean()
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.93


# ------------------------------------------------------------------------------------- the slope


def weeks(store, rows: pd.DataFrame) -> pd.DataFrame:
    with store.cursor() as cursor:
        told = rows.assign(period=pd.Timestamp("2026-01-01"), out_of=1)
        cursor.register("drawn", told.assign(people=[[one] for one in told["one"]]))
        return odds_per_quarter(cursor, DRAWN)


def test_odds_that_fall_from_three_to_one_in_a_quarter(store):
    """Three of four in week 0, one of two in week 13: two points give the line exactly."""
    amounts = [1, 1, 1, 0] * 3 + [1, 0] * 6
    rows = pd.DataFrame({"community": 1, "week": [0] * 12 + [13] * 12, "amount": amounts})
    found = weeks(store, rows.assign(one=range(24))).iloc[0]
    assert found["value"] == pytest.approx(1 / 3)
    assert found["low"] < 1 / 3 < found["high"]
    assert (found["sample"], found["units"]) == (2, 24)


def test_all_or_nothing_has_no_slope_and_says_so(store):
    rows = pd.DataFrame({"community": 1, "week": range(20), "amount": [1] * 10 + [0] * 10})
    found = weeks(store, rows.assign(one=range(20))).iloc[0]
    assert math.isnan(found["value"]) and "all or nothing" in found["reason"]


@pytest.mark.parametrize(("number", "slope"), [(8, 0.0), (13, -0.5), (26, -0.5)])
def test_its_interval_holds_the_truth(store, number, slope):
    """Threads of unequal size that differ in how much the host answers in them."""
    chance = np.random.default_rng(number)
    runs, threads = 500, 4
    week = np.tile(np.repeat(np.arange(number), threads), runs)
    size = np.minimum(chance.zipf(2.2, len(week)), 12)
    level = -0.7 + slope * (week - number / 2) / 13 + chance.normal(0, 0.4, len(week))
    rows = pd.DataFrame(
        {
            "community": np.repeat(np.arange(runs), number * threads),
            "week": week,
            "one": np.tile(np.arange(number * threads), runs),
            "amount": chance.binomial(size, 1 / (1 + np.exp(-level))),
            "out_of": size,
        }
    )
    with store.cursor() as cursor:
        told = rows.assign(period=pd.Timestamp("2026-01-01"))
        cursor.register("drawn", told.assign(people=[[one] for one in told["one"]]))
        found = odds_per_quarter(cursor, DRAWN)
    found = found[found["value"].notna()]
    truth = np.exp(np.log(found["value"]).mean())
    held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
    assert len(found) > 0.97 * runs and held >= 0.93
