"""How unevenly something is shared: the Gini coefficient, and how few hold half of it."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from metrics.estimates.evidence import Evidence
from metrics.estimates.together import NO_INTERVAL

_RANKED = """
    with evidence as (
        select grain, community, period, one, amount::double as amount
        from ({evidence})
        where amount > 0
    ),

    ranked as (
        select
            grain,
            community,
            period,
            amount,
            row_number() over least_first                     as rank,
            row_number() over most_first                      as from_top,
            sum(amount) over most_first                       as of_top,
            sum(amount) over (partition by grain, community, period) as total
        from evidence
        window
            least_first as (partition by grain, community, period order by amount, one),
            most_first as (partition by grain, community, period order by amount desc, one desc)
    )

    select
        grain,
        community,
        period,
        {value}                                     as value,
        min(from_top) filter (where of_top >= total / 2) as few,
        count(*)                                    as members
    from ranked
    group by all
    order by grain, community, period
"""

_GINI = """
        (2 * sum(rank * amount) / any_value(total) - (count(*) + 1)) / nullif(count(*) - 1, 0)
"""

_HALF = "min(from_top) filter (where of_top >= total / 2) / count(*)"


def gini(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part, note``.

    Wants evidence ``community, period, one, amount``, a row per member. value is the Gini
    coefficient with the correction n / (n - 1): 0 where all hold the same, 1 where one holds
    everything. There is no interval: among members of very unequal activity neither the jackknife
    nor the slope of the Lorenz curve holds the truth often enough (simulated, 76 to 90 of 100).
    """
    return _shaped(cursor, evidence, _GINI)


def half_held(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the same for the share of members that together hold half, and ``few``, their number.

    The fewest who make half of it are the contributor absence factor (CHAOSS).
    """
    return _shaped(cursor, evidence, _HALF)


def _shaped(cursor: DuckDBPyConnection, evidence: Evidence, value: str) -> pd.DataFrame:
    found = evidence.rows(cursor, _RANKED.replace("{value}", value))
    found["low"] = found["high"] = found["smaller_part"] = np.nan
    found["sample"] = found["units"] = found["people"] = found["members"]
    return found.assign(note=pd.Series([NO_INTERVAL] * len(found), found.index, object))
