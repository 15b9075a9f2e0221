"""Failures, doubts and unfinished work together: one share, corrected as each of its parts is."""

import pandas as pd
import pytest

from data.published import measures
from metrics.candour import METRIC
from metrics.metric import Status
from tests.metrics.conftest import read

# In Dutch, of which too few posts were coded to correct anything: the mix is what was read.
SUCCESS = "ana: Ik zou iedereen aanraden om in tweetallen na te kijken.\n"
FAILURE = "ben: Onze leeskring voor nieuwe collega's is na drie weken doodgebloed.\n"
QUESTION = "cas: Laten jullie de deelnemers zelf de toets maken?\n"
PARTS = ("failure", "doubt", "unfinished")


@pytest.fixture
def candour(measured):
    def of(store):
        read(store)
        return measured(store, METRIC)

    return of


def test_successes_and_questions_are_no_candour(talk, candour):
    assert candour(talk((SUCCESS + QUESTION) * 10))["value"] == pytest.approx(0)


def test_a_failure_of_four_tellings_is_a_quarter(talk, candour):
    found = candour(talk((SUCCESS * 2 + FAILURE + QUESTION) * 10))
    assert found["value"] == pytest.approx(0.25)
    assert found["low"] < 0.25 < found["high"]


def test_it_is_the_sum_of_its_parts_and_surer_than_adding_their_ends(example):
    """Each part is corrected for the errors of the reader, and so is their sum."""
    told = pd.concat([measures(example, grain).assign(grain=grain) for grain in ("year", "all")])
    told = told[told["status"] == Status.MEASURED]
    compared = 0
    for _, rows in told.groupby(["grain", "community", "period"]):
        rows = rows.set_index("metric")
        parts = [f"beyond_best_practice.{part}" for part in PARTS]
        if METRIC.name not in rows.index or not set(parts) <= set(rows.index):
            continue
        whole, each = rows.loc[METRIC.name], rows.loc[parts]
        if each["low"].min() <= 0:
            continue  # a part that is cut off at nothing does not add up
        compared += 1
        assert whole["value"] == pytest.approx(each["value"].sum(), abs=1e-3)
        assert whole["high"] - whole["low"] < (each["high"] - each["low"]).sum()
    assert compared >= 2
