"""The spider example of Hill numbers (iNEXT vignette), and how often the interval is right."""

import numpy as np
import pandas as pd
import pytest

from metrics.estimates.hill import hill

GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2] + [1] * 12
LOGGED = [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2] + [1] * 14


def told(frame: pd.DataFrame, store) -> pd.DataFrame:
    with store.cursor() as cursor:
        cursor.register("drawn", frame.assign(period=pd.Timestamp("2026-01-01"), weight=1.0))
        return hill(cursor, "select * from drawn where $grain = 'all'", "all")


@pytest.mark.parametrize(("counts", "published"), [(GIRDLED, 12.060), (LOGGED, 14.421)])
def test_reproduces_the_spiders(store, counts, published):
    kinds = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(kinds))
    posts = {"community": 1, "one": number, "person": number, "post": number, "kind": kinds}
    assert told(pd.DataFrame(posts), store)["value"].iloc[0] == pytest.approx(published, abs=5e-4)


def test_the_interval_holds_the_truth_in_clustered_talk(store):
    """1,000 communities of 40 threads of unequal length, whose posts resemble each other."""
    chance = np.random.default_rng(7)
    shares = np.array([0.4, 0.25, 0.1, 0.1, 0.08, 0.05, 0.02])
    rows = []
    for community in range(1000):
        sizes = np.minimum(chance.zipf(1.8, 40), 30)
        for thread, size in enumerate(sizes):
            leaning = chance.dirichlet(shares * 12)
            for kind in chance.choice(7, size, p=leaning):
                rows.append((community, thread, kind))
    drawn = pd.DataFrame(rows, columns=["community", "one", "kind"])
    drawn["post"] = drawn["person"] = np.arange(len(drawn))
    found = told(drawn, store)
    truth = found["value"].mean()
    held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
    assert held >= 0.93


@pytest.mark.parametrize("kinds", [[0] * 80, [0, 1] * 40])
def test_an_even_mix_keeps_an_interval(store, kinds):
    number = np.arange(80)
    posts = {"community": 1, "one": number, "person": number, "post": number, "kind": kinds}
    found = told(pd.DataFrame(posts), store).iloc[0]
    assert found["high"] > found["value"] + 0.01
    assert found["low"] < found["value"] or len(set(kinds)) == 1
