"""Measures are looked up as they were published: by metric and by period, the oldest first."""

from math import nan

import pandas as pd

from metrics import metric_named
from pages.parts.measures import Measures, by_community

QUARTERS = [pd.Timestamp(day) for day in ("2026-01-01", "2026-04-01", "2026-07-01")]
ANSWERED, DEPTH = metric_named("answered"), metric_named("dialogue_depth")


def published(name: str) -> pd.DataFrame:
    values = {"answered": [0.2, nan, 0.4], "dialogue_depth": [1.0, 2.0, 3.0]}
    return pd.DataFrame(
        [
            {"community": name, "metric": metric, "period": at, "value": value}
            for metric, of_metric in values.items()
            for at, value in zip(QUARTERS, of_metric, strict=True)
        ]
    )


def test_each_community_has_its_own():
    found = by_community(pd.concat([published("guild"), published("choir")], ignore_index=True))
    assert list(found) == ["choir", "guild"]
    assert set(found["choir"].rows["community"]) == {"choir"}
    assert {row.community for row in found["choir"].of(DEPTH).each} == {"choir"}


def test_a_metric_is_given_one_by_one_and_as_a_table():
    history = Measures(published("guild")).of(ANSWERED)
    assert [row.period for row in history.each] == QUARTERS
    assert history.values == [0.2, 0.4]
    pd.testing.assert_frame_equal(history.rows, published("guild").head(3))


def test_the_last_periods_up_to_one_come_the_oldest_first():
    history = Measures(published("guild")).of(DEPTH)
    assert [row.value for row in history.upto(QUARTERS[1], 5)] == [1.0, 2.0]
    assert [row.value for row in history.upto(QUARTERS[2], 2)] == [2.0, 3.0]


def test_a_period_is_given_by_metric():
    measures = Measures(published("guild"))
    assert measures.periods == QUARTERS
    now = measures.at(QUARTERS[2])
    assert {name: row.value for name, row in now.items()} == {
        "answered": 0.4,
        "dialogue_depth": 3.0,
    }


def test_what_was_never_measured_is_nothing():
    measures = Measures(published("guild"))
    assert measures.at(pd.Timestamp("2020-01-01")) == {}
    assert not measures.of(metric_named("reciprocity")).each
    assert measures.of(metric_named("reciprocity")).rows.empty
    assert Measures(published("guild").head(0)).periods == []
