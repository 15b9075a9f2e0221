"""The conversations behind a figure are its own evidence: a figure and its drill-down agree."""

import pandas as pd
import pytest

from data.published import measures
from metrics import catalogue, metric_named
from metrics.behind import threads_behind
from metrics.estimates.public_role import ratio_of_hosts
from metrics.estimates.ratio import mean, ratio

SUMS = {ratio, mean, ratio_of_hosts}
OF_THREADS = [metric.name for metric in catalogue() if metric.of_threads]


@pytest.mark.parametrize("name", OF_THREADS)
def test_every_figure_of_conversations_has_some_to_show(example, name):
    metric = metric_named(name)
    rows = measures(example, "all", metric=name)
    given = rows[rows["value"].notna()]
    for row in given.itertuples():
        found = threads_behind(example, metric, "all", row.community, row.period)
        assert len(found)
        assert found["thread"].is_unique
        if metric.estimate in SUMS:
            summed = found["amount"].sum() / found["out_of"].sum()
            assert summed == pytest.approx(row.value, abs=1e-9)


def test_some_figures_are_sums_and_a_quarter_agrees_too(example):
    summed = [name for name in OF_THREADS if metric_named(name).estimate in SUMS]
    assert {"answered", "back_and_forth", "dialogue_depth", "loop_closed"} <= set(summed)
    quarters = measures(example, "quarter", metric="back_and_forth").dropna(subset="value")
    for row in quarters.itertuples():
        asked = ("quarter", row.community, row.period)
        found = threads_behind(example, metric_named("back_and_forth"), *asked)
        assert found["amount"].sum() / found["out_of"].sum() == pytest.approx(row.value, abs=1e-9)


def test_where_no_thread_is_named_there_is_none_to_show(talk):
    store = talk("ana: Our pilot failed.\nben: Mine too.", how="unknown")
    telling = metric_named("beyond_best_practice")
    found = threads_behind(store, telling, "all", "practice", pd.Timestamp("1970-01-01"))
    assert found.empty
