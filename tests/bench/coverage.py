"""How often the 95 % intervals hold the truth: python -m tests.bench.coverage [METRIC ...].

For every metric that gives intervals: communities of its minimum, of three and of ten times as
much, 2,000 of each, measured by its own estimate. The truth is the mean over other communities
drawn alike. Writes tests/bench/coverage.csv, of which the page About the numbers tells; of metrics
that are named, only their lines. An interval has to hold the truth in 93 of 100, and is called wide
above 97.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from data.store import Store
from metrics import catalogue
from metrics.coverage import ENOUGH, KEPT, WIDE
from metrics.metric import Metric
from tests.bench.mixes import SIZES as MIX_SIZES
from tests.bench.mixes import drawn_mixes, is_mix, told_of
from tests.bench.simulated import Drawn, Talk

RUNS = 2000
SIZES = (1, 3, 10)
SEED = 2026
_POSTS_AT_ONCE = 250_000
# Sizes that differ by less are simulated together.
_STEP = 1.25
_PILOT = (20, 60, 200)
_GRAINS = {"lurker_ratio.delurking": ("quarter", pd.Timestamp("2026-07-01"))}
# Where the usual talk would need thousands of threads, a talk that has more of what is counted.
_TALKS = {
    "small_and_large": {"tail": 1.3, "shortest": 8, "longest": 40, "deeper": 0.4},
    "candour_answered.best": {"candid": 0.15},
    "open_questions": {"host": 10.0},
    "role_models": {"host": 10.0},
}
_FACTORS = {"host_share.slope"}
_WEEKLY = 2.5  # threads a week, where weeks are what is counted


@dataclass(frozen=True)
class Told:
    """What a metric said of communities that are drawn alike: one entry for each community."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sample: np.ndarray
    is_factor: bool = False

    @property
    def covered(self) -> tuple[int, float]:
        """Return how many had an interval, and which share of those held the truth.

        The truth for each half is the mean of the other; of factors, which multiply, the mean of
        their logarithms.
        """
        has = np.isfinite(self.value) & np.isfinite(self.low) & ~np.isnan(self.high)
        value, low, high = self.value[has], self.low[has], self.high[has]
        if self.is_factor:
            value, low, high = np.log(value), np.log(low), np.log(high)
        if len(value) < 2:
            return 0, np.nan
        even = np.arange(len(value)) % 2 == 0
        truth = np.where(even, value[~even].mean(), value[even].mean())
        # A value that is the same everywhere is held up to the last digits.
        held = (low <= truth + 1e-9) & (truth <= high + 1e-9)
        return len(value), float(held.mean())


def talk_of(metric: Metric, threads: int) -> Talk:
    """Return how communities talk of which a metric is tried."""
    if metric.name == "host_share.slope":
        return Talk(threads=threads, days=round(7 * threads / _WEEKLY))
    family = metric.name.partition(".")[0]
    return Talk(threads=threads, **_TALKS.get(metric.name, _TALKS.get(family, {})))


def measured(store: Store, metric: Metric) -> pd.DataFrame:
    """Return what a metric says of the communities in a store, however small the sample."""
    grain, period = _GRAINS.get(metric.name, ("all", None))
    with store.cursor() as cursor:
        found = metric.estimate(cursor, metric.evidence_for(grain))
    return found if period is None else found[found["period"] == period]


