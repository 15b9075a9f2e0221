"""What is kept of how often intervals hold, and a small trial that it still is so."""

import numpy as np
import pytest
from scipy.stats import binom

from data.store import Store
from metrics import catalogue
from metrics.coverage import ENOUGH, coverage_of, kept
from tests.bench.coverage import Told, measured, talk_of
from tests.bench.mixes import is_mix
from tests.bench.simulated import Drawn

RUNS, THREADS = 120, 70


@pytest.fixture(scope="module")
def told(key, tmp_path_factory) -> dict[str, Told]:
    """Measure communities drawn by chance with every metric that was tried."""
    store = Store(tmp_path_factory.mktemp("drawn") / "drawn.duckdb")
    tried = [metric for metric in catalogue() if metric.name in set(kept()["metric"])]
    plain = [one for one in tried if talk_of(one, THREADS) == talk_of(catalogue()[0], THREADS)]
    Drawn(np.random.default_rng(7), talk_of(plain[0], THREADS), RUNS).fill(store)
    found = {}
    for metric in plain:
        if is_mix(metric):
            continue  # the reader of drawn texts is no reader whose errors are known
        rows = measured(store, metric)
        columns = ("value", "low", "high", "sample")
        found[metric.name] = Told(*(rows[column].to_numpy(float) for column in columns))
    store.close()
    return found


def test_intervals_hold_the_truth_as_often_as_they_did(told):
    """So loose that chance alone lets hardly any of them fail once in ten thousand times."""
    assert len(told) > 30
    for name, one in told.items():
        runs, share = one.covered
        if runs >= 50:
            assert share * runs >= binom.ppf(1e-4, runs, ENOUGH), name


def test_a_trial_sees_an_interval_that_is_half_as_wide_as_it_should_be():
    value = np.random.default_rng(1).normal(0, 1, 2000)
    wide, half = (Told(value, value - reach, value + reach, value) for reach in (1.96, 0.98))
    assert wide.covered[1] == pytest.approx(0.95, abs=0.02)
    assert half.covered[1] < binom.ppf(1e-4, 2000, ENOUGH) / 2000


def test_what_is_kept_holds_often_enough():
    """Of 2,000 runs 93 in 100; of fewer, as many as chance leaves of that in 99 of 100 trials."""
    for row in kept().itertuples():
        few = row.runs < 1000
        fewest = binom.ppf(0.01, row.runs, ENOUGH) if few else ENOUGH * row.runs
        assert row.coverage * row.runs >= fewest - 0.5, row
        assert row.coverage <= 1


def test_every_difference_that_is_judged_has_a_size_worth_acting_on():
    declared = {metric.name for metric in catalogue() if metric.worth_acting_on}
    assert set(kept()["metric"]) <= declared


def test_the_rows_of_a_metric_go_from_small_to_large():
    rows = coverage_of("answered")
    assert rows["size"].is_monotonic_increasing and rows["units"].is_monotonic_increasing
    assert coverage_of("nothing of the kind").empty
