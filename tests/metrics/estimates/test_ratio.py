"""How often the interval holds the truth, and that it minds what belongs together."""

import numpy as np
import pandas as pd
import pytest

from metrics.estimates.ratio import mean, ratio, standard_errors
from tests.metrics.drawn import DRAWN

RUNS = 1000


def told(estimate, frame: pd.DataFrame, store) -> pd.DataFrame:
    rows = frame.assign(period=pd.Timestamp("2026-01-01"))
    if "other" not in rows:
        rows["other"] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    rows["people"] = [[one] for one in rows["one"]]
    with store.cursor() as cursor:
        cursor.register("drawn", rows)
        return estimate(cursor, DRAWN)


def held(found: pd.DataFrame, truth: float) -> float:
    return ((found["low"] <= truth) & (truth <= found["high"])).mean()


def shares(chance, units: int, share: float) -> pd.DataFrame:
    """Draw communities of members or threads, each of which has it or has it not."""
    return pd.DataFrame(
        {
            "community": np.repeat(np.arange(RUNS), units),
            "one": np.tile(np.arange(units), RUNS),
            "amount": chance.random(RUNS * units) < share,
            "out_of": 1,
        }
    )


def test_without_clusters_the_standard_error_is_the_binomial_one(store):
    frame = pd.DataFrame(
        {"community": 1, "one": range(10), "amount": [1] * 3 + [0] * 7, "out_of": 1}
    )
    found = told(standard_errors, frame, store).iloc[0]
    assert found["clustered"] == pytest.approx((0.3 * 0.7 / 10) ** 0.5)


def test_rows_of_one_cluster_lean_on_each_other(store):
    frame = pd.DataFrame({"community": 1, "one": [1] * 5 + [2] * 5, "amount": [1] * 5 + [0] * 5})
    found = told(standard_errors, frame.assign(out_of=1), store).iloc[0]
    assert found["clustered"] == pytest.approx((2 * 2.5**2) ** 0.5 / 10)
    assert found["units"] == 2


@pytest.mark.parametrize("units", [20, 60, 200])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_interval_of_a_share_holds_the_truth(store, units, share):
    found = told(ratio, shares(np.random.default_rng(units), units, share), store)
    assert held(found, share) >= 0.93
    assert found["low"].min() >= 0 and found["high"].max() <= 1


@pytest.mark.parametrize("units", [20, 60, 200])
def test_the_interval_of_a_mean_depth_holds_the_truth(store, units):
    chance = np.random.default_rng(units)
    frame = shares(chance, units, 0.5)
    frame["amount"] = chance.geometric(0.4, len(frame)) - 1
    assert held(told(mean, frame, store), 1.5) >= 0.93


@pytest.mark.parametrize("members", [24, 60, 150])
def test_the_interval_of_reciprocity_holds_the_truth(store, members):
    """Pairs among members of unequal activity; some members answer more readily than others."""
    chance = np.random.default_rng(members)
    pairs = int(members * 1.6)
    weight = chance.pareto(2.5, members) + 0.3
    frames = []
    for community in range(RUNS):
        ready = chance.beta(2, 4, members)
        one, other = chance.choice(members, (2, pairs * 2), p=weight / weight.sum())
        drawn = pd.DataFrame({"one": np.minimum(one, other), "other": np.maximum(one, other)})
        drawn = drawn[drawn["one"] != drawn["other"]].drop_duplicates().head(pairs)
        back = chance.random(len(drawn)) < np.sqrt(ready[drawn["one"]] * ready[drawn["other"]])
        frames.append(
            drawn.assign(community=community, amount=np.where(back, 2, 0), out_of=1 + back)
        )
    found = told(ratio, pd.concat(frames), store)
    assert held(found, found["value"].mean()) >= 0.93


def test_a_share_of_nothing_or_all_keeps_an_interval(store):
    frame = shares(np.random.default_rng(1), 20, 0.5).head(20)
    none = told(ratio, frame.assign(amount=0), store).iloc[0]
    every = told(ratio, frame.assign(amount=1), store).iloc[0]
    assert (none["low"], every["high"]) == (0.0, 1.0)
    assert none["high"] == pytest.approx(1 - every["low"])
    assert 0.1 < none["high"] < 0.25


def test_threads_that_are_all_alike_keep_an_interval(store):
    frame = shares(np.random.default_rng(1), 26, 0.5).head(26).assign(amount=1)
    found = told(mean, frame, store).iloc[0]
    assert found["low"] < 1 < found["high"]
