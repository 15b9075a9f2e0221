"""How a share moves from week to week: by how much its odds change in a quarter."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import expit, stdtrit

from data.said import say
from metrics.estimates.evidence import KEYS, Evidence

_WEEKS_PER_QUARTER = 13
_ROUNDS = 40
# Odds that change more than this in a quarter are all or nothing, and no line can be laid through.
_STEEPEST = np.log(1000)

_BEHIND = """
    with evidence as (
        select grain, community, period, one, week, people
        from ({evidence})
    ),

    counted as (
        select
            grain,
            community,
            period,
            count(distinct one)  as units,
            count(distinct week) as sample
        from evidence
        group by all
    ),

    behind as (
        select grain, community, period, count(distinct person) as people
        from (select grain, community, period, unnest(people) as person from evidence)
        group by all
    )

    select grain, community, period, units, sample, coalesce(people, 0) as people
    from counted
    left join behind using (grain, community, period)
    order by grain, community, period
"""

_WEEKLY = """
    select
        grain,
        community,
        period,
        one,
        week,
        sum(amount)::double as amount,
        sum(out_of)::double as out_of
    from ({evidence})
    group by all
    order by grain, community, period, one, week
"""


def odds_per_quarter(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return by what the odds of a share are multiplied in 13 weeks: 1 where it does not move.

    Wants evidence ``community, period, one, week, amount, out_of, people``; ``week`` is a number
    that grows by 1 each week. Returns ``community, period, value, low, high, sample, units, people,
    smaller_part, reason``; ``sample`` counts weeks, ``units`` threads. A logistic line through the
    weeks; its standard error is the sandwich over threads or over weeks, whichever is larger
    (Liang & Zeger 1986, Biometrika 73:13), with a t quantile for the fewer of the two.
    """
    found = evidence.rows(cursor, _BEHIND)
    rows = evidence.rows(cursor, _WEEKLY)
    group = rows.merge(found.assign(group=range(len(found))), on=KEYS)
    slope, error = _Lines(group, len(found)).fitted()
    fewer = np.minimum(found["units"], found["sample"]).to_numpy(float)
    reach = stdtrit(np.maximum(fewer - 2, 1), 0.975) * error
    with np.errstate(over="ignore"):
        found["value"] = np.exp(slope)
        found["low"], found["high"] = np.exp(slope - reach), np.exp(slope + reach)
    found["smaller_part"] = np.nan
    steady = say("it is all or nothing from some week on, so that no slope can be laid through")
    return found.assign(reason=pd.Series([steady] * len(found), found.index, object))


class _Lines:
    """A logistic line for each community and period, all worked out at once."""

    def __init__(self, rows: pd.DataFrame, groups: int) -> None:
        """Take rows with ``group, one, week, amount, out_of``."""
        self._rows, self._groups = rows, groups
        self._group = rows["group"].to_numpy()
        self._amount, self._out_of = rows["amount"].to_numpy(), rows["out_of"].to_numpy()
        week = rows["week"].to_numpy(float)
        middle = self._sum(week * self._out_of) / self._sum(self._out_of)
        self._time = (week - middle[self._group]) / _WEEKS_PER_QUARTER

    def fitted(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the slope per quarter on the logit scale and its standard error; NaN for none."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            share = self._sum(self._amount) / self._sum(self._out_of)
            level, slope = np.log(share / (1 - share)), np.zeros(self._groups)
            for _ in range(_ROUNDS):
                residual, inverse = self._residual(level, slope)
                pull = self._sum(residual), self._sum(residual * self._time)
                level = level + inverse[0] * pull[0] + inverse[1] * pull[1]
                slope = slope + inverse[1] * pull[0] + inverse[2] * pull[1]
            residual, inverse = self._residual(level, slope)
            error = np.sqrt(
                np.maximum(
                    self._sandwich(residual, inverse, "one"),
                    self._sandwich(residual, inverse, "week"),
                )
            )
            error = np.maximum(error, np.sqrt(inverse[2]))
        held = np.isfinite(slope) & np.isfinite(error) & (np.abs(slope) < _STEEPEST)
        return np.where(held, slope, np.nan), np.where(held, error, np.nan)

    def _sum(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self._group, values, self._groups)

    def _residual(self, level: np.ndarray, slope: np.ndarray) -> tuple[np.ndarray, tuple]:
        """Return what the lines leave over, and the inverse information of level and slope."""
        expected = expit(level[self._group] + slope[self._group] * self._time)
        weight = self._out_of * expected * (1 - expected)
        one = self._sum(weight)
        mixed = self._sum(weight * self._time)
        square = self._sum(weight * self._time**2)
        whole = one * square - mixed**2
        inverse = square / whole, -mixed / whole, one / whole
        return self._amount - self._out_of * expected, inverse

    def _sandwich(self, residual: np.ndarray, inverse: tuple, cluster: str) -> np.ndarray:
        """Return the variance of the slope when the rows of one cluster lean on each other."""
        pull = inverse[1][self._group] * residual + inverse[2][self._group] * residual * self._time
        sums = self._rows[["group", cluster]].assign(pull=pull).groupby(["group", cluster]).sum()
        groups = sums.index.get_level_values("group")
        count = np.bincount(groups, minlength=self._groups).astype(float)
        squares = np.bincount(groups, sums["pull"].to_numpy() ** 2, self._groups)
        return squares * count / np.maximum(count - 2, 1)