def drawn(
    store: Store, talk: Talk, metrics: Iterable[Metric], runs: int, chance: np.random.Generator
) -> dict[str, Told]:
    """Draw so many communities, in parts that fit the memory, and measure them."""
    parts = defaultdict(list)
    at_once = max(10, min(runs, _POSTS_AT_ONCE // (4 * talk.threads)))
    for first in range(0, runs, at_once):
        Drawn(chance, talk, min(at_once, runs - first), first).fill(store)
        for metric in metrics:
            parts[metric.name].append(measured(store, metric))
    return {name: _told(pd.concat(found), name in _FACTORS) for name, found in parts.items()}


def _told(found: pd.DataFrame, is_factor: bool) -> Told:
    columns = ("value", "low", "high", "sample")
    return Told(*(found[column].to_numpy(float) for column in columns), is_factor)


def plan(store: Store, metrics: list[Metric], chance: np.random.Generator) -> dict[tuple, list]:
    """Return which metrics, at how many times their minimum, each kind of talk is drawn for.

    By talk, and the metrics and sizes; from how the sample of each grows in small trials.
    """
    samples = defaultdict(dict)
    for threads in _PILOT:
        kinds = defaultdict(list)
        for metric in metrics:
            kinds[talk_of(metric, threads)].append(metric)
        for talk, some in kinds.items():
            for name, told in drawn(store, talk, some, 40, chance).items():
                if np.isfinite(told.low).any() and told.sample.mean() > 0:
                    samples[name][threads] = told.sample.mean()
    wanted = defaultdict(list)
    for metric in metrics:
        known = samples.get(metric.name)
        for size in SIZES if known else ():
            threads = _threads(known, size * metric.minimum)
            wanted[talk_of(metric, threads)].append((metric, size))
    return wanted


def _threads(known: dict[int, float], target: float) -> int:
    """Return how many threads give a sample of so many, on steps so that metrics share them."""
    threads, samples = np.log(list(known)), np.log(list(known.values()))
    near = int(np.clip(np.searchsorted(samples, np.log(target)), 1, max(len(samples) - 1, 1)))
    if len(samples) == 1:
        found = threads[0] + np.log(target) - samples[0]
    else:
        rise = (samples[near] - samples[near - 1]) / (threads[near] - threads[near - 1])
        found = threads[near] + (np.log(target) - samples[near]) / max(rise, 0.3)
    return round(_STEP ** round(found / np.log(_STEP)))


def table(
    store: Store, metrics: list[Metric], runs: int, sizes: Iterable[int] = SIZES
) -> pd.DataFrame:
    """Return ``metric, size, units, runs, coverage``, a row for each metric with intervals."""
    chance = np.random.default_rng(SEED)
    rows = []
    mixed = [metric for metric in metrics if is_mix(metric)]
    for size in MIX_SIZES if mixed else ():
        if size in sizes:
            mixes, units = drawn_mixes(chance, size, runs)
            for metric in mixed:
                told = Told(*told_of(metric, mixes).T, np.full(runs, units))
                rows += [_row(metric, size, told)] if np.isfinite(told.low).any() else []
    others = [metric for metric in metrics if not is_mix(metric)]
    for talk, wanted in plan(store, others, chance).items():
        wanted = [(metric, size) for metric, size in wanted if size in sizes]
        some = list({metric.name: metric for metric, _ in wanted}.values())
        found = drawn(store, talk, some, runs, chance) if some else {}
        rows += [_row(metric, size, found[metric.name]) for metric, size in wanted]
    order = {metric.name: place for place, metric in enumerate(catalogue())}
    told = pd.DataFrame(rows, columns=["metric", "size", "units", "runs", "coverage"])
    return told.sort_values(
        ["metric", "size"],
        key=lambda column: column.map(order) if column.name == "metric" else column,
    ).reset_index(drop=True)


def _row(metric: Metric, size: int, told: Told) -> dict:
    given, share = told.covered
    units = round(float(np.nanmean(told.sample)))
    row = {"metric": metric.name, "size": size, "units": units, "runs": given, "coverage": share}
    print(
        f"{metric.name:36} {size:3} x: {units:5} {given:5} runs {share:.3f}{_mark(share)}",
        flush=True,
    )
    return row


def _mark(share: float) -> str:
    if share < ENOUGH:
        return "  TOO SELDOM"
    return "  wide" if share > WIDE else ""


def main() -> None:
    """Try the metrics that are named, or all, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("metrics", nargs="*")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--dry", action="store_true", help="only print, keep nothing")
    asked = parser.parse_args()
    metrics = [one for one in catalogue() if not asked.metrics or one.name in asked.metrics]
    with TemporaryDirectory() as folder:
        os.environ["COMMUNITY_KEY"] = str(Path(folder) / "key")
        store = Store(Path(folder) / "drawn.duckdb")
        found = table(store, metrics, asked.runs, asked.sizes)
        store.close()
    if not asked.dry:
        keep(found, {one.name for one in metrics}, asked.sizes)


def keep(found: pd.DataFrame, names: set[str], sizes: Iterable[int]) -> None:
    """Write the table, leaving the lines of what was not tried as they are."""
    known = {metric.name: place for place, metric in enumerate(catalogue())}
    if KEPT.exists():
        before = pd.read_csv(KEPT)
        tried = before["metric"].isin(names) & before["size"].isin(sizes)
        found = pd.concat([before[~tried & before["metric"].isin(known)], found])
    found = found.sort_values(
        ["metric", "size"], key=lambda one: one.map(lambda it: known.get(it, it))
    )
    found.round({"coverage": 4}).to_csv(KEPT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
