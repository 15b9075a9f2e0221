"""Charts over time: what is drawn, and what would only flatten it."""

import pandas as pd
import pytest

from pages.parts import timelines
from pages.parts.chart import Level
from pages.parts.words import Scale

QUARTER = pd.Timestamp("2026-01-01")


@pytest.mark.parametrize("periods", [1, 2])
@pytest.mark.parametrize(("bound", "is_drawn"), [(0.6, True), (0.9, False)])
def test_a_bound_that_a_mark_may_rest_on_is_drawn_and_one_far_off_is_not(periods, bound, is_drawn):
    """28 % within 13 to 40 % is to be watched because all of it lies below 60 %."""
    rows = pd.DataFrame({"period": pd.date_range(QUARTER, periods=periods, freq="QS")})
    rows = rows.assign(value=0.28, low=0.13, high=0.40)
    scale, levels = Scale(100, "%", "%"), [Level(bound, "watch below")]
    if periods == 1:
        figure = timelines.single(next(rows.itertuples()), scale, levels)
    else:
        figure = timelines.over_time(rows.itertuples(), scale, "quarter", QUARTER, levels)
    assert ("watch below" in [note.text for note in figure.layout.annotations]) is is_drawn
