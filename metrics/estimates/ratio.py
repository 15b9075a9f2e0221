"""A ratio of sums, with an interval that minds how much the units differ."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

from metrics.estimates.evidence import BEHIND, Evidence

_MEASURED = (
    """
    with evidence as materialized (
        select
            grain,
            community,
            period,
            one,
            other,
            amount::double as amount,
            out_of::double as out_of,
            people
        from ({evidence})
    ),

    ratio as (
        select
            grain,
            community,
            period,
            sum(amount) / nullif(sum(out_of), 0)                as value,
            sum(out_of)                                         as out_of,
            count(*)                                            as sample
        from evidence
        group by all
    ),

    residual as (
        select
            grain,
            community,
            period,
            one,
            other,
            amount - value * evidence.out_of as error
        from evidence
        join ratio using (grain, community, period)
    ),

    -- A row about two members leans on both: it counts in each one's sum, and once too often.
    by_unit as (
        select grain, community, period, unit, sum(error) as error
        from (
            select grain, community, period, one as unit, error from residual
            union all
            select grain, community, period, other as unit, error
            from residual
            where other is not null
        )
        group by all
    ),

    counted_twice as (
        select grain, community, period, sum(error * error) as squares
        from residual
        where other is not null
        group by all
    ),

    independent as (
        select grain, community, period, sum(error * error) as squares
        from residual
        group by all
    ),

    spread as (
        select
            grain,
            community,
            period,
            count(*)                                                       as units,
            sum(error * error) - coalesce(any_value(counted_twice.squares), 0) as squares,
            count(*) * sum(error ** 4) / nullif(sum(error * error) ** 2, 0) as kurtosis
        from by_unit
        left join counted_twice using (grain, community, period)
        group by all
    ),

"""
    + BEHIND
    + """
    select
        grain,
        community,
        period,
        value,
        out_of,
        sample,
        units,
        coalesce(people, 0) as people,
        least(
            coalesce(nullif(for_it, 0), people),
            coalesce(nullif(against, 0), people)
        )                                                            as smaller_part,
        sqrt(greatest(spread.squares, 0)) / out_of                   as clustered,
        sqrt(independent.squares) / out_of                           as unclustered,
        kurtosis
    from ratio
    join spread using (grain, community, period)
    join independent using (grain, community, period)
    left join behind using (grain, community, period)
    where out_of > 0
    order by grain, community, period
"""
)


def standard_errors(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, out_of, sample, units, people, smaller_part, clustered,
    unclustered, kurtosis``.

    ``clustered`` is the linearised cluster-robust standard error of a ratio of sums, dyadic where
    rows touch two members (Aronow, Samii & Assenova 2015, Political Analysis 23:564), on the plain
    scale and with no correction for small samples; ``unclustered`` takes every row by itself.
    ``units`` counts the clusters, ``sample`` the rows, ``people`` the distinct members behind them;
    ``kurtosis`` is that of the clusters' residuals, 3 where they are normal, null where all are 0.
    """
    return evidence.rows(cursor, _MEASURED)


def ratio(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return value and 95 % interval of a share, for each community and period.

    On the logit scale, so that it stays between 0 and 1, with a t quantile for few clusters. A
    share of exactly 0 or 1 has no spread of its own: it gets the Wilson bound for that many
    clusters.
    """
    found = standard_errors(cursor, evidence)
    value, quantile = found["value"].to_numpy(), _quantile(found)
    error = _corrected(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, reach = np.log(value / (1 - value)), quantile * error / (value * (1 - value))
        low, high = (1 / (1 + np.exp(-(middle + side * reach))) for side in (-1, 1))
        edge = quantile**2 / (found["units"].to_numpy() + quantile**2)
    found["low"] = np.select([value == 0, value == 1], [0.0, 1 - edge], low)
    found["high"] = np.select([value == 0, value == 1], [edge, 1.0], high)
    return found


def mean(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return value and 95 % interval of a mean that is not negative and has no upper end.

    On the logarithmic scale. A few units far from the rest make the spread itself uncertain: the t
    quantile has as many degrees of freedom as the variance is worth, 2n / (kurtosis - 1)
    (Satterthwaite 1946, Biometrics Bulletin 2:110). Not narrower than the rule of three: of n
    units that are all alike, up to 3/n of the others may differ by one.
    """
    found = standard_errors(cursor, evidence)
    value, quantile = found["value"].to_numpy(), _quantile_of_tails(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.maximum(quantile * _corrected(found), 3 / found["units"].to_numpy())
        factor = np.exp(reach / value)
        found["low"] = np.where(value == 0, 0.0, value / factor)
        found["high"] = np.where(value == 0, 3 / found["units"].to_numpy(), value * factor)
    return found


def _quantile(found: pd.DataFrame) -> np.ndarray:
    return stdtrit(np.maximum(found["units"].to_numpy(float) - 1, 1), 0.975)


def _quantile_of_tails(found: pd.DataFrame) -> np.ndarray:
    units, kurtosis = found["units"].to_numpy(float), found["kurtosis"].fillna(1).to_numpy(float)
    worth = 2 * units / np.maximum(kurtosis - 1, 1)
    return stdtrit(np.clip(worth, np.minimum(3, units), np.maximum(units - 1, 1)), 0.975)


def _corrected(found: pd.DataFrame) -> np.ndarray:
    """Return the standard error, larger for few clusters, never below that of independent rows."""
    units = found["units"].to_numpy(float)
    fewer = np.sqrt(units / np.maximum(units - 1, 1))
    return np.maximum(found["clustered"], found["unclustered"]).to_numpy() * fewer
