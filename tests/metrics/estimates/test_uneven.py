"""The interval of a share of posts holds the truth where a few threads hold most posts."""

import numpy as np
import pandas as pd
import pytest

from metrics.estimates.uneven import uneven_ratio
from tests.metrics.drawn import DRAWN

RUNS = 1000


def told(store, frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame.assign(period=pd.Timestamp("2026-01-01"), people=[[one] for one in frame["one"]])
    with store.cursor() as cursor:
        cursor.register("drawn", rows)
        found = uneven_ratio(cursor, DRAWN)
        cursor.unregister("drawn")
    return found


@pytest.mark.parametrize("threads", [20, 60, 200])
@pytest.mark.parametrize("tail", [1.8, 2.5])
def test_the_interval_holds_the_truth(store, threads, tail):
    """The last post of each thread is not taken up, the others as the thread goes."""
    chance = np.random.default_rng(threads)
    size = np.minimum(chance.zipf(tail, RUNS * threads), 40)
    amount = 1 + chance.binomial(size - 1, chance.beta(1, 4, len(size)))
    frame = pd.DataFrame(
        {
            "community": np.repeat(np.arange(RUNS), threads),
            "one": np.tile(np.arange(threads), RUNS),
            "amount": amount - (chance.random(len(size)) < 0.35),
            "out_of": size,
        }
    )
    found = told(store, frame)
    truth = found["value"].mean()
    held = (found["low"] <= truth) & (truth <= found["high"])
    assert held.mean() >= 0.93
    assert (found["low"] <= found["value"]).all() and (found["value"] <= found["high"]).all()


def test_clusters_of_one_size_are_worth_their_number(store):
    frame = pd.DataFrame({"community": 1, "one": range(12), "amount": [1, 0] * 6, "out_of": 3})
    found = told(store, frame).iloc[0]
    assert (found["value"], found["effective"], found["sample"]) == (pytest.approx(1 / 6), 12, 12)


@pytest.mark.parametrize(("amount", "ends"), [(0, (0.0, 0.4)), (4, (0.6, 1.0))])
def test_nothing_or_all_keeps_an_interval(store, amount, ends):
    frame = pd.DataFrame({"community": 1, "one": range(12), "amount": amount, "out_of": 4})
    found = told(store, frame).iloc[0]
    assert ends[0] <= found["low"] < found["high"] <= ends[1]


def test_one_thread_says_next_to_nothing(store):
    frame = pd.DataFrame({"community": 1, "one": [1], "amount": [1], "out_of": [2]})
    found = told(store, frame).iloc[0]
    assert found["low"] <= 0.5 <= found["high"]
