import numpy as np
import pandas as pd
import pytest

from data.declared import describe
from metrics.estimates.contrast import difference
from metrics.kinds.reading import read_texts
from metrics.small_and_large import FURTHER, METRIC
from tests.conftest import conversation
from tests.metrics.drawn import DRAWN

(CANDOUR,) = FURTHER
PAIR = """
    ana: Our retro failed. Has yours?
        ben: Twice.
            ana: How did you stop?
"""
CROWD = "lead: Our new plan is on the board.\n" + "\n".join(
    f"    m{number}: Thank you, that is a good plan." for number in range(12)
)


def test_a_pair_that_answers_back_beside_a_crowd_that_does_not(given, store, measured):
    given(*conversation(PAIR), *conversation(CROWD, prefix="crowd"))
    found = measured(store, METRIC)
    assert (found["value"], found["people"], found["sample"]) == (100.0, 2, 1)
    assert found["note"] == "100 of 100 in small circles, 0 of 100 in large ones"


def test_a_small_part_of_a_community_is_a_small_circle_of_the_whole(given, store, measured):
    given(
        *conversation(CROWD, community="whole"),
        *conversation(PAIR, community="part", prefix="part"),
    )
    describe(store, "part", within="whole")
    assert measured(store, METRIC)["value"] == 100.0


def test_candour_in_a_pair_and_none_in_a_crowd(given, store, measured):
    given(*conversation(PAIR), *conversation(CROWD, prefix="crowd"))
    read_texts(store, lambda *told: None)
    assert measured(store, CANDOUR)["value"] > 0


def test_circles_of_one_size_cannot_be_held_against_each_other(talk, measured):
    assert measured(talk(PAIR), METRIC) == {}


@pytest.mark.parametrize("threads", [8, 24, 80])
def test_its_interval_holds_the_truth(store, threads):
    """Many small conversations, few large ones, that differ among each other."""
    chance = np.random.default_rng(threads)
    frames = []
    for side, number, arcs, ready in (("small", 4 * threads, 3, 0.4), ("large", threads, 20, 0.2)):
        out_of = chance.poisson(arcs, 500 * number) + 1
        share = chance.beta(5 * ready, 5 * (1 - ready), 500 * number)
        frames.append(
            pd.DataFrame(
                {
                    "community": np.repeat(np.arange(500), number),
                    "one": np.tile(np.arange(number), 500),
                    "amount": chance.binomial(out_of, share),
                    "out_of": out_of,
                    "side": side,
                }
            )
        )
    rows = pd.concat(frames, ignore_index=True).assign(period=pd.Timestamp("2026-01-01"))
    rows = rows.assign(other=pd.Series(pd.NA, rows.index, "Int64"))
    rows["people"] = [[one] for one in rows["one"]]
    with store.cursor() as cursor:
        cursor.register("drawn", rows)
        found = difference(cursor, DRAWN)
    truth = found["value"].mean()
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.93
