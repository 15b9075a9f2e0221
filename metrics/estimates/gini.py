"""How unevenly something is shared: the Gini coefficient, and how few hold half of it."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

_RANKED = """
    with evidence as materialized (
        select community, period, one, amount::double as amount
        from ({evidence})
        where amount > 0
    ),

    -- Ranks from the least to the most, and what the ranks below and the ranks above hold.
    ranked as (
        select
            community,
            period,
            amount,
            row_number() over poorest_first                  as rank,
            count(*) over (partition by community, period)   as members,
            sum(amount) over (partition by community, period) as total,
            sum(amount) over poorest_first                   as up_to,
            sum(amount) over (
                partition by community, period
                order by amount desc, one desc
            )                                                as from_top
        from evidence
        window poorest_first as (partition by community, period order by amount, one)
    )
"""

_GINI = """
    -- The Gini coefficient of n members is (2 R / S - (n + 1)) / (n - 1), with S the sum of the
    -- amounts and R that of rank times amount: the n / (n - 1) correction is in it. Leaving out one
    -- member lowers the ranks above.
    , summed as (
        select *, sum(rank * amount) over (partition by community, period) as weighted
        from ranked
    ),

    left_out as (
        select
            community,
            period,
            members,
            (2 * weighted / total - (members + 1)) / nullif(members - 1, 0) as value,
            (
                2 * (weighted - rank * amount - (total - up_to)) / nullif(total - amount, 0)
                - members
            ) / nullif(members - 2, 0)                                      as without
        from summed
    )

    select
        community,
        period,
        any_value(value)                                              as value,
        sqrt(var_pop(without) * any_value(members - 1))               as error,
        any_value(members)                                            as members
    from left_out
    group by all
    order by community, period
"""

_HALF = """
    -- How many hold half, and the least that one of them holds.
    , core as (
        select
            community,
            period,
            min(members - rank + 1)                 as few,
            arg_min(amount, members - rank)         as least_of_them
        from ranked
        where from_top >= total / 2
        group by all
    ),

    -- What each member pushes the point by, where the Lorenz curve reaches half (the derivative of
    -- its inverse).
    pushed as (
        select
            community,
            period,
            few,
            members,
            few / members                           as value,
            case
                when amount < least_of_them then amount / 2 - value * least_of_them
                else (1 - value) * least_of_them - amount / 2
            end / least_of_them                     as push
        from ranked
        join core using (community, period)
    )

    select
        community,
        period,
        any_value(value)                                                as value,
        any_value(few)                                                  as few,
        sqrt(var_pop(push) / any_value(greatest(members - 1, 1)))       as error,
        any_value(members)                                              as members
    from pushed
    group by all
    order by community, period
"""


def gini(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part``.

    Wants evidence ``community, period, one, amount``, a row per member. value is the Gini
    coefficient with the correction n / (n - 1), 0 where all hold the same and 1 where one holds
    everything; the interval is a delete-one-member jackknife on the logit scale, never narrower
    than one member can move it.
    """
    found = cursor.execute(_RANKED.format(evidence=evidence) + _GINI, {"grain": grain}).df()
    return _shaped(found)


def half_held(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return the same for the share of members that together hold half, and ``few``, their number.

    The fewest who make half of it are the contributor absence factor (CHAOSS).
    """
    found = cursor.execute(_RANKED.format(evidence=evidence) + _HALF, {"grain": grain}).df()
    return _shaped(found)


def _shaped(found: pd.DataFrame) -> pd.DataFrame:
    members, value = found["members"].to_numpy(float), found["value"].to_numpy(float)
    reach = stdtrit(np.maximum(members - 1, 1), 0.975) * np.maximum(found["error"], 0.5 / members)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, spread = np.log(value / (1 - value)), reach / (value * (1 - value))
        low, high = (1 / (1 + np.exp(-(middle + side * spread))) for side in (-1, 1))
    found["low"] = np.where(value <= 0, 0.0, np.where(value >= 1, 1 - reach, low))
    found["high"] = np.where(value >= 1, 1.0, np.where(value <= 0, np.minimum(reach, 1.0), high))
    found["sample"] = found["units"] = found["people"] = found["members"]
    found["smaller_part"] = np.nan
    return found
