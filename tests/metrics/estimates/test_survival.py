"""Published survival times: 6-MP against placebo (Freireich et al. 1963)."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from metrics.estimates.survival import curve, median

SIX_MP_EVENTS = [6, 6, 6, 7, 10, 13, 16, 22, 23]
SIX_MP_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def waits(events, censored=()):
    happened = np.array([True] * len(events) + [False] * len(censored))
    return np.array([*events, *censored], float), happened


def test_the_curve_of_6_mp_is_as_published():
    line = curve(*waits(SIX_MP_EVENTS, SIX_MP_CENSORED))
    assert line["survival"].round(4).tolist() == [
        0.8571,
        0.8067,
        0.7529,
        0.6902,
        0.6275,
        0.5378,
        0.4482,
    ]


def test_the_medians_are_23_and_8_weeks():
    assert median(*waits(SIX_MP_EVENTS, SIX_MP_CENSORED))[0] == 23
    assert median(*waits(PLACEBO))[0] == 8


def test_the_median_of_the_events_alone_would_lie():
    assert np.median(SIX_MP_EVENTS) == 10


@for_all(
    st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=30).filter(
        lambda rows: any(happened for _, happened in rows)
    )
)
def test_agrees_with_scipy(rows):
    waited, happened = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    theirs = ecdf(CensoredData(uncensored=waited[happened], right=waited[~happened])).sf
    ours = curve(waited, happened)
    assert ours["survival"].tolist() == pytest.approx(theirs.evaluate(ours["time"]).tolist())
