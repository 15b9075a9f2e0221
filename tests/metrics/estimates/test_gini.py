"""The published example of the absence factor, and the Gini coefficient against its definition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from metrics.estimates.gini import gini, half_held
from tests.metrics.drawn import DRAWN

CHAOSS = [1000, 202, 90, 33, 332, 343, 42, 433]


def told(store, estimate, amounts: list[int]) -> dict:
    frame = pd.DataFrame({"community": 1, "one": range(len(amounts)), "amount": amounts})
    with store.cursor() as cursor:
        cursor.register("drawn", frame.assign(period=pd.Timestamp("2026-01-01")))
        found = estimate(cursor, DRAWN)
        cursor.unregister("drawn")
    return found.iloc[0].to_dict()


def test_the_published_example_rests_on_two(store):
    found = told(store, half_held, CHAOSS)
    assert (found["few"], found["value"]) == (2, 2 / 8)
    assert told(store, gini, CHAOSS)["value"] == pytest.approx(0.4855 * 8 / 7, abs=1e-4)


@pytest.mark.parametrize(
    ("amounts", "few", "uneven"),
    [([3, 3, 3, 3], 2, 0.0), ([1, 1, 1, 97], 1, 0.96), ([5], 1, None), ([2, 2, 4], 1, 1 / 4)],
)
def test_small_examples(store, amounts, few, uneven):
    assert told(store, half_held, amounts)["few"] == few
    if uneven is not None:
        assert told(store, gini, amounts)["value"] == pytest.approx(uneven)


def test_one_person_alone_has_no_unevenness(store):
    assert np.isnan(told(store, gini, [5])["value"])


def test_who_holds_nothing_is_no_member_of_it(store):
    assert told(store, half_held, [4, 4, 0, 0])["value"] == 0.5


def test_no_interval_is_pretended(store):
    found = told(store, gini, CHAOSS)
    assert np.isnan(found["low"]) and np.isnan(found["high"])
    assert found["note"].startswith("no interval")


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@for_all(amounts=st.lists(st.integers(1, 50), min_size=2, max_size=20))
def test_agrees_with_all_differences_written_out(store, amounts):
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    expected = differences / (2 * len(amounts) * sum(amounts)) * len(amounts) / (len(amounts) - 1)
    assert told(store, gini, amounts)["value"] == pytest.approx(expected)
